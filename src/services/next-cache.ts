import { UsageError } from '../model/problem';
import { Size } from '../model/size';

/** Where a Next.js server keeps what it makes at run time. */
export enum NextCacheKind {
  /** In memory, for as long as the container lives. */
  MEMORY = 'memory',
  /** Images and fetched data in a named volume, pages in memory. */
  VOLUME = 'volume',
  /** Nowhere on a file system. */
  NONE = 'none',
}

/** How much a Next.js server may keep. */
export interface NextCacheOptions {
  /**
   * How large each of the two folders in memory may become: optimised images and fetched data, and pages. They count as the
   * container's memory.
   *
   * @default Size.mebibytes(64)
   */
  readonly size?: Size;
}

/**
 * Where a Next.js server keeps what it makes at run time: optimised images, fetched data, and pages that were made anew (ISR). These
 * folders are all that it can write to beside `/tmp`.
 */
export class NextCache {
  /**
   * In memory, for as long as the container lives. A new image starts anew, as it must: pages of an earlier build refer to scripts that
   * are gone. Next.js gives images half of the size and then removes those that were not asked for longest.
   *
   * @param options how much
   */
  public static memory(options: NextCacheOptions = {}): NextCache {
    return new NextCache(NextCacheKind.MEMORY, options);
  }

  /**
   * Optimised images and fetched data in a named volume: they outlive the container, and the image. For many or large pictures. What
   * changes under the same address stays as it was until its time is up. Pages are kept in memory.
   *
   * @param options how much is kept in memory
   */
  public static volume(options: NextCacheOptions = {}): NextCache {
    return new NextCache(NextCacheKind.VOLUME, options);
  }

  /**
   * Nothing: for applications that keep it elsewhere (`cacheHandler`), or not at all (`experimental.isrFlushToDisk: false`). Otherwise
   * Next.js logs an error each time.
   */
  public static none(): NextCache {
    return new NextCache(NextCacheKind.NONE, {});
  }

  /** How large a folder in memory may become. */
  public readonly size: Size;

  private constructor(
    /** Where it is kept. */
    public readonly kind: NextCacheKind,
    options: NextCacheOptions,
  ) {
    this.size = options.size ?? Size.mebibytes(64);
    if (this.size.toMebibytes() < 1) throw new UsageError(`the size of a Next.js cache must be at least 1 MiB, got ${this.size}`);
  }
}
