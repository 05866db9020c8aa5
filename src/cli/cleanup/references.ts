import type { Inventory, Stored } from './inventory';
import { subjectsIn } from './tags';

/** Who refers to whom in a repository: indexes to what they list, signatures and attestations to what they are about. */
export class References {
  private readonly parents = new Map<string, string[]>();
  private readonly companions = new Map<string, string[]>();

  public constructor(private readonly inventory: Inventory) {
    for (const { digest, links } of inventory.stored.values()) {
      for (const child of [...links.children, ...links.others]) add(this.parents, child, digest);
      for (const subject of this.namedBy(digest)) add(this.companions, subject, digest);
    }
  }

  /** The indexes that list a manifest. */
  public parentsOf(digest: string): readonly string[] {
    return this.parents.get(digest) ?? [];
  }

  /** Signatures, attestations, and lists of them. */
  public companionsOf(digest: string): readonly string[] {
    return this.companions.get(digest) ?? [];
  }

  /** What a manifest is about, as far as it is there. */
  public subjectsOf(digest: string): readonly string[] {
    return this.namedBy(digest).filter(subject => this.inventory.stored.has(subject));
  }

  /** Whether it is about something, which may be gone. */
  public isReferrer(digest: string): boolean {
    return this.namedBy(digest).length > 0;
  }

  /** Whether it belongs to nothing that is there. */
  public isTop(digest: string): boolean {
    return this.parentsOf(digest).length === 0 && this.subjectsOf(digest).length === 0;
  }

  /** Whether it stands for itself: no part of an index, no signature. */
  public isImage(digest: string): boolean {
    return this.isTop(digest) && !this.isReferrer(digest);
  }

  /** What a manifest refers to: nothing of it may go before it. */
  public neededBy(digest: string): readonly string[] {
    const { children, others } = this.inventory.stored.get(digest)!.links;
    return [...children, ...others, ...this.namedBy(digest)];
  }

  /** In the order in which they may go: whoever refers to something goes before it, so that at no moment anything is broken. */
  public order(manifests: readonly Stored[]): Stored[] {
    const waiting = new Map(manifests.map(manifest => [manifest.digest, manifest]));
    const ordered: Stored[] = [];
    const visit = (digest: string): void => {
      const manifest = waiting.get(digest);
      if (!manifest) return;
      waiting.delete(digest);
      this.neededBy(digest).forEach(visit);
      ordered.unshift(manifest);
    };
    [...manifests].sort(newestFirst).forEach(({ digest }) => visit(digest));
    return ordered;
  }

  private namedBy(digest: string): string[] {
    const { links: { subject }, tags } = this.inventory.stored.get(digest)!;
    return [...new Set([...subject === undefined ? [] : [subject], ...subjectsIn(tags)])].filter(one => one !== digest);
  }
}

/** The oldest come first in the end, because each is put before those that are there. */
function newestFirst(a: Stored, b: Stored): number {
  return (b.date ?? 0) - (a.date ?? 0) || (a.digest < b.digest ? -1 : 1);
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key) ?? [];
  if (!list.includes(value)) list.push(value);
  map.set(key, list);
}
