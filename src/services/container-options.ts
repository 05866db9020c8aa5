import type { Duration } from '../model/duration';
import type { RestartPolicy } from '../model/restart-policy';
import type { Size } from '../model/size';

/** What every container can be told, whatever runs in it. */
export interface ContainerOptions {
  /**
   * Memory limit.
   *
   * @default Size.mebibytes(512); one and a half times a heap that asks for more; Size.gibibytes(1) for MySQL
   */
  readonly memory?: Size;

  /**
   * How many CPUs the service may use, such as 0.5.
   *
   * @default - no limit
   */
  readonly cpus?: number;

  /**
   * How many processes and threads the service may have.
   *
   * @default 256; 512 for backing services
   */
  readonly pids?: number;

  /**
   * What Compose does when the container ends.
   *
   * @default RestartPolicy.UNLESS_STOPPED
   */
  readonly restart?: RestartPolicy;

  /**
   * How long the service may take to stop after SIGTERM before it is killed.
   *
   * @default Duration.seconds(10); more where a backing service has data to write
   */
  readonly stopGracePeriod?: Duration;

  /**
   * Compose profiles: the service starts only when one of them is asked for.
   *
   * @default - none: it always starts
   */
  readonly profiles?: string[];

  /**
   * Rules that are not kept here, by their ids, and why not. The reasons stand in the generated guide.
   *
   * @default - none: all rules are kept
   */
  readonly suppressions?: Record<string, string>;
}
