import { createHash } from 'crypto';
import { type Descriptor, forEachFile, isAttestation, isIndex, type Manifest, MAX_JSON, NAME, type TarFile } from './oci-archive';
import { Chunks, drain, peek, watched } from './stream';
import { aliasIn } from '../model/manifest-keys';
import { type Platform, platformName } from '../model/platform';
import { show, UsageError } from '../model/problem';

/** What an archive holds: one image, or an index of them. */
export interface Outline {
  /** What it is called, with tags; none where nobody said. */
  readonly names: readonly string[];
  /** Of the image or the index, which is what a registry gets. */
  readonly digest: string;
  /** Images and attestations, in the order of the index. */
  readonly manifests: readonly OutlinedManifest[];
}

/** A manifest of an archive. */
export interface OutlinedManifest {
  readonly digest: string;
  /** `undefined`: it is no image, but something about one, such as an attestation. */
  readonly platform?: string;
  /** The image that an attestation says that it is about. */
  readonly about?: string;
}

/**
 * What an OCI layout as a tar holds. Every blob is compared with its digest and everything that is referred to must be there, so that
 * what comes after does not find out half way that something is broken.
 *
 * @param what the archive, for messages
 * @throws UsageError when it is broken, not whole, or something else
 */
export async function readOutline(stream: Chunks, what: string): Promise<Outline> {
  const contents = new Contents(what);
  try {
    await contents.read(stream);
    return contents.outline();
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`${what} cannot be read: ${(error as Error).message}`);
  }
}

/** BuildKit's annotation of an attestation: the digest of the image that it is about. */
export const REFERENCE = 'vnd.docker.reference.digest';

class Contents {
  private readonly sizes = new Map<string, number>();
  private readonly texts = new Map<string, string>();

  public constructor(private readonly what: string) {}

  public async read(stream: Chunks): Promise<void> {
    await forEachFile(stream, file => this.take(file));
  }

  private async take({ name: path, size, content }: TarFile): Promise<void> {
    const [, hex] = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(path) ?? [];
    if (hex === undefined && path !== 'index.json') return;
    const hash = createHash('sha256');
    const { head, all } = await peek(content, 1);
    const isText = head.toString('latin1') === '{' && size <= MAX_JSON;
    const kept: Buffer[] = [];
    await drain(watched(all, chunk => {
      hash.update(chunk);
      if (isText) kept.push(chunk);
    }));
    const digest = `sha256:${hash.digest('hex')}`;
    if (hex !== undefined && digest !== `sha256:${hex}`) throw this.broken(`what it holds as sha256:${hex} has the digest ${digest}`);
    const key = hex === undefined ? path : digest;
    this.sizes.set(key, size);
    if (isText) this.texts.set(key, Buffer.concat(kept).toString('utf8'));
  }

  public outline(): Outline {
    if (!this.sizes.has('index.json')) throw new UsageError(`${this.what} is not the archive of an image, or not all of it: it has no index.json`);
    const { manifests } = this.json<Manifest>('index.json');
    if (!Array.isArray(manifests) || manifests.length !== 1) {
      throw new UsageError(`${this.what} must hold one image or one index, and holds ${Array.isArray(manifests) ? manifests.length : 'none'}; write an archive for each image, as "docker buildx build --output type=oci" does`);
    }
    const [top] = manifests as [Descriptor];
    const content = this.manifest(top, 'index.json');
    const names = top.annotations?.[NAME];
    return {
      names: names ? [names] : [],
      digest: top.digest,
      manifests: isIndex(content, top.digest, this.what) ? content.manifests!.map(child => this.image(child, top.digest)) : [this.image(top, 'index.json')],
    };
  }

  private image(descriptor: Descriptor, parent: string): OutlinedManifest {
    const { digest, annotations, platform } = descriptor;
    const content = this.manifest(descriptor, parent);
    const { config, layers } = content;
    if (isIndex(content, digest, this.what)) throw new UsageError(`${this.what} holds an index in an index, which not every registry takes; build it again with buildx`);
    if (!config || !layers) throw this.broken(`${digest} in it is no image`);
    [config, ...layers].forEach(blob => this.check(blob, digest));
    if (isAttestation(descriptor, this.what)) return { digest, about: annotations?.[REFERENCE] };
    const own = this.json<Platform>(config.digest);
    const name = platformName(own.os ? own : platform ?? {});
    if (name === undefined) throw this.broken(`${digest} in it says no platform`);
    // Engines choose by what the index says, and what they then run was scanned and tested by what the image says.
    if (platform && platformName(platform) !== name) {
      throw new UsageError(`${this.what} lists ${digest} for ${platformName(platform) ?? show(platform)}, and its configuration says ${name}; build it again, without "--platform" in its last FROM`);
    }
    return { digest, platform: name };
  }

  private manifest(descriptor: Descriptor, parent: string): Manifest {
    this.check(descriptor, parent);
    const manifest = this.json<Manifest>(descriptor.digest);
    const alias = aliasIn(manifest);
    if (alias !== undefined) throw this.broken(`${descriptor.digest} in it has the key ${show(alias)}, which some readers take for another`);
    return manifest;
  }

  /** Whether something is there, as whoever refers to it says. */
  private check({ digest, size }: Descriptor, parent: string): void {
    const found = this.sizes.get(digest);
    if (found === undefined) throw new UsageError(`${this.what} is not whole: ${parent} refers to ${show(digest)}, which is not in it; build or download it again`);
    if (size !== undefined && size !== found) throw this.broken(`${digest} has ${found} bytes, and ${parent} says ${size}`);
  }

  private json<T>(name: string): T {
    try {
      const value: unknown = JSON.parse(this.texts.get(name) ?? '');
      if (typeof value === 'object' && value !== null) return value as T;
    } catch {
      // Said below.
    }
    throw this.broken(`${name} in it is not JSON`);
  }

  private broken(why: string): UsageError {
    return new UsageError(`${this.what} is broken: ${why}; build or download it again`);
  }
}
