import type { NodeBuildOptions } from './node-build-options';
import type { NodeRunOptions } from './node-run-options';

/** What a Node service can be told. */
export interface NodeServiceOptions extends NodeBuildOptions, NodeRunOptions {
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
}
