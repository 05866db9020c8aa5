import { sortedUnique } from './order';
import { show, UsageError } from './problem';

// All paths are relative, with `/` between their segments, whatever the machine has.

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

/** The path as seen from a root that nothing leads out of, relative to it: `/a/../../b` is `b`, the root itself `.`. */
export function belowRoot(path: string): string {
  return normalizePath(path.replace(/^[\\/]+/, '')).replace(/^(?:\.\.(?:\/|$))+/, '') || '.';
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

/** The paths without those that lie in another of them, sorted, each once: all normalised. */
export function outermost(paths: Iterable<string>): string[] {
  const all = sortedUnique(paths);
  return all.filter(path => !all.some(other => other !== path && isWithin(other, path)));
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
 * A path as a pattern of an ignore file, whatever its characters mean there. White space around a pattern would be taken
 * away, if it did not stand in a class of characters.
 */
export function patternOf(path: string): string {
  return path.replace(/[*?[\]\\^]/g, '\\$&').replace(/^[#!]/, '\\$&').replace(/^[\s\u0085]+|[\s\u0085]+$/g, space => [...space].map(char => `[${char}]`).join(''));
}

/** `to` as seen from the folder `from`; both relative to the repository. */
export function relativePath(from: string, to: string): string {
  const [a, b] = [from, to].map(path => (path === '.' ? [] : path.split('/')));
  let common = 0;
  while (common < a.length && common < b.length && a[common] === b[common]) common++;
  return [...a.slice(common).map(() => '..'), ...b.slice(common)].join('/') || '.';
}

/**
 * A path inside the repository as a user wrote it, normalised: `apps/api`, or `.` for the repository itself.
 *
 * @param what how a message calls the path
 * @param folder how a message calls the folder that it is relative to and must stay in
 * @throws when it is absolute or leaves that folder
 */
export function repositoryPath(path: string, what: string, folder: string = 'the repository'): string {
  if (typeof path !== 'string' || path === '' || isAbsolutePath(path)) throw new UsageError(`${what} must be a path relative to ${folder}, got ${show(path)}`);
  if (/[\r\n\0]/.test(path)) throw new UsageError(`${what} must be a path of one line, got ${show(path)}`);
  const normal = normalizePath(path);
  if (leaves(normal)) throw new UsageError(`${what} must stay inside ${folder}, got ${show(path)}`);
  return normal;
}
