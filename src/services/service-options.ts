import type { BackingService } from './backing-service';
import type { ContainerOptions } from './container-options';
import type { Service } from './service';
import type { HealthCheck } from '../model/health-check';
import type { Secret } from '../model/secret';

/** What every service can be told about how it runs, wherever its image comes from. */
export interface ServiceOptions extends ContainerOptions {
  /**
   * The port that the service listens on inside its container. Set it above 1024: the user is unprivileged.
   *
   * @default - none: the service is a worker. 3000 for NextService, 8080 for StaticSite, what EXPOSE says for DockerfileService
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
  readonly publishPort?: boolean;

  /**
   * How Docker and Compose find out whether the service is well.
   *
   * @default - HealthCheck.tcp() with a port, none without one; /healthz for StaticSite, its own for DockerfileService
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
   * What must run before this service starts. With a health check, Compose waits until it is healthy.
   *
   * @default - nothing
   */
  readonly dependsOn?: Service[];

  /**
   * Backing services that this one uses: it starts after them, is told where they are by variables such as
   * `POSTGRES_HOST`, and gets their password as a file. Use connectTo() to choose the variables' prefix.
   *
   * @default - none
   */
  readonly connectsTo?: BackingService[];
}
