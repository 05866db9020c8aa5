import { oncePerText } from '../model/memo';

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
    if (paths.some(groups[index].matches)) return !groups[index].negated;
  }
  return false;
}

/** Whether one pattern, in the syntax of ignore files, matches a path or a folder that it lies in. */
export function isMatched(pattern: string, path: string): boolean {
  const known = knownPattern(pattern);
  return known !== undefined && pathsTo(path).some(matcherOf([known]));
}

/** The path, and the folders that it lies in. */
function pathsTo(path: string): string[] {
  const paths = [path];
  for (let slash = path.lastIndexOf('/'); slash >= 0; slash = path.lastIndexOf('/', slash - 1)) paths.push(path.slice(0, slash));
  return paths;
}

/** Patterns that stand together and say the same: the order among them is of no weight. */
interface Group { readonly negated: boolean; readonly matches: (path: string) => boolean }

const groupsOf: (text: string) => readonly Group[] = oncePerText(text => {
  const groups: { readonly negated: boolean; readonly patterns: Pattern[] }[] = [];
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const { negated, pattern } = lineOf(line) ?? {};
    if (pattern === undefined || negated === undefined) continue;
    if (groups.at(-1)?.negated !== negated) groups.push({ negated, patterns: [] });
    groups.at(-1)!.patterns.push(pattern);
  }
  return groups.map(({ negated, patterns }) => ({ negated, matches: matcherOf(patterns) }));
}, 2_000);

/** A pattern: the text that it matches, if that is one, or a regular expression. */
type Pattern = { readonly literal: string } | { readonly source: string };

const lineOf: (line: string) => { readonly negated: boolean; readonly pattern: Pattern } | undefined = oncePerText(line => {
  if (line.startsWith('#') || line.trim() === '') return undefined;
  const trimmed = line.trim();
  const negated = trimmed.startsWith('!');
  const pattern = knownPattern(trimmed.slice(negated ? 1 : 0).trim());
  return pattern && { negated, pattern };
});

const knownPattern: (text: string) => Pattern | undefined = oncePerText((text): Pattern | undefined => {
  const pattern = clean(text);
  if (pattern === '') return undefined;
  return /[*?[\\]/.test(pattern) ? { source: sourceOf(pattern) } : { literal: pattern };
});

/** Most patterns are plain paths, which need no regular expression; many ignore files have the same others. */
function matcherOf(patterns: readonly Pattern[]): (path: string) => boolean {
  const literals = new Set(patterns.flatMap(pattern => ('literal' in pattern ? pattern.literal : [])));
  const sources = patterns.flatMap(pattern => ('source' in pattern ? pattern.source : []));
  if (sources.length === 0) return path => literals.has(path);
  const expression = expressionOf(sources.join('|'));
  return path => literals.has(path) || expression.test(path);
}

const expressionOf: (source: string) => RegExp = oncePerText(source => new RegExp(`^(?:${source})$`, 's'));

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
