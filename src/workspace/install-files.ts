import { LockfileKind } from './lock/lockfile';
import { PackageManifest } from './manifest';
import { Repository } from './repository';
import { Member } from './workspace';
import { readYaml } from './yaml';
import { sortedUnique } from '../model/order';
import { isWithin, joinPath, parentPath, relativeTo } from '../model/paths';

/** What each package manager reads beside the manifests and its lockfile. */
const FILES: Record<LockfileKind, string[]> = {
  'npm': ['.npmrc'],
  'pnpm': ['.npmrc', 'pnpm-workspace.yaml', '.pnpmfile.cjs', '.pnpmfile.mjs'],
  'yarn-classic': ['.npmrc', '.yarnrc'],
  'yarn-berry': ['.yarnrc.yml', '.yarn/plugins', '.yarn/patches'],
  'bun': ['.npmrc', 'bunfig.toml'],
};

/**
 * Files and folders beside manifests and lockfile that an install reads, as far as they exist: settings, Yarn's releases, plugins and
 * patches, the patches of pnpm, bun and patch-package, and archives that the packages depend on as `file:`. Relative to the root, sorted.
 *
 * @param packages the packages that are installed, with the root.
 */
export function findInstallFiles(repo: Repository, root: string, kind: LockfileKind, packages: Pick<Member, 'directory' | 'manifest'>[]): string[] {
  const common = repo.memo(`install-files:${root}`, () => {
    const releases = kind.startsWith('yarn') ? repo.list(joinPath(root, '.yarn/releases')).map((name) => `.yarn/releases/${name}`) : [];
    return [...FILES[kind], ...releases, ...(kind === 'pnpm' ? patchFolders(readYaml(repo, joinPath(root, 'pnpm-workspace.yaml')).patchedDependencies) : [])];
  });
  const own = packages.flatMap(({ directory, manifest }) => repo.memo(`install-files-of:${root}:${directory}`, () => (
    [...archives(directory, manifest), ...patches(directory, manifest)].filter((path) => isWithin(root, path)).map((path) => relativeTo(root, path))
  )));
  return sortedUnique([...common, ...own]).filter((path) => repo.isFile(joinPath(root, path)) || repo.isDirectory(joinPath(root, path)));
}

function archives(directory: string, { dependencies, devDependencies, optionalDependencies }: PackageManifest): string[] {
  return [dependencies, devDependencies, optionalDependencies].flatMap((group) => Object.values(group ?? {}))
    .filter((spec) => /^file:.*\.(tgz|tar\.gz|tar)$/.test(spec)).map((spec) => joinPath(directory, spec.slice('file:'.length)));
}

function patches(directory: string, { patchedDependencies, pnpm, scripts }: PackageManifest): string[] {
  const folders = [...patchFolders(patchedDependencies), ...patchFolders(pnpm?.patchedDependencies)];
  for (const script of Object.values(scripts ?? {})) {
    if (/\bpatch-package\b/.test(script)) folders.push(/--patch-dir[= ]+["']?([^\s"']+)/.exec(script)?.[1] ?? 'patches');
  }
  return folders.map((path) => joinPath(directory, path));
}

/** The folders of patches that are listed by package; a patch that lies in no folder stands for itself. */
function patchFolders(patched: unknown): string[] {
  const paths = typeof patched === 'object' && patched !== null ? Object.values(patched).filter((path) => typeof path === 'string') : [];
  return paths.map((path) => parentPath(joinPath('.', path)) === '.' ? joinPath('.', path) : parentPath(joinPath('.', path)));
}
