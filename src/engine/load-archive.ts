import { spawn } from 'child_process';
import { createReadStream } from 'fs';
import { pipeline } from 'stream/promises';
import { pack, Pack } from 'tar-stream';
import { ask, docker } from './docker';
import { type Descriptor, forEachFile, isAttestation, isIndex, type Manifest, MAX_JSON, NAME, parseJson, type TarFile } from './oci-archive';
import { lastLines } from './program';
import { Chunks, drain, peek, textOf, writeAll } from './stream';
import { hasHost } from '../model/image-name';
import { type Platform, platformName } from '../model/platform';
import { show, UsageError } from '../model/problem';

/** An image for one platform in an archive. */
export interface LoadableImage {
  /** The file that it is in. */
  readonly path: string;
  readonly platform: string;
  /** What the archive's index leads to: the image's manifest, or an index with its attestations beside it. */
  readonly root: Descriptor;
  readonly manifest: Descriptor;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

/** What says what the blobs are; it is written anew. */
const DIRECTORY = ['index.json', 'manifest.json', 'oci-layout', 'repositories'];

/**
 * The images in an OCI layout as a tar, as `docker buildx build --output type=oci` writes it.
 *
 * @throws when it is something else, or not whole
 */
export async function readLayout(path: string, signal?: AbortSignal): Promise<LoadableImage[]> {
  const texts = new Map<string, string>();
  const files = new Set<string>();
  try {
    await forEachFileIn(path, signal, async ({ name, size, content }) => {
      files.add(name);
      const { head, all } = await peek(content, 1);
      if (size <= MAX_JSON && head.toString('latin1') === '{') texts.set(name, await textOf(all));
      else await drain(all);
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`);
  }
  return new Layout(path, texts, files).images();
}

class Layout {
  private readonly seen = new Set<string>();

  public constructor(
    private readonly path: string, private readonly texts: ReadonlyMap<string, string>, private readonly files: ReadonlySet<string>,
  ) {}

  public images(): LoadableImage[] {
    if (!this.files.has('oci-layout') || !this.texts.has('index.json')) {
      throw new UsageError(`${this.path} is not an image as an OCI layout, or not all of it; write it with OUTPUT and Bake`);
    }
    const { manifests = [] } = this.json('index.json');
    return manifests.flatMap(root => this.below(root, root));
  }

  private below(root: Descriptor, descriptor: Descriptor): LoadableImage[] {
    // The first that leads to it counts.
    if (this.seen.has(descriptor.digest)) return [];
    const content = this.json(this.blob(descriptor));
    const { manifests = [], config, layers = [] } = content;
    const leadsOn = isIndex(content, descriptor.digest, this.path);
    if (!leadsOn && isAttestation(descriptor, this.path)) return [];
    this.seen.add(descriptor.digest);
    if (leadsOn) return manifests.flatMap(one => this.below(root, one));
    if (!config) return [];
    const platform = platformName(this.json(this.blob(config)) as Platform) ?? platformName(descriptor.platform ?? {}) ?? 'unknown/unknown';
    layers.forEach(layer => this.blob(layer));
    return [{ path: this.path, platform, root, manifest: descriptor, config, layers }];
  }

  private blob({ digest }: Descriptor): string {
    const path = blobPath(digest);
    if (!this.files.has(path)) throw new UsageError(`${this.path} is not whole: ${show(path)} is not in it`);
    return path;
  }

  private json(path: string): Manifest {
    return parseJson<Manifest>(this.texts.get(path), this.path, path);
  }
}

/** The platform that the engine runs. */
export async function enginePlatform(signal?: AbortSignal): Promise<string> {
  return (await ask(['version', '--format', '{{.Server.Os}}/{{.Server.Arch}}'], { signal })).trim();
}

/**
 * The image for a platform; one that is the only one is taken whatever it is for, because the engine may emulate it.
 *
 * @throws when it is not certain which one that is
 */
export function imageFor(platform: string, images: readonly LoadableImage[], what: string): LoadableImage {
  const fitting = images.filter(image => image.platform === platform || image.platform.startsWith(`${platform}/`));
  const [image, ...others] = fitting.length > 0 ? fitting : images;
  if (!image) throw new UsageError(`${what} has no image`);
  if (others.length === 0) return image;
  const list = [image, ...others].map(one => `${one.path} (${one.platform})`).join(', ');
  throw new UsageError(fitting.length > 0
    ? `${what} is there more than once: ${list}; name one of them`
    : `${what} is there for other platforms than ${platform}, which the engine has: ${list}`);
}

/**
 * Gives the engine exactly this image, with this name. An engine with containerd's image store reads the OCI layout; the classic
 * one reads the list of images beside it that `docker image save` writes, too.
 *
 * @returns whether another image had this name
 * @throws when the engine does not take it
 */
export async function loadImage(image: LoadableImage, reference: string, signal?: AbortSignal): Promise<boolean> {
  const before = await identityOf(reference, signal);
  const child = spawn('docker', ['image', 'load', '--quiet'], { env: process.env, stdio: ['pipe', 'ignore', 'pipe'], signal });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', chunk => stderr += chunk);
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  const written = pipeline(archiveOf(image, reference, signal), child.stdin);
  const [code, writing] = await Promise.all([ended, written.then(() => undefined, (error: Error) => error)]);
  // What the engine says explains more than what came of it.
  if (code !== 0) throw new UsageError(`the engine does not load ${image.path}: ${lastLines(stderr) || `exit code ${code}`}`);
  if (writing) throw new UsageError(`${image.path} cannot be loaded: ${writing.message}`);
  const after = await identityOf(reference, signal);
  if (after === undefined || ![image.root, image.manifest, image.config].some(({ digest }) => digest === after)) {
    throw new UsageError(`the engine has ${after ?? 'nothing'} as ${reference} after loading ${image.path}, which is ${image.root.digest}`);
  }
  return before !== undefined && before !== after;
}

/** What the engine knows an image by: its configuration's digest, or with containerd's image store that of its manifest or index. */
async function identityOf(reference: string, signal?: AbortSignal): Promise<string | undefined> {
  const { code, stdout } = await docker(['image', 'inspect', '--format', '{{.Id}}', reference], { signal });
  return code === 0 ? stdout.trim() : undefined;
}

/** The blobs as they are, and what says what they are for either kind of engine. */
async function* archiveOf(image: LoadableImage, reference: string, signal?: AbortSignal): Chunks {
  const packing = pack();
  const filled = fill(packing, image, reference, signal);
  filled.catch(error => packing.destroy(error as Error));
  yield* packing as Chunks;
  await filled;
}

async function fill(packing: Pack, { path, root, config, layers }: LoadableImage, reference: string, signal?: AbortSignal): Promise<void> {
  await forEachFileIn(path, signal, async ({ name, size, content }) => {
    if (DIRECTORY.includes(name)) await drain(content);
    else await writeAll(packing.entry({ name, size }), content);
  });
  const name = wholeReference(reference);
  const annotations = { [NAME]: name, 'org.opencontainers.image.ref.name': name.slice(name.lastIndexOf(':') + 1) };
  const documents = {
    'oci-layout': { imageLayoutVersion: '1.0.0' },
    'index.json': { schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: [{ ...root, annotations }] },
    'manifest.json': [{ Config: blobPath(config.digest), RepoTags: [name], Layers: layers.map(({ digest }) => blobPath(digest)) }],
  };
  Object.entries(documents).forEach(([file, document]) => packing.entry({ name: file }, JSON.stringify(document)));
  packing.finalize();
}

async function forEachFileIn(path: string, signal: AbortSignal | undefined, take: (file: TarFile) => Promise<void>): Promise<void> {
  const source = createReadStream(path, { signal });
  try {
    await forEachFile(source as Chunks, take);
  } finally {
    source.destroy();
  }
}

function blobPath(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}

/** A name as engines keep it: with the host and the account of what has none. */
function wholeReference(reference: string): string {
  const rest = reference.replace(/^docker\.io\//, '');
  if (reference.includes('/') && hasHost(reference) && rest === reference) return reference;
  return `docker.io/${rest.includes('/') ? '' : 'library/'}${rest}`;
}
