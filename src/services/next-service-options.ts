import type { NextDevelopmentOptions } from './next/development';
import type { NextCache } from './next-cache';
import type { NodeBuildOptions } from './node-build-options';
import type { NodeRuntime } from './node-runtime';
import type { Size } from '../model/size';

/**
 * What a Next.js service can be told.
 *
 * `port` is 3000 unless you say otherwise. Public values that the build writes into the scripts (`NEXT_PUBLIC_…`) are `buildArgs`.
 */
export interface NextServiceOptions extends NodeBuildOptions {
  /**
   * What the image is made from.
   *
   * @default NodeRuntime.alpine()
   */
  readonly runtime?: NodeRuntime;

  /**
   * System packages that the service needs when it runs, by their names in the runtime's operating system.
   *
   * @default - none
   */
  readonly packages?: string[];

  /**
   * The limit of V8's heap. Leave room for buffers, stacks and the cache below the memory limit, which is one and a half
   * times the heap and what the cache may keep in memory, unless `memory` says otherwise, and at least 512 MiB.
   *
   * @default - what Node derives from the memory limit
   */
  readonly heap?: Size;

  /**
   * Values that browsers are told when the container starts, so that one image serves every environment: `API_URL` is set
   * as the variable `PUBLIC_API_URL` of the container. Everyone can read them. Two files are written into your application,
   * once, that bring them to the browser.
   *
   * @default - none
   */
  readonly publicEnvironment?: Record<string, string>;

  /**
   * Public values that look like secrets and are none: the variable, and why everyone may read it.
   *
   * @default - none: what looks like a secret stops synthesis
   */
  readonly notSecret?: Record<string, string>;

  /**
   * Where the server keeps what it makes at run time: optimised images, fetched data and pages.
   *
   * @default NextCache.memory()
   */
  readonly cache?: NextCache;

  /**
   * Says that the configuration sets `output: 'standalone'` where it cannot be read, because it is computed.
   *
   * @default - read from next.config
   */
  readonly configIsStandalone?: boolean;

  /**
   * The folder that the build writes to, where it cannot be read from the configuration.
   *
   * @default - `distDir` of next.config, else ".next"
   */
  readonly distDir?: string;

  /**
   * What all addresses of the application begin with, where it cannot be read from the configuration.
   *
   * @default - `basePath` of next.config, else nothing
   */
  readonly basePath?: string;

  /**
   * The folder, relative to the project, that `outputFileTracingRoot` names, where it cannot be read from the
   * configuration.
   *
   * @default - `outputFileTracingRoot` of next.config, else the folder with the lockfile, as Next.js finds it
   */
  readonly tracingRoot?: string;

  /**
   * How the service runs while it is being worked on.
   *
   * @default - see there
   */
  readonly development?: NextDevelopmentOptions;
}
