import type { Size } from '../model/size';

/** How large an image may be. What it is, `npx projen docker:size` measures; nothing is measured at synthesis. */
export interface BudgetOptions {
  /**
   * The most that the image may take when it is unpacked, as `docker images` shows it.
   *
   * @default - no limit
   */
  readonly maxImageSize?: Size;

  /**
   * The most that may have to be downloaded for the image: its layers as they are in a registry, compressed.
   *
   * @default - no limit
   */
  readonly maxDownloadSize?: Size;
}
