import type { BudgetOptions } from './budget-options';
import type { ServiceOptions } from './service-options';
import type { Secret } from '../model/secret';

/** What every service can be told whose image is built from a generated Dockerfile. */
export interface BuiltServiceOptions extends ServiceOptions, BudgetOptions {
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
   * The numeric user and group that the service runs as.
   *
   * @default - 1000:1000; 65532:65532 on distroless, which lists only that one; 101:101 for StaticSite; that of a base image
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
