import type { Found } from './wait';
import { releasesIn, versionText } from '../../model/image-tags';
import type { ManifestTarget } from '../../model/manifest';
import { UsageError } from '../../model/problem';
import type { RegistryClient } from '../../registry/registry-client';
import type { Progress } from '../progress';

/** The newest release of a system. */
export interface NewestRelease {
  /** `undefined`: there is none yet. */
  readonly tag?: string;
  readonly images: readonly Found[];
  /** What somebody should know of it. */
  readonly notes: readonly string[];
}

/**
 * The newest release that images have together. One that was never released is newer than the last release, and left out; a release
 * that some of the others lack is one that was not finished.
 *
 * @throws UsageError when those that were released have no release in common
 */
export async function findNewestRelease(targets: readonly ManifestTarget[], client: RegistryClient, progress: Progress): Promise<NewestRelease> {
  const releases = new Map<ManifestTarget, string[]>();
  for (const target of targets) {
    progress.step(`asking for the releases of ${target.image}`);
    releases.set(target, releasesIn(await client.tags(target.image)).map(versionText));
  }
  const released = targets.filter(target => releases.get(target)!.length > 0);
  if (released.length === 0) return { images: [], notes: ['no image has a release yet'] };
  const tag = releases.get(released[0])!.find(version => released.every(target => releases.get(target)!.includes(version)));
  if (tag === undefined) {
    throw new UsageError(`the images have no release in common: ${released.map(target => `${target.name} has ${releases.get(target)![0]}`).join(', ')}; name those to resolve together`);
  }
  const images: Found[] = [];
  for (const { name, image } of released) images.push({ name, image, digest: await client.digest(`${image}:${tag}`) });
  return { tag, images, notes: [...unreleased(targets, released, tag), ...unfinished(released, releases, tag)] };
}

function unreleased(targets: readonly ManifestTarget[], released: readonly ManifestTarget[], tag: string): string[] {
  const names = targets.filter(target => !released.includes(target)).map(({ name }) => name);
  return names.length > 0 ? [`${names.join(', ')}: not released yet, and left out of ${tag}`] : [];
}

function unfinished(released: readonly ManifestTarget[], releases: ReadonlyMap<ManifestTarget, readonly string[]>, tag: string): string[] {
  return released.filter(target => releases.get(target)![0] !== tag)
    .map(target => `${target.name} has ${releases.get(target)![0]}, which other images lack: that release was not finished, run it again`);
}
