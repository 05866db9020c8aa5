import { LockedPackage, LockGraph } from './graph';
import { excludesLinux, Mapping, mapping, texts, withVersion } from './value';
import { ancestors, joinPath } from '../../model/paths';

/**
 * The packages of a package-lock.json or npm-shrinkwrap.json: keys are the places of the packages, such as `node_modules/a/node_modules/b`.
 *
 * @see https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json
 */
export function npmGraph(lock: Mapping): LockGraph {
  const old = lock.packages === undefined;
  const entries = old ? placesOf(lock) : mapping(lock.packages);
  const packages = new Map<string, LockedPackage>();
  for (const [key, value] of Object.entries(entries)) {
    const entry = mapping(value);
    if (entry.link === true) continue;
    const required = { ...texts(entry.dependencies), ...texts(entry.optionalDependencies) };
    const names = [...Object.keys(required), ...peers(entry), ...(isPlace(key) ? [] : Object.keys(texts(entry.devDependencies)))];
    packages.set(key, {
      name: typeof entry.name === 'string' ? entry.name : key.slice(key.lastIndexOf('node_modules/') + 'node_modules/'.length),
      ...withVersion(entry.version),
      dependencies: Object.keys(required),
      next: names.map((name) => resolve(entries, key, name)).filter((next) => next !== undefined),
      ...(!old && { installScript: entry.hasInstallScript === true }),
      gyp: entry.gypfile === true,
      foreign: excludesLinux(entry.os),
    });
  }
  const importer = (directory: string): string => directory === '.' ? '' : directory;
  return {
    packages,
    direct: (directory, manifest) => old
      ? Object.keys({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies })
        .map((name) => resolve(entries, '', name)).filter((key) => key !== undefined)
      : packages.get(importer(directory))?.next ?? [],
    links: () => undefined,
  };
}

/** Whether a key is where a package is installed, and not the folder of a local one. */
function isPlace(key: string): boolean {
  return key.startsWith('node_modules/') || key.includes('/node_modules/');
}

/** Peers that npm installs by itself: those that are not optional. */
function peers(entry: Mapping): string[] {
  const meta = mapping(entry.peerDependenciesMeta);
  return Object.keys(texts(entry.peerDependencies)).filter((name) => mapping(meta[name]).optional !== true);
}

/** Where a package finds another: in its own node_modules or in those of the folders around it. */
function resolve(entries: Mapping, from: string, name: string): string | undefined {
  for (const folder of from === '' ? ['.'] : ancestors(from)) {
    const key = joinPath(folder, `node_modules/${name}`);
    const entry = entries[key];
    if (entry !== undefined) return mapping(entry).link === true ? String(mapping(entry).resolved) : key;
  }
  return undefined;
}

/** The nested packages of lockfileVersion 1 as the places that they are installed at. */
function placesOf(lock: Mapping, prefix = '', result: Mapping = {}): Mapping {
  for (const [name, value] of Object.entries(mapping(lock.dependencies))) {
    const entry = mapping(value);
    const key = `${prefix}node_modules/${name}`;
    result[key] = { dependencies: entry.requires, version: entry.version };
    placesOf(entry, `${key}/`, result);
  }
  return result;
}
