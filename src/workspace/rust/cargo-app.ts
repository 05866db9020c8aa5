import { CargoPackage, CargoTarget, CargoWorkspace, readCargoPackage, readCargoWorkspace } from './cargo-manifest';
import { ancestors, isWithin, joinPath, leaves, relativeTo } from '../../model/paths';
import { show } from '../../model/problem';
import { Glob } from '../glob';
import { fail } from '../problem';
import type { Repository } from '../repository';
import { readToml } from '../toml';
import { table, text } from '../value';

/** A program in Rust, and everything of the repository that it is built from. Paths are relative to the repository. */
export interface CargoApp {
  readonly directory: string;
  /** The folder of the lockfile: the workspace, or the package itself. It is the build context. */
  readonly root: string;
  readonly package: CargoPackage;
  /** All packages of which cargo wants the manifests. */
  readonly members: readonly CargoPackage[];
  /** The packages that the program is compiled from, its own first. */
  readonly sources: readonly CargoPackage[];
  /** Settings of cargo, relative to the repository. */
  readonly configs: readonly string[];
  /** The folder of vendored crates, if the settings name one. */
  readonly vendor?: string;
  /** What the repository says of the toolchain. */
  readonly toolchain?: { readonly channel: string; readonly source: string };
  /** The least version that it needs. */
  readonly least?: { readonly version: string; readonly source: string };
}

/**
 * The program in a folder.
 *
 * @throws WorkspaceError when there is no package, or what it needs of the repository is not there
 */
export function readCargoApp(repo: Repository, directory: string): CargoApp {
  const own = readCargoPackage(repo, directory);
  if (!own) return fail(noPackage(repo, directory));
  const workspace = workspaceOf(repo, directory);
  const root = workspace?.directory ?? directory;
  if (!repo.isFile(joinPath(root, 'Cargo.lock'))) fail(`there is no Cargo.lock in ${show(root)}; run "cargo generate-lockfile" and commit it`);
  const members = closure(repo, workspace ? membersOf(repo, workspace) : [], own, workspace, true);
  const outside = members.find(({ directory: folder }) => !isWithin(root, folder));
  if (outside) fail(`package ${show(outside.name)} in ${show(outside.directory)} lies outside of ${show(root)}, where Cargo.lock is; make both members of one workspace`);
  const configs = ['.cargo/config.toml', '.cargo/config'].map(name => joinPath(root, name)).filter(path => repo.isFile(path));
  return {
    directory,
    root,
    package: own,
    members,
    sources: closure(repo, [own], own, workspace, false),
    configs,
    vendor: vendorOf(repo, root, configs[0]),
    toolchain: toolchainOf(repo, directory, root),
    least: leastVersion(own, workspace),
  };
}

function noPackage(repo: Repository, directory: string): string {
  const workspace = readCargoWorkspace(repo, directory);
  if (!workspace) return `there is no Cargo.toml with a package in ${show(directory)}; set "directory" to the package's folder`;
  const packages = membersOf(repo, workspace).filter(({ targets }) => targets.some(({ kind }) => kind === 'bin')).map(member => show(member.directory));
  return `${joinPath(directory, 'Cargo.toml')} is a workspace without a package of its own; set "directory" to one of its members: ${packages.join(', ')}`;
}

/** The nearest workspace from the package upwards that has it as a member, as cargo looks it up. */
function workspaceOf(repo: Repository, directory: string): CargoWorkspace | undefined {
  for (const folder of ancestors(directory)) {
    const workspace = readCargoWorkspace(repo, folder);
    if (workspace) {
      const within = relativeTo(folder, directory);
      return workspace.exclude.some(path => isWithin(joinPath('.', path), within)) ? undefined : workspace;
    }
  }
  return undefined;
}

function membersOf(repo: Repository, { directory, members, exclude }: CargoWorkspace): CargoPackage[] {
  const folders = members.flatMap(pattern => expand(repo, directory, joinPath('.', pattern)));
  const kept = folders.filter(folder => !exclude.some(path => isWithin(joinPath(directory, path), folder)));
  return [directory, ...kept].flatMap(folder => readCargoPackage(repo, folder) ?? []);
}

/** The folders that a pattern such as `crates/*` names. */
function expand(repo: Repository, directory: string, pattern: string): string[] {
  if (leaves(pattern)) return [];
  const glob = new Glob(pattern);
  const depth = pattern.split('/').length;
  let folders = ['.'];
  for (let level = 0; level < depth; level++) {
    const inner = folders.flatMap(folder => repo.list(joinPath(directory, folder)).map(name => joinPath(folder, name)));
    folders = inner.filter(path => repo.isDirectory(joinPath(directory, path)));
  }
  return folders.filter(folder => glob.matches(folder)).map(folder => joinPath(directory, folder));
}

/**
 * These packages, and those that they depend on by path.
 *
 * @param everything whether that includes what the workspace offers to its members, of which cargo wants the manifests
 */
function closure(
  repo: Repository, start: readonly CargoPackage[], own: CargoPackage, workspace: CargoWorkspace | undefined, everything: boolean,
): CargoPackage[] {
  const found = [...new Map([own, ...start].map(member => [member.directory, member])).values()];
  for (const current of found) {
    const inherited = current.inherited.flatMap(name => workspace?.pathDependencies.get(name) ?? []);
    const shared = everything ? [...workspace?.pathDependencies.values() ?? []] : [];
    for (const folder of [...current.pathDependencies, ...inherited, ...shared]) {
      if (found.some(member => member.directory === folder)) continue;
      const dependency = leaves(folder) ? undefined : readCargoPackage(repo, folder);
      found.push(dependency ?? fail(`${joinPath(current.directory, 'Cargo.toml')} depends on the package in ${show(folder)}, which is not in the repository; correct the path`));
    }
  }
  return found;
}

function vendorOf(repo: Repository, root: string, config: string | undefined): string | undefined {
  if (config === undefined) return undefined;
  for (const source of Object.values(table(readToml(repo, config)?.source) ?? {})) {
    const folder = text(table(source)?.directory);
    if (folder === undefined) continue;
    const path = joinPath(root, folder);
    if (!repo.isDirectory(path)) fail(`${config} takes crates from ${show(folder)}, which does not exist; run "cargo vendor" and commit the folder`);
    return path;
  }
  return undefined;
}

function toolchainOf(repo: Repository, directory: string, root: string): CargoApp['toolchain'] {
  for (const folder of ancestors(directory)) {
    const path = joinPath(folder, 'rust-toolchain.toml');
    const channel = text(table(readToml(repo, path)?.toolchain)?.channel);
    if (channel !== undefined) return { channel, source: path };
    const legacy = repo.tryRead(joinPath(folder, 'rust-toolchain'))?.trim();
    if (legacy && !/[\n=]/.test(legacy)) return { channel: legacy, source: joinPath(folder, 'rust-toolchain') };
    if (folder === root) break;
  }
  return undefined;
}

function leastVersion({ rustVersion, directory }: CargoPackage, workspace: CargoWorkspace | undefined): CargoApp['least'] {
  const inherited = text(workspace?.package['rust-version']);
  const version = rustVersion ?? inherited;
  return version === undefined ? undefined : { version, source: `rust-version of ${joinPath(rustVersion === undefined ? workspace!.directory : directory, 'Cargo.toml')}` };
}

/**
 * The binary that a service runs: the one that is named, the one with the service's name, `default-run`, or the only one.
 *
 * @throws WorkspaceError when there is none, or the choice is not ours
 */
export function findBinary({ package: own }: CargoApp, service: string, chosen: string | undefined): string {
  const binaries = own.targets.filter(({ kind }: CargoTarget) => kind === 'bin').map(({ name }) => name);
  const manifest = joinPath(own.directory, 'Cargo.toml');
  if (binaries.length === 0) fail(`${manifest} has no binary; add src/main.rs, or set "directory" to a package that has one`);
  const choices = `choose one of ${binaries.map(show).join(', ')}`;
  if (chosen !== undefined && !binaries.includes(chosen)) fail(`binary ${show(chosen)} is none of ${manifest}; ${choices}`);
  const known = [service, own.defaultRun].find(name => name !== undefined && binaries.includes(name));
  const found = chosen ?? known ?? (binaries.length === 1 ? binaries[0] : undefined);
  return found ?? fail(`${manifest} has several binaries, and none is called ${show(service)}; set "binary": ${choices}`);
}
