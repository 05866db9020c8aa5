/** How large an image is, in bytes. */
export interface ImageSize {
  /** What its files take when it is unpacked. */
  readonly unpacked: number;
  /** What has to be downloaded for it. */
  readonly download: number;
}

/** What was recorded last: sizes by target and platform. */
export type ImageSizes = ReadonlyMap<string, ReadonlyMap<string, ImageSize>>;
