/** Where workflows keep the layers of earlier builds. */
export class BuildCache {
  /** GitHub's cache: 10 GB a repository, the oldest entries go first. The default branch writes, everything else reads. */
  public static github(): BuildCache {
    return new BuildCache('gha');
  }

  /**
   * The registry, under the tag `buildcache-…` of each image: for more than GitHub's cache holds, and for builders elsewhere. A job of its
   * own writes it, so that the one that builds needs no right to write. Builds log in to `ghcr.io` to read it, and to no other registry. On `ghcr.io` a
   * workflow of any branch can take the right to write it, and so decide what the default branch builds from: use it where all who can push
   * a branch are trusted with that.
   */
  public static registry(): BuildCache {
    return new BuildCache('registry');
  }

  /** None: everything is built anew each time. */
  public static none(): BuildCache {
    return new BuildCache('none');
  }

  /** @internal */
  public readonly _kind: 'gha' | 'registry' | 'none';

  private constructor(kind: string) {
    this._kind = kind as 'gha' | 'registry' | 'none';
  }
}
