import type { BuiltServiceOptions } from './built-service-options';
import type { NodeRunOptions } from './node-run-options';

/** What a service of an Nx workspace can be told. */
export interface NxServiceOptions extends BuiltServiceOptions, NodeRunOptions {
  /**
   * The name of the Nx project.
   *
   * @default - the service's name
   */
  readonly project?: string;

  /**
   * Where `nx.json` is, relative to the project.
   *
   * @default - the directory of the base image, else "."
   */
  readonly workspace?: string;

  /**
   * The target that builds the service.
   *
   * @default "build"
   */
  readonly target?: string;

  /**
   * The configuration of the target.
   *
   * @default - "production", if there is one
   */
  readonly configuration?: string;

  /**
   * The folder that the target writes to, relative to the workspace.
   *
   * @default - `outputPath` of the target, else the first of its `outputs`
   */
  readonly output?: string;

  /**
   * The file that Node runs, relative to the output.
   *
   * @default - what the executor makes of `main`
   */
  readonly entry?: string;

  /**
   * Files and folders that the build reads beside the project, the projects that it needs, and what nx.json and the
   * target name, relative to the workspace.
   *
   * @default - none
   */
  readonly include?: string[];

  /**
   * The Node version: `24`, `24.11` or `24.11.1`.
   *
   * @default - that of the base image, else .nvmrc, .node-version, devEngines or engines of package.json, else 24
   */
  readonly nodeVersion?: string;

  /**
   * System packages that the build needs. With a base image, say them there.
   *
   * @default - python3, make and a C++ compiler if a dependency may have to be compiled
   */
  readonly buildPackages?: string[];

  /**
   * Where a starter for the health endpoint is written once, if nothing is there; from then on it is yours. Relative to the
   * workspace: a library that all services share is a good place, such as `libs/health/src/health.ts`.
   *
   * @default - none
   */
  readonly healthStarter?: string;
}
