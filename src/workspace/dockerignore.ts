import type { Repository } from './repository';
import { oncePerText } from '../model/memo';
import { joinPath } from '../model/paths';

/** The ignore file that a builder takes: the Dockerfile's own, or that of the context; `undefined`: there is none. Relative to the repository. */
export function findIgnoreFile(repository: Repository, dockerfilePath: string, context: string): string | undefined {
  return [`${dockerfilePath}.dockerignore`, joinPath(context, '.dockerignore')].find(path => repository.isFile(path));
}

/**
 * Whether an ignore file leaves a path out of the build context, as the builder decides it: the last pattern that matches the path
 * or a folder that it lies in.
 *
 * @param text the ignore file
 * @param path relative to the context, normalised
 */
export function isDockerIgnored(text: string, path: string): boolean {
  const paths = pathsTo(path);
  const groups = groupsOf(text);
  for (let index = groups.length - 1; index >= 0; index--) {
    const { negated, patterns } = groups[index];
    if (paths.some(one => matches(patterns, one))) return !negated;
  }
  return false;
}

/** Whether one pattern, in the syntax of ignore files, matches a path or a folder that it lies in. */
export function isMatched(pattern: string, path: string): boolean {
  const known = singlePattern(pattern);
  return pathsTo(path).some(one => matches(known, one));
}

/** A path, its folder and its last segment. */
interface Named { readonly path: string; readonly folder: string; readonly name: string }

/** The path, and the folders that it lies in. */
function pathsTo(path: string): Named[] {
  const paths: Named[] = [];
  for (let rest = path; rest !== '';) {
    const slash = rest.lastIndexOf('/');
    const folder = rest.slice(0, Math.max(slash, 0));
    paths.push({ path: rest, folder, name: rest.slice(slash + 1) });
    rest = folder;
  }
  return paths;
}

/** What patterns that stand together and say the same match: their order is of no weight. Nearly all of them need no regular expression. */
interface Patterns {
  /** Patterns without wildcards. */
  readonly paths: Set<string>;
  /** Names in whatever folder. */
  readonly names: Set<string>;
  /** Names that begin and end so; `folder` `undefined`: in whatever folder. */
  readonly affixes: { readonly folder?: string; readonly start: string; readonly end: string }[];
  /** Of whole paths. */
  readonly expressions: RegExp[];
}

function matches({ paths, names, affixes, expressions }: Patterns, { path, folder, name }: Named): boolean {
  return paths.has(path) || names.has(name)
    || affixes.some(one => (one.folder === undefined || one.folder === folder)
      && name.length >= one.start.length + one.end.length && name.startsWith(one.start) && name.endsWith(one.end))
    || expressions.some(expression => expression.test(path));
}

interface Group { readonly negated: boolean; readonly patterns: Patterns }

const groupsOf: (text: string) => readonly Group[] = oncePerText(text => {
  const groups: Group[] = [];
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const { negated, add } = readLine(line);
    if (!add) continue;
    if (groups.at(-1)?.negated !== negated) groups.push({ negated, patterns: noPatterns() });
    add(groups.at(-1)!.patterns);
  }
  return groups;
}, 2_000);

type Add = (patterns: Patterns) => void;

/** Ignore files of one repository are much alike: each line is read once. */
const readLine: (line: string) => { readonly negated: boolean; readonly add?: Add } = oncePerText(line => {
  const trimmed = line.startsWith('#') ? '' : line.trim();
  const negated = trimmed.startsWith('!');
  return { negated, add: readPattern(trimmed.slice(negated ? 1 : 0).trim()) };
});

const singlePattern: (text: string) => Patterns = oncePerText(text => {
  const patterns = noPatterns();
  readPattern(text)?.(patterns);
  return patterns;
});

function noPatterns(): Patterns {
  return { paths: new Set(), names: new Set(), affixes: [], expressions: [] };
}

/** `undefined`: it says nothing. */
function readPattern(text: string): Add | undefined {
  const pattern = clean(text);
  if (pattern === '') return undefined;
  if (!/[*?[\\]/.test(pattern)) return ({ paths }) => paths.add(pattern);
  const [, folder, name] = /^(?:([^*?[\\]*|\*\*)\/)?([^/]+)$/.exec(pattern) ?? [];
  const isAnywhere = folder === '**';
  if (isAnywhere && !/[*?[\\]/.test(name)) return ({ names }) => names.add(name);
  const [, start, end] = /^([^*?[\\]*)\*([^*?[\\]*)$/.exec(name ?? '') ?? [];
  const affix = { folder: isAnywhere ? undefined : folder ?? '', start, end };
  if (start !== undefined) return ({ affixes }) => affixes.push(affix);
  const expression = new RegExp(`^${sourceOf(pattern)}$`, 's');
  return ({ expressions }) => expressions.push(expression);
}

/** Without `.` and empty segments, `..` resolved. */
function clean(pattern: string): string {
  const segments: string[] = [];
  for (const segment of pattern.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments.join('/');
}

function sourceOf(pattern: string): string {
  return pattern.replace(/\*\*\/|\*\*|\*|\?|\[\^?(?:\\.|[^\]\\])+\]|\\.|[\s\S]/g, part => {
    switch (part) {
      case '**/': return '(?:.*/)?';
      case '**': return '.*';
      case '*': return '[^/]*';
      case '?': return '[^/]';
      default: return part.length > 1 && part.startsWith('[') ? part : part.replace(/^\\/, '').replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    }
  });
}
