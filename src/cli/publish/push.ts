import { withAuthFile } from './auth-file';
import { differenceOf } from './expected';
import type { Publication } from './plan';
import { createTag } from '../../engine/imagetools';
import type { Persistence } from '../../engine/program';
import { copyArchive } from '../../engine/skopeo';
import { atOnce } from '../../model/at-once';
import { parseReference } from '../../model/image-reference';
import { isReleaseTag } from '../../model/image-tags';
import { UsageError } from '../../model/problem';
import type { PublishedImage } from '../../model/published-image';
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
  readonly client: RegistryClient;
  readonly tag: string;
  readonly progress: Progress;
  readonly persistence?: Persistence;
  readonly signal?: AbortSignal;
}

/** Programs at once: each of them copies several layers at a time. */
const AT_ONCE = 2;

/** Copies everything, and makes tags of it when everything is there, so that a failure leaves no half set of them. */
export async function pushAll(publications: readonly Publication[], push: Push): Promise<Pushed[]> {
  const { tag, progress, client, signal } = push;
  const before = new Map<Publication, RawManifest | undefined>();
  for (const publication of publications) before.set(publication, await present(publication, push));
  await copyAll(publications, push);
  const done: Pushed[] = [];
  for (const publication of publications) {
    const { target: { name, image }, platforms, archives } = publication;
    const reference = `${image}:${tag}`;
    const found = before.get(publication);
    try {
      progress.step(`tagging ${reference}`);
      // A registry may refuse to set a tag that it has, even to the same.
      const isThere = found !== undefined && differenceOf(publication, found) === undefined;
      if (!isThere) await createTag({ image, tag, digests: archives.map(({ outline }) => outline.digest), persistence: push.persistence, signal });
      const now = isThere ? found : await client.manifestOf(reference);
      const difference = differenceOf(publication, now);
      if (difference !== undefined) throw new UsageError(`${reference} is not what was pushed: ${difference}; something else pushes to this tag, run this again when it has ended`);
      done.push({ name, image, digest: now.digest, platforms, before: found?.digest });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const tagged = done.length > 0 ? `only ${done.map(one => `${one.image}:${tag}`).join(', ')} is tagged` : 'nothing is tagged';
      throw new UsageError(`${error.message}. All images are copied, and ${tagged}; run this again, it goes on where it ended`);
    }
  }
  return done;
}

/** What the tag is now. It matters where it may not change; otherwise a registry that does not say shows with the push what is the matter. */
async function present(publication: Publication, { client, tag }: Push): Promise<RawManifest | undefined> {
  const reference = `${publication.target.image}:${tag}`;
  try {
    if (await client.tryDigest(reference) === undefined) return undefined;
    const found = await client.manifestOf(reference);
    const difference = isReleaseTag(tag) ? differenceOf(publication, found) : undefined;
    if (difference !== undefined) throw new UsageError(`nothing was pushed: ${reference} is a release, and something else than these archives (${difference}); releases do not change, publish another version`);
    return found;
  } catch (error) {
    if (error instanceof RegistryError && !isReleaseTag(tag)) return undefined;
    throw error;
  }
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
