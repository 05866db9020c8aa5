import { LockGraph } from './lock/graph';
import { LockfileKind } from './lock/lockfile';
import { hasManifest, PackageManifest } from './manifest';
import { NodePackage } from './node-package';
import { WorkspaceError } from './problem';
import { Repository } from './repository';
import { VersionRange } from './version-range';
import { Member } from './workspace';
import { sortedUnique } from '../model/order';
import { isAbsolutePath, isWithin, joinPath, relativeTo } from '../model/paths';

/** Where to look for local packages. */
export interface LocalContext {
  readonly repo: Repository;
  /** The install root. */
  readonly root: string;
  readonly kind: LockfileKind;
  readonly graph?: LockGraph;
  /** Members by name: several only where a mistake gave two the same. */
  readonly byName: ReadonlyMap<string, Member[]>;
}

/** The directories of the local packages that a package needs, by how it needs them. */
export interface LocalEdges {
  /** From dependencies, optional and peer ones: needed to run, and therefore to build. */
  readonly run: string[];
  /** From development dependencies alone. */
  readonly develop: string[];
  /** Their names. */
  readonly names: string[];
  readonly problems: string[];
}

const RUN_GROUPS = ['dependencies', 'optionalDependencies', 'peerDependencies'] as const;

/** Members by their names. */
export function membersByName(members: Member[]): Map<string, Member[]> {
  const result = new Map<string, Member[]>();
  for (const member of members) result.set(member.name, [...result.get(member.name) ?? [], member]);
  return result;
}

/** The local packages that the package in a folder depends on directly. Problems are kept with them: they matter to whoever comes by here. */
export function localEdges(context: LocalContext, directory: string, manifest: PackageManifest): LocalEdges {
  return context.repo.memo(`edges:${context.root}:${directory}`, () => {
    const problems: string[] = [];
    const names: string[] = [];
    const collect = (group: Record<string, string> | undefined): string[] => {
      const found: string[] = [];
      for (const [name, spec] of Object.entries(group ?? {})) {
        try {
          const local = findLocal(context, directory, name, spec);
          if (local === undefined) continue;
          found.push(local);
          names.push(name);
        } catch (error) {
          if (!(error instanceof WorkspaceError)) throw error;
          problems.push(...error.problems);
        }
      }
      return found;
    };
    const run = sortedUnique(RUN_GROUPS.flatMap((group) => collect(manifest[group])));
    const develop = sortedUnique(collect(manifest.devDependencies)).filter((each) => !run.includes(each));
    return { run, develop, names: sortedUnique(names), problems };
  });
}

/** The same as a package with the names of what it depends on. */
export function toNodePackage(context: LocalContext, member: Member): NodePackage {
  return { ...member, dependencies: localEdges(context, member.directory, member.manifest).names };
}

/**
 * The folder of the local package that a dependency means, or undefined when it comes from a registry (or another place outside).
 *
 * @throws WorkspaceError when it can only be local, but there is no such package.
 */
function findLocal(context: LocalContext, directory: string, name: string, spec: string): string | undefined {
  const path = joinPath(directory, 'package.json');
  const workspace = /^workspace:(.*)$/.exec(spec)?.[1];
  if (workspace !== undefined) {
    if (/^\.{0,2}\//.test(workspace) || workspace === '.' || workspace === '..') return folder(context, directory, name, spec, workspace);
    const alias = /^(@?[^@]+)@/.exec(workspace)?.[1] ?? name;
    return only(context, alias, path)
      ?? problem(`${path} depends on ${name} as "${spec}", but no member of the workspace has the name ${alias}: add the package, or correct the dependency`);
  }
  const [, protocol, target] = /^(file|link|portal):(.*)$/.exec(spec) ?? [];
  if (target !== undefined) {
    // An archive is a file that the install reads, and no package of the repository.
    return protocol === 'file' && /\.(tgz|tar\.gz|tar)$/.test(target) ? undefined : folder(context, directory, name, spec, target);
  }
  const members = context.byName.get(name);
  if (members === undefined || !isLinked(context, directory, name, spec, members[0])) return undefined;
  return only(context, name, path);
}

/** Whether a range means the member of that name: it does when it fits; pnpm has a setting for it, and its lockfile has the answer. */
function isLinked({ graph, root, kind }: LocalContext, directory: string, name: string, spec: string, member: Member): boolean {
  const recorded = graph?.links(relativeTo(root, directory), name);
  if (recorded !== undefined) return recorded;
  if (spec === '*' || spec === '') return true;
  return VersionRange.parse(spec)?.includes(member.manifest.version ?? '0.0.0', kind === 'yarn-berry') ?? false;
}

function only({ byName }: LocalContext, name: string, path: string): string | undefined {
  const members = byName.get(name) ?? [];
  if (members.length > 1) {
    problem(`${path} depends on ${name}, which is the name of several packages, ${members.map((member) => member.directory).join(' and ')}: rename all but one`);
  }
  return members[0]?.directory;
}

function folder({ repo, root }: LocalContext, directory: string, name: string, spec: string, target: string): string {
  const path = joinPath(directory, 'package.json');
  const found = joinPath(directory, target);
  if (isAbsolutePath(target) || !isWithin(root, found)) {
    problem(`${path} depends on ${name} as "${spec}", which lies outside of the folder with the lockfile: make both members of one workspace`);
  }
  if (!hasManifest(repo, found)) problem(`${path} depends on ${name} as "${spec}", but ${found} has no package.json: correct the path`);
  return found;
}

function problem(text: string): never {
  throw new WorkspaceError([text]);
}
