import { createHash } from 'crypto';
import { sortedUnique } from '../model/order';

/** What a registry is asked for: an index first, because it is that of all platforms. */
export const MANIFEST_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** The configurations that say which platform an image is for. */
const IMAGE_CONFIGS = ['application/vnd.oci.image.config.v1+json', 'application/vnd.docker.container.image.v1+json'];

export interface Platform { readonly os?: unknown; readonly architecture?: unknown; readonly variant?: unknown }
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

function isDescriptor(value: unknown): value is Descriptor {
  return typeof value === 'object' && value !== null && /^[a-z0-9]+:[0-9a-f]{32,}$/.test(String((value as Descriptor).digest));
}

/**
 * A platform as Docker writes it: `linux/amd64`, `linux/arm/v7`. Variants that are understood are left out; `undefined` for what is
 * no platform, such as `unknown/unknown` of attestations.
 */
export function platformName({ os, architecture, variant }: Platform): string | undefined {
  if (!isWord(os) || !isWord(architecture) || os === 'unknown' || architecture === 'unknown') return undefined;
  const understood = (architecture === 'arm64' && variant === 'v8') || (architecture === 'amd64' && variant === 'v1');
  const said = isWord(variant) && !understood ? variant : undefined;
  return [os, architecture, said ?? (architecture === 'arm' ? 'v7' : undefined)].filter(Boolean).join('/');
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z0-9_.-]+$/i.test(value);
}

/** Platforms in order, each once; those of Windows come once for each of its versions. */
export function platformNames(platforms: readonly Platform[]): string[] {
  return sortedUnique(platforms.map(platformName).filter(name => name !== undefined));
}

export function digestOf(body: Buffer): string {
  return `sha256:${createHash('sha256').update(body).digest('hex')}`;
}
