import { checkBranchFilter } from './branch-filter';
import { show, UsageError } from './problem';
import { haveInCommon } from './ref-automaton';
import { parseRefPattern } from './ref-pattern';
import type { CharacterSet, PatternPart, RefPattern } from './ref-syntax';

const DIGITS = '0123456789';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const [V, POINT, HYPHEN] = ['v', '.', '-'].map(one);
const [ZERO, DIGIT, NO_ZERO] = ['0', DIGITS, DIGITS.slice(1)].map(one);
const IDENTIFIERS = one(`${DIGITS}${LETTERS}${LETTERS.toUpperCase()}.`);
/** No `v`: what `*-v*` lets in are the versions of something that stands before them, and no prereleases. */
const PRERELEASE = one(IDENTIFIERS.characters.replace(/v/gi, ''));

/** Versions as tags have them: a number has no zero in front, and a prerelease may follow. */
const NUMBERS: readonly PatternPart[][] = [[once(ZERO)], [once(NO_ZERO), many(DIGIT)]];
const CORES = NUMBERS.flatMap(major => NUMBERS.flatMap(minor => NUMBERS.map(patch => [...major, once(POINT), ...minor, once(POINT), ...patch])));
const VERSIONS = CORES.flatMap(core => [core, [...core, once(HYPHEN), once(PRERELEASE), many(IDENTIFIERS)]]).map((core): PatternPart[] => [{ set: V, times: '?' }, ...core]);

/**
 * Patterns of the tags that are versions, such as `v*`, or `portal-v*` in a repository of several projects.
 *
 * @param what how a message calls them, such as `workflows.release.tags`
 * @returns what stands before the version in all of them: `portal-`; mostly nothing
 * @throws when one of them lets no version in, or they have not the same before it
 */
export function checkVersionFilter(patterns: readonly string[], what: string): string {
  checkBranchFilter(patterns, what);
  const parsed = patterns.map(parseRefPattern);
  const prefixes = patterns.flatMap((text, i) => (parsed[i].isNegated ? [] : [{ text, prefix: prefixOf(parsed[i]) }]));
  for (const { text, prefix } of prefixes) if (prefix === undefined) throw new UsageError(`${what} must let versions in, and ${show(text)} does not; ${adviceFor(text)}`);
  const [first, ...others] = prefixes;
  const other = others.find(({ prefix }) => prefix !== first.prefix);
  if (other) throw new UsageError(`${what} must have the same before the version in all patterns, got ${show(first.text)} and ${show(other.text)}; leave out those of other projects`);
  if (!haveInCommon(parsed, versionsBehind(first.prefix!))) throw new UsageError(`${what} takes away every version again, with ${patterns.map(show).join(', ')}; leave out what begins with !`);
  return first.prefix!;
}

/**
 * What the names begin with that one pattern lets in, where nothing else is asked of them: `portal-v` of `portal-v*`, and `portal-` of
 * `portal-[0-9]*`, as far as it can be said without a pattern.
 *
 * @returns `undefined` where it says more than that
 */
export function beginningOf(pattern: string): string | undefined {
  const { parts, isNegated } = parseRefPattern(pattern);
  const text = literalOf(parts);
  const [first, ...rest] = parts.slice(text.length).filter((part, i) => i > 0 || part.times !== '1' || !isDigits(part.set));
  return !isNegated && first?.times === '*' && first.set.isNegated && rest.length === 0 ? text : undefined;
}

/** The shortest text behind which the pattern lets versions in, and nothing that does not begin as they do; `undefined`: there is none. */
function prefixOf(pattern: RefPattern): string | undefined {
  const text = literalOf(pattern.parts);
  const prefixes = Array.from({ length: text.length + 1 }, (_, length) => text.slice(0, length)).filter(prefix => !/[A-Za-z0-9]$/.test(prefix));
  return prefixes.find(prefix => (prefix === '' || beginsVersion(pattern.parts[prefix.length])) && haveInCommon([pattern], versionsBehind(prefix)));
}

/** Right behind a prefix a wildcard lets in too much: `release-*` is `release-notes` as well. */
function beginsVersion(part: PatternPart | undefined): boolean {
  return part !== undefined && (part.set.characters === V.characters || isDigits(part.set)) && !part.set.isNegated;
}

function isDigits({ characters, isNegated }: CharacterSet): boolean {
  return !isNegated && characters !== '' && /^\d+$/.test(characters);
}

/** What a pattern begins with before anything in it is open. */
function literalOf(parts: readonly PatternPart[]): string {
  const open = parts.findIndex(({ set, times }) => times !== '1' || set.isNegated || set.characters.length !== 1);
  return parts.slice(0, open < 0 ? parts.length : open).map(({ set }) => set.characters).join('');
}

function versionsBehind(prefix: string): RefPattern[] {
  const before = [...prefix].map(character => once(one(character)));
  return VERSIONS.map(version => ({ parts: [...before, ...version], isNegated: false }));
}

function adviceFor(pattern: string): string {
  const text = literalOf(parseRefPattern(pattern).parts);
  return /[^A-Za-z0-9]$/.test(text) && !/^v?\d/.test(text)
    ? `write ${show(`${text}v*`)} or ${show(`${text}[0-9]*`)} for versions behind ${show(text)}`
    : 'write "v*" or "[0-9]*", or "portal-v*" for versions behind "portal-"';
}

function one(characters: string): CharacterSet {
  return { characters, isNegated: false };
}

function once(set: CharacterSet): PatternPart {
  return { set, times: '1' };
}

function many(set: CharacterSet): PatternPart {
  return { set, times: '*' };
}
