import { once } from 'events';
import { Readable } from 'stream';
import { createGunzip, createGzip } from 'zlib';
import * as zlib from 'zlib';
import { extract } from 'tar-stream';
import { Chunks, copyTo, writeAll } from './stream';
import { UsageError } from '../model/problem';

/** What a layer weighs, in bytes. */
export interface LayerSize {
  /** What is transferred: the size of the compressed blob. */
  readonly download: number;
  /** What it adds to the unpacked image: the sum of its files' sizes, as the engine counts. */
  readonly unpacked: number;
  /** Whether the download was found by compressing the layer here, because it is not compressed yet. */
  readonly isEstimate: boolean;
}

/**
 * The level of zlib that makes what BuildKit and the engine make when they push: they compress with gzip at the default level of
 * Go, whose results are larger than those of zlib's level of the same number.
 */
const PUSH_LEVEL = 4;
const ZSTD_NODE = '22.15';

/** How a blob's bytes are packed. */
export type Packing = 'tar' | 'gzip' | 'zstd';

/** How many bytes of a blob tell what it is. */
export const HEAD_SIZE = 512;

/** How a layer is packed, by its first bytes: media types are not known before the end of an archive. `undefined`: it is no layer. */
export function packingOf(head: Buffer): Packing | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head.length >= 4 && head.readUInt32LE(0) === 0xfd2fb528) return 'zstd';
  const isTar = head.length >= HEAD_SIZE && (head.toString('latin1', 257, 262) === 'ustar' || head.subarray(0, HEAD_SIZE).every(byte => byte === 0));
  return isTar ? 'tar' : undefined;
}

/** Measures a layer as it streams by: nothing of it is kept. */
export async function measureLayer(blob: Chunks, packing: Packing): Promise<LayerSize> {
  const counted = new Counter();
  if (packing !== 'tar') {
    const unpacked = await unpackedSize(through(counted.of(blob), packing === 'gzip' ? createGunzip() : createUnzstd()));
    return { download: counted.bytes, unpacked, isEstimate: false };
  }
  const gzip = createGzip({ level: PUSH_LEVEL });
  gzip.on('data', (chunk: Buffer) => counted.bytes += chunk.length);
  try {
    const unpacked = await unpackedSize(copyTo(gzip, blob));
    await once(gzip.end(), 'end');
    return { download: counted.bytes, unpacked, isEstimate: true };
  } finally {
    gzip.destroy();
  }
}

/** The sum of the sizes of all files in a tar: links, folders and whiteouts take nothing. */
async function unpackedSize(tar: Chunks): Promise<number> {
  let total = 0;
  const archive = extract();
  archive.on('entry', ({ type, size }, content, next) => {
    if (type === 'file' || type === 'contiguous-file') total += size ?? 0;
    content.on('end', () => next());
    content.resume();
  });
  await writeAll(archive, tar);
  return total;
}

async function* through(chunks: Chunks, transform: NodeJS.ReadWriteStream): AsyncGenerator<Buffer> {
  const source = Readable.from(chunks);
  source.on('error', error => (transform as unknown as Readable).destroy(error));
  yield* source.pipe(transform) as unknown as Chunks;
}

class Counter {
  public bytes = 0;

  public async *of(chunks: Chunks): Chunks {
    for await (const chunk of chunks) {
      this.bytes += chunk.length;
      yield chunk;
    }
  }
}

function createUnzstd(): NodeJS.ReadWriteStream {
  const { createZstdDecompress } = zlib as { createZstdDecompress?: () => NodeJS.ReadWriteStream };
  if (!createZstdDecompress) {
    throw new UsageError(`a layer is compressed with zstd, which Node.js ${process.versions.node} cannot read; use Node.js ${ZSTD_NODE} or later`);
  }
  return createZstdDecompress();
}
