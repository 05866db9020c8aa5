import { isCacheTag, isCommitTag, isReleaseTag, LATEST } from '../../model/image-tags';

/** What a tag is for, which decides whether it keeps an image. */
export type TagKind = 'latest' | 'version' | 'cache' | 'other' | 'commit' | 'companion';

/** As cosign and others tag what belongs to a manifest: `sha256-<hex>.sig`, `.att`, `.sbom`; and without an end the list of its referrers. */
const COMPANION = /^sha256-([0-9a-f]{64})(?:\.[A-Za-z0-9_.-]+)?$/;
/** `1.2` and `1` lead to the newest release of a line; some write `v`, or something behind it. */
const LINE = /^v?\d+(?:\.\d+){0,2}(?:[-+._].*)?$/;

export function kindOf(tag: string): TagKind {
  if (tag === LATEST) return 'latest';
  if (COMPANION.test(tag)) return 'companion';
  if (isCommitTag(tag)) return 'commit';
  if (isCacheTag(tag)) return 'cache';
  return isReleaseTag(tag) || LINE.test(tag) ? 'version' : 'other';
}

/** The digests that tags of signatures, attestations and lists of referrers are about. */
export function subjectsIn(tags: readonly string[]): string[] {
  return tags.flatMap(tag => {
    const hex = COMPANION.exec(tag)?.[1];
    return hex === undefined ? [] : [`sha256:${hex}`];
  });
}

/** Whether tags match one of some patterns, in which `*` stands for any characters. */
export function matcher(patterns: readonly string[]): (tag: string) => boolean {
  const expressions = patterns.map(pattern => new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\?]/g, '\\$&').replace(/\*+/g, '.*')}$`));
  return tag => expressions.some(expression => expression.test(tag));
}
