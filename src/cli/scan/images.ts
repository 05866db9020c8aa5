import { createReadStream, mkdirSync, rmSync } from 'fs';
import { unpackLayouts } from '../../engine/oci-layout';
import { pullLayout } from '../../engine/skopeo';
import { parseReference } from '../../model/image-reference';
import type { Manifest, ManifestTarget } from '../../model/manifest';
import { compareText } from '../../model/order';
import { platformName } from '../../model/platform';
import { show, UsageError } from '../../model/problem';
import { pinned, type PublishedImage } from '../../model/published-image';
import { isPlain } from '../../registry/host';
import { parseManifest } from '../../registry/manifest';
import type { RegistryClient } from '../../registry/registry-client';
import { archivesIn, assignImages } from '../archives';
import { chosen } from '../command';
import { withAuthFile } from '../publish/auth-file';
import { openRegistries } from '../registries';

/** An image for one platform, ready to be scanned. */
export interface ScanImage {
  readonly target: ManifestTarget;
  readonly platform: string;
  /** Where it comes from: an archive or a reference. */
  readonly source: string;
  /** An OCI layout of this image alone. */
  readonly layout: string;
}

export interface ImagesOptions {
  /** Where layouts are put: gone when the next image is asked for. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly step: (text: string) => void;
}

/** The targets that are asked for, or all that are more than parts of others. */
export function scannedTargets({ targets }: Manifest, names: readonly string[]): ManifestTarget[] {
  const named = chosen('image', targets, names);
  const asked = names.length > 0 ? named : named.filter(({ isBase }) => !isBase);
  if (asked.length === 0) throw new UsageError('no image is built here; there is nothing to scan');
  return asked;
}

/** The images of archives, one after the other. */
export async function* imagesOfArchives(
  paths: readonly string[], { targets }: Manifest, asked: readonly ManifestTarget[], options: ImagesOptions,
): AsyncGenerator<ScanImage> {
  const sources = new Map<string, string>();
  for (const file of paths.flatMap(archivesIn)) {
    options.step(`unpacking ${file}`);
    const found = await inFolder(options, folder => unpackLayouts(createReadStream(file, { signal: options.signal }), file, folder));
    const images = [...assignImages(file, found, targets)].filter(([target]) => asked.includes(target))
      .flatMap(([target, layouts]) => layouts.map(({ platform, folder }) => ({ target, platform, layout: folder })));
    for (const image of images.sort(byPlatform)) {
      const { target: { name }, platform } = image;
      const earlier = sources.get(`${name} ${platform}`);
      if (earlier !== undefined) throw new UsageError(`${earlier} and ${file} hold ${show(name)} for ${platform} each; name one of them`);
      sources.set(`${name} ${platform}`, file);
      yield { ...image, source: file };
    }
    rmSync(options.folder, { recursive: true, force: true });
  }
}

/** The images that digests stand for, for all of their platforms, one after the other. */
export async function* imagesOfDigests(
  published: readonly PublishedImage[], { targets }: Manifest, asked: readonly ManifestTarget[], options: ImagesOptions,
): AsyncGenerator<ScanImage> {
  const client = openRegistries(options);
  const found = published.map(({ image, digest }) => {
    const target = targets.find(one => one.image === image);
    if (!target) throw new UsageError(`${image} is no image of this project; the images are ${targets.map(one => one.image).join(', ')}`);
    return { target, image, digest };
  });
  for (const { target, image, digest } of found.filter(one => asked.includes(one.target))) {
    const reference = pinned({ image, digest });
    options.step(`looking up ${reference}`);
    const platforms = await platformsOf(client, image, digest);
    if (platforms.length === 0) throw new UsageError(`${reference} holds no image for any platform; there is nothing to scan`);
    const { registry } = parseReference(image);
    for (const one of platforms) {
      options.step(`fetching ${image} for ${one.platform}`);
      const layout = await inFolder(options, async folder => {
        const pull = { image, digest: one.digest, folder, isPlain: isPlain(registry), signal: options.signal };
        await withAuthFile([registry], process.env, authFile => pullLayout({ ...pull, authFile }));
        return folder;
      });
      yield { target, platform: one.platform, source: reference, layout };
      rmSync(options.folder, { recursive: true, force: true });
    }
  }
}

interface PlatformImage { readonly platform: string; readonly digest: string }

/** The platforms behind a digest, and what is theirs: of an index its images, without attestations. */
async function platformsOf(client: RegistryClient, image: string, digest: string): Promise<PlatformImage[]> {
  const manifest = parseManifest((await client.manifestOf(pinned({ image, digest }))).body);
  if (manifest.kind === 'unusable') throw new UsageError(`${pinned({ image, digest })} ${manifest.reason}; there is nothing to scan`);
  if (manifest.kind === 'image') {
    const { platforms } = await client.resolve(pinned({ image, digest }));
    return platforms.map(platform => ({ platform, digest }));
  }
  const images = manifest.manifests.flatMap(entry => {
    const platform = platformName(entry.platform ?? {});
    return platform === undefined ? [] : [{ platform, digest: entry.digest }];
  });
  return images.sort(byPlatform);
}

function byPlatform(a: { readonly platform: string }, b: { readonly platform: string }): number {
  return compareText(a.platform, b.platform);
}

function inFolder<T>({ folder }: ImagesOptions, work: (folder: string) => Promise<T>): Promise<T> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return work(folder);
}
