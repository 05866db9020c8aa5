/** A version as three numbers and its pre-release identifiers (none for a release). Build metadata is dropped. */
interface Version { readonly numbers: [number, number, number]; readonly prerelease: string[] }

/** Versions from `from` (inclusive unless `after`) up to `below` (exclusive unless `including`); undefined: no bound. */
interface Interval { from?: Version; after?: boolean; to?: Version; including?: boolean }

const PART = '(\\d+|[xX*])';
const PARTIAL = `[v=]*\\s*${PART}(?:\\.${PART}(?:\\.${PART}(?:-([0-9A-Za-z.-]+))?(?:\\+[0-9A-Za-z.-]+)?)?)?`;
const COMPARATOR = new RegExp(`^(\\^|~>?|>=|<=|>|<|=)?\\s*${PARTIAL}$`);
const HYPHEN = new RegExp(`^(${PARTIAL})\\s+-\\s+(${PARTIAL})$`);

/**
 * A range of versions as npm writes it: `^1.2.3`, `~1.2`, `>=20 <25`, `1.x`, `1.2 - 3`, `a || b`, `*`.
 *
 * @see https://github.com/npm/node-semver#ranges
 */
export class VersionRange {
  /** Reads a range; undefined when it is none (a tag such as `latest`, a URL, a typing mistake). */
  public static parse(text: string): VersionRange | undefined {
    const alternatives = text.split('||').map((alternative) => parseAlternative(alternative.trim()));
    return alternatives.includes(undefined) ? undefined : new VersionRange(text, alternatives as Interval[][]);
  }

  private constructor(private readonly text: string, private readonly alternatives: Interval[][]) {}

  /**
   * Whether a full version is in the range. A pre-release only is when the range names a pre-release of the same three numbers,
   * unless `prereleases` is set.
   */
  public includes(version: string, prereleases = false): boolean {
    const parsed = parseVersion(version);
    return parsed !== undefined && this.alternatives.some((intervals) => intervals.every((interval) => within(parsed, interval))
      && (prereleases || parsed.prerelease.length === 0 || intervals.some((interval) => namesPrerelease(interval, parsed))));
  }

  /** Whether some release of a major is in the range. */
  public includesMajor(major: number): boolean {
    const all = { from: release(major, 0, 0), to: release(major + 1, 0, 0) };
    return this.alternatives.some((intervals) => overlaps([...intervals, all]));
  }

  /** The lowest major of which the range includes some release, or undefined for an empty range. */
  public lowestMajor(): number | undefined {
    const candidates = this.alternatives.flat().map((interval) => interval.from?.numbers[0] ?? 0);
    return [0, ...candidates, ...candidates.map((major) => major + 1)].sort((a, b) => a - b).find((major) => this.includesMajor(major));
  }

  public toString(): string {
    return this.text;
  }
}

/** Whether a text is a full version: three numbers, perhaps a pre-release and build metadata. */
export function isFullVersion(text: string): boolean {
  return parseVersion(text) !== undefined;
}

/**
 * The major to use for a range: `preferred` when the range includes it, else the highest supported one that it includes, else undefined.
 *
 * @param range a range such as `>=20 <25`; what is no range includes nothing.
 */
export function pickMajor(range: string, supported: number[], preferred: number): number | undefined {
  const parsed = VersionRange.parse(range);
  const fitting = supported.filter((major) => parsed?.includesMajor(major));
  if (fitting.includes(preferred)) return preferred;
  return fitting.length === 0 ? undefined : Math.max(...fitting);
}

function parseVersion(text: string): Version | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(text.trim());
  if (!match) return undefined;
  return { numbers: [Number(match[1]), Number(match[2]), Number(match[3])], prerelease: match[4]?.split('.') ?? [] };
}

function parseAlternative(text: string): Interval[] | undefined {
  const hyphen = HYPHEN.exec(text);
  if (hyphen) {
    const from = parseComparator(`>=${hyphen[1]}`);
    const to = parseComparator(`<=${hyphen[6]}`);
    return from && to && [from, to];
  }
  if (text === '') return [{}];
  const comparators = text.replace(/(\^|~>?|>=|<=|>|<|=)\s+/g, '$1').split(/[\s,]+/).map(parseComparator);
  return comparators.includes(undefined) ? undefined : comparators as Interval[];
}

function parseComparator(text: string): Interval | undefined {
  const match = COMPARATOR.exec(text);
  if (!match) return undefined;
  const [, operator = '=', ...parts] = match;
  const given = parts.slice(0, 3).map((part) => part === undefined || !/^\d/.test(part) ? undefined : Number(part));
  const [major, minor, patch] = given;
  const low: Version = { numbers: [major ?? 0, minor ?? 0, patch ?? 0], prerelease: parts[3]?.split('.') ?? [] };
  if (major === undefined) return operator === '<' || operator === '>' ? { from: release(0, 0, 0), to: release(0, 0, 0) } : {};

  const next = minor === undefined ? release(major + 1, 0, 0) : release(major, minor + 1, 0);
  const end = before(next);
  const partial = minor === undefined || patch === undefined;
  switch (operator) {
    case '>=': return { from: low };
    case '>': return partial ? { from: next } : { from: low, after: true };
    case '<': return { to: partial ? before(low) : low };
    case '<=': return partial ? { to: end } : { to: low, including: true };
    case '=': return partial ? { from: low, to: end } : { from: low, to: low, including: true };
    case '^': return { from: low, to: before(caretEnd(major, minor, patch)) };
    default: return { from: low, to: end };
  }
}

function caretEnd(major: number, minor?: number, patch?: number): Version {
  if (major > 0 || minor === undefined) return release(major + 1, 0, 0);
  return minor > 0 || patch === undefined ? release(0, minor + 1, 0) : release(0, 0, patch + 1);
}

function release(major: number, minor: number, patch: number): Version {
  return { numbers: [major, minor, patch], prerelease: [] };
}

/** The end of a range that shall not include pre-releases of `version` either: `^1.2.3` ends before 2.0.0-0. */
function before({ numbers }: Version): Version {
  return { numbers, prerelease: ['0'] };
}

function within(version: Version, { from, after, to, including }: Interval): boolean {
  const low = from === undefined ? 1 : compare(version, from);
  const high = to === undefined ? -1 : compare(version, to);
  return (after ? low > 0 : low >= 0) && (including ? high <= 0 : high < 0);
}

/** Whether a release lies in all of the intervals: the lowest one that could is the highest lower bound, or the patch after it. */
function overlaps(intervals: Interval[]): boolean {
  return intervals.some(({ from }) => {
    const [major, minor, patch] = from?.numbers ?? [0, 0, 0];
    return [release(major, minor, patch), release(major, minor, patch + 1)].some((version) => intervals.every((each) => within(version, each)));
  });
}

function namesPrerelease({ from, to }: Interval, version: Version): boolean {
  return [from, to].some((bound) => bound !== undefined && bound.prerelease.length > 0 && sameNumbers(bound, version));
}

function sameNumbers(a: Version, b: Version): boolean {
  return a.numbers.every((value, index) => value === b.numbers[index]);
}

function compare(a: Version, b: Version): number {
  for (let index = 0; index < 3; index++) {
    if (a.numbers[index] !== b.numbers[index]) return a.numbers[index] - b.numbers[index];
  }
  if (a.prerelease.length === 0 || b.prerelease.length === 0) return b.prerelease.length - a.prerelease.length;
  for (let index = 0; index < Math.min(a.prerelease.length, b.prerelease.length); index++) {
    const order = compareIdentifier(a.prerelease[index], b.prerelease[index]);
    if (order !== 0) return order;
  }
  return a.prerelease.length - b.prerelease.length;
}

function compareIdentifier(a: string, b: string): number {
  const numeric = [a, b].map((text) => /^\d+$/.test(text));
  if (numeric[0] && numeric[1]) return Number(a) - Number(b);
  if (numeric[0] !== numeric[1]) return numeric[0] ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
