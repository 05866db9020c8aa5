import type { Inventory, Listed, Stored } from './inventory';
import { References } from './references';
import { AT_ONCE } from './store';
import { kindOf, subjectsIn } from './tags';
import { atOnce } from '../../model/at-once';
import { datesOf, isPast } from '../../registry/image-date';
import { linksOf } from '../../registry/manifest-links';
import type { RegistryClient } from '../../registry/registry-client';

/** Reads a repository. What has a digest stays what it is: it is read once. */
export class Reader {
  private readonly found = new Map<string, Buffer>();

  public constructor(private readonly client: RegistryClient, private readonly image: string) {}

  public manifest(digest: string): Promise<Buffer | undefined> {
    return this.once(digest, async reference => (await this.client.tryManifestOf(reference))?.body);
  }

  public blob(digest: string): Promise<Buffer | undefined> {
    return this.once(digest, reference => this.client.tryBlobOf(reference));
  }

  private async once(digest: string, read: (reference: string) => Promise<Buffer | undefined>): Promise<Buffer | undefined> {
    const body = this.found.get(digest) ?? await read(`${this.image}@${digest}`);
    if (body) this.found.set(digest, body);
    return body;
  }
}

/**
 * Reads everything that a repository lists, and everything that those refer to.
 *
 * @param isComplete whether the list is all that can be deleted; otherwise, what is found can be deleted, too
 * @param now the present, in milliseconds
 */
export async function readInventory(reader: Reader, listed: readonly Listed[], isComplete: boolean, now: number): Promise<Inventory> {
  const stored = new Map<string, Stored>();
  const missing = new Map<string, readonly string[]>();
  const unreadable = new Map<string, string>();
  const seen = new Set(listed.map(({ digest }) => digest));
  for (let next: readonly Listed[] = listed; next.length > 0;) {
    const bodies = await atOnce(AT_ONCE, next, ({ digest }) => reader.manifest(digest));
    const found: Listed[] = [];
    for (const [at, one] of next.entries()) {
      const body = bodies[at];
      const links = body && linksOf(body);
      if (links === undefined) {
        missing.set(one.digest, one.tags);
      } else if ('problem' in links) {
        unreadable.set(one.digest, links.problem);
      } else {
        stored.set(one.digest, { ...one, links, isDeletable: !isComplete || one.id !== undefined });
        found.push(...[...links.children, ...links.subject ? [links.subject] : [], ...subjectsIn(one.tags)].map(digest => ({ digest, tags: [] })));
      }
    }
    next = found.filter(({ digest }) => !seen.has(digest) && seen.add(digest));
  }
  const inventory = { stored, missing, unreadable };
  return isComplete ? inventory : { ...inventory, stored: await dated(reader, inventory, now) };
}

/** Where the registry does not say when something came, images say when they were made: needed for those that may go. */
async function dated(reader: Reader, inventory: Inventory, now: number): Promise<ReadonlyMap<string, Stored>> {
  const references = new References(inventory);
  const all = [...inventory.stored.values()];
  const asked = all.filter(({ digest, tags }) => references.isTop(digest) && tags.every(tag => ['commit', 'companion'].includes(kindOf(tag))));
  const contents = { links: async (digest: string) => inventory.stored.get(digest)?.links, blob: (digest: string) => reader.blob(digest) };
  const found = new Map(await atOnce(AT_ONCE, asked, async (one): Promise<[string, Pick<Stored, 'date' | 'future'>]> => {
    const dates: number[] = [];
    for await (const said of datesOf(one.digest, contents)) dates.push(...Object.values(said).filter(date => date !== undefined));
    // Of several the newest that can be true: layers from a cache, and labels of a base image, are older than the image.
    const newest = (some: readonly number[]) => (some.length === 0 ? undefined : Math.max(...some));
    return [one.digest, { date: newest(dates.filter(date => isPast(date, now))), future: newest(dates.filter(date => !isPast(date, now))) }];
  }));
  return new Map(all.map(one => [one.digest, { ...one, ...found.get(one.digest) }]));
}
