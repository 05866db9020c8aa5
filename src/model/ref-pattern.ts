import { show, UsageError } from './problem';
import { expressionOfLanguage } from './ref-automaton';
import { type CharacterSet, type PatternPart, type RefPattern, renderSet } from './ref-syntax';

const ANYTHING: CharacterSet = { characters: '', isNegated: true };
const NO_SLASH: CharacterSet = { characters: '/', isNegated: true };
const TOKEN = /\\(?<escaped>.)|\[(?<inside>[^\]]*)\]|(?<stars>\*+)|(?<repeat>[?+])|(?<character>.)/gsu;
/** Characters, and ranges of them, as GitHub allows them between brackets. */
const INSIDE = /^(?:([a-z])-([a-z])|([A-Z])-([A-Z])|([0-9])-([0-9])|[a-zA-Z0-9])+$/;
/** What no ref has in its name: see git-check-ref-format. */
// eslint-disable-next-line no-control-regex
const IMPOSSIBLE = /[\x00-\x20\x7f~^:]/;

/**
 * Reads a pattern of GitHub's filters: `*` is anything but a slash, `**` anything, `?` and `+` say how often the character before them may
 * stand, `[a-z]` is one of these, a backslash takes away the meaning of what follows, and `!` in front takes out of what was let in.
 *
 * @throws UsageError for what GitHub would not take
 */
export function parseRefPattern(text: string): RefPattern {
  const refuse = (why: string): never => {
    throw new UsageError(`a pattern of branches or tags must look like "main", "release/**" or "v[0-9]+.*", got ${show(text)}: ${why}`);
  };
  const isNegated = text.startsWith('!');
  const body = isNegated ? text.slice(1) : text;
  if (body === '') refuse('it is empty');
  if (IMPOSSIBLE.test(body)) refuse('no branch or tag has a space, ~, ^ or : in its name');
  const parts: PatternPart[] = [];
  // What ? and + refer to: the index of a part that is a single character.
  let single: number | undefined;
  for (const { 0: token, groups } of body.matchAll(TOKEN)) {
    const { escaped, inside, stars, repeat } = groups!;
    if (stars !== undefined) {
      if (stars.length > 2) refuse('there is * and **, and no more');
      parts.push({ set: stars === '*' ? NO_SLASH : ANYTHING, times: '*' });
      single = undefined;
    } else if (repeat !== undefined) {
      if (single === undefined) refuse(`nothing stands before ${repeat} that it could refer to`);
      const { set } = parts[single!];
      parts.splice(single!, 1, ...(repeat === '?' ? [{ set, times: '?' as const }] : [{ set, times: '1' as const }, { set, times: '*' as const }]));
      single = undefined;
    } else {
      if (inside !== undefined && !INSIDE.test(inside)) refuse('between brackets stand letters, digits, and ranges of them');
      if (token === '[' || token === '\\') refuse(`${token} is not ended`);
      single = parts.length;
      const characters = inside === undefined ? escaped ?? token : listed(inside);
      if (characters === '') refuse(`the range ${inside} is empty`);
      parts.push({ set: { characters, isNegated: false }, times: '1' });
    }
  }
  return { parts, isNegated };
}

/**
 * The regular expression of the names that a list of patterns lets in; not anchored. It means the same in JavaScript and in Go, whose
 * expressions can't look ahead.
 *
 * @throws UsageError for a pattern that is none, and for a list that lets nothing in
 */
export function refExpression(patterns: readonly string[]): string {
  const parsed = patterns.map(parseRefPattern);
  if (parsed[0]?.isNegated ?? true) {
    throw new UsageError(`patterns of branches or tags begin with one that lets something in, such as "**" for all; got ${patterns.map(show).join(', ') || 'none'}`);
  }
  if (parsed.every(({ isNegated }) => !isNegated)) return parsed.map(({ parts }) => parts.map(rendered).join('')).join('|');
  const expression = expressionOfLanguage(parsed);
  if (expression === undefined) throw new UsageError(`the patterns ${patterns.map(show).join(', ')} let nothing in: the last one takes out all that is let in before it`);
  return expression;
}

function rendered({ set, times }: PatternPart): string {
  return `${renderSet(set)}${times === '1' ? '' : times}`;
}

/** All characters that brackets list. */
function listed(inside: string): string {
  const characters = inside.replace(/(.)-(.)/g, (_, from: string, to: string) => {
    const [first, last] = [from.charCodeAt(0), to.charCodeAt(0)];
    return String.fromCharCode(...Array.from({ length: Math.max(last - first + 1, 0) }, (_unused, index) => first + index));
  });
  return [...new Set(characters)].join('');
}
