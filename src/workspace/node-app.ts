import { hasLockfile, missingLockfile } from './find-lockfile';
import { findInstallFiles } from './install-files';
import { LocalContext, membersByName, toNodePackage } from './local-edges';
import { findLocals } from './locals';
import { hasManifest, PackageManifest, readManifest } from './manifest';
import { findNativeAddons } from './native-addons';
import { NodePackage } from './node-package';
import { NodeVersionRequest, readNodeVersion } from './node-version';
import { Install, PackageManager, readInstall } from './package-manager';
import { PackageManagerPin, readPin } from './package-manager-pin';
import { fail, Problems } from './problem';
import { Repository } from './repository';
import { Member, readMember, readMembers } from './workspace';
import { ancestors, isAbsolutePath, joinPath, leaves, normalizePath } from '../model/paths';

export type { NodePackage, NodeVersionRequest, PackageManager, PackageManifest };

/** A Node application of a repository: what an image of it needs to know. Paths are relative to the repository's root, `.` for the root. */
export interface NodeApp {
  /** The application's own folder. */
  readonly directory: string;
  /** The install root, the folder with the lockfile: the application's own, or the nearest one around it. */
  readonly root: string;
  /** The application's package.json. */
  readonly manifest: PackageManifest;
  /** The package.json of the install root: the same as `manifest` when that is the application's folder. */
  readonly rootManifest: PackageManifest;
  readonly packageManager: PackageManager;
  /** The Node version that the repository asks for; undefined when it says nothing. */
  readonly node?: NodeVersionRequest;
  /** Whether the install root is a workspace. */
  readonly workspace: boolean;
  /**
   * The members of the workspace, by directory; with the application, and without the root unless the root is the application. Empty when
   * there is no workspace.
   */
  readonly members: NodePackage[];
  /** The local packages that the application needs, directly or not, to be built or to run: dependencies first, without the application. */
  readonly locals: NodePackage[];
  /** Those of `locals` that it needs to run: reached through dependencies, optional and peer ones alone. The same order. */
  readonly runtimeLocals: NodePackage[];
  /** Names of the packages that may compile when the application and its `locals` are installed with development dependencies; sorted. */
  readonly nativeAddons: string[];
  /** Files and folders beside manifests and lockfile that the install reads: relative to `root`, sorted. */
  readonly installFiles: string[];
}

/**
 * Reads the Node application in a folder.
 *
 * @param directory relative to the repository's root.
 * @throws WorkspaceError with all problems that were found.
 */
export function readNodeApp(repo: Repository, directory: string): NodeApp {
  const own = ownFolder(directory);
  if (!repo.isDirectory(own)) fail(`directory "${own}" does not exist: write it relative to the repository's root, like "apps/api"`);

  const problems = new Problems();
  const root = ancestors(own).find((folder) => hasLockfile(repo, folder));
  const manifest = problems.attempt(() => readManifest(repo, own));
  const rootManifest = root === undefined ? undefined : problems.attempt(() => readManifest(repo, root));
  const node = problems.attempt(() => readNodeVersion(repo, own, [
    { directory: own, manifest: manifest ?? {} },
    { directory: root ?? own, manifest: rootManifest ?? {} },
  ]));
  const install = root === undefined ? undefined : problems.attempt(() => readInstall(repo, root, rootManifest ?? {}));
  if (root === undefined) problems.add(missingLockfile(own, anyPin(repo, own)));
  const found = root !== undefined && manifest && rootManifest && install
    && problems.attempt(() => ({ members: readMembers(repo, root, rootManifest, install.manager.kind) }));
  if (!found) {
    problems.throwIfAny();
    throw new Error('nothing was found, and no problem either');
  }
  return assemble(repo, { own, root, manifest, rootManifest, node, install, ...found }, problems);
}

/** What an application consists of, as read; `members` is undefined where there is no workspace. */
interface Parts {
  own: string;
  root: string;
  manifest: PackageManifest;
  rootManifest: PackageManifest;
  node?: NodeVersionRequest;
  install: Install;
  members?: Member[];
}

function assemble(repo: Repository, parts: Parts, problems: Problems): NodeApp {
  const { own, root, manifest, rootManifest, node, install: { manager, graph } } = parts;
  const workspace = parts.members !== undefined;
  if (!isInstalled(parts)) problems.add(notInstalled(parts));

  const app = readMember(repo, own);
  const context: LocalContext = {
    repo, root, graph, kind: manager.kind, byName: repo.memo(`members-by-name:${root}`, () => membersByName(parts.members ?? [])),
  };
  const locals = findLocals(context, app);
  problems.add(...locals.problems);
  problems.throwIfAny();

  const packages = (members: Member[]): NodePackage[] => members.map((member) => toNodePackage(context, member));
  const members = repo.memo(`packages:${root}`, () => packages(parts.members ?? []));
  const installed = workspace || own === root ? [app, ...locals.all] : [{ directory: root, manifest: rootManifest }, ...locals.all];
  return {
    directory: own,
    root,
    manifest,
    rootManifest,
    packageManager: manager,
    ...(node && { node }),
    workspace,
    members: workspace && own === root ? packages([app]).concat(members) : members,
    locals: packages(locals.all),
    runtimeLocals: packages(locals.runtime),
    get nativeAddons() { return repo.memo(`addons:${own}`, () => findNativeAddons(repo, root, graph, installed)); },
    installFiles: findInstallFiles(repo, root, manager.kind, [{ directory: root, manifest: rootManifest }, app, ...locals.all]),
  };
}

/** Whether an install in the root serves the application: it is the root, a member, or has no dependencies of its own. */
function isInstalled({ own, root, manifest, members }: Parts): boolean {
  if (own === root) return true;
  if (members !== undefined) return members.some(({ directory }) => directory === own);
  return Object.keys({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }).length === 0;
}

function notInstalled({ own, root, install: { manager }, members }: Parts): string {
  const lockfile = joinPath(root, manager.lockfile);
  if (members === undefined) {
    return `"${own}" has dependencies, but no lockfile, and ${lockfile} does not cover it: make it a member of a workspace, or run the install in it`;
  }
  const list = manager.kind === 'pnpm' ? `"packages" of ${joinPath(root, 'pnpm-workspace.yaml')}` : `"workspaces" of ${joinPath(root, 'package.json')}`;
  return `"${own}" is no member of the workspace that ${lockfile} belongs to, and has no lockfile of its own: add it to ${list}, or run the install in it`;
}

/** What the application's manifest or one around it says about the package manager, if it can be read. */
function anyPin(repo: Repository, own: string): PackageManagerPin | undefined {
  for (const folder of ancestors(own).filter((each) => hasManifest(repo, each))) {
    const pin = new Problems().attempt(() => readPin(readManifest(repo, folder), joinPath(folder, 'package.json')));
    if (pin !== undefined) return pin;
  }
  return undefined;
}

/**
 * A folder as a user wrote it, normalised.
 *
 * @throws WorkspaceError when it is absolute or leaves the repository.
 */
function ownFolder(path: string): string {
  if (isAbsolutePath(path)) {
    fail(`directory must be relative to the repository's root, got "${path}": write it like "apps/api", or "." for the root`);
  }
  const normal = normalizePath(path);
  if (leaves(normal)) fail(`directory must lie in the repository, got "${path}": write it relative to the repository's root, like "apps/api"`);
  return normal;
}
