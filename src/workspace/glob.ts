import { normalizePath } from '../model/paths';

/**
 * Whether a path matches a pattern of a workspace: `*` and `?` within a name, `**` for any number of folders, `{a,b}`, `[ab]`. Names that
 * begin with a dot are matched by a dot only.
 */
export class Glob {
  /** The alternatives of the pattern, each as its segments. */
  public readonly alternatives: Segment[][];

  constructor(pattern: string) {
    this.alternatives = expandBraces(pattern).map((alternative) => normalizePath(alternative).split('/').map(segment));
  }

  public matches(path: string): boolean {
    const names = path.split('/');
    return this.alternatives.some((segments) => matchFrom(segments, names, 0, 0));
  }
}

/** One segment of a pattern: any number of folders, a fixed name, or what a name must match. */
export type Segment = '**' | { readonly name: string } | { readonly match: RegExp };

/** `a/{b,c}` as `a/b` and `a/c`. */
function expandBraces(pattern: string): string[] {
  const match = /^(.*?)\{([^{}]*,[^{}]*)\}(.*)$/.exec(pattern);
  return match === null ? [pattern] : match[2].split(',').flatMap((choice) => expandBraces(match[1] + choice + match[3]));
}

function segment(text: string): Segment {
  if (text === '**') return '**';
  if (!/[*?[]/.test(text)) return { name: text };
  const source = text.replace(/\[!?[^\]]+\]|[\s\S]/g, (part) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    return part.length > 1 ? part.replace('[!', '[^').replace(/\\/g, '') : part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  });
  return { match: new RegExp(`^${text.startsWith('.') ? '' : '(?!\\.)'}${source}$`) };
}

/** Whether a name matches one segment, which is not `**`. */
export function matchesSegment(pattern: Exclude<Segment, '**'>, name: string): boolean {
  return 'name' in pattern ? pattern.name === name : pattern.match.test(name);
}

function matchFrom(segments: Segment[], names: string[], at: number, index: number): boolean {
  if (at === segments.length) return index === names.length;
  const current = segments[at];
  if (current === '**') return matchFrom(segments, names, at + 1, index) || (index < names.length && matchFrom(segments, names, at, index + 1));
  return index < names.length && matchesSegment(current, names[index]) && matchFrom(segments, names, at + 1, index + 1);
}
