import { HistoryEntry, instructionOf, LayerOrigin, originsOf } from './history';
import { HEAD_SIZE, LayerSize, measureLayer, packingOf } from './layer-size';
import { forEachFile, imagesBelow, type Manifest, MAX_JSON, parseJson, type TarFile } from './oci-archive';
import { Chunks, drain, peek, textOf } from './stream';
import { type Platform, platformName } from '../model/platform';
import { UsageError } from '../model/problem';

/** A layer of an image. */
export interface Layer extends LayerSize, LayerOrigin {
  /** The digest of its content, which is the same however it is compressed. */
  readonly digest: string;
}

/** An image for one platform. */
export interface ArchivedImage {
  /** What it is called, with tags; none where nobody said. */
  readonly names: readonly string[];
  readonly platform: string;
  readonly layers: readonly Layer[];
  /** The instructions that made it, those without a layer as well; none where nobody said. */
  readonly history: readonly string[];
}

interface ImageConfig extends Platform { readonly rootfs?: { readonly diff_ids?: readonly string[] }; readonly history?: readonly HistoryEntry[] }

/** Sizes of layers by the digests of their blobs: what images share is measured once. */
export type LayerSizes = Map<string, Promise<LayerSize>>;

/**
 * The images in an archive: an OCI layout as a tar, which is what `docker image save` writes since Docker 25, and `docker
 * buildx build --output type=oci`. It is read as it streams by, in one go: blobs come before what says what they are.
 *
 * @param what the archive, for messages
 * @param sizes what has been measured already; gets what is measured here
 * @throws when it is broken, or something else
 */
export async function readArchive(stream: Chunks, what: string, sizes: LayerSizes = new Map()): Promise<ArchivedImage[]> {
  const contents = new Contents(what, sizes);
  try {
    await contents.read(stream);
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`${what} cannot be read: ${(error as Error).message}`);
  }
  return contents.images();
}

/** What was found in an archive. */
class Contents {
  private readonly texts = new Map<string, string>();
  private readonly layers = new Set<string>();
  private isLegacy = false;

  public constructor(private readonly what: string, private readonly sizes: LayerSizes) {}

  public async read(stream: Chunks): Promise<void> {
    await forEachFile(stream, file => this.take(file));
  }

  private async take({ name: path, size, content }: TarFile): Promise<void> {
    const blob = /^blobs\/([^/]+)\/([^/]+)$/.exec(path);
    if (!blob) {
      if (path === 'index.json' && size <= MAX_JSON) this.texts.set(path, await textOf(content));
      if (path.endsWith('/layer.tar') || path === 'manifest.json') this.isLegacy = true;
      return;
    }
    const digest = `${blob[1]}:${blob[2]}`;
    if (this.sizes.has(digest)) {
      this.layers.add(digest);
      return;
    }
    const { head, all } = await peek(content, HEAD_SIZE);
    const packing = packingOf(head);
    if (packing) await this.measure(digest, measureLayer(all, packing));
    else if (size <= MAX_JSON && /^\s*\{/.test(head.toString('latin1'))) this.texts.set(digest, await textOf(all));
    else await drain(all);
  }

  private async measure(digest: string, size: Promise<LayerSize>): Promise<void> {
    this.layers.add(digest);
    this.sizes.set(digest, size);
    await size;
  }

  public async images(): Promise<ArchivedImage[]> {
    if (!this.texts.has('index.json')) {
      throw new UsageError(this.isLegacy
        ? `${this.what} has no index.json: Docker 25 and later write one, this comes from something older`
        : `${this.what} is not the archive of an image, or not all of it: it has no index.json`);
    }
    const found = imagesBelow(this.json<Manifest>('index.json'), this.what, digest => (this.texts.has(digest) ? this.json<Manifest>(digest) : undefined));
    const images: ArchivedImage[] = [];
    for (const [digest, { names, descriptor: { platform } }] of found) {
      const image = await this.image(digest, [...names], platform);
      if (image) images.push(image);
    }
    return images;
  }

  /** An image, unless its layers are somewhere else. */
  private async image(digest: string, names: readonly string[], platform: Platform | undefined): Promise<ArchivedImage | undefined> {
    const { config, layers } = this.json<Manifest>(digest);
    if (!config || !layers || !this.texts.has(config.digest) || layers.some(layer => !this.layers.has(layer.digest))) return undefined;
    const { rootfs, history = [], ...own } = this.json<ImageConfig>(config.digest);
    const origins = originsOf(history, layers.length);
    const seen = new Set<string>();
    const measured = await Promise.all(layers.map(async (layer, index) => {
      const isRepeated = seen.has(layer.digest);
      seen.add(layer.digest);
      const size = await this.sizes.get(layer.digest)!;
      // The same layer a second time is unpacked again, but not downloaded again.
      return { ...size, ...(isRepeated ? { download: 0 } : {}), ...origins[index], digest: rootfs?.diff_ids?.[index] ?? layer.digest };
    }));
    return {
      names,
      platform: platformName(own.os ? own : platform ?? {}) ?? 'unknown/unknown',
      layers: measured,
      history: history.map(entry => instructionOf(entry.created_by ?? '')),
    };
  }

  private json<T>(path: string): T {
    return parseJson<T>(this.texts.get(path), this.what, path);
  }
}
