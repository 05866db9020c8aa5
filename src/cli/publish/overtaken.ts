import { isDue, type Move, type Overtaken } from './moves';
import { atOnce } from '../../model/at-once';
import { pinned } from '../../model/published-image';
import { RegistryError } from '../../registry/error';
import { type Dates, datesOf, dateText, isPast } from '../../registry/image-date';
import { linksOf } from '../../registry/manifest-links';
import type { RegistryClient } from '../../registry/registry-client';

/** Images that are asked for at once. */
const AT_ONCE = 4;
/** What says when an image was made, the time of the commit before that of the build. */
const SAID_BY = ['label', 'created'] as const;

/** A date that cannot be true, because it is yet to come. */
export interface FutureDate {
  /** With its digest. */
  readonly image: string;
  /** In milliseconds. */
  readonly date: number;
}

/**
 * Keeps the tags of a branch from going back: the run of an older commit may end after that of a newer one. Where nothing says when an
 * image was made, nothing is kept from anything. A commit has the date that its committer gives it: one that is yet to come counts for
 * nothing, or a single one of the year 2099 would keep the branch for ever.
 */
export class BranchGuard {
  private readonly futures = new Map<string, FutureDate>();

  /**
   * @param branch the tag of the branch
   * @param open gives another client than the one that moves tags: one that has met a fault asks that registry no more
   * @param now the time in milliseconds
   */
  public constructor(
    private readonly branch: string,
    private readonly client: RegistryClient,
    private readonly open: () => RegistryClient,
    private readonly now: () => number = Date.now,
  ) {}

  /** An image that the branch has a newer one of, if there is one. */
  public async check(moves: readonly Move[]): Promise<Overtaken | undefined> {
    const client = this.open();
    const due = moves.filter(move => move.tag === this.branch && move.from !== undefined && isDue(move));
    return (await atOnce(AT_ONCE, due, move => this.overtaken(move, client))).find(one => one !== undefined);
  }

  /** The same right before one of the tags is moved: that of the branch may be another one meanwhile. */
  public async checkAgain({ image }: Move, moves: readonly Move[]): Promise<Overtaken | undefined> {
    const own = moves.find(move => move.image === image && move.tag === this.branch)!;
    const from = await this.client.tryDigest(`${image}:${this.branch}`);
    return from === own.from ? undefined : this.check([{ ...own, from }]);
  }

  /** The dates that counted for nothing. */
  public get ignored(): FutureDate[] {
    return [...this.futures.values()];
  }

  private async overtaken({ image, tag, from, to }: Move, client: RegistryClient): Promise<Overtaken | undefined> {
    const there = await datesIn(client, image, from!);
    const here = there && await datesIn(client, image, to);
    if (!here) return undefined;
    for (const by of SAID_BY) {
      // Like with like: the label has the time of the commit, the configuration mostly that of the build.
      const [newer, older] = [there[by], here[by]];
      if (newer === undefined || older === undefined) continue;
      const areTrue = [this.isTrue(pinned({ image, digest: from! }), newer), this.isTrue(pinned({ image, digest: to }), older)];
      if (areTrue.every(Boolean)) return newer > older ? { image, tag, there: newer, here: older } : undefined;
    }
    return undefined;
  }

  private isTrue(image: string, date: number): boolean {
    if (isPast(date, this.now())) return true;
    this.futures.set(`${image} ${date}`, { image, date });
    return false;
  }
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
  return `${name(`${image}:${tag}`)} is of ${dateText(there)}, and what was to replace it of ${dateText(here)}: the branch has newer images, and its tags stay.`;
}

/** That a date counted for nothing, in one line; `name` writes the names. */
export function futureText({ image, date }: FutureDate, name = (text: string) => text): string {
  return `${name(image)} says that it was made on ${dateText(date)}, which is yet to come, so that this date counts for nothing; see who gave it to its commit.`;
}
