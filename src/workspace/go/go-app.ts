import { readGoMod, folderOf, type GoMod } from './go-mod';
import { localImports } from './local-imports';
import { sortedUnique } from '../../model/order';
import { ancestors, isWithin, joinPath, leaves, parentPath } from '../../model/paths';
import { show } from '../../model/problem';
import { fail } from '../problem';
import type { Repository } from '../repository';

/** A module of the repository. */
export interface GoModule {
  readonly directory: string;
  readonly mod: GoMod & { readonly module: string };
}

/** A program in Go, and everything of the repository that it is built from. Paths are relative to the repository. */
export interface GoApp {
  /** The folder that was named: of the module, or a package in it. */
  readonly directory: string;
  /** The folder that holds all modules concerned: the build context. */
  readonly root: string;
  readonly module: GoModule;
  /** The workspace; undefined where there is none, or it does not use the module. */
  readonly workspace?: { readonly directory: string; readonly mod: GoMod };
  /** The modules of which Go wants the manifests: those of the workspace, or the module and what stands in for others. */
  readonly modules: readonly GoModule[];
  /** The modules that the program is compiled from, its own first. */
  readonly sources: readonly GoModule[];
  /** Manifests and checksums. */
  readonly manifests: readonly string[];
  /** Whether dependencies are under version control, in `vendor`. */
  readonly vendored: boolean;
  /** Whether there are dependencies to download. */
  readonly downloads: boolean;
}

/**
 * The program in a folder.
 *
 * @throws WorkspaceError when there is no module, or what it needs of the repository is not there
 */
export function readGoApp(repo: Repository, directory: string): GoApp {
  const module = nearestModule(repo, directory);
  const workspace = workspaceOf(repo, module.directory);
  const modules = workspace ? workspaceModules(repo, workspace, module) : withReplacements(repo, module);
  const vendored = repo.isFile(joinPath(workspace?.directory ?? module.directory, 'vendor/modules.txt'));
  const sources = workspace ? compiledModules(repo, module, modules) : vendored ? [module] : modules;
  const concerned = vendored && !workspace ? [module] : modules;
  const root = commonFolder([...workspace ? [workspace.directory] : [], ...concerned.map(m => m.directory)]);
  const downloads = !vendored && concerned.some(m => externalRequires(m, concerned).length > 0);
  if (downloads) checkSums(repo, concerned);
  const sums = [...workspace ? [joinPath(workspace.directory, 'go.work.sum')] : [], ...concerned.map(m => joinPath(m.directory, 'go.sum'))];
  return {
    directory,
    root,
    module,
    workspace,
    modules: concerned,
    sources,
    vendored,
    downloads,
    manifests: sortedUnique([
      ...workspace ? [workspace.mod.path] : [],
      ...concerned.map(({ mod }) => mod.path),
      ...sums.filter(path => repo.isFile(path)),
    ]),
  };
}

function nearestModule(repo: Repository, directory: string): GoModule {
  const found = ancestors(directory).find(folder => repo.isFile(joinPath(folder, 'go.mod')));
  if (found === undefined) fail(`there is no go.mod in ${show(directory)} or above it; set "directory" to the module's folder, or run "go mod init"`);
  return readModule(repo, found);
}

function readModule(repo: Repository, directory: string): GoModule {
  const mod = readGoMod(repo, joinPath(directory, 'go.mod'))!;
  if (mod.module === undefined) fail(`${mod.path} does not say the module's path; add a line such as "module example.com/app"`);
  return { directory, mod: { ...mod, module: mod.module } };
}

/** The nearest `go.work` counts where it uses the module. */
function workspaceOf(repo: Repository, directory: string): GoApp['workspace'] {
  for (const folder of ancestors(directory)) {
    const mod = readGoMod(repo, joinPath(folder, 'go.work'));
    if (mod) return mod.uses.some(use => folderOf(folder, use) === directory) ? { directory: folder, mod } : undefined;
  }
  return undefined;
}

function workspaceModules(repo: Repository, { directory, mod }: NonNullable<GoApp['workspace']>, own: GoModule): GoModule[] {
  const folders = [...mod.uses, ...mod.replacedBy.values()].map(written => inRepository(mod.path, folderOf(directory, written), written));
  const used = folders.map(folder => existing(repo, mod.path, folder));
  return unique([own, ...used, ...used.flatMap(module => withReplacements(repo, module))]);
}

/** A module and those that folders stand in for, and theirs: Go follows replacements of the main module alone. */
function withReplacements(repo: Repository, module: GoModule): GoModule[] {
  const { mod, directory } = module;
  const folders = [...mod.replacedBy.values()].map(written => inRepository(mod.path, folderOf(directory, written), written));
  return [module, ...folders.map(folder => existing(repo, mod.path, folder))];
}

function inRepository(manifest: string, folder: string, written: string): string {
  if (leaves(folder) || written.startsWith('/')) fail(`${manifest} refers to ${show(written)}, which is outside of the repository and cannot be in the build context; move the module into it, or vendor it with "go mod vendor"`);
  return folder;
}

function existing(repo: Repository, manifest: string, folder: string): GoModule {
  if (!repo.isFile(joinPath(folder, 'go.mod'))) fail(`${manifest} refers to ${show(folder)}, which has no go.mod; correct the path`);
  return readModule(repo, folder);
}

/** The modules of a workspace that a program is compiled from: they need not require each other, so imports have to say it. */
function compiledModules(repo: Repository, own: GoModule, modules: readonly GoModule[]): GoModule[] {
  const found = [own];
  for (const current of found) {
    const imports = localImports(repo, current.directory, modules.filter(m => m !== current).map(m => m.mod.module));
    found.push(...modules.filter(module => !found.includes(module) && imports.has(module.mod.module)));
  }
  return found;
}

function externalRequires({ mod }: GoModule, modules: readonly GoModule[]): string[] {
  const local = new Set(modules.map(m => m.mod.module));
  return mod.requires.filter(path => !local.has(path) && !modules.some(m => m.mod.replacedBy.has(path)));
}

function checkSums(repo: Repository, modules: readonly GoModule[]): void {
  for (const module of modules) {
    const missing = externalRequires(module, modules).length > 0 && !repo.isFile(joinPath(module.directory, 'go.sum'));
    if (missing) fail(`${module.mod.path} requires ${show(externalRequires(module, modules)[0])}, and there is no go.sum beside it; run "go mod tidy" and commit go.sum`);
  }
}

function commonFolder(folders: readonly string[]): string {
  return folders.reduce((common, folder) => {
    let current = common;
    while (!isWithin(current, folder)) current = parentPath(current);
    return current;
  });
}

function unique(modules: readonly GoModule[]): GoModule[] {
  return [...new Map(modules.map(module => [module.directory, module])).values()];
}
