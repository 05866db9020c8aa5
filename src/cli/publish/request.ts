import { branchTag, checkTag, checkVersion, isReserved, LATEST, newerRelease, Version, versionTags, versionText } from '../../model/image-tags';
import { show } from '../../model/problem';
import { ArgumentError } from '../command';

/** What is asked for on the command line. */
export interface PromotionOptions {
  readonly 'branch'?: string;
  readonly 'latest-on'?: string;
  readonly 'release'?: string;
  readonly 'latest'?: boolean;
  readonly 'rollback'?: string;
  readonly 'tag'?: readonly string[];
}

/** A tag that is to be moved, and under which conditions. */
export interface WantedTag {
  readonly tag: string;
  /** Says one thing for ever: one that exists and is another is an error. */
  readonly isImmutable?: boolean;
  /** Stays where it is missing. */
  readonly isOptional?: boolean;
  /** Stays with a release that is newer than the one that is promoted. */
  readonly isForward?: boolean;
}

/** What images are promoted to. */
export interface Promotion {
  /** As it is said of it: `release 1.2.3`. */
  readonly title: string;
  /** In the order in which they are moved: what most people take comes last. */
  readonly tags: readonly WantedTag[];
  /** The release that it is about. */
  readonly version?: Version;
  /** What the images have to be already: the release that they are rolled back to. */
  readonly source?: string;
  /** The tag of the branch that it is about, which never goes back to older images. */
  readonly branch?: string;
}

/**
 * What is to be done, by the options.
 *
 * @throws ArgumentError where they contradict each other
 */
export function readPromotion(options: PromotionOptions): Promotion {
  const { branch, 'latest-on': latestOn, release, latest = false, rollback } = options;
  const kinds = [branch, release, rollback].filter(one => one !== undefined).length;
  const extra = (options.tag ?? []).flatMap(words).map(extraTag);
  if (kinds > 1) throw new ArgumentError('--branch, --release and --rollback exclude each other; choose one');
  if (latestOn !== undefined && branch === undefined) throw new ArgumentError('--latest-on goes with --branch');
  if (latest && release === undefined) throw new ArgumentError('--latest goes with --release; that of a branch is --latest-on');
  if (branch !== undefined) return ofBranch(branch, latestOn, extra);
  if (release !== undefined) return ofRelease(checkVersion(release, '--release'), latest, extra);
  if (rollback !== undefined) return ofRollback(checkVersion(rollback, '--rollback'), extra);
  if (extra.length === 0) throw new ArgumentError('say what to promote to, with --branch, --release, --rollback or --tag');
  return { title: extra.map(({ tag }) => tag).join(', '), tags: extra };
}

/** Several tags at once, as people write them into one field; what has none is left for a message. */
function words(text: string): string[] {
  return text.trim() === '' ? [text] : text.trim().split(/\s+/);
}

function extraTag(tag: string): WantedTag {
  checkTag(tag, '--tag');
  if (isReserved(tag)) throw new ArgumentError(`--tag ${show(tag)} has a meaning of its own, which --branch, --release, --rollback and "publish" keep true; choose another name, such as "staging"`);
  return { tag };
}

function ofBranch(branch: string, latestOn: string | undefined, extra: readonly WantedTag[]): Promotion {
  const tag = branchTag(branch);
  if (latestOn !== undefined && branch !== latestOn && branchTag(latestOn) === tag) {
    throw new ArgumentError(`the branches ${show(branch)} and ${show(latestOn)} would share the tag ${show(tag)}; rename one of them`);
  }
  return { title: `branch ${branch}`, branch: tag, tags: [{ tag }, ...extra, ...branch === latestOn ? [{ tag: LATEST }] : []] };
}

function ofRelease(version: Version, latest: boolean, extra: readonly WantedTag[]): Promotion {
  const { exact, lines } = versionTags(version);
  const isFinal = version.prerelease.length === 0;
  const forward = [...lines, ...latest && isFinal ? [LATEST] : []].map(tag => ({ tag, isForward: true }));
  return { title: `release ${exact}`, version, tags: [{ tag: exact, isImmutable: true }, ...extra, ...forward] };
}

function ofRollback(version: Version, extra: readonly WantedTag[]): Promotion {
  const { exact, lines } = versionTags(version);
  const isFinal = version.prerelease.length === 0;
  if (!isFinal && extra.length === 0) throw new ArgumentError(`--rollback ${show(exact)} is a prerelease, which "latest" and lines such as "1.2" never are; say with --tag what to move`);
  const present = (isFinal ? [...lines, LATEST] : []).map(tag => ({ tag, isOptional: true }));
  return { title: `rollback to ${exact}`, version, source: exact, tags: [...extra, ...present] };
}

/** Why a tag stays where it is; `undefined`: it is moved. */
export function reasonToStay(
  { tag, isForward, isOptional }: WantedTag, { version }: Promotion, from: string | undefined, existing: readonly string[],
): string | undefined {
  if (isOptional && from === undefined) return 'there is none';
  const newer = isForward && version ? newerRelease(tag, version, existing) : undefined;
  return newer && `${versionText(newer)} is newer`;
}
