import type { BinaryRuntime } from './binary-runtime';
import type { BuiltServiceOptions } from './built-service-options';

/** What every service can be told that is compiled to one binary. */
export interface BinaryServiceOptions extends BuiltServiceOptions {
  /**
   * Where the service is, relative to the project: its manifest is there, or in a folder above.
   *
   * @default "."
   */
  readonly directory?: string;

  /**
   * What the image is made from.
   *
   * @default BinaryRuntime.distroless()
   */
  readonly runtime?: BinaryRuntime;

  /**
   * What the binary is started with, such as `['serve', '--verbose']`.
   *
   * @default - nothing
   */
  readonly args?: string[];

  /**
   * Files and folders that the service reads at run time beside its binary, relative to the folder of its manifest. They are in
   * `/app`, where the service is started.
   *
   * @default - none
   */
  readonly assets?: string[];

  /**
   * System packages that the service needs when it runs, by their names in the runtime's operating system.
   *
   * @default - none
   */
  readonly packages?: string[];

  /**
   * System packages that the build needs, by their names in the build image's operating system.
   *
   * @default - none
   */
  readonly buildPackages?: string[];

  /**
   * Files and folders outside of the service's own that the build reads, relative to the root of the workspace: definitions
   * of protocols, for example.
   *
   * @default - none
   */
  readonly include?: string[];
}
