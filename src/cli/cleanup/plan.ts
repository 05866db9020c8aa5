import { type Inventory, type Stored } from './inventory';
import { References } from './references';
import { kindOf } from './tags';
import { shortDigest } from '../../model/published-image';

/** What is to be kept. */
export interface Policy {
  /** How many of the newest images that only commits have tagged. */
  readonly keep: number;
  /** Everything that is younger, in milliseconds. */
  readonly olderThan: number;
  /** Everything that has a tag. */
  readonly untaggedOnly: boolean;
  readonly isProtected: (tag: string) => boolean;
  /** The present, in milliseconds. */
  readonly now: number;
}

/** Why a manifest is kept. */
export type Reason =
  | 'protected' | 'latest' | 'version' | 'cache' | 'other' | 'tagged' | 'newest' | 'young' | 'undated' | 'unlisted'
  | 'part' | 'companion' | 'subject';

/** A manifest that goes. */
export interface Doomed {
  readonly manifest: Stored;
  readonly why: string;
}

export interface Plan {
  /** Digests, with the first reason. */
  readonly kept: ReadonlyMap<string, Reason>;
  readonly deleted: readonly Doomed[];
  /** With one of them, nothing may be deleted. */
  readonly problems: readonly string[];
}

/** What of a repository is kept, and what goes: everything that nothing kept refers to. */
export function planCleanup(inventory: Inventory, policy: Policy): Plan {
  const references = new References(inventory);
  const problems = [...inventory.unreadable].map(([digest, why]) => `${short(digest)} ${why}, so that nobody knows what it needs`);
  for (const [digest, tags] of inventory.missing) {
    const lasting = tags.filter(tag => policy.isProtected(tag) || !['commit', 'companion'].includes(kindOf(tag)));
    if (lasting.length > 0) problems.push(`${lasting.join(', ')} leads to ${short(digest)}, which is not there`);
  }
  const kept = new Map<string, Reason>();
  const pending: string[] = [];
  const keep = (digest: string, reason: Reason) => {
    if (kept.has(digest) || !inventory.stored.has(digest)) return;
    kept.set(digest, reason);
    pending.push(digest);
  };
  for (const [digest, reason] of roots(inventory, references, policy)) keep(digest, reason);
  for (let digest = pending.shift(); digest !== undefined; digest = pending.shift()) {
    const manifest = inventory.stored.get(digest)!;
    for (const child of manifest.links.children) {
      if (inventory.missing.has(child)) problems.push(`${nameOf(manifest)} lists ${short(child)}, which is not there`);
      keep(child, 'part');
    }
    manifest.links.others.forEach(other => keep(other, 'part'));
    references.companionsOf(digest).forEach(companion => keep(companion, 'companion'));
    references.subjectsOf(digest).forEach(subject => keep(subject, 'subject'));
  }
  const gone = [...inventory.stored.values()].filter(({ digest }) => !kept.has(digest));
  const deleted = references.order(gone).map(manifest => ({ manifest, why: whyDeleted(manifest, references, policy) }));
  assertNothingNeeded(kept, deleted, references, policy);
  return { kept, deleted, problems: [...new Set(problems)] };
}

/** What is kept for its own sake, the strongest reason first. */
function roots({ stored }: Inventory, references: References, policy: Policy): [string, Reason][] {
  const all = [...stored.values()];
  const byTag = all.flatMap((manifest): [string, Reason][] => {
    const reason = reasonOf(manifest.tags, policy);
    return reason === undefined ? [] : [[manifest.digest, reason]];
  });
  const isKept = new Set(byTag.map(([digest]) => digest));
  const counts = (manifest: Stored) => (policy.untaggedOnly ? references.isImage(manifest.digest) : isOfCommit(manifest));
  const counted = all.filter(manifest => !isKept.has(manifest.digest) && counts(manifest));
  const dated = counted.filter(({ date }) => date !== undefined).sort((a, b) => b.date! - a.date! || (a.digest < b.digest ? -1 : 1));
  const because = (reason: Reason, manifests: readonly Stored[]) => manifests.map(({ digest }): [string, Reason] => [digest, reason]);
  return [
    ...byTag,
    ...because('newest', dated.slice(0, policy.keep)),
    // Nobody knows whether these are among the newest.
    ...because('undated', counted.filter(({ date }) => date === undefined)),
    ...because('young', all.filter(({ date }) => date !== undefined && policy.olderThan > 0 && policy.now - date < policy.olderThan)),
    // What belongs to something else goes with it, whatever its age is.
    ...because('undated', all.filter(({ digest, date }) => date === undefined && policy.olderThan > 0 && references.isTop(digest))),
    ...because('unlisted', all.filter(({ isDeletable }) => !isDeletable)),
  ];
}

function reasonOf(tags: readonly string[], { isProtected, untaggedOnly }: Policy): Reason | undefined {
  if (tags.some(isProtected)) return 'protected';
  const kinds = tags.map(kindOf);
  const lasting = (['latest', 'version', 'cache', 'other'] as const).find(kind => kinds.includes(kind));
  return lasting ?? (untaggedOnly && tags.length > 0 ? 'tagged' : undefined);
}

function isOfCommit({ tags }: Stored): boolean {
  return tags.some(tag => kindOf(tag) === 'commit');
}

function whyDeleted(manifest: Stored, references: References, policy: Policy): string {
  if (isOfCommit(manifest)) return `not among the newest ${policy.keep}`;
  const { digest } = manifest;
  const [parent] = references.parentsOf(digest);
  if (parent !== undefined && !references.isReferrer(digest)) return `part of ${short(parent)}`;
  const [subject] = references.subjectsOf(digest);
  if (subject !== undefined) return `belongs to ${short(subject)}`;
  if (references.isReferrer(digest)) return 'belongs to what is gone';
  return 'no tag, and nothing needs it';
}

/** The same once more, in another way: whoever changes the rules above finds out here. */
function assertNothingNeeded(kept: Plan['kept'], deleted: readonly Doomed[], references: References, policy: Policy): void {
  for (const { manifest: { digest, tags } } of deleted) {
    const users = [references.parentsOf(digest), references.companionsOf(digest), references.subjectsOf(digest)].flat().filter(one => kept.has(one));
    const lasting = tags.filter(tag => policy.untaggedOnly || policy.isProtected(tag) || !['commit', 'companion'].includes(kindOf(tag)));
    if (kept.has(digest) || users.length > 0 || lasting.length > 0) throw new Error(`${digest} must not be deleted: ${[...users, ...lasting].join(', ')}`);
  }
}

/** Short, and still seen to be a digest. */
export function short(digest: string): string {
  return `sha256:${shortDigest(digest)}`;
}

/** A digest, and the tags that lead to it. */
export function nameOf({ digest, tags }: Pick<Stored, 'digest' | 'tags'>): string {
  return tags.length > 0 ? `${short(digest)} (${tags.join(', ')})` : short(digest);
}
