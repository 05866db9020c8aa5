import type { Service } from './service';
import type { Duration } from '../model/duration';
import type { HealthCheck } from '../model/health-check';
import type { RestartPolicy } from '../model/restart-policy';
import type { Secret } from '../model/secret';
import type { Size } from '../model/size';

/** What every service can be told, whatever it is made of. */
export interface ServiceOptions {
  /**
   * The port that the service listens on inside its container. Set it above 1024: the user is unprivileged.
   *
   * @default - none: the service is a worker
   */
  readonly port?: number;

  /**
   * The port of the host that Compose publishes `port` on.
   *
   * @default - the same as `port`
   */
  readonly hostPort?: number;

  /**
   * The host's address that Compose publishes the port on. `0.0.0.0` opens it to the network, past most firewalls.
   *
   * @default "127.0.0.1"
   */
  readonly hostAddress?: string;

  /**
   * Whether Compose publishes the port on the host. Other services reach it either way, by the service's name.
   *
   * @default true
   */
  readonly publish?: boolean;

  /**
   * How Docker and Compose find out whether the service is well.
   *
   * @default - HealthCheck.tcp() with a port, none without one
   */
  readonly health?: HealthCheck;

  /**
   * Environment variables of the running container. Not for secrets: they stand in `compose.yaml`.
   *
   * @default - none but those of the image
   */
  readonly environment?: Record<string, string>;

  /**
   * Secrets that the running service finds as files in `/run/secrets/`.
   *
   * @default - none
   */
  readonly secrets?: Secret[];

  /**
   * Secrets that the build needs, such as a registry's token. They are mounted for the installation of dependencies and
   * for the build script, and stand in no layer.
   *
   * @default - those that the package manager's configuration refers to
   */
  readonly buildSecrets?: Secret[];

  /**
   * Build arguments: there for the build script as environment variables, and not in the final image. Never use them for
   * secrets: their values are kept in the image's history.
   *
   * @default - none
   */
  readonly buildArgs?: Record<string, string>;

  /**
   * What must run before this service starts. With a health check, Compose waits until it is healthy.
   *
   * @default - nothing
   */
  readonly dependsOn?: Service[];

  /**
   * The image's name, without a tag.
   *
   * @default - registry/project-service, or registry/project where both are called the same
   */
  readonly image?: string;

  /**
   * What the service is, in a sentence, for the image's label.
   *
   * @default - the description in the manifest, if there is one
   */
  readonly description?: string;

  /**
   * Labels of the image, beside the OCI ones.
   *
   * @default - none
   */
  readonly labels?: Record<string, string>;

  /**
   * Folders that the application may write to, relative to its own directory (or absolute in the container). Each is a
   * named volume; everything else is read-only but for `/tmp`.
   *
   * @default - none
   */
  readonly writable?: string[];

  /**
   * Memory limit.
   *
   * @default Size.mebibytes(512)
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
   * @default 256
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
   * @default Duration.seconds(10)
   */
  readonly stopGracePeriod?: Duration;

  /**
   * Compose profiles: the service starts only when one of them is asked for.
   *
   * @default - none: it always starts
   */
  readonly profiles?: string[];

  /**
   * The numeric user and group that the service runs as.
   *
   * @default - 1000:1000; 65532:65532 on distroless, which lists only that one
   */
  readonly user?: string;

  /**
   * Patterns that end the ignore file of the build context, in Docker's syntax. The last match decides: `!certs/ca.pem`
   * lets in a file that is left out otherwise.
   *
   * @default - none
   */
  readonly ignorePatterns?: string[];
}
