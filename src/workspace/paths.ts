import { fail } from './problem';

/** Orders strings by code unit: the same on every machine, unlike localeCompare. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A copy in code unit order, each value once. */
export function sortedUnique(values: Iterable<string>): string[] {
  return [...new Set(values)].sort(compareText);
}

/** A path that is as it should be: no segment empty, `.` or `..`. */
const NORMAL = /^(?!\.{0,2}(?:\/|$))[^\\/]+(?:\/(?!\.{0,2}(?:\/|$))[^\\/]+)*$/;

/** The path with `/` as its separator, without `.` and empty segments, `..` resolved where possible; `.` for the folder itself. */
export function normalizePath(path: string): string {
  if (NORMAL.test(path)) return path; // Nearly all are, and nothing else is asked for as often.
  const segments: string[] = [];
  for (const segment of path.replace(/\\/g, '/').split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..' && segments.length > 0 && segments[segments.length - 1] !== '..') segments.pop();
    else segments.push(segment);
  }
  return segments.length === 0 ? '.' : segments.join('/');
}

/** The path as it is, POSIX, without `./` before it. */
export function withoutDot(path: string): string {
  return path.replace(/\\/g, '/').replace(/^(\.\/)+/, '');
}

/** Whether a path is absolute on any system: `/x`, `\x`, `C:\x`. */
export function isAbsolutePath(path: string): boolean {
  return /^([\\/]|[A-Za-z]:)/.test(path);
}

/** Whether a normalised relative path points out of the folder that it starts in. */
export function leaves(path: string): boolean {
  return path === '..' || path.startsWith('../');
}

/** `path` seen from the same place as `base`: both normalised. */
export function joinPath(base: string, path: string): string {
  return normalizePath(base === '.' ? path : `${base}/${path}`);
}

/** The folder of a normalised path; `.` for what lies at the top. */
export function parentPath(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '.' : path.slice(0, slash);
}

/** The last segment of a normalised path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether `path` is `folder` or lies in it: both normalised. */
export function isWithin(folder: string, path: string): boolean {
  return folder === '.' ? !leaves(path) : path === folder || path.startsWith(`${folder}/`);
}

/** `path` relative to `folder`, which must contain it: both normalised. */
export function relativeTo(folder: string, path: string): string {
  if (folder === '.') return path;
  return path === folder ? '.' : path.slice(folder.length + 1);
}

/** The folder and the folders around it, innermost first, up to `.`. */
export function ancestors(path: string): string[] {
  const result = [path];
  for (let current = path; current !== '.';) {
    current = parentPath(current);
    result.push(current);
  }
  return result;
}

/**
 * A folder as a user wrote it, normalised.
 *
 * @throws WorkspaceError when it is absolute or leaves the repository.
 */
export function repositoryPath(path: string): string {
  if (isAbsolutePath(path)) {
    fail(`directory must be relative to the repository's root, got "${path}": write it like "apps/api", or "." for the root`);
  }
  const normal = normalizePath(path);
  if (leaves(normal)) fail(`directory must lie in the repository, got "${path}": write it relative to the repository's root, like "apps/api"`);
  return normal;
}
