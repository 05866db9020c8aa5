import { Glob, matchesSegment, Segment } from './glob';
import { LockfileKind } from './lock/lockfile';
import { hasManifest, PackageManifest, readManifest } from './manifest';
import { fail, Problems } from './problem';
import { Repository } from './repository';
import { readYaml } from './yaml';
import { sortedUnique } from '../model/order';
import { baseName, isAbsolutePath, joinPath, leaves, normalizePath, relativeTo } from '../model/paths';

/** A member of a workspace, before its dependencies are known. */
export interface Member { readonly directory: string; readonly name: string; readonly manifest: PackageManifest }

/** Folders that are never searched for members, nor by the package managers. */
const NEVER = new Set(['node_modules', '.git']);

/**
 * The members of the workspace at an install root, without the root itself, by directory; undefined when the root is no workspace.
 *
 * pnpm reads `packages` of pnpm-workspace.yaml, the others `workspaces` of package.json. A folder without package.json is no member.
 *
 * @throws WorkspaceError when a pattern leaves the root, or a member's manifest is malformed.
 * @see https://pnpm.io/pnpm-workspace_yaml
 * @see https://docs.npmjs.com/cli/v11/using-npm/workspaces
 */
export function readMembers(repo: Repository, root: string, manifest: PackageManifest, kind: LockfileKind): Member[] | undefined {
  return repo.memo(`members:${root}`, () => {
    const patterns = kind === 'pnpm' ? pnpmPatterns(repo, root) : npmPatterns(manifest);
    if (patterns === undefined) return undefined;
    const problems = new Problems();
    const members = expand(repo, root, patterns)
      .map((directory) => problems.attempt(() => readMember(repo, directory)))
      .filter((member) => member !== undefined);
    problems.throwIfAny();
    return members;
  });
}

/** A folder with a package.json as a package of the repository. */
export function readMember(repo: Repository, directory: string): Member {
  const manifest = readManifest(repo, directory);
  return { directory, name: manifest.name ?? baseName(directory), manifest };
}

function npmPatterns({ workspaces }: PackageManifest): string[] | undefined {
  return Array.isArray(workspaces) ? workspaces : workspaces?.packages;
}

function pnpmPatterns(repo: Repository, root: string): string[] | undefined {
  const path = joinPath(root, 'pnpm-workspace.yaml');
  const { packages } = readYaml(repo, path);
  if (packages === undefined || packages === null) return undefined;
  if (!Array.isArray(packages) || packages.some((pattern) => typeof pattern !== 'string')) {
    fail(`"packages" in ${path} must be a list of folders, got ${JSON.stringify(packages)}: write them like "- apps/*"`);
  }
  return packages as string[];
}

function expand(repo: Repository, root: string, patterns: string[]): string[] {
  for (const pattern of patterns) {
    const path = pattern.replace(/^!/, '');
    if (isAbsolutePath(path) || leaves(normalizePath(path))) {
      fail(`the workspace pattern "${pattern}" leaves its root ${root === '.' ? '(the repository\'s root)' : `"${root}"`}: only folders in it can be members`);
    }
  }
  const excluded = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => new Glob(pattern.slice(1)));
  const found = new Set<string>();
  for (const pattern of patterns.filter((each) => !each.startsWith('!'))) {
    for (const alternative of new Glob(pattern).alternatives) walk(repo, root, alternative, 0, found);
  }
  found.delete(root);
  return sortedUnique(found).filter((directory) => !excluded.some((glob) => glob.matches(relativeTo(root, directory))));
}

/** Adds the packages below a folder that match a pattern from one of its segments on. */
function walk(repo: Repository, folder: string, segments: Segment[], at: number, found: Set<string>): void {
  if (at === segments.length) {
    if (hasManifest(repo, folder)) found.add(folder);
    return;
  }
  const current = segments[at];
  if (current !== '**' && 'name' in current) {
    const next = joinPath(folder, current.name);
    if (current.name === '.' || repo.isDirectory(next)) walk(repo, next, segments, at + 1, found);
    return;
  }
  if (current === '**') walk(repo, folder, segments, at + 1, found);
  for (const name of repo.list(folder)) {
    const next = joinPath(folder, name);
    if (NEVER.has(name) || !repo.isDirectory(next)) continue;
    if (current === '**') {
      if (!name.startsWith('.')) walk(repo, next, segments, at, found);
    } else if (matchesSegment(current, name)) {
      walk(repo, next, segments, at + 1, found);
    }
  }
}
