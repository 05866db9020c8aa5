import { LockedPackage, LockGraph } from './graph';
import { excludesLinux, Mapping, mapping, texts, withVersion } from './value';

/**
 * The packages of a bun.lock; keys are names, below the name of whoever has its own copy: `express/debug`.
 *
 * @see https://bun.com/docs/install/lockfile
 */
export function bunGraph(lock: Mapping): LockGraph {
  const workspaces = mapping(lock.workspaces);
  const entries = mapping(lock.packages);
  const recordsScripts = Number(lock.lockfileVersion) >= 2;
  const packages = new Map<string, LockedPackage>();
  const localOf = new Map<string, string>();
  const nextOf = (key: string, names: string[]): string[] => names.map((name) => resolve(entries, key, name)).filter((next) => next !== undefined);

  for (const [key, value] of Object.entries(entries)) {
    const [resolution, ...rest] = Array.isArray(value) ? value as unknown[] : [''];
    const [, name, version] = /^(@?[^@]+)@(.*)$/.exec(String(resolution)) ?? ['', key, ''];
    const local = version.startsWith('workspace:') ? version.slice('workspace:'.length) : undefined;
    if (local !== undefined) localOf.set(local, key);
    const entry = local === undefined ? mapping(rest.find((item) => typeof item === 'object')) : mapping(workspaces[local]);
    const required = { ...texts(entry.dependencies), ...texts(entry.optionalDependencies) };
    packages.set(key, {
      name,
      ...withVersion(version),
      dependencies: Object.keys(required),
      next: nextOf(key, local === undefined ? [...Object.keys(required), ...peers(entry)] : declared(entry)),
      ...(recordsScripts && { installScript: entry.hasInstallScript === true }),
      foreign: excludesLinux(entry.os),
    });
  }
  return {
    packages,
    direct: (directory) => {
      const key = directory === '.' ? '' : directory;
      return nextOf(localOf.get(key) ?? '', declared(mapping(workspaces[key])));
    },
    links: () => undefined,
  };
}

function declared(workspace: Mapping): string[] {
  return ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'].flatMap((group) => Object.keys(texts(workspace[group])));
}

/** Peers that bun installs by itself: those that are not listed as optional. */
function peers(entry: Mapping): string[] {
  const optional = Array.isArray(entry.optionalPeers) ? entry.optionalPeers : [];
  return Object.keys(texts(entry.peerDependencies)).filter((name) => !optional.includes(name));
}

/** The copy of a package that is nearest to whoever asks for it: its own, then those of the packages it is below, then the common one. */
function resolve(entries: Mapping, from: string, name: string): string | undefined {
  const names = from.match(/@[^/]+\/[^/]+|[^/]+/g) ?? [];
  for (let length = names.length; length >= 0; length--) {
    const key = [...names.slice(0, length), name].join('/');
    if (Object.hasOwn(entries, key)) return key;
  }
  return undefined;
}
