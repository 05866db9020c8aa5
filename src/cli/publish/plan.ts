import type { OutlinedManifest, Outline } from '../../engine/outline';
import type { Manifest, ManifestTarget } from '../../model/manifest';
import { compareText } from '../../model/order';
import { show, UsageError } from '../../model/problem';
import { assignImages } from '../archives';

/** An archive that was read. */
export interface ReadArchive {
  readonly file: string;
  readonly outline: Outline;
}

/** What is pushed for an image. */
export interface Publication {
  readonly target: ManifestTarget;
  /** In the order of their platforms, so that the same archives make the same index. */
  readonly archives: readonly ReadArchive[];
  readonly platforms: readonly string[];
}

/**
 * What is pushed: for each image one archive for each platform.
 *
 * @param published the images that are to be pushed
 * @throws UsageError with everything that is missing, and that is there twice
 */
export function planPublication(
  archives: readonly ReadArchive[], { targets, platforms }: Manifest, published: readonly ManifestTarget[],
): Publication[] {
  const found = new Map<ManifestTarget, ReadArchive[]>();
  for (const archive of archives) {
    for (const target of assignImages(archive.file, [archive.outline], targets).keys()) found.set(target, [...found.get(target) ?? [], archive]);
  }
  const problems = published.flatMap(target => problemsOf(target, found.get(target) ?? [], platforms));
  if (problems.length > 0) {
    throw new UsageError(`nothing was pushed: ${problems.join('; ')}. Each image takes one archive for each platform${platforms.length > 0 ? `: ${platforms.join(', ')}` : ''}`);
  }
  return published.map(target => {
    const sorted = [...found.get(target)!].sort((a, b) => compareText(platformsOf(a)[0], platformsOf(b)[0]));
    return { target, archives: sorted, platforms: sorted.flatMap(platformsOf).sort(compareText) };
  });
}

/** The manifests that the tag of an image leads to when everything is pushed: of its platforms, and what is said about them. */
export function manifestsOf({ archives }: Publication): OutlinedManifest[] {
  return archives.flatMap(({ outline }) => outline.manifests);
}

function problemsOf({ name }: ManifestTarget, archives: readonly ReadArchive[], platforms: readonly string[]): string[] {
  if (archives.length === 0) return [`there is no archive of ${show(name)}`];
  const files = new Map<string, string[]>();
  for (const archive of archives) platformsOf(archive).forEach(platform => files.set(platform, [...files.get(platform) ?? [], archive.file]));
  const missing = platforms.filter(platform => !files.has(platform));
  return [
    ...archives.filter(archive => platformsOf(archive).length === 0).map(({ file }) => `${file} holds no image`),
    ...missing.length > 0 ? [`${show(name)} has none for ${missing.join(', ')}`] : [],
    ...[...files].flatMap(([platform, where]) => {
      if (where.length > 1) return [`${where.join(' and ')} hold ${show(name)} for ${platform} each`];
      return platforms.length > 0 && !platforms.includes(platform) ? [`${where[0]} holds ${show(name)} for ${platform}, which is none of the project`] : [];
    }),
  ];
}

function platformsOf({ outline }: ReadArchive): string[] {
  return outline.manifests.flatMap(({ platform }) => platform ?? []);
}
