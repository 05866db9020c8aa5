import { withAuthFile } from './auth-file';
import { differenceOf } from './expected';
import { LastingError, makeTag } from './immutable';
import { manifestsOf, type Publication } from './plan';
import { settled } from './settled';
import type { Persistence } from '../../engine/program';
import { copyArchive } from '../../engine/skopeo';
import { atOnce } from '../../model/at-once';
import { parseReference } from '../../model/image-reference';
import { isReleaseTag } from '../../model/image-tags';
import { UsageError } from '../../model/problem';
import { pinned, type PublishedImage } from '../../model/published-image';
import { RegistryError } from '../../registry/error';
import { isPlain } from '../../registry/host';
import type { RawManifest, RegistryClient } from '../../registry/registry-client';
import type { Progress } from '../progress';

/** What became of an image. */
export interface Pushed extends PublishedImage {
  readonly name: string;
  readonly platforms: readonly string[];
  /** What the tag was before; `undefined`: there was none, or nobody knows. */
  readonly before?: string;
}

export interface Push {
  /** Gives a client that knows of no fault of before. */
  readonly open: () => RegistryClient;
  readonly tag: string;
  readonly progress: Progress;
  readonly persistence?: Persistence;
  /** How the registry is asked again that does not show yet what it was given. */
  readonly settling?: Persistence;
  readonly signal?: AbortSignal;
}

/** What a registry says of a tag; without a manifest, there is none. */
interface Present { readonly manifest?: RawManifest }

/** Programs at once: each of them copies several layers at a time. */
const AT_ONCE = 2;

/** Copies everything, and makes tags of it when everything is there, so that a failure leaves no half set of them. */
export async function pushAll(publications: readonly Publication[], push: Push): Promise<Pushed[]> {
  const { tag, progress } = push;
  const first = new Map<Publication, Present | undefined>();
  const before = push.open();
  for (const publication of publications) {
    const present = await look(publication, tag, before);
    const problem = releaseProblem(publication, tag, present?.manifest);
    if (problem !== undefined) throw new UsageError(`nothing was pushed: ${problem}`);
    first.set(publication, present);
  }
  await copyAll(publications, push);
  // That took a while: faults of before may have passed, and tags may be others.
  const client = push.open();
  const done: Pushed[] = [];
  for (const publication of publications) {
    const reference = `${publication.target.image}:${tag}`;
    const state = { isMade: false };
    try {
      progress.step(`tagging ${reference}`);
      const { manifest } = await look(publication, tag, client) ?? first.get(publication) ?? {};
      const problem = releaseProblem(publication, tag, manifest);
      if (problem !== undefined) throw new LastingError(problem);
      done.push(await tagOne(publication, manifest, client, push, () => state.isMade = true));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const again = error instanceof LastingError ? '' : '; run this again, it goes on where it ended';
      throw new UsageError(`${error.message}. All images are copied, and ${taggedText(done, tag, state.isMade)}${again}`);
    }
  }
  return done;
}

/** Makes the tag of an image, and looks at what it has become. */
async function tagOne(
  publication: Publication, before: RawManifest | undefined, client: RegistryClient, { tag, persistence, settling, signal }: Push, onMade: () => void,
): Promise<Pushed> {
  const { target: { name, image }, platforms, archives } = publication;
  const pushed = (digest: string) => ({ name, image, digest, platforms, before: before?.digest });
  // A registry may refuse to set a tag that it has, even to the same.
  if (before && differenceOf(publication, before) === undefined) return pushed(before.digest);
  const reference = `${image}:${tag}`;
  const digests = archives.map(({ outline }) => outline.digest);
  await makeTag({ image, tag, digests, persistence, signal }, { before: before?.digest, tags: [tag], client });
  onMade();
  const read = (digest: string) => client.tryManifestOf(pinned({ image, digest }));
  const now = await settled(reference, [before?.digest, ...partsOf(publication)], read, { client, settling, signal });
  const difference = differenceOf(publication, now);
  if (difference !== undefined) throw new UsageError(`${reference} is not what was pushed: ${difference}; something else pushes to this tag, wait until it has ended`);
  return pushed(now.digest);
}

/** What an index is made of: before 0.22, buildx gives its tag to each of them first. */
function partsOf(publication: Publication): string[] {
  const { archives } = publication;
  return archives.length === 1 ? [] : [...archives.map(({ outline }) => outline.digest), ...manifestsOf(publication).map(({ digest }) => digest)];
}

/** @param isMade whether the tag was made that a message is about */
function taggedText(done: readonly Pushed[], tag: string, isMade: boolean): string {
  if (done.length === 0) return isMade ? 'nothing else is tagged' : 'nothing is tagged';
  return `${isMade ? 'apart from it ' : ''}only ${done.map(({ image }) => `${image}:${tag}`).join(', ')} is tagged`;
}

/** What the tag is now. It matters where it may not change; otherwise a registry that does not say shows with the push what is the matter. */
async function look({ target: { image } }: Publication, tag: string, client: RegistryClient): Promise<Present | undefined> {
  try {
    return { manifest: await client.tryManifestOf(`${image}:${tag}`) };
  } catch (error) {
    if (error instanceof RegistryError && !isReleaseTag(tag)) return undefined;
    throw error;
  }
}

function releaseProblem(publication: Publication, tag: string, found: RawManifest | undefined): string | undefined {
  const difference = found && isReleaseTag(tag) ? differenceOf(publication, found) : undefined;
  return difference && `${publication.target.image}:${tag} is a release, and something else than these archives (${difference}); releases do not change, publish another version`;
}

async function copyAll(publications: readonly Publication[], { progress, persistence, signal }: Push): Promise<void> {
  const copies = publications.flatMap(({ target: { image }, archives }) => (
    archives.map(({ file, outline }) => ({ image, archive: file, digest: outline.digest }))));
  const registries = copies.map(({ image }) => parseReference(image).registry);
  await withAuthFile(registries, process.env, async authFile => {
    await atOnce(AT_ONCE, copies, async (copy, index) => {
      progress.step(`copying ${copy.archive} to ${copy.image} (${index + 1} of ${copies.length})`);
      await copyArchive({ ...copy, authFile, isPlain: isPlain(registries[index]), persistence, signal });
    });
  }).catch(error => {
    if (error instanceof UsageError) throw new UsageError(`${error.message}. No tag was made`);
    throw error;
  });
}
