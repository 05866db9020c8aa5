import { createHash } from 'crypto';
import { createWriteStream, existsSync, linkSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'fs';
import { join } from 'path';
import { type Descriptor, forEachFile, imagesBelow, type Manifest, MAX_JSON, parseJson, type TarFile } from './oci-archive';
import { Chunks, textOf, watched, writeAll } from './stream';
import { isDigest } from '../model/image-reference';
import { type Platform, platformName } from '../model/platform';
import { UsageError } from '../model/problem';

/** An image for one platform, in a folder that holds nothing else. */
export interface ImageLayout {
  /** What it is called, with tags; none where nobody said. */
  readonly names: readonly string[];
  readonly platform: string;
  /** An OCI layout: its index has this one manifest. */
  readonly folder: string;
}

const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';

/**
 * Unpacks an archive, an OCI layout as a tar, into a layout for each image that it holds: programs that read layouts mostly take the
 * first image that they find. Attestations are left out, and every blob is compared with its digest.
 *
 * @param what the archive, for messages
 * @param folder where to, which is empty
 * @throws when it is broken, or something else
 */
export async function unpackLayouts(stream: Chunks, what: string, folder: string): Promise<ImageLayout[]> {
  const unpacking = new Unpacking(what, folder);
  try {
    await unpacking.read(stream);
    return unpacking.images();
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`${what} cannot be read: ${(error as Error).message}`);
  }
}

class Unpacking {
  private readonly blobs: string;
  private index: string | undefined;

  public constructor(private readonly what: string, private readonly folder: string) {
    this.blobs = join(folder, 'blobs');
    mkdirSync(this.blobs, { recursive: true });
  }

  public async read(stream: Chunks): Promise<void> {
    await forEachFile(stream, file => this.take(file));
  }

  private async take({ name: path, size, content }: TarFile): Promise<void> {
    if (path === 'index.json' && size <= MAX_JSON) this.index = await textOf(content);
    const [, hex] = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(path) ?? [];
    if (hex !== undefined) await this.keep(hex, content);
  }

  private async keep(hex: string, content: Chunks): Promise<void> {
    const hash = createHash('sha256');
    await writeAll(createWriteStream(join(this.blobs, hex)), watched(content, chunk => hash.update(chunk)));
    const found = hash.digest('hex');
    if (found !== hex) throw new UsageError(`${this.what} is broken: what it holds as sha256:${hex} has the digest sha256:${found}; build or download it again`);
  }

  public images(): ImageLayout[] {
    if (this.index === undefined) throw new UsageError(`${this.what} is not the archive of an image, or not all of it: it has no index.json`);
    const index = parseJson<Manifest>(this.index, this.what, 'index.json');
    const found = imagesBelow(index, this.what, digest => (this.has(digest) ? this.json<Manifest>(digest) : undefined));
    return [...found.values()].flatMap(({ names, descriptor }, number) => this.image(descriptor, [...names], join(this.folder, `image-${number}`)));
  }

  /** An image, unless its layers are somewhere else. */
  private image({ digest, platform }: Descriptor, names: readonly string[], folder: string): ImageLayout[] {
    const { mediaType = MANIFEST_TYPE, config, layers } = this.json<Manifest>(digest);
    if (!config || !layers) return [];
    const digests = [...new Set([digest, config.digest, ...layers.map(layer => layer.digest)])];
    if (!digests.every(one => this.has(one))) return [];
    const { os, architecture, variant } = this.json<Platform>(config.digest);
    mkdirSync(join(folder, 'blobs', 'sha256'), { recursive: true });
    for (const one of digests) linkSync(this.pathOf(one), join(folder, 'blobs', 'sha256', hexOf(one)));
    const size = statSync(this.pathOf(digest)).size;
    writeFileSync(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [{ mediaType, digest, size }] }));
    writeFileSync(join(folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
    return [{ names, platform: platformName(os ? { os, architecture, variant } : platform ?? {}) ?? 'unknown/unknown', folder }];
  }

  private has(digest: string): boolean {
    return isDigest(digest) && existsSync(this.pathOf(digest));
  }

  private pathOf(digest: string): string {
    return join(this.blobs, hexOf(digest));
  }

  private json<T>(digest: string): T {
    const isSmall = statSync(this.pathOf(digest)).size <= MAX_JSON;
    return parseJson<T>(isSmall ? readFileSync(this.pathOf(digest), 'utf8') : '', this.what, digest);
  }
}

function hexOf(digest: string): string {
  return digest.slice('sha256:'.length);
}
