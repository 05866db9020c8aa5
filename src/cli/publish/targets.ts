import type { Manifest, ManifestTarget } from '../../model/manifest';
import { UsageError } from '../../model/problem';
import { chosen } from '../command';

/**
 * The images that go to a registry: those that are asked for, or all but those that are only parts of others.
 *
 * @param what a message calls the command
 * @throws UsageError when there is none, or one has no registry
 */
export function publishedTargets({ targets }: Pick<Manifest, 'targets'>, names: readonly string[], what: string): ManifestTarget[] {
  const published = chosen('image', targets.filter(({ isBase }) => !isBase), names);
  if (published.length === 0) throw new UsageError(`no image is built here; there is nothing to ${what}`);
  const local = published.filter(target => !hasRegistry(target));
  if (local.length > 0) {
    throw new UsageError(`${local.map(({ name, image }) => `${name} (${image})`).join(', ')}: an image without a registry stays on the machine that builds it; say "registry" in .projenrc.ts, or name the images to ${what}`);
  }
  return published;
}

/** All images that can be in a registry. */
export function withRegistry({ targets }: Pick<Manifest, 'targets'>): ManifestTarget[] {
  return targets.filter(target => !target.isBase && hasRegistry(target));
}

/** Without a path, an image's name is one of this machine. */
export function hasRegistry({ image }: ManifestTarget): boolean {
  return image.includes('/');
}
