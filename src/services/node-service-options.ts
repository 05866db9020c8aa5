import type { BuiltServiceOptions } from './built-service-options';
import type { NodeDevelopmentOptions } from './node/development';
import type { NodeRuntime } from './node-runtime';
import type { Size } from '../model/size';

/** What a Node service can be told. */
export interface NodeServiceOptions extends BuiltServiceOptions {
  /**
   * Where the service's `package.json` is, relative to the project.
   *
   * @default "."
   */
  readonly directory?: string;

  /**
   * The file that Node runs, relative to the directory.
   *
   * @default - what the `start` script runs with node, else `main` of package.json, else what is made of src/server.ts,
   * index.ts, main.ts or app.ts, else such a file in plain JavaScript
   */
  readonly entry?: string;

  /**
   * The script of package.json that builds the service.
   *
   * @default - "build", if there is one
   */
  readonly buildScript?: string;

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
   * Files and folders of a workspace that the build reads outside of the packages that it builds, relative to the
   * workspace's root.
   *
   * @default - the tsconfig files that the packages extend
   */
  readonly include?: string[];

  /**
   * The Node version: `24`, `24.11` or `24.11.1`.
   *
   * @default - .nvmrc, .node-version, devEngines or engines of package.json, else 24
   */
  readonly nodeVersion?: string;

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
   * System packages that the build needs.
   *
   * @default - python3, make and a C++ compiler if a dependency may have to be compiled
   */
  readonly buildPackages?: string[];

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
