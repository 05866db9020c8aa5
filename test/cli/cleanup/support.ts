import { createHash } from 'crypto';
import type { Inventory, Stored } from '../../../src/cli/cleanup/inventory';
import { planCleanup, type Policy } from '../../../src/cli/cleanup/plan';

const DAY = 86_400_000;
export const NOW = Date.UTC(2026, 5, 1);
export const POLICY: Policy = { keep: 1, olderThan: 0, untaggedOnly: false, isProtected: () => false, now: NOW };

export const amd64 = 'amd64';
export const arm64 = 'arm64';

/** The digest of a manifest that tests call by a name. */
export function d(name: string): string {
  return `sha256:${createHash('sha256').update(name).digest('hex')}`;
}

interface Named { readonly children?: readonly string[]; readonly others?: readonly string[]; readonly subject?: string }
const names = new Map<string, string>();

/** A manifest that is some days old. */
export function stored(name: string, tags: readonly string[], age: number | undefined, { children = [], others = [], subject }: Named = {}): Stored {
  [name, ...children, ...others].forEach(one => names.set(d(one), one));
  return {
    digest: d(name),
    tags,
    ...(age !== undefined && { date: NOW - age * DAY }),
    isDeletable: true,
    links: { children: children.map(d), others: others.map(d), ...(subject !== undefined && { subject: d(subject) }) },
  };
}

/** An image that a commit has made; a number is its name, and the commit. */
export function commit(name: number, age: number | undefined): Stored[] {
  return [stored(String(name), [`sha-${String(name).repeat(40).slice(0, 40)}`], age)];
}

type Tags = Record<string, string[]>;
type Texts = Record<string, string>;

/** What is planned for a repository, with the names of the tests. */
export function plan(images: readonly Stored[], policy: Partial<Policy> = {}, missing: string[] = [], tagged: Tags = {}, unreadable: Texts = {}) {
  const { kept, deleted, problems } = planCleanup(repositoryOf(images, missing, tagged, unreadable), { ...POLICY, ...policy });
  return { kept: [...kept.keys()].map(nameOf).sort(), deleted: deleted.map(({ manifest }) => nameOf(manifest.digest)), problems };
}

/** The reasons of a plan. */
export function inventory(images: readonly Stored[], policy: Partial<Policy> = {}, missing: readonly string[] = []) {
  const { kept, deleted } = planCleanup(repositoryOf(images, missing, {}, {}), { ...POLICY, ...policy });
  return {
    reasons: Object.fromEntries([...kept].map(([digest, reason]) => [nameOf(digest), reason])),
    whys: Object.fromEntries(deleted.map(({ manifest, why }) => [nameOf(manifest.digest), why])),
  };
}

function repositoryOf(images: readonly Stored[], missing: readonly string[], tagged: Tags, unreadable: Texts): Inventory {
  const gone = [...missing.map((name): [string, string[]] => [name, []]), ...Object.entries(tagged)];
  return {
    stored: new Map(images.map(image => [image.digest, image])),
    missing: new Map(gone.map(([name, tags]) => [d(name), tags])),
    unreadable: new Map(Object.entries(unreadable).map(([name, why]) => [d(name), why])),
  };
}

function nameOf(digest: string): string {
  return names.get(digest) ?? digest;
}
