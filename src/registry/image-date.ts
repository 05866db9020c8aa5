import { createdIn, type Links } from './manifest-links';

/** Dates before this are no dates: images that are the same whenever they are built say 1970, signatures say the year 1. */
const FIRST_DATE = Date.UTC(2000, 0, 1);
/** How far ahead, in milliseconds, the clock of whoever makes a commit or an image may be. */
const AHEAD_MS = 60 * 60_000;

/** When something was made, in milliseconds, by what says so. */
export interface Dates {
  /** The label of an image, which a build may set. */
  readonly label?: number;
  /** The configuration of an image: the time of its last layer. */
  readonly created?: number;
  /** The annotation of a manifest. */
  readonly annotation?: number;
}

/** What a repository holds, by digests; `undefined`: it is not there, or cannot be understood. */
export interface Contents {
  links(digest: string): Promise<Links | undefined>;
  blob(digest: string): Promise<Buffer | undefined>;
}

/** What an image says of when it was made: first the index, or the image of a single platform, then what the index lists. Each is read when it is asked for. */
export async function* datesOf(digest: string, contents: Contents): AsyncGenerator<Dates> {
  const top = await contents.links(digest);
  if (!top) return;
  yield await datesIn(top, contents);
  for (const child of top.children) {
    const links = await contents.links(child);
    if (links) yield await datesIn(links, contents);
  }
}

async function datesIn({ created: annotation, config }: Links, contents: Contents): Promise<Dates> {
  const body = config && await contents.blob(config);
  const { label, created } = body ? createdIn(body) : {};
  return { label: dateOf(label), created: dateOf(created), annotation: dateOf(annotation) };
}

/**
 * Whether a date can be true. Commits and images have those that their makers give them: what is yet to come counts for nothing, or one of
 * the year 2099 would be the newest for ever.
 *
 * @param now the time in milliseconds
 */
export function isPast(date: number, now: number): boolean {
  return date <= now + AHEAD_MS;
}

/** A date as messages have it. */
export function dateText(date: number): string {
  return new Date(date).toISOString().replace('.000Z', 'Z');
}

function dateOf(text: string | undefined): number | undefined {
  const date = text === undefined ? NaN : Date.parse(text);
  return date >= FIRST_DATE ? date : undefined;
}
