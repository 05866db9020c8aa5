import type { ContainerOptions } from './container-options';
import type { HealthCheckTiming } from '../model/health-check';
import type { Secret } from '../model/secret';

/** What every backing service can be told. */
export interface BackingOptions extends ContainerOptions {
  /**
   * The port of the host that Compose publishes the service on. Other services need none.
   *
   * @default - not published: it could collide with one that the developer has already
   */
  readonly hostPort?: number;

  /**
   * The host's address that Compose publishes the port on. `0.0.0.0` opens it to the network, past most firewalls.
   *
   * @default "127.0.0.1"
   */
  readonly hostAddress?: string;
}

/** What a backing service can be told whose image is known to us. */
export interface KnownBackingOptions extends BackingOptions {
  /**
   * The image's tag, such as `17` or `17.11-alpine`, with or without a digest behind it: `17-alpine@sha256:…`. Not
   * `latest`.
   *
   * @default - a version that is pinned in src/catalog/backing.ts, and of one major version as long as this package is
   */
  readonly version?: string;

  /**
   * The image's name without a tag, where it comes from a mirror or is one that is made from it.
   *
   * @default - the official one
   */
  readonly image?: string;

  /**
   * The password. A value in use cannot be changed in the file alone: where there are data, they keep the old one.
   *
   * @default Secret.generated('<name>-password')
   */
  readonly password?: Secret;

  /**
   * Whether the data outlive the container, in a named volume. If not, they are in memory, and count as the container's.
   *
   * @default true
   */
  readonly persistent?: boolean;

  /**
   * Settings of the server, by their names in its documentation. Not for secrets: they stand in `compose.yaml`.
   *
   * @default - the server's own
   */
  readonly settings?: Record<string, string>;

  /**
   * When and how often the service is asked whether it is well.
   *
   * @default - every 10 seconds; while it starts, every second (RabbitMQ: every 30, every 5), for up to a minute or more
   */
  readonly healthTiming?: HealthCheckTiming;
}

/** What a database server can be told. */
export interface DatabaseOptions extends KnownBackingOptions {
  /**
   * The user that services connect as.
   *
   * @default "app"
   */
  readonly username?: string;

  /**
   * The database that services use.
   *
   * @default "app"
   */
  readonly database?: string;

  /**
   * A folder of scripts (`.sql`, `.sql.gz`, `.sh`), relative to the project, that run in the order of their names when the
   * server starts without data. It is mounted, so files in it must be readable by everyone.
   *
   * @default - none
   */
  readonly initScripts?: string;
}
