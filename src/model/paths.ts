import { show, UsageError } from './problem';

/**
 * A path inside the repository, POSIX and relative: `apps/api`, or `.` for the repository itself.
 *
 * @param folder how a message calls the folder that it is relative to and must stay in
 * @throws when it is absolute or leaves that folder
 */
export function repositoryPath(path: string, what: string, folder: string = 'the repository'): string {
  const posix = typeof path === 'string' ? path.replace(/\\/g, '/') : '';
  if (!posix || posix.startsWith('/') || /^[A-Za-z]:/.test(posix)) {
    throw new UsageError(`${what} must be a path relative to ${folder}, got ${show(path)}`);
  }
  const parts: string[] = [];
  for (const part of posix.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length === 0) throw new UsageError(`${what} must stay inside ${folder}, got ${show(path)}`);
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/') || '.';
}

/** Joins relative POSIX paths; `.` and empty parts vanish. */
export function joinPath(...parts: string[]): string {
  return parts.flatMap(p => p.split('/')).filter(p => p !== '' && p !== '.').join('/') || '.';
}

/** `path` as seen from `base`; both relative to the repository, and `path` inside `base`. */
export function pathWithin(base: string, path: string): string {
  if (base === '.') return path;
  return path === base ? '.' : path.slice(base.length + 1);
}

/** `to` as seen from the folder `from`; both relative to the repository. */
export function relativePath(from: string, to: string): string {
  const [a, b] = [from, to].map(path => (path === '.' ? [] : path.split('/')));
  let common = 0;
  while (common < a.length && common < b.length && a[common] === b[common]) common++;
  return [...a.slice(common).map(() => '..'), ...b.slice(common)].join('/') || '.';
}
