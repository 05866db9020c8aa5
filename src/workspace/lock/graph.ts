import { PackageManifest } from '../manifest';

/** One package of a lockfile, as far as an install of it concerns us. */
export interface LockedPackage {
  /** Its own name, also where it is installed under an alias. */
  readonly name: string;
  /** The version that is installed; undefined for local packages, and where the format says something else, such as a URL. */
  readonly version?: string;
  /** The names that it declares: dependencies and optional ones. */
  readonly dependencies: string[];
  /** Keys of the packages that they resolve to. */
  readonly next: string[];
  /** Whether it runs a script when it is installed; undefined where the format does not say. */
  readonly installScript?: boolean;
  /** Whether the format says that it compiles with node-gyp. */
  readonly gyp?: boolean;
  /** Whether it is never installed on Linux. */
  readonly foreign: boolean;
}

/** What a lockfile knows, the same for every format. */
export interface LockGraph {
  /** All packages by a key that has a meaning only in this lockfile. */
  readonly packages: ReadonlyMap<string, LockedPackage>;
  /** Keys of what the package in a folder (relative to the lockfile's) depends on directly. */
  direct(directory: string, manifest: PackageManifest): string[];
  /** Whether a dependency of the package in a folder is linked to a local package; undefined when the format does not say. */
  links(directory: string, dependency: string): boolean | undefined;
}

/** The packages that a manifest wants installed, name to what is asked for. */
export function wanted(manifest: PackageManifest): Record<string, string> {
  return { ...manifest.peerDependencies, ...manifest.devDependencies, ...manifest.dependencies, ...manifest.optionalDependencies };
}
