import type { NodeRuntime } from './node-runtime';
import type { Secret } from '../model/secret';

/** What a base image of Node services can be told. */
export interface NodeBaseImageOptions {
  /**
   * Where the lockfile is that all of its services are installed from, relative to the project.
   *
   * @default "."
   */
  readonly directory?: string;

  /**
   * The Node version: `24`, `24.11` or `24.11.1`. It is the default of the build argument `NODE_VERSION`.
   *
   * @default - .nvmrc, .node-version, devEngines or engines of package.json, else 24
   */
  readonly nodeVersion?: string;

  /**
   * What the services' images are made from.
   *
   * @default NodeRuntime.alpine()
   */
  readonly runtime?: NodeRuntime;

  /**
   * System packages that all services need when they run, such as `tzdata`.
   *
   * @default - none
   */
  readonly packages?: string[];

  /**
   * System packages that the builds need.
   *
   * @default - python3, make and a C++ compiler if a dependency of the repository may have to be compiled
   */
  readonly buildPackages?: string[];

  /**
   * The numeric user and group that the services run as.
   *
   * @default - 1000:1000; 65532:65532 on distroless, which lists only that one
   */
  readonly user?: string;

  /**
   * Whether packages of the operating system that are older than their security updates are brought up to date. The
   * update is a layer like others: it runs again when the builder has no cache of it, as a weekly build without cache has
   * none. Distroless has nothing to update with.
   *
   * @default true
   */
  readonly upgrade?: boolean;

  /**
   * Secrets that the installation of dependencies needs, such as a registry's token.
   *
   * @default - those that the package manager's configuration refers to
   */
  readonly buildSecrets?: Secret[];

  /**
   * Rules that are not kept here, by their ids, and why not. The reasons stand in the generated guide.
   *
   * @default - none: all rules are kept
   */
  readonly suppressions?: Record<string, string>;
}
