import { show, UsageError } from './problem';
import { letsNothingIn } from './ref-automaton';
import { parseRefPattern, refExpression } from './ref-pattern';
import type { RefPattern } from './ref-syntax';

/** Where a pattern is not one certain character. */
const OPEN = '\0';

/** What git refuses in a name: see git-check-ref-format. */
const REFUSED: ReadonlyArray<readonly [RegExp, string]> = [
  [/^\//, 'no name begins with /'],
  [/\/$/, 'no name ends with /; everything below is "/**"'],
  [/\/\//, 'no name has // in it'],
  [/\.\./, 'no name has .. in it'],
  [/(?:^|\/)\./, 'no part of a name begins with a dot'],
  [/\.$/, 'no name ends with a dot'],
  [/\.lock(?:\/|$)/, 'no part of a name ends with .lock'],
  [/@\{/, 'no name has @{ in it'],
  [/^@$/, '@ alone is no name'],
  [/^-/, 'no name begins with -'],
  [/[\\*?[]/, 'no name has \\, *, ? or [ in it'],
];

/**
 * Patterns of branches or tags that a workflow runs for, as GitHub's filters take them.
 *
 * @param what how a message calls them, such as `workflows.branches`
 * @throws when a pattern does not parse, or nothing can ever match it
 */
export function checkBranchFilter(patterns: readonly string[], what: string): string[] {
  if (!Array.isArray(patterns) || patterns.length === 0) {
    throw new UsageError(`${what} must name at least one pattern, such as "main" or "release/**", got ${show(patterns)}; without one nothing ever runs`);
  }
  const parsed = patterns.map((pattern, i) => {
    if (patterns.indexOf(pattern) !== i) throw new UsageError(`${what} names ${show(pattern)} twice; name it once`);
    return checkPattern(pattern, what);
  });
  if (parsed.every(({ isNegated }) => isNegated)) {
    throw new UsageError(`${what} only takes away, with ${list(patterns)}; put what it takes away from in front, such as "**"`);
  }
  if (parsed[0].isNegated) throw new UsageError(`${what} begins with ${show(patterns[0])}, which takes away from nothing; put it behind what it takes away from`);
  for (const [i, pattern] of parsed.entries()) {
    if (pattern.isNegated) continue;
    const later = parsed.slice(i + 1).filter(({ isNegated }) => isNegated);
    if (later.length > 0 && letsNothingIn([pattern, ...later])) {
      throw new UsageError(`${what} names ${show(patterns[i])}, but ${list(patterns.slice(i + 1).filter(text => text.startsWith('!')))} behind it takes it away again; leave out one of them`);
    }
  }
  return [...patterns];
}

/** Whether a branch or a tag of this name is let in: the last pattern that matches decides. */
export function matchesBranchFilter(patterns: readonly string[], name: string): boolean {
  return patterns.reduce((isIn, pattern) => {
    const isNegated = pattern.startsWith('!');
    return new RegExp(branchPatternToRegExp(isNegated ? pattern.slice(1) : pattern)).test(name) ? !isNegated : isIn;
  }, false);
}

/**
 * The source of an anchored regular expression for one pattern, without `!`. It means the same in JavaScript and in Go.
 *
 * @throws when the pattern does not parse
 */
export function branchPatternToRegExp(pattern: string): string {
  return `^${refExpression([pattern])}$`;
}

function checkPattern(text: string, what: string): RefPattern {
  const refuse = (why: string): never => {
    throw new UsageError(`${what} has a pattern that nothing matches, ${show(text)}: ${why}`);
  };
  if (typeof text !== 'string') return refuse('a pattern is text');
  if (text.includes('${{')) return refuse('GitHub evaluates no expression here');
  const prefix = /^!?(refs\/(?:heads|tags|remotes)\/)/.exec(text)?.[1];
  if (prefix !== undefined) return refuse(`GitHub compares the name alone, so write ${show(text.replace(prefix, ''))}`);
  const pattern = parse(text, what);
  const skeleton = pattern.parts.map(({ set: { characters, isNegated }, times }) => (times === '1' && !isNegated && [...characters].length === 1 ? characters : OPEN)).join('');
  for (const [refused, why] of REFUSED) if (refused.test(skeleton)) return refuse(why);
  return pattern;
}

function parse(text: string, what: string): RefPattern {
  try {
    return parseRefPattern(text);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${what}: ${error.message}`);
    throw error;
  }
}

function list(patterns: readonly string[]): string {
  return patterns.map(show).join(', ');
}
