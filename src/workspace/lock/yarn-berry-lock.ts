import { LockedPackage, LockGraph } from './graph';
import { Mapping, mapping, texts, withVersion } from './value';

/**
 * The packages of a Yarn 2+ lockfile, by their resolution (`ms@npm:2.1.3`). It does not record install scripts, but Yarn itself adds a
 * dependency on node-gyp to what needs it.
 *
 * @see https://yarnpkg.com/advanced/lexicon
 */
export function yarnBerryGraph(lock: Mapping): LockGraph {
  const byDescriptor = new Map<string, string>();
  const byName = new Map<string, string[]>();
  const entries = Object.entries(lock).filter(([key]) => key !== '__metadata');
  for (const [key, value] of entries) {
    const resolution = String(mapping(value).resolution);
    for (const descriptor of key.split(/, */)) {
      byDescriptor.set(descriptor, resolution);
      const list = byName.get(identOf(descriptor));
      if (list) list.push(resolution);
      else byName.set(identOf(descriptor), [resolution]);
    }
  }
  const packages = new Map<string, LockedPackage>();
  const workspaces = new Map<string, string>();
  for (const [, value] of entries) {
    const entry = mapping(value);
    const resolution = String(entry.resolution);
    const dependencies = texts(entry.dependencies);
    packages.set(resolution, {
      name: identOf(resolution),
      ...withVersion(entry.version),
      dependencies: Object.keys(dependencies),
      next: Object.entries(dependencies).flatMap(([name, range]) => {
        const exact = byDescriptor.get(`${name}@${range}`) ?? byDescriptor.get(`${name}@npm:${range}`);
        // `resolutions` of the manifest and patches change a descriptor: then all of that name, rather than none.
        return exact === undefined ? byName.get(name) ?? [] : [exact];
      }),
      foreign: /os=/.test(String(entry.conditions)) && !/os=linux/.test(String(entry.conditions)),
    });
    const workspace = /@workspace:(.+)$/.exec(resolution)?.[1];
    if (workspace !== undefined) workspaces.set(workspace, resolution);
  }
  return {
    packages,
    direct: (directory) => packages.get(workspaces.get(directory) ?? '')?.next ?? [],
    links: () => undefined,
  };
}

function identOf(descriptor: string): string {
  return /^@?[^@]+/.exec(descriptor)?.[0] ?? descriptor;
}
