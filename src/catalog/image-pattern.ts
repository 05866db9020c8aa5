/** Images, by their names and tags. */
export interface ImagePattern {
  /**
   * Their names at the shortest: `node`, `valkey/valkey`, `gcr.io/distroless/static-debian13`. In a list, what ends with `/` is the
   * beginning of several.
   */
  readonly names: readonly string[] | RegExp;
  /** The tags; `undefined`: all, or all that no entry above has. */
  readonly tags?: RegExp;
}
