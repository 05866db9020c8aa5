import type { BuiltServiceOptions } from './built-service-options';

/** What every service can be told that Node.js builds, whatever runs it. */
export interface NodeBuildOptions extends BuiltServiceOptions {
  /**
   * Where the service's `package.json` is, relative to the project.
   *
   * @default "."
   */
  readonly directory?: string;

  /**
   * The script of package.json that builds the service.
   *
   * @default - "build", if there is one
   */
  readonly buildScript?: string;

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
   * System packages that the build needs.
   *
   * @default - python3, make and a C++ compiler if a dependency may have to be compiled
   */
  readonly buildPackages?: string[];

  /**
   * A file that starts the service's own health endpoint, relative to the directory, such as `src/health.ts`: named checks
   * that run at once, with time-outs, apart from the question whether the process lives. It is written where there is none,
   * in the language that its name says, and yours from then on; it does nothing until your code calls it.
   *
   * @default - none is written
   */
  readonly healthStarter?: string;
}
