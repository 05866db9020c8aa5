import { createHash } from 'crypto';
import { sortedUnique } from '../model/order';
import { type Platform, platformName } from '../model/platform';

export const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json';

/** What a registry is asked for: an index first, because it is that of all platforms. */
export const MANIFEST_TYPES = [
  INDEX_TYPE,
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** What artifacts were before OCI 1.1 was done; registries still have them. */
export const ARTIFACT_TYPE = 'application/vnd.oci.artifact.manifest.v1+json';

/** The configurations that say which platform an image is for. */
const IMAGE_CONFIGS = ['application/vnd.oci.image.config.v1+json', 'application/vnd.docker.container.image.v1+json'];

export interface Descriptor { readonly digest: string; readonly mediaType?: unknown; readonly platform?: Platform; readonly artifactType?: unknown }

/** What lies behind a reference: an index of images, one image, or neither, with the reason. */
export type Manifest =
  | { readonly kind: 'index'; readonly manifests: readonly Descriptor[] }
  | { readonly kind: 'image'; readonly config: Descriptor }
  | { readonly kind: 'unusable'; readonly reason: string };

/** Reads a manifest by what it holds; the media type that a registry says may be another one. */
export function parseManifest(body: Buffer): Manifest {
  const unusable = (reason: string): Manifest => ({ kind: 'unusable', reason });
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return unusable('is no manifest');
  }
  if (typeof value !== 'object' || value === null) return unusable('is no manifest');
  if (value.schemaVersion === 1) return unusable('has the manifest format of before 2016 (schema 1), which Docker no longer pulls');
  // Something that is both would be another image for every reader.
  if ('manifests' in value && ('config' in value || 'layers' in value)) return unusable('is an index and an image at once');
  if (Array.isArray(value.manifests) && value.manifests.every(isDescriptor)) return { kind: 'index', manifests: value.manifests };
  if (!isDescriptor(value.config)) return unusable('is no manifest');
  return IMAGE_CONFIGS.includes(String(value.config.mediaType)) ? { kind: 'image', config: value.config } : unusable('is no image, but something else that a registry keeps');
}

/** The media type that a manifest itself says, if it does. */
export function mediaTypeOf(body: Buffer): string | undefined {
  try {
    const { mediaType } = JSON.parse(body.toString('utf8')) as { mediaType?: unknown };
    return typeof mediaType === 'string' ? mediaType : undefined;
  } catch {
    return undefined;
  }
}

function isDescriptor(value: unknown): value is Descriptor {
  return typeof value === 'object' && value !== null && /^[a-z0-9]+:[0-9a-f]{32,}$/.test(String((value as Descriptor).digest));
}

/** Platforms in order, each once; those of Windows come once for each of its versions. */
export function platformNames(platforms: readonly Platform[]): string[] {
  return sortedUnique(platforms.map(platformName).filter(name => name !== undefined));
}

export function digestOf(body: Buffer): string {
  return `sha256:${createHash('sha256').update(body).digest('hex')}`;
}
