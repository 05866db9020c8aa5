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
  return patternsOf(text).reduce((ignored, { negated, matches }) => (paths.some(one => matches.test(one)) ? !negated : ignored), false);
}

interface Pattern { readonly negated: boolean; readonly matches: RegExp }

const known = new Map<string, readonly Pattern[]>();
const KNOWN_AT_MOST = 1_000;

/** The patterns of an ignore file, which is asked for many paths. */
function patternsOf(text: string): readonly Pattern[] {
  let patterns = known.get(text);
  if (!patterns) {
    if (known.size >= KNOWN_AT_MOST) known.clear();
    patterns = readPatterns(text);
    known.set(text, patterns);
  }
  return patterns;
}

function readPatterns(text: string): Pattern[] {
  return text.replace(/^\uFEFF/, '').split(/\r?\n/).flatMap(line => {
    if (line.startsWith('#') || line.trim() === '') return [];
    const trimmed = line.trim();
    const negated = trimmed.startsWith('!');
    const pattern = clean(trimmed.slice(negated ? 1 : 0).trim());
    return pattern === '' ? [] : [{ negated, matches: new RegExp(`^${sourceOf(pattern)}$`, 's') }];
  });
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
