/** What a container may do whose image comes from elsewhere. Nothing is taken from it that it may need, unless you say so. */
export interface ConfinementOptions {
  /**
   * The user that the container runs as: a number with or without a group, such as `1000:1000`, or a name that the image
   * has.
   *
   * @default - the image's own
   */
  readonly user?: string;

  /**
   * Whether the file system is read-only but for `writable` and `temporary`.
   *
   * @default false
   */
  readonly readOnly?: boolean;

  /**
   * Whether the container has none of root's capabilities. An image that starts as root and becomes another user needs
   * some of them: set `user` as well.
   *
   * @default false
   */
  readonly dropCapabilities?: boolean;

  /**
   * Folders that the container may write to, absolute. Each is a named volume, which starts as a copy of what the image
   * has there.
   *
   * @default - none
   */
  readonly writable?: string[];

  /**
   * Folders in memory that the container may write to for as long as it runs, absolute. They count as its memory.
   *
   * @default - /tmp with `readOnly`, else none
   */
  readonly temporary?: string[];
}
