import type { NodeDevelopmentOptions } from './node/development';
import type { NodeBuildOptions } from './node-build-options';
import type { NodeRuntime } from './node-runtime';
import type { Size } from '../model/size';

/** What a Node service can be told. */
export interface NodeServiceOptions extends NodeBuildOptions {
  /**
   * The file that Node runs, relative to the directory.
   *
   * @default - what the `start` script runs with node, else `main` of package.json, else what is made of src/server.ts,
   * index.ts, main.ts or app.ts, else such a file in plain JavaScript
   */
  readonly entry?: string;

  /**
   * Files and folders that the image takes from the build, relative to the directory.
   *
   * @default - the top folder of the entry file
   */
  readonly output?: string[];

  /**
   * Files and folders that the service reads at run time beside its code, relative to the directory.
   *
   * @default - public, static, views, templates, assets and locales, as far as they exist
   */
  readonly assets?: string[];

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
   * The limit of V8's heap. Leave room for buffers and stacks below the memory limit.
   *
   * @default - what Node derives from the memory limit
   */
  readonly heap?: Size;

  /**
   * Whether stack traces show the lines of the sources that a build started from.
   *
   * @default - true if there is a build script
   */
  readonly sourceMaps?: boolean;

  /**
   * How the service runs while it is being worked on.
   *
   * @default - see there
   */
  readonly development?: NodeDevelopmentOptions;
}
