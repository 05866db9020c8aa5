import { createdIn, type Links } from './manifest-links';

/** Dates before this are no dates: images that are the same whenever they are built say 1970, signatures say the year 1. */
const FIRST_DATE = Date.UTC(2000, 0, 1);

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

function dateOf(text: string | undefined): number | undefined {
  const date = text === undefined ? NaN : Date.parse(text);
  return date >= FIRST_DATE ? date : undefined;
}
