import { PackageManifest } from './manifest';

/** A package of the repository itself. */
export interface NodePackage {
  /** Its folder, relative to the repository's root. */
  readonly directory: string;
  /** Its name; that of its folder when the manifest gives none. */
  readonly name: string;
  readonly manifest: PackageManifest;
  /** Names of the local packages that it depends on directly, of any kind of dependency; sorted. */
  readonly dependencies: string[];
}
