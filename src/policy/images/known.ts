import { type NamedImage, readImage } from './name';
import { LISTED_USERS, type ListedUsers, UNPRIVILEGED_IMAGES } from '../../catalog/base-users';
import { WITHOUT_HEALTH_CHECK } from '../../catalog/image-health';
import type { ImagePattern } from '../../catalog/image-pattern';
import { IMAGE_TOOLS } from '../../catalog/image-tools';
import { oncePerText } from '../../model/memo';

/** What the catalogue says of an image. Of one that is not known it says nothing. */
export interface KnownImage {
  /** Programs that it surely lacks. */
  readonly lacks: ReadonlySet<string>;
  /** The users and groups that are listed in it; `undefined`: not known. */
  readonly listed?: Pick<ListedUsers, 'users' | 'groups'>;
  /** Whether it surely runs as an unprivileged user of its own. */
  readonly isUnprivileged: boolean;
  /** Whether it surely brings no health check of its own. */
  readonly lacksHealthCheck: boolean;
}

/** What is known of an image, by its reference. */
export const knownImage: (reference: string) => KnownImage = oncePerText((reference): KnownImage => {
  const image = readImage(reference);
  if (!image) return { lacks: new Set(), isUnprivileged: false, lacksHealthCheck: false };
  return {
    lacks: new Set(toolsOf(image)?.lacks),
    listed: LISTED_USERS.find(entry => fits(image, entry)),
    isUnprivileged: /nonroot|non-root|unprivileged|rootless/.test(reference) || UNPRIVILEGED_IMAGES.some(entry => fits(image, entry)),
    lacksHealthCheck: fits(image, WITHOUT_HEALTH_CHECK),
  };
});

function toolsOf(image: NamedImage): { readonly lacks: readonly string[] } | undefined {
  const known = IMAGE_TOOLS.filter(entry => isCalled(image, entry));
  // Without a tag it may be any variant.
  if (image.tag === '' && known.some(({ tags }) => tags)) return undefined;
  return known.find(entry => isTagged(image, entry));
}

function fits(image: NamedImage, entry: ImagePattern): boolean {
  return isCalled(image, entry) && isTagged(image, entry);
}

function isCalled({ name }: NamedImage, { names }: ImagePattern): boolean {
  return names instanceof RegExp ? names.test(name) : names.some(one => (one.endsWith('/') ? name.startsWith(one) : name === one));
}

function isTagged({ tag }: NamedImage, { tags }: ImagePattern): boolean {
  return tags?.test(tag) ?? true;
}
