import type { NodeDevelopmentOptions } from './node/development';
import type { NodeBaseImage } from './node-base-image';
import type { NodeRuntime } from './node-runtime';
import type { Size } from '../model/size';

/** What every service can be told that Node.js runs, however it is built. */
export interface NodeRunOptions {
  /**
   * A base image that the service shares with others: Node, the dependencies of the repository and the operating system
   * are then said there, and built once for all of them.
   *
   * @default - none: the service's Dockerfile stands alone
   */
  readonly base?: NodeBaseImage;

  /**
   * What the image is made from.
   *
   * @default - that of the base image, else NodeRuntime.alpine()
   */
  readonly runtime?: NodeRuntime;

  /**
   * System packages that the service needs when it runs, by their names in the runtime's operating system.
   *
   * @default - none
   */
  readonly packages?: string[];

  /**
   * The limit of V8's heap. Leave room for buffers and stacks below the memory limit, which is one and a half times the
   * heap unless `memory` says otherwise, and at least 512 MiB.
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
