/**
 * Whether a path matches a pattern of Trivy's ignore file: `*` and `?` stand for parts of a name, also of one that begins with a dot, `**` for
 * any number of folders, `[a-z]` for a character, `{a,b}` for alternatives.
 *
 * @see https://github.com/bmatcuk/doublestar#patterns
 */
export function matchesPattern(pattern: string, path: string): boolean {
  return expressionOf(pattern).test(path);
}

/** Whether it is a pattern: braces and brackets in pairs, characters in order. */
export function isPattern(pattern: string): boolean {
  try {
    return Boolean(expressionOf(pattern));
  } catch {
    return false;
  }
}

const PART = /(?<=^|[{,])\*\*\/|\/\*\*(?=[/,}]|$)|\*+|\?|\[[!^]?[^\]]+\]|\\.|[^]/g;

function expressionOf(pattern: string): RegExp {
  if (pattern === '**') return /^/;
  let depth = 0;
  const source = pattern.replace(PART, part => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '/**') return '(?:/.*)?';
    if (part.startsWith('*')) return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.length > 1 && part.startsWith('[')) return part.replace(/^\[[!^]/, '[^/');
    if (part === '{') {
      depth++;
      return '(?:';
    }
    if (part === '}' && depth > 0) {
      depth--;
      return ')';
    }
    if (part === ',' && depth > 0) return '|';
    // A bracket without its other half is left for the expression to refuse.
    return part === '[' ? part : (part.length > 1 ? part.slice(1) : part).replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 's');
}
