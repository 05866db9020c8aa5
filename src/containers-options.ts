import type { PolicyOptions } from './policy/rule';
import type { WorkflowsOptions } from './workflows/options';

/** What all images of a project have in common. */
export interface ContainersOptions {
  /**
   * Where images live: a host and a path, such as `ghcr.io/owner`, or an account on Docker Hub. It is written in lower case, as images are
   * called: owners on GitHub may be in any.
   *
   * @default - none: images are local
   * @featured
   */
  readonly registry?: string;

  /**
   * Platforms that images are built for, such as `linux/amd64` and `linux/arm64`.
   *
   * @default - the platform of the machine that builds
   * @featured
   */
  readonly platforms?: string[];

  /**
   * What stands before the service's name in the name of each image; also the name of the Compose project.
   *
   * @default - the project's name, in lower case
   */
  readonly imagePrefix?: string;

  /**
   * Where the Compose file is written.
   *
   * @default "compose.yaml"
   */
  readonly composeFile?: string;

  /**
   * Where the Compose file for development is written, which is given to Compose after the first.
   *
   * @default "compose.dev.yaml"
   */
  readonly composeDevelopmentFile?: string;

  /**
   * Where the Bake file is written.
   *
   * @default "docker-bake.json"
   */
  readonly bakeFile?: string;

  /**
   * Whether a guide to the containers is written: how to build, run, debug, scan and release them, with a diagram.
   *
   * @default true
   */
  readonly guide?: boolean;

  /**
   * Where the guide is written.
   *
   * @default "docs/containers.md"
   */
  readonly guideFile?: string;

  /**
   * Where the digests of images are that are taken from elsewhere: `npx projen docker:lock` writes them, synthesis reads them.
   *
   * @default "docker-lock.json"
   */
  readonly lockFile?: string;

  /**
   * Where the sizes of images are recorded: `npx projen docker:size --record` writes them, synthesis reads them.
   *
   * @default "docker-sizes.json"
   */
  readonly sizesFile?: string;

  /**
   * What is said of rules: how severe they are, and which there are beside ours.
   *
   * @default - our rules, as severe as they say
   */
  readonly policy?: PolicyOptions;

  /**
   * The workflows on GitHub: what builds, tests, scans, signs and publishes the images, releases them, cleans up, and proposes upgrades.
   *
   * @default - all of them, where the project has GitHub
   */
  readonly workflows?: WorkflowsOptions;
}
