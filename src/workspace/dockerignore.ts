/**
 * Whether an ignore file leaves a path out of the build context, as the builder decides it: the last pattern that matches the path
 * or a folder that it lies in.
 *
 * @param text the ignore file
 * @param path relative to the context, normalised
 */
export function isDockerIgnored(text: string, path: string): boolean {
  const parts = path.split('/');
  const paths = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  let ignored = false;
  for (const { negated, matches } of patternsOf(text)) {
    // Only what would change something has to be compared.
    if (ignored === negated && paths.some(one => matches.test(one))) ignored = !negated;
  }
  return ignored;
}

interface Pattern { readonly negated: boolean; readonly matches: RegExp }

/** Ignore files of one repository are much alike: each line is read once. `undefined`: it is no pattern. */
const knownLines = new Map<string, Pattern | undefined>();
const knownTexts = new Map<string, readonly Pattern[]>();

function patternsOf(text: string): readonly Pattern[] {
  return memo(knownTexts, 1_000, text, () => text.replace(/^\uFEFF/, '').split(/\r?\n/)
    .flatMap(line => memo(knownLines, 10_000, line, () => readPattern(line)) ?? []));
}

/** What was made for a key, as long as there are not too many. */
function memo<T>(known: Map<string, T>, atMost: number, key: string, make: () => T): T {
  if (!known.has(key)) {
    if (known.size >= atMost) known.clear();
    known.set(key, make());
  }
  return known.get(key)!;
}

function readPattern(line: string): Pattern | undefined {
  if (line.startsWith('#') || line.trim() === '') return undefined;
  const trimmed = line.trim();
  const negated = trimmed.startsWith('!');
  const pattern = clean(trimmed.slice(negated ? 1 : 0).trim());
  return pattern === '' ? undefined : { negated, matches: new RegExp(`^${sourceOf(pattern)}$`, 's') };
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
