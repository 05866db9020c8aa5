import { importsOf, isSource } from './imports';
import { asObject, asTexts, readJsonFile, textsIn } from './json-file';
import { NxWorkspace, targetOf } from './nx-workspace';
import { PathMapping } from './path-mapping';
import { isSourceFolder, NxProject, projectAt } from './projects';
import { compareText, sortedUnique } from '../../model/order';
import { baseName, isWithin, joinPath, leaves, parentPath } from '../../model/paths';
import { Glob } from '../glob';
import { wanted } from '../lock/graph';
import { Repository } from '../repository';
import { tsconfigsIn } from '../tsconfig';

/** What a project is built from. */
export interface NxInputs {
  /** The project and all that it needs, directly or not; the project first, the others by name. */
  readonly projects: readonly NxProject[];
  /** Files and folders outside of these projects that their targets name, relative to the repository; sorted. */
  readonly files: readonly string[];
}

/** Reads what a project is built from: its own files, and those of the projects that it needs. */
export function readInputs(repo: Repository, workspace: NxWorkspace, project: NxProject, target: string): NxInputs {
  const found = new Map([[project.name, project]]);
  const files: string[] = [];
  for (const next of found.values()) {
    const direct = repo.memo(`nx-needs:${workspace.root}:${next.name}:${target}`, () => needsOf(repo, workspace, next, target));
    files.push(...direct.files);
    direct.projects.forEach(needed => found.set(needed.name, needed));
  }
  const [, ...others] = found.values();
  return {
    projects: [project, ...others.sort((a, b) => compareText(a.name, b.name))],
    files: sortedUnique(files.filter(path => ![...found.values()].some(({ root }) => isWithin(root, path)))),
  };
}

interface Needs { readonly projects: readonly NxProject[]; readonly files: readonly string[] }

function needsOf(repo: Repository, workspace: NxWorkspace, project: NxProject, target: string): Needs {
  const { projects } = workspace;
  const named = namedIn(repo, workspace, project, target);
  const paths = [...importedBy(repo, workspace, project), ...referencedBy(repo, project), ...named];
  const inOthers = paths.flatMap(path => projectAt(projects, path) ?? []);
  const all = [...inOthers, ...saidBy(workspace, project), ...taskProjects(workspace, project, target)];
  return {
    projects: all.filter(({ name }) => name !== project.name),
    // What lies in another project comes with it.
    files: named.filter(path => projectAt(projects, path) === undefined || projectAt(projects, path)?.root === '.'),
  };
}

/** Where the imports of a project's sources lead, as far as that is in the repository. */
function importedBy(repo: Repository, { root, projects }: NxWorkspace, project: NxProject): string[] {
  const mapping = PathMapping.of(repo, root);
  const packages = repo.memo(`nx-packages:${root}`, () => rootsByPackage(projects));
  const inside = new Set([...projects.values()].map(each => each.root).filter(each => each !== project.root && isWithin(project.root, each)));
  return sourcesOf(repo, project.root, inside).flatMap(file => importsOf(repo.tryRead(file) ?? '').flatMap(specifier => {
    if (specifier.startsWith('.')) return [joinPath(parentPath(file), specifier)].filter(path => !leaves(path));
    const mapped = mapping.resolve(specifier);
    if (mapped.length > 0) return mapped;
    const name = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
    return packages.get(name) ?? [];
  })).concat(dependenciesOf(project).flatMap(name => packages.get(name) ?? []));
}

function rootsByPackage(projects: NxWorkspace['projects']): ReadonlyMap<string, string> {
  return new Map([...projects.values()].flatMap(({ manifest, root }) => (manifest?.name ? [[manifest.name, root] as const] : [])));
}

/** A package needs what it depends on, also where only its build does. */
function dependenciesOf({ manifest }: NxProject): string[] {
  return manifest === undefined ? [] : Object.keys(wanted(manifest));
}

function sourcesOf(repo: Repository, folder: string, others: ReadonlySet<string>): string[] {
  return repo.list(folder).flatMap(name => {
    const path = joinPath(folder, name);
    if (repo.isDirectory(path)) return isSourceFolder(name) && name !== '__tests__' && !others.has(path) ? sourcesOf(repo, path, others) : [];
    return isSource(name) ? [path] : [];
  });
}

/** TypeScript's project references. */
function referencedBy(repo: Repository, { root }: NxProject): string[] {
  return tsconfigsIn(repo, root).filter(path => !/spec|test/.test(baseName(path))).flatMap(path => {
    const { references } = readJsonFile(repo, path) ?? {};
    return (Array.isArray(references) ? references : []).flatMap(reference => asTexts(asObject(reference).path))
      .map(referenced => joinPath(root, referenced));
  }).filter(path => !leaves(path));
}

/** What the target's options name that exists: assets, configurations, folders of styles. */
function namedIn(repo: Repository, workspace: NxWorkspace, project: NxProject, target: string): string[] {
  const found = targetOf(workspace, project, target);
  const { outputPath, ...options } = found?.options ?? {};
  const replace = (text: string) => text.replace('{projectRoot}', project.root).replace(/^\{workspaceRoot\}\//, '');
  return textsIn(options).filter(text => /[/.]/.test(text) && !/[*\n]/.test(text)).map(replace)
    .map(text => joinPath(workspace.root, text))
    .filter(path => !leaves(path) && path !== '.' && path !== workspace.root && !isWithin(project.root, path) && repo.exists(path)
      && !textsIn(outputPath).some(output => isWithin(joinPath(workspace.root, output), path)));
}

/** `implicitDependencies`: names, patterns of names, `tag:…`; without what begins with `!`. */
function saidBy({ projects }: NxWorkspace, project: NxProject): NxProject[] {
  const matches = (pattern: string, each: NxProject) => (pattern.startsWith('tag:')
    ? each.tags.some(tag => new Glob(pattern.slice('tag:'.length)).matches(tag))
    : pattern === '*' || each.name === pattern || new Glob(pattern).matches(each.name));
  const [without, patterns] = [true, false].map(negative => project.implicitDependencies.filter(pattern => pattern.startsWith('!') === negative));
  return [...projects.values()].filter(each => patterns.some(pattern => matches(pattern, each)))
    .filter(each => !without.some(pattern => matches(pattern.slice(1), each)));
}

/** Projects whose tasks run before the target: `other:build`, `{ projects, target }`. */
function taskProjects(workspace: NxWorkspace, project: NxProject, target: string): NxProject[] {
  const { projects } = workspace;
  return (targetOf(workspace, project, target)?.dependsOn ?? []).flatMap(entry => {
    const names = typeof entry === 'string' ? [entry.split(':')[0]].filter(() => entry.includes(':')) : asTexts(asObject(entry).projects ?? []);
    return names.flatMap(name => projects.get(name) ?? []);
  });
}
