import type { BudgetOptions } from './budget-options';
import type { ConfinementOptions } from './confinement-options';
import type { ServiceOptions } from './service-options';
import type { Secret } from '../model/secret';

/**
 * What a service with a Dockerfile of its own can be told. With `health`, only HealthCheck.command() and HealthCheck.none()
 * will do: nobody here knows what would make an HTTP request in the image. Without it, the image's HEALTHCHECK counts.
 * Without `port`, the single port that the Dockerfile exposes is taken.
 */
export interface DockerfileServiceOptions extends ServiceOptions, ConfinementOptions, BudgetOptions {
  /**
   * Where the service is, relative to the project: the build context.
   *
   * @default "."
   */
  readonly directory?: string;

  /**
   * The Dockerfile, relative to the directory.
   *
   * @default "Dockerfile"
   */
  readonly dockerfile?: string;

  /**
   * The stage that makes the image.
   *
   * @default - the last one
   */
  readonly target?: string;

  /**
   * Build arguments. Never use them for secrets: their values are kept in the image's history.
   *
   * @default - none
   */
  readonly buildArgs?: Record<string, string>;

  /**
   * Secrets that the Dockerfile mounts with `RUN --mount=type=secret,id=<name>`.
   *
   * @default - none
   */
  readonly buildSecrets?: Secret[];

  /**
   * The image's name, without a tag.
   *
   * @default - registry/project-service, or registry/project where both are called the same
   */
  readonly image?: string;

  /**
   * What the service is, in a sentence, for the image's label.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * Labels of the image, beside the OCI ones. They win over those of the Dockerfile.
   *
   * @default - none
   */
  readonly labels?: Record<string, string>;

  /**
   * What runs in place of the image's command, in exec form.
   *
   * @default - the image's own
   */
  readonly command?: string[];
}
