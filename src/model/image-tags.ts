import { createHash } from 'crypto';
import { show, UsageError } from './problem';

/** A semantic version, without build metadata. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** The parts of `-rc.1`; none: a release for everybody. */
  readonly prerelease: readonly string[];
}

/** The tags of a release. */
export interface VersionTags {
  /** `1.2.3`: says one thing for ever. */
  readonly exact: string;
  /** `1.2` and `1`: the newest release of a line. */
  readonly lines: readonly string[];
}

/** The tag of what somebody gets who says none. */
export const LATEST = 'latest';

/** What the tags of a commit's images begin with; the whole commit follows. */
export const COMMIT_TAG = 'sha-';

/** The tag of a build cache, or what it begins with: those of platforms that are built apart are kept apart. */
export const CACHE_TAG = 'buildcache';

const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const LONGEST_TAG = 128;
const HASH_LENGTH = 8;
const NUMBER = '(?:0|[1-9]\\d{0,14})';
const IDENTIFIER = '(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)';
const VERSION = new RegExp(`^v?(${NUMBER})\\.(${NUMBER})\\.(${NUMBER})(?:-(${IDENTIFIER}(?:\\.${IDENTIFIER})*))?$`);
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Tags that mean something else than a branch, in any case: versions and their lines, commits, signatures (`sha256-…`), caches. */
const MEANT = new RegExp(`^(?:${LATEST}$|v?\\d+(?:\\.\\d+){0,2}$|v?\\d+\\.\\d+\\.\\d+[-+]|sha\\d*-|${CACHE_TAG}|branch-)`, 'i');
/** A tag, with `*` for any characters. */
const PATTERN = /^[\w.*-]{1,128}$/;

/**
 * A tag as somebody writes it.
 *
 * @param what stands in front of a message, such as `--tag`
 */
export function checkTag(tag: string, what: string): string {
  if (!TAG.test(tag)) {
    throw new UsageError(`${what} must be letters, digits and _ . - that begin with none of . and -, at most ${LONGEST_TAG}, got ${show(tag)}`);
  }
  return tag;
}

/** Whether it is the tag of the images of a commit: `sha-` and the whole commit. */
export function isCommitTag(tag: string): boolean {
  return tag.startsWith(COMMIT_TAG) && COMMIT.test(tag.slice(COMMIT_TAG.length));
}

/** Whether it is the tag of a build cache. */
export function isCacheTag(tag: string): boolean {
  return tag.toLowerCase().startsWith(CACHE_TAG);
}

/** Whether it can match tags: one of them, with `*` for any characters. */
export function isTagPattern(text: string): boolean {
  return PATTERN.test(text);
}

/** Whether a tag has a meaning of its own, so that it is nothing to be given by hand. */
export function isReserved(tag: string): boolean {
  return MEANT.test(tag);
}

/**
 * The tag of a branch's images: its name, with `-` for each slash. Where that is no tag, or more than slashes would be lost, the end is
 * made from the whole name, so that two branches have two tags; where it means something else, `branch-` stands before it.
 *
 * @throws UsageError for what is no branch
 */
export function branchTag(branch: string): string {
  const name = branch.replace(/^refs\/heads\//, '');
  if (/^\d+\/(?:merge|head)$/.test(name) || name.startsWith('refs/')) {
    throw new UsageError(`${show(branch)} is no branch, but a pull request or something else that has no images in the registry; give the name of a branch`);
  }
  if (name === '') throw new UsageError('a branch must have a name, got ""');
  const plain = name.replace(/\//g, '-');
  const tag = isReserved(plain) ? `branch-${plain}` : plain;
  if (TAG.test(tag)) return tag;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH_LENGTH);
  const readable = name.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[.-]+/, '');
  const start = isReserved(readable) || readable === '' ? `branch-${readable}` : readable;
  return `${start.slice(0, LONGEST_TAG - HASH_LENGTH - 1).replace(/[.-]+$/, '')}-${hash}`;
}

/** A version, with or without `v` before it; `undefined`: it is none, or cannot be a tag. */
export function parseVersion(text: string): Version | undefined {
  const [, major, minor, patch, prerelease] = VERSION.exec(text) ?? [];
  if (major === undefined || text.length > LONGEST_TAG) return undefined;
  return { major: Number(major), minor: Number(minor), patch: Number(patch), prerelease: prerelease?.split('.') ?? [] };
}

/**
 * A version that is to be a tag, such as `v1.2.3`.
 *
 * @param what stands in front of a message, such as `--release`
 */
export function checkVersion(text: string, what: string): Version {
  const version = parseVersion(text);
  if (version) return version;
  const [before, build] = text.split('+');
  if (build !== undefined && parseVersion(before)) {
    throw new UsageError(`${what} must be a version that can be a tag, which has no "+", got ${show(text)}; release it as ${show(before)}`);
  }
  throw new UsageError(`${what} must be a semantic version such as "1.2.3" or "v1.2.3-rc.1", got ${show(text)}`);
}

/** A version as a tag has it: without `v`. */
export function versionText({ major, minor, patch, prerelease }: Version): string {
  return `${major}.${minor}.${patch}${prerelease.length > 0 ? `-${prerelease.join('.')}` : ''}`;
}

/** The tags that a release may have. A prerelease is in no line, and nothing holds 0.x together. */
export function versionTags(version: Version): VersionTags {
  const { major, minor, prerelease } = version;
  const lines = prerelease.length > 0 ? [] : [`${major}.${minor}`, ...major > 0 ? [`${major}`] : []];
  return { exact: versionText(version), lines };
}

/** Whether a tag is that of one release, final or not, and says the same for ever. */
export function isReleaseTag(tag: string): boolean {
  const version = parseVersion(tag);
  return version !== undefined && versionText(version) === tag;
}

/** The precedence of semantic versions: below 0, the first is the older one. */
export function compareVersions(a: Version, b: Version): number {
  const numbers = a.major - b.major || a.minor - b.minor || a.patch - b.patch;
  if (numbers !== 0) return numbers;
  if (a.prerelease.length === 0 || b.prerelease.length === 0) return b.prerelease.length - a.prerelease.length;
  for (const [index, part] of a.prerelease.entries()) {
    const other = b.prerelease[index];
    if (other === undefined) return 1;
    const order = compareIdentifiers(part, other);
    if (order !== 0) return order;
  }
  return a.prerelease.length - b.prerelease.length;
}

function compareIdentifiers(a: string, b: string): number {
  const [isNumber, isOtherNumber] = [a, b].map(part => /^\d+$/.test(part));
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
  // Numbers of any length: without leading zeros the longer one is the higher.
  if (isNumber && a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The releases for everybody among some tags, the newest first. */
export function releasesIn(tags: readonly string[]): Version[] {
  return tags.filter(isReleaseTag).map(tag => parseVersion(tag)!)
    .filter(({ prerelease }) => prerelease.length === 0)
    .sort((a, b) => compareVersions(b, a));
}

/**
 * A newer release that a tag has to stay with: of the line `1` or `1.2`, or of all for `latest`.
 *
 * @param tags that the registry has
 */
export function newerRelease(tag: string, version: Version, tags: readonly string[]): Version | undefined {
  const newest = releasesIn(tags).find(release => tag === LATEST || versionTags(release).lines.includes(tag));
  return newest && compareVersions(newest, version) > 0 ? newest : undefined;
}
