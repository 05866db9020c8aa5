import { repositoryPath } from '../../model/paths';

/** What a site answers where there is no file. */
export class SiteFallback {
  /**
   * A page that finds out by itself what the path means: for applications of one page. Paths with the extension of a file,
   * such as `.js` or `.png`, are not found all the same.
   *
   * @param file the page, relative to the site
   * @throws when it is no path in the site
   */
  public static app(file: string = 'index.html'): SiteFallback {
    return new SiteFallback(file, 200);
  }

  /**
   * A page that says so, with the status 404. Paths without an extension get the page of that name: `/about` is
   * `about.html` or `about/index.html`.
   *
   * @param file the page, relative to the site; without it, nginx answers a page of its own
   * @throws when it is no path in the site
   */
  public static notFound(file: string = '404.html'): SiteFallback {
    return new SiteFallback(file, 404);
  }

  /** The page, relative to the site. */
  public readonly file: string;

  private constructor(
    file: string,
    /** The status that it is answered with. */
    public readonly status: number,
  ) {
    this.file = repositoryPath(file, 'the page of a fallback', 'the site');
  }
}
