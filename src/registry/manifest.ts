import { createHash } from 'crypto';
import { isDigest } from '../model/image-reference';
import { sortedUnique } from '../model/order';
import { type Platform, platformName } from '../model/platform';

export const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json';

/** What an index is called, by OCI and by Docker. */
export const INDEX_TYPES: readonly string[] = [INDEX_TYPE, 'application/vnd.docker.distribution.manifest.list.v2+json'];

/** What a registry is asked for: an index first, because it is that of all platforms. */
export const MANIFEST_TYPES = [
  ...INDEX_TYPES,
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** What artifacts were before OCI 1.1 was done; registries still have them. */
export const ARTIFACT_TYPE = 'application/vnd.oci.artifact.manifest.v1+json';

/** The configurations that say which platform an image is for. */
const IMAGE_CONFIGS = ['application/vnd.oci.image.config.v1+json', 'application/vnd.docker.container.image.v1+json'];

export interface Descriptor {
  readonly digest: string;
  readonly mediaType?: unknown;
  readonly platform?: Platform;
  readonly artifactType?: unknown;
  readonly annotations?: Readonly<Record<string, unknown>>;
}

/** What lies behind a reference: an index of images, one image, or neither, with the reason. */
export type Manifest =
  | { readonly kind: 'index'; readonly manifests: readonly Descriptor[] }
  | { readonly kind: 'image'; readonly config: Descriptor }
  | { readonly kind: 'unusable'; readonly reason: string };

/** Reads a manifest by what it holds; the media type that a registry says may be another one. */
export function parseManifest(body: Buffer): Manifest {
  const unusable = (reason: string): Manifest => ({ kind: 'unusable', reason });
  const value = parseObject(body);
  if (!value) return unusable('is no manifest');
  if (value.schemaVersion === 1) return unusable('has the manifest format of before 2016 (schema 1), which Docker no longer pulls');
  // Something that is both would be another image for every reader.
  if ('manifests' in value && ('config' in value || 'layers' in value)) return unusable('is an index and an image at once');
  if (Array.isArray(value.manifests)) return value.manifests.every(isDescriptor) ? { kind: 'index', manifests: value.manifests } : unusable(`lists manifests ${WITHOUT_DIGEST}`);
  if (!isObject(value.config)) return unusable('is no manifest');
  if (!isDescriptor(value.config)) return unusable(`has a configuration ${WITHOUT_DIGEST}`);
  return IMAGE_CONFIGS.includes(String(value.config.mediaType)) ? { kind: 'image', config: value.config } : unusable('is no image, but something else that a registry keeps');
}

/** The media type that a manifest itself says, if it does. */
export function mediaTypeOf(body: Buffer): string | undefined {
  const mediaType = parseObject(body)?.mediaType;
  return typeof mediaType === 'string' ? mediaType : undefined;
}

/** What an object without one that can be checked is. */
export const WITHOUT_DIGEST = 'without a digest of SHA-256 or SHA-512';

/** Whether something is referred to by a digest that can be checked. */
export function isDescriptor(value: unknown): value is Descriptor {
  return isObject(value) && isDigest(value.digest);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A JSON object; `undefined`: it is none. */
export function parseObject(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Platforms in order, each once; those of Windows come once for each of its versions. */
export function platformNames(platforms: readonly Platform[]): string[] {
  return sortedUnique(platforms.map(platformName).filter(name => name !== undefined));
}

/**
 * The digest of a body.
 *
 * @param like a digest whose algorithm is taken
 */
export function digestOf(body: Buffer, like: string = 'sha256:'): string {
  const [algorithm] = like.split(':');
  return `${algorithm}:${createHash(algorithm).update(body).digest('hex')}`;
}
