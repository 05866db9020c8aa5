import { compareText } from '../../model/order';
import type { ImageLock, LockedImage } from '../../workspace/image-lock';

/** What the lock file is to become, compared with what it is. */
export interface LockChange {
  readonly kind: 'added' | 'updated' | 'dropped';
  readonly image: string;
  /** The digest before. */
  readonly from?: string;
  /** The digest afterwards; `undefined` where nobody has asked for it. */
  readonly to?: string;
}

/** What is done about the images of a project. */
export interface LockPlan {
  /** Those to ask registries about. */
  readonly asked: readonly string[];
  /** Those that stay as they are, whatever registries say. */
  readonly kept: readonly string[];
}

export interface LockChoice {
  /** The images to look at; none: all. */
  readonly images: readonly string[];
  /** Whether what is locked of an image is to stay. */
  readonly keeps: (image: string) => boolean;
}

/** Chooses the images to ask about. */
export function planLock(references: readonly string[], lock: ImageLock, { images, keeps }: LockChoice): LockPlan {
  const asked = references.filter(one => (images.length === 0 || images.includes(one)) && !keeps(one));
  return { asked, kept: references.filter(one => !asked.includes(one) && lock.has(one)) };
}

/** What is different afterwards, by kind and name. */
export function compareLocks(before: ImageLock, after: ReadonlyMap<string, Partial<LockedImage>>): LockChange[] {
  const found = [...after].flatMap(([image, { digest, platforms }]): LockChange[] => {
    const old = before.get(image);
    if (!old) return [{ kind: 'added', image, to: digest }];
    const isSame = old.digest === digest && String(old.platforms) === String(platforms);
    return isSame ? [] : [{ kind: 'updated', image, from: old.digest, to: digest }];
  });
  const dropped = [...before].filter(([image]) => !after.has(image)).map(([image, { digest }]): LockChange => ({ kind: 'dropped', image, from: digest }));
  const sorted = [...found, ...dropped].sort((a, b) => compareText(a.image, b.image));
  return (['added', 'updated', 'dropped'] as const).flatMap(kind => sorted.filter(change => change.kind === kind));
}
