import type { BackingOptions } from './backing-options';
import type { ConfinementOptions } from './confinement-options';
import type { Service } from './service';
import type { HealthCheck } from '../model/health-check';
import type { Secret } from '../model/secret';

/** What a backing service of any image can be told. */
export interface BackingServiceOptions extends BackingOptions, ConfinementOptions {
  /** The image, with a tag or a digest, such as `axllent/mailpit:v1.31.2`. Not `latest`: it would be another one every time. */
  readonly image: string;

  /** The port that it listens on inside its container. */
  readonly port: number;

  /**
   * The scheme of its URLs, such as `smtp`.
   *
   * @default "tcp"
   */
  readonly scheme?: string;

  /**
   * Who connects to it.
   *
   * @default - nobody in particular
   */
  readonly username?: string;

  /**
   * The password of who connects to it. It is among its own secrets, too.
   *
   * @default - none
   */
  readonly password?: Secret;

  /**
   * The database, virtual host or whatever the path of its URLs names.
   *
   * @default - none
   */
  readonly database?: string;

  /**
   * How Docker and Compose find out whether it is well: HealthCheck.command() with a program that the image has. Nobody here
   * knows what would make an HTTP request in it. HealthCheck.none() says that there is nothing to ask.
   *
   * @default - the image's own, if it has one; dependents wait only until it has started, because that is not known
   */
  readonly health?: HealthCheck;

  /**
   * What runs in place of the image's command, in exec form.
   *
   * @default - the image's own
   */
  readonly command?: string[];

  /**
   * Environment variables of the container. Not for secrets: they stand in `compose.yaml`.
   *
   * @default - none but those of the image
   */
  readonly environment?: Record<string, string>;

  /**
   * Secrets that it finds as files in `/run/secrets/`. Many images take the name of such a file in a variable that ends
   * with `_FILE`.
   *
   * @default - none
   */
  readonly secrets?: Secret[];

  /**
   * What must run before it starts.
   *
   * @default - nothing
   */
  readonly dependsOn?: Service[];
}
