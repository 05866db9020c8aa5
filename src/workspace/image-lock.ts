/** What an image is pinned to. */
export interface LockedImage {
  /** The digest that holds for all platforms: `sha256:…`. */
  readonly digest: string;
  /** The platforms that the image is there for, in order: `linux/amd64`. */
  readonly platforms: readonly string[];
}

/** What the lock file says: images by reference, with a tag and without a digest. */
export type ImageLock = ReadonlyMap<string, LockedImage>;
