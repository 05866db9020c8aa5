import { createHash } from 'crypto';
import { Readable } from 'stream';
import { gunzipSync, gzipSync } from 'zlib';
import * as zlib from 'zlib';
import { extract, pack } from 'tar-stream';

/** A file of a tar: its text, or what else it is. */
type Entry = string | Buffer | { type: 'link' | 'symlink' | 'directory' | 'character-device'; linkname?: string };

/** A tar of these files, in this order. */
export async function tar(entries: Record<string, Entry>): Promise<Buffer> {
  const packing = pack();
  for (const [name, entry] of Object.entries(entries)) {
    if (typeof entry === 'string' || Buffer.isBuffer(entry)) packing.entry({ name }, entry);
    else packing.entry({ name, ...entry });
  }
  packing.finalize();
  const written: Buffer[] = [];
  for await (const chunk of packing as AsyncIterable<Buffer>) written.push(chunk);
  return Buffer.concat(written);
}

/** The files of a tar, and what is in them. */
export async function untar(bytes: Buffer): Promise<Record<string, Buffer>> {
  const files: Record<string, Buffer> = {};
  const extracting = extract();
  Readable.from([bytes]).pipe(extracting);
  for await (const entry of extracting) {
    const parts: Buffer[] = [];
    for await (const part of entry) parts.push(part as Buffer);
    if (entry.header.type === 'file') files[entry.header.name] = Buffer.concat(parts);
  }
  return files;
}

/** A layer as it was before it was compressed with gzip, if it was. */
export function unpacked(layer: Buffer): Buffer {
  return layer[0] === 0x1f && layer[1] === 0x8b ? gunzipSync(layer) : layer;
}

/** An image below so many levels of indexes, each of which leads to the next one twice, by other names if wanted: few bytes, and many ways. */
export async function maze(levels: number, isNamed = false): Promise<Buffer> {
  const blobs: Record<string, string> = {};
  const put = (content: object) => {
    const text = JSON.stringify(content);
    const digest = sha256(Buffer.from(text));
    blobs[`blobs/sha256/${digest.slice('sha256:'.length)}`] = text;
    return digest;
  };
  let digest = put({ config: { digest: put({ os: 'linux', architecture: 'amd64' }) }, layers: [] });
  for (let level = 0; level < levels; level++) {
    digest = put({ manifests: ['a', 'b'].map(way => ({ digest, ...isNamed && { annotations: { 'io.containerd.image.name': `acme/${way}:${level}` } } })) });
  }
  return tar({ ...blobs, 'oci-layout': '{"imageLayoutVersion":"1.0.0"}', 'index.json': JSON.stringify({ manifests: [{ digest }] }) });
}

export interface LayerSpec {
  readonly tar: Buffer;
  readonly compression?: 'gzip' | 'zstd';
}

export interface PlatformSpec {
  readonly platform: string;
  readonly layers: readonly LayerSpec[];
  readonly history?: readonly object[];
  /** Only the index knows it, as with platforms that were not pulled. */
  readonly isAbsent?: boolean;
}

export interface ImageSpec {
  readonly names?: readonly string[];
  readonly platforms: readonly PlatformSpec[];
  /** An index of platforms between the archive's own and the manifests. */
  readonly isNested?: boolean;
  /** `artifact`: as BuildKit writes it since 0.32. */
  readonly hasAttestation?: boolean | 'artifact';
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
/** What a configuration is called that is none: `{}`. */
const EMPTY = 'application/vnd.oci.empty.v1+json';

/** The files of an OCI layout, in the order in which builders and engines write them: what says what the blobs are comes last. */
export async function layout(images: readonly ImageSpec[]): Promise<Record<string, Buffer>> {
  const blobs: Record<string, Buffer> = {};
  const add = (content: Buffer | object) => {
    const bytes = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
    const digest = sha256(bytes);
    blobs[`blobs/sha256/${digest.slice('sha256:'.length)}`] = bytes;
    return { digest, size: bytes.length };
  };
  const manifests: object[] = [];
  for (const { names = [], platforms, isNested, hasAttestation } of images) {
    const descriptors = platforms.map(({ platform, layers, history, isAbsent }) => {
      const [os, architecture, variant] = platform.split('/');
      if (isAbsent) return { digest: sha256(Buffer.from(platform)), platform: { os, architecture, variant } };
      const config = add({ os, architecture, variant, rootfs: { type: 'layers', diff_ids: layers.map(layer => sha256(layer.tar)) }, history });
      return { ...add({ schemaVersion: 2, config, layers: layers.map(layer => add(packed(layer))) }), platform: { os, architecture, variant } };
    });
    if (hasAttestation) {
      const [{ platform: _, ...target }] = descriptors;
      const { digest: about } = target;
      const statement = { mediaType: 'application/vnd.in-toto+json', ...add({ subject: [{ digest: about }], predicate: {} }) };
      const content = hasAttestation === 'artifact'
        ? { artifactType: 'application/vnd.docker.attestation.manifest.v1+json', config: { mediaType: EMPTY, ...add({}), data: 'e30=' }, layers: [statement], subject: { mediaType: MANIFEST, ...target } }
        : { config: add({ architecture: 'unknown', os: 'unknown' }), layers: [statement] };
      const annotations = { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': about };
      descriptors.push({ ...add({ schemaVersion: 2, mediaType: MANIFEST, ...content }), platform: { os: 'unknown', architecture: 'unknown' }, annotations } as never);
    }
    const top = isNested ? [add({ schemaVersion: 2, manifests: descriptors })] : descriptors;
    manifests.push(...(names.length > 0 ? names.flatMap(name => top.map(entry => ({ ...entry, annotations: { 'io.containerd.image.name': name } }))) : top));
  }
  return { ...blobs, 'index.json': Buffer.from(JSON.stringify({ schemaVersion: 2, manifests })), 'oci-layout': Buffer.from('{"imageLayoutVersion":"1.0.0"}') };
}

export async function archive(...images: ImageSpec[]): Promise<Buffer> {
  return tar(await layout(images));
}

/** Bytes in pieces of this size: what streams by is cut anywhere. */
export function chunks(bytes: Buffer, size: number = 1000): Readable {
  const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
  return Readable.from(parts, { objectMode: false });
}

/** Whether this Node can write zstd. */
export const hasZstd = 'zstdCompressSync' in zlib;

export function packed({ tar: content, compression }: LayerSpec): Buffer {
  if (compression === 'gzip') return gzipSync(content, { level: 1 });
  if (compression !== 'zstd') return content;
  const { zstdCompressSync } = zlib as { zstdCompressSync?: (bytes: Buffer) => Buffer };
  // An old Node has to do with the first bytes, which tell that it is zstd.
  return zstdCompressSync ? zstdCompressSync(content) : Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), content]);
}

export function sha256(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
