import { findLockfile } from './find-lockfile';
import { LockGraph } from './lock/graph';
import { LockfileKind } from './lock/lockfile';
import { PackageManifest } from './manifest';
import { readPin } from './package-manager-pin';
import { fail } from './problem';
import { Repository } from './repository';
import { readYaml } from './yaml';
import { baseName, isWithin, joinPath, relativeTo } from '../model/paths';

export type PackageManagerKind = LockfileKind;

/** How packages lie on the disk after the install. */
export type Linker = 'node-modules' | 'pnp' | 'pnpm';

/** The package manager that a repository uses. */
export interface PackageManager {
  readonly kind: PackageManagerKind;
  /**
   * The exact version when `packageManager`, `devEngines.packageManager` or the name of the release in `yarnPath` pins one; else the major
   * that a range of `devEngines` starts with, or that the lockfile's format calls for; undefined when any current version does.
   */
  readonly version?: string;
  /** File name of the lockfile, in the install root. */
  readonly lockfile: string;
  /** Yarn's `nodeLinker`, by default `pnp` for berry; `pnp` also for pnpm's `nodeLinker: pnp`; `node-modules` for all others. */
  readonly linker: Linker;
  /** The Yarn release in the repository that the settings name, relative to the install root. */
  readonly yarnPath?: string;
}

interface Settings { readonly linker: Linker; readonly yarnPath?: string }

/** The package manager of an install root, and the packages of its lockfile where they can be read. */
export interface Install { readonly manager: PackageManager; readonly graph?: LockGraph }

/**
 * Reads how an install root is installed, once for all applications in it.
 *
 * @throws WorkspaceError when there is no lockfile, more than one, or one that contradicts what the manifest pins, and when the lockfile or
 * the settings are malformed.
 */
export function readInstall(repo: Repository, root: string, manifest: PackageManifest): Install {
  return repo.memo(`install:${root}`, () => {
    const pin = readPin(manifest, joinPath(root, 'package.json'));
    const { kind, file, major, graph } = findLockfile(repo, root, pin);
    const settings = readSettings(repo, root, kind);
    const version = pin?.version ?? releaseVersion(settings.yarnPath) ?? pin?.major ?? major;
    return { manager: { kind, lockfile: file, ...settings, ...(version !== undefined && { version }) }, graph };
  });
}

function readSettings(repo: Repository, root: string, kind: PackageManagerKind): Settings {
  switch (kind) {
    case 'yarn-berry': {
      const rc = readYaml(repo, joinPath(root, '.yarnrc.yml'));
      const linker = rc.nodeLinker ?? 'pnp';
      if (linker !== 'pnp' && linker !== 'pnpm' && linker !== 'node-modules') {
        fail(`nodeLinker in ${joinPath(root, '.yarnrc.yml')} must be "node-modules", "pnp" or "pnpm", got ${JSON.stringify(linker)}: choose one of them`);
      }
      return { linker, ...yarnPath(repo, root, '.yarnrc.yml', rc.yarnPath) };
    }
    case 'yarn-classic': {
      const path = /^\s*yarn-path\s+"?([^"\r\n]+?)"?\s*$/m.exec(repo.tryRead(joinPath(root, '.yarnrc')) ?? '')?.[1];
      return { linker: 'node-modules', ...yarnPath(repo, root, '.yarnrc', path) };
    }
    case 'pnpm': {
      const pnp = readYaml(repo, joinPath(root, 'pnpm-workspace.yaml')).nodeLinker === 'pnp'
        || /^\s*node-linker\s*=\s*"?pnp"?\s*$/m.test(repo.tryRead(joinPath(root, '.npmrc')) ?? '');
      return { linker: pnp ? 'pnp' : 'node-modules' };
    }
    default:
      return { linker: 'node-modules' };
  }
}

function yarnPath(repo: Repository, root: string, rc: string, value: unknown): { yarnPath?: string } {
  if (value === undefined || value === null) return {};
  const path = joinPath(root, String(value));
  if (!isWithin(root, path) || !repo.isFile(path)) {
    fail(`the Yarn release that ${joinPath(root, rc)} names does not exist, got "${String(value)}": commit the file, or remove the setting`);
  }
  return { yarnPath: relativeTo(root, path) };
}

function releaseVersion(path: string | undefined): string | undefined {
  return path === undefined ? undefined : /^yarn-(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+?)?)\.c?js$/.exec(baseName(path))?.[1];
}
