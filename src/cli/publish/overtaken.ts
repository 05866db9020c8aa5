import { isDue, type Move, type Overtaken } from './moves';
import { atOnce } from '../../model/at-once';
import { RegistryError } from '../../registry/error';
import { type Dates, datesOf } from '../../registry/image-date';
import { linksOf } from '../../registry/manifest-links';
import type { RegistryClient } from '../../registry/registry-client';

/** Images that are asked for at once. */
const AT_ONCE = 4;

/**
 * Keeps the tags of a branch from going back: the run of an older commit may end after that of a newer one. Where nothing says when an
 * image was made, nothing is kept from anything.
 */
export class BranchGuard {
  /**
   * @param branch the tag of the branch
   * @param open gives another client than the one that moves tags: one that has met a fault asks that registry no more
   */
  public constructor(private readonly branch: string, private readonly client: RegistryClient, private readonly open: () => RegistryClient) {}

  /** An image that the branch has a newer one of, if there is one. */
  public async check(moves: readonly Move[]): Promise<Overtaken | undefined> {
    const client = this.open();
    const due = moves.filter(move => move.tag === this.branch && move.from !== undefined && isDue(move));
    return (await atOnce(AT_ONCE, due, move => overtaken(move, client))).find(one => one !== undefined);
  }

  /** The same right before one of the tags is moved: that of the branch may be another one meanwhile. */
  public async checkAgain({ image }: Move, moves: readonly Move[]): Promise<Overtaken | undefined> {
    const own = moves.find(move => move.image === image && move.tag === this.branch)!;
    const from = await this.client.tryDigest(`${image}:${this.branch}`);
    return from === own.from ? undefined : this.check([{ ...own, from }]);
  }
}

async function overtaken({ image, tag, from, to }: Move, client: RegistryClient): Promise<Overtaken | undefined> {
  const there = await datesIn(client, image, from!);
  const here = there && await datesIn(client, image, to);
  if (!here) return undefined;
  // Like with like: the label has the time of the commit, the configuration mostly that of the build.
  const [newer, older] = there.label !== undefined && here.label !== undefined ? [there.label, here.label] : [there.created, here.created];
  return newer !== undefined && older !== undefined && newer > older ? { image, tag, there: newer, here: older } : undefined;
}

/** All platforms are built of the same: the first that has a date says it for all. */
async function datesIn(client: RegistryClient, image: string, digest: string): Promise<Dates | undefined> {
  const contents = {
    links: async (one: string) => {
      const manifest = await client.tryManifestOf(`${image}@${one}`);
      const links = manifest && linksOf(manifest.body);
      return links && !('problem' in links) ? links : undefined;
    },
    blob: (one: string) => client.tryBlobOf(`${image}@${one}`),
  };
  try {
    for await (const dates of datesOf(digest, contents)) if (dates.label !== undefined || dates.created !== undefined) return dates;
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
  }
  return undefined;
}

/** That the branch has gone on, in one line; `name` writes the names. */
export function overtakenText({ image, tag, there, here }: Overtaken, name = (text: string) => text): string {
  const [newer, older] = [there, here].map(date => new Date(date).toISOString().replace('.000Z', 'Z'));
  return `${name(`${image}:${tag}`)} is of ${newer}, and what was to replace it of ${older}: the branch has newer images, and its tags stay.`;
}
