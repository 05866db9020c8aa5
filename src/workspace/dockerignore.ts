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

function patternsOf(text: string): { negated: boolean; matches: RegExp }[] {
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
      default: return part.length > 1 && part.startsWith('[') ? part : part.replace(/^\\/, '').replace(/[.+^${}()|[\]\\/]/g, '\\$&');
    }
  });
}
