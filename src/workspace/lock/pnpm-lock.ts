import { LockedPackage, LockGraph } from './graph';
import { excludesLinux, Mapping, mapping, texts, withVersion } from './value';
import { joinPath } from '../../model/paths';

const GROUPS = ['dependencies', 'devDependencies', 'optionalDependencies'];

/**
 * The packages of a pnpm-lock.yaml, formats 5 to 9.
 *
 * @see https://github.com/pnpm/spec/tree/master/lockfile
 */
export function pnpmGraph(lock: Mapping): LockGraph {
  const described = mapping(lock.packages);
  const resolved = lock.snapshots === undefined ? described : mapping(lock.snapshots);
  const importers = lock.importers === undefined ? { '.': lock } : mapping(lock.importers);
  const recordsScripts = lock.snapshots === undefined;
  const packages = new Map<string, LockedPackage>();
  for (const [key, value] of Object.entries(resolved)) {
    const entry = mapping(value);
    const about = mapping(described[key] ?? described[key.replace(/\(.*$/, '')]);
    const dependencies = { ...texts(entry.dependencies), ...texts(entry.optionalDependencies) };
    packages.set(key, {
      name: nameOf(key, about),
      ...withVersion(versionOf(key, about)),
      dependencies: Object.keys(dependencies),
      next: Object.entries(dependencies).map(([name, version]) => find(resolved, name, version)).filter((next) => next !== undefined),
      ...(recordsScripts && { installScript: String(about.requiresBuild) === 'true' }),
      foreign: excludesLinux(about.os),
    });
  }
  return {
    packages,
    direct: (directory) => [...versions(importers, directory)]
      .map(([name, version]) => find(resolved, name, version)).filter((key) => key !== undefined),
    links: (directory, dependency) => {
      const version = versions(importers, directory).get(dependency);
      return version === undefined ? undefined : version.startsWith('link:') || isLocalFile(importers, version);
    },
  };
}

/** What an importer's dependencies were resolved to: plain until format 5, beside the specifier since 6. */
function versions(importers: Mapping, directory: string): Map<string, string> {
  const importer = mapping(importers[directory]);
  const result = new Map<string, string>();
  for (const group of GROUPS) {
    for (const [name, value] of Object.entries(mapping(importer[group]))) {
      const version = typeof value === 'object' && value !== null ? mapping(value).version : value;
      if (version !== undefined) result.set(name, String(version));
    }
  }
  return result;
}

/** An injected local package: `file:libs/util(react@18.0.0)`, from the lockfile's folder. */
function isLocalFile(importers: Mapping, version: string): boolean {
  return version.startsWith('file:') && Object.hasOwn(importers, joinPath('.', version.slice('file:'.length).replace(/\(.*$/, '')));
}

/** The key of a resolved version: itself for aliases; else with the name before it, written differently by each format. */
function find(resolved: Mapping, name: string, version: string): string | undefined {
  return [`${name}@${version}`, `/${name}@${version}`, `/${name}/${version}`, version].find((key) => Object.hasOwn(resolved, key));
}

function nameOf(key: string, about: Mapping): string {
  if (typeof about.name === 'string') return about.name;
  return /^\/?((?:@[^/@]+\/)?[^/@]+)[@/]/.exec(key)?.[1] ?? key;
}

/** The version in a key, without the peers that it was resolved with: `/a@1.0.0(b@2.0.0)`, `/a/1.0.0_b@2.0.0`. */
function versionOf(key: string, about: Mapping): string | undefined {
  return typeof about.version === 'string' ? about.version : /^\/?(?:@[^/@]+\/)?[^/@]+[@/]([^(_]+)/.exec(key)?.[1];
}
