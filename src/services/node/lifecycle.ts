import { joinPath, relativeTo } from '../../model/paths';
import type { PackageManifest } from '../../workspace/manifest';
import type { NodeApp } from '../../workspace/node-app';

/** What package managers run of the repository's own packages when they install. */
const LIFECYCLE = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'];
/** What makes no difference to an image: hooks for git, and guards of the package manager. */
const HARMLESS = /^(?:npx\s+)?(?:husky|lefthook|simple-git-hooks|is-ci|only-allow)\b/;

/** A manifest that the install reads; the path is relative to the install root. */
export interface InstalledManifest {
  readonly path: string;
  readonly manifest: PackageManifest;
}

/**
 * The manifests that an application is installed from: the root's, its own, and those of the local packages that it needs.
 *
 * @param everyone whether the package manager wants those of all other members too
 */
export function installedManifests(app: NodeApp, everyone: boolean): InstalledManifest[] {
  const others = everyone ? app.members : [];
  const all = [{ directory: app.root, manifest: app.rootManifest }, ...app.locals, ...others, { directory: app.directory, manifest: app.manifest }];
  const byPath = new Map(all.map(({ directory, manifest }) => [joinPath(relativeTo(app.root, directory), 'package.json'), manifest]));
  return [...byPath].map(([path, manifest]) => ({ path, manifest }));
}

/** The scripts of a manifest that an install would run. */
export function lifecycleScripts({ scripts }: PackageManifest): string[] {
  return LIFECYCLE.filter(name => scripts?.[name]);
}

/**
 * The scripts of the repository's own packages that do not run in the image but might matter to it, as sentences.
 *
 * Sources are not there yet when dependencies are installed, so that an edit of them installs nothing anew.
 */
export function droppedScripts(app: NodeApp): string[] {
  return installedManifests(app, false).flatMap(({ path, manifest }) => lifecycleScripts(manifest)
    .filter(name => !name.includes('prepare') && !HARMLESS.test(manifest.scripts![name]))
    .map(name => `"${name}" of ${joinPath(app.root, path)} does not run in the image; if the service needs what it does, call it from the build script`));
}
