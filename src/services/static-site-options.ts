import type { NodeBuildOptions } from './node-build-options';
import type { Service } from './service';
import type { SiteFallback } from './static-site/fallback';
import type { Duration } from '../model/duration';
import type { Size } from '../model/size';

/** What a static site can be told. */
export interface StaticSiteOptions extends NodeBuildOptions {
  /**
   * The folder that is served, relative to the directory: what the build writes, or what is there without one.
   *
   * @default - by the tool that builds: Vite, Astro, Angular, Create React App, Next.js, Nuxt, SvelteKit, Docusaurus, Gatsby,
   * VitePress, Eleventy, Vue CLI or Parcel, with what their settings say literally; without a build the directory itself
   */
  readonly output?: string;

  /**
   * What is answered where there is no file.
   *
   * @default - SiteFallback.app() for tools that make applications of one page, else SiteFallback.notFound()
   */
  readonly fallback?: SiteFallback;

  /**
   * Folders of the site, such as `assets`, in which names change whenever content does. Browsers keep these files for a year.
   *
   * @default - those of the tool that builds; none without a build
   */
  readonly immutable?: string[];

  /**
   * Requests that other services answer, by the beginning of their path: `{ '/api': api }`. The site starts after them.
   *
   * @default - none
   */
  readonly proxy?: Record<string, Service>;

  /**
   * Values that the browser reads at run time as properties of `window.__ENV__`, from a script that the server answers at
   * `/env.js`. They are environment variables of the container: one image serves with any values. Everyone can read them.
   *
   * @default - none, and no such script
   */
  readonly publicEnvironment?: Record<string, string>;

  /**
   * Public variables (build arguments such as `VITE_…`, and `publicEnvironment`) that look like secrets and are none: names,
   * and the reason for each.
   *
   * @default - none
   */
  readonly notSecret?: Record<string, string>;

  /**
   * The `Content-Security-Policy` of all answers. It depends on what the site loads, so there is none until you say it.
   *
   * @default - none
   */
  readonly contentSecurityPolicy?: string;

  /**
   * For how long browsers may ask for this host by HTTPS only (`Strict-Transport-Security`). Leave it to what ends TLS, if
   * that says it already.
   *
   * @default - not said
   */
  readonly strictTransportSecurity?: Duration;

  /**
   * More headers of all answers, or other values of those that are sent; an empty value takes one away.
   *
   * @default - X-Content-Type-Options, Referrer-Policy, X-Frame-Options and Permissions-Policy, at their strict values
   */
  readonly headers?: Record<string, string>;

  /**
   * Whether every request but those for the health check is logged, as a JSON object a line.
   *
   * @default true
   */
  readonly accessLog?: boolean;

  /**
   * Addresses of load balancers, such as `10.0.0.0/8`, that are believed when they say whom they ask for.
   *
   * @default - none: the client is who connects
   */
  readonly trustedProxies?: string[];

  /**
   * The address of the DNS server that finds the services of `proxy`.
   *
   * @default "127.0.0.11" - Docker's own
   */
  readonly resolver?: string;

  /**
   * Directives of nginx for the end of its `server` block, each whole, such as `listen [::]:8080;`. Nothing is checked.
   *
   * @default - none
   */
  readonly serverDirectives?: string[];

  /**
   * How the site is served while it is being worked on.
   *
   * @default - see there
   */
  readonly development?: StaticSiteDevelopmentOptions;
}

/** How a static site is served while it is being worked on. */
export interface StaticSiteDevelopmentOptions {
  /**
   * The development server, in exec form. It must listen on all addresses.
   *
   * @default - the script `dev` (or what the tool's templates call it), told to listen on `port` on all addresses
   */
  readonly command?: string[];

  /**
   * The port that the development server listens on, in the container and on the host.
   *
   * @default - the port of the site
   */
  readonly port?: number;

  /**
   * Files and folders that are mounted into the container, relative to the directory.
   *
   * @default - src, app, pages, public, static and index.html, as far as they exist
   */
  readonly sources?: string[];
}

/** How requests are handed to another service. */
export interface SiteProxyOptions {
  /**
   * The service's port.
   *
   * @default - the one that it was given
   */
  readonly port?: number;

  /**
   * Whether the service gets the path without the prefix: `/users` for `/api/users`.
   *
   * @default false
   */
  readonly stripPath?: boolean;

  /**
   * How large a request may be.
   *
   * @default Size.mebibytes(1)
   */
  readonly maxBody?: Size;

  /**
   * How long the service may take between two parts of an answer.
   *
   * @default Duration.seconds(60)
   */
  readonly timeout?: Duration;
}
