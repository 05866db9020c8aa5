import { extract } from 'tar-stream';
import { Chunks, writeAll } from './stream';
import type { Platform } from '../model/platform';
import { show, UsageError } from '../model/problem';

/** What refers to a blob of an OCI layout. */
export interface Descriptor {
  readonly mediaType?: string;
  readonly digest: string;
  readonly size?: number;
  readonly platform?: Platform;
  readonly annotations?: Record<string, string>;
}

/** An index, which has manifests, or an image, which has a configuration and layers. */
export interface Manifest {
  readonly mediaType?: string;
  readonly manifests?: readonly Descriptor[];
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
}

/** A manifest of an image, with all names that lead to it. */
export interface NamedManifest {
  readonly names: ReadonlySet<string>;
  /** The first that leads to it. */
  readonly descriptor: Descriptor;
}

/** A file of a tar. */
export interface TarFile {
  readonly name: string;
  readonly size: number;
  readonly content: Chunks;
}

/** Larger JSON is no index, no manifest and no configuration. */
export const MAX_JSON = 8 * 1024 * 1024;
/** The annotation that names an image, with a tag. */
export const NAME = 'io.containerd.image.name';

const REFERENCE_TYPE = 'vnd.docker.reference.type';

/**
 * Does something with each file of a tar as it streams by, one after the other; what is not read of them is left out.
 *
 * @throws what is wrong with the tar, and what is thrown on the way
 */
export async function forEachFile(stream: Chunks, take: (file: TarFile) => Promise<void>): Promise<void> {
  const archive = extract();
  const writing = writeAll(archive, stream);
  // Whatever goes wrong is thrown below, by the archive or at the end.
  writing.catch(error => archive.destroy(error as Error));
  for await (const entry of archive) {
    const { name, type, size = 0 } = entry.header;
    // Not a tick later: a fault of the tar would be known only as a stream that was destroyed.
    if (type === 'file') await take({ name: name.replace(/^\.\//, ''), size, content: entry as Chunks });
    entry.resume();
  }
  await writing;
}

/**
 * A document of an archive.
 *
 * @param what the archive, for messages
 * @throws when it is not JSON
 */
export function parseJson<T>(text: string | undefined, what: string, name: string): T {
  try {
    return JSON.parse(text ?? '') as T;
  } catch {
    throw new UsageError(`${what} is broken: ${show(name)} in it is not JSON`);
  }
}

/**
 * Whether it says something about an image, such as how it was built, in place of being one: it is for no platform, so that no engine
 * takes it for an image.
 *
 * @param what the archive, for messages
 * @throws UsageError for what is called an attestation, and is for a platform: an engine would run what nobody has looked at
 */
export function isAttestation({ digest, annotations, platform }: Descriptor, what: string): boolean {
  const isOfNone = platform?.os === 'unknown' && platform.architecture === 'unknown';
  if (!isOfNone && annotations?.[REFERENCE_TYPE] !== undefined) {
    throw new UsageError(`${what} calls ${digest} an attestation, which must have the platform unknown/unknown and has ${platform ? show(platform) : 'none'}, so that engines take it for an image; build it again with buildx`);
  }
  return isOfNone;
}

/**
 * Whether it is an index, and no image.
 *
 * @param what the archive, for messages
 * @throws UsageError for what is both: some readers would take it for the one, and some for the other
 */
export function isIndex({ manifests, config, layers }: Manifest, digest: string, what: string): boolean {
  if (manifests && (config || layers)) throw new UsageError(`${what} is broken: ${digest} in it is an index and an image at once; build or download it again`);
  return Boolean(manifests);
}

/**
 * All manifests of images below an index by their digests, each once.
 *
 * @param what the archive, for messages
 * @param read gives what has a digest; `undefined`: it is not here. Platforms that were not pulled, or not built here, are in the index alone
 * @throws UsageError for what is not said clearly to be an image, an index or an attestation
 */
export function imagesBelow(index: Manifest, what: string, read: (digest: string) => Manifest | undefined): Map<string, NamedManifest> {
  const found = new Map<string, { names: Set<string>; descriptor: Descriptor }>();
  const seen = new Map<string, Set<string>>();
  const collect = ({ manifests = [] }: Manifest, inherited: readonly string[]): void => {
    for (const descriptor of manifests) {
      const { digest, annotations } = descriptor;
      const name = annotations?.[NAME];
      const names = name ? [...inherited, name] : inherited;
      const known = seen.get(digest);
      // Indexes that name one another twice, level by level, would take for ever: what brings no name is not followed again.
      if (known && names.every(one => known.has(one))) continue;
      const content = read(digest);
      if (!content) continue;
      const leadsOn = isIndex(content, digest, what);
      // What an index is called says nothing about what it lists.
      if (!leadsOn && isAttestation(descriptor, what)) continue;
      const all = known ?? new Set();
      names.forEach(one => all.add(one));
      seen.set(digest, all);
      if (leadsOn) collect(content, names);
      else found.set(digest, { names: all, descriptor: found.get(digest)?.descriptor ?? descriptor });
    }
  };
  collect(index, []);
  return found;
}
