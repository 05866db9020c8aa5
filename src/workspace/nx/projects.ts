import { asObject, asText, asTexts, Json, readJsonFile } from './json-file';
import { compareText } from '../../model/order';
import { baseName, isWithin, joinPath } from '../../model/paths';
import { findLockfile } from '../find-lockfile';
import { hasManifest, PackageManifest, readManifest } from '../manifest';
import { fail } from '../problem';
import { Repository } from '../repository';
import { readMembers } from '../workspace';

/** A project of an Nx workspace. */
export interface NxProject {
  readonly name: string;
  /** Its folder, relative to the repository. */
  readonly root: string;
  /** Targets that stand in project.json and package.json. */
  readonly targets: Readonly<Record<string, Json>>;
  readonly implicitDependencies: readonly string[];
  readonly tags: readonly string[];
  /** Its package.json, if it has one. */
  readonly manifest?: PackageManifest;
  /** Whether it is a member of the package manager's workspace: its package.json is then part of what is installed. */
  readonly isMember: boolean;
}

/** Folders that hold no projects, and no sources. */
const NEVER = new Set(['node_modules', 'dist', 'tmp', 'coverage']);

/** Whether a folder may hold sources. */
export function isSourceFolder(name: string): boolean {
  return !NEVER.has(name) && !name.startsWith('.');
}

/**
 * All projects by their names: folders with a project.json, and members of the package manager's workspace.
 *
 * @throws WorkspaceError when two have one name.
 * @see https://nx.dev/docs/reference/project-configuration
 */
export function readProjects(repo: Repository, root: string, manifest: PackageManifest): ReadonlyMap<string, NxProject> {
  const members = readMembers(repo, root, manifest, findLockfile(repo, root).kind) ?? [];
  const memberFolders = new Set(members.map(({ directory }) => directory));
  const folders = new Set([...foldersWithProject(repo, root), ...memberFolders]);
  const result = new Map<string, NxProject>();
  for (const folder of [...folders].sort(compareText)) {
    const project = readProject(repo, folder, memberFolders.has(folder));
    const other = result.get(project.name);
    if (other) fail(`two Nx projects are named "${project.name}", in "${other.root}" and in "${project.root}": rename one`);
    result.set(project.name, project);
  }
  return result;
}

function foldersWithProject(repo: Repository, folder: string): string[] {
  return [
    ...repo.isFile(joinPath(folder, 'project.json')) ? [folder] : [],
    ...repo.list(folder).filter(isSourceFolder).map(name => joinPath(folder, name)).filter(path => repo.isDirectory(path))
      .flatMap(path => foldersWithProject(repo, path)),
  ];
}

function readProject(repo: Repository, root: string, isMember: boolean): NxProject {
  const json = readJsonFile(repo, joinPath(root, 'project.json')) ?? {};
  const manifest = hasManifest(repo, root) ? readManifest(repo, root) : undefined;
  const nx = asObject((manifest as { nx?: unknown } | undefined)?.nx);
  const scripts = Object.keys(manifest?.scripts ?? {}).filter(name => !Array.isArray(nx.includedScripts) || nx.includedScripts.includes(name));
  const targets = [Object.fromEntries(scripts.map(name => [name, { executor: 'nx:run-script' }])), asObject(nx.targets), asObject(json.targets)];
  const names = [...new Set(targets.flatMap(Object.keys))];
  return {
    name: asText(json.name) ?? asText(nx.name) ?? manifest?.name ?? baseName(root),
    root,
    targets: Object.fromEntries(names.map(name => [name, Object.assign({}, ...targets.map(each => asObject(each[name]))) as Json])),
    implicitDependencies: [...asTexts(nx.implicitDependencies ?? []), ...asTexts(json.implicitDependencies ?? [])],
    tags: [...asTexts(nx.tags ?? []), ...asTexts(json.tags ?? [])],
    manifest,
    isMember,
  };
}

/**
 * A project by its name.
 *
 * @throws WorkspaceError when there is none, with the names of all.
 */
export function projectOf(projects: ReadonlyMap<string, NxProject>, name: string): NxProject {
  return projects.get(name)
    ?? fail(`there is no Nx project "${name}": set "project" to one of ${[...projects.keys()].sort(compareText).join(', ') || 'none, for there are no project.json files'}`);
}

/** The project that a path belongs to: the innermost one around it. */
export function projectAt(projects: ReadonlyMap<string, NxProject>, path: string): NxProject | undefined {
  let found: NxProject | undefined;
  for (const project of projects.values()) {
    if (isWithin(project.root, path) && (!found || isWithin(found.root, project.root))) found = project;
  }
  return found;
}
