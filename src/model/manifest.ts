/** Where synthesis writes what commands know of a project, relative to the project. */
export const MANIFEST_PATH = '.projen/docker.json';

/**
 * What the commands of `projen-docker` know of a project. Synthesis writes it, next to what projen itself remembers, so that
 * commands need not run the project's definition, and CI can run them without its packages.
 *
 * Paths are relative to the project, durations in milliseconds, sizes in bytes.
 */
export interface Manifest {
  /** The name of the Compose project. */
  readonly name: string;
  /** What keeps its alerts apart from those of other projects of the repository; `undefined`: it is the root. */
  readonly subproject?: string;
  readonly composeFile: string;
  /** `undefined`: no service is developed in a container. */
  readonly composeDevelopmentFile?: string;
  readonly bakeFile: string;
  /** Where `docker:lock` writes, and synthesis reads. */
  readonly lockFile: string;
  /** Where `docker:size --record` writes, and synthesis reads. */
  readonly sizesFile: string;
  /** Platforms that images are built for; none: that of the machine. */
  readonly platforms: readonly string[];
  /** Images that are taken from elsewhere: references with a tag and without a digest, in order, each once. */
  readonly references: readonly string[];
  /** What is built, in the order of the Bake file: services and, before them, the targets of base images. */
  readonly targets: readonly ManifestTarget[];
  /** What Compose runs, in its order. */
  readonly services: readonly ManifestService[];
}

/** An image that is built here. */
export interface ManifestTarget {
  /** The Bake target; that of a service has the service's name. */
  readonly name: string;
  /** The image's name without a tag. */
  readonly image: string;
  /** Whether it is a part of others, and never run. */
  readonly isBase?: boolean;
  /** The most that the unpacked image may take. */
  readonly maxImageSize?: number;
  /** The most that may have to be downloaded for the image. */
  readonly maxDownloadSize?: number;
}

/** What a service promises. */
export interface ManifestService {
  readonly name: string;
  /** The target whose image it runs; `undefined`: the image comes from elsewhere. */
  readonly target?: string;
  /** Whether it runs until it has done its work. */
  readonly isJob?: boolean;
  readonly dependsOn?: readonly string[];
  readonly profiles?: readonly string[];
  /** The container's port. */
  readonly port?: number;
  /** As it is said to Compose: `1000:1000`, or a name of the image's. */
  readonly user?: string;
  /** Whether it has been allowed to run as root, with a reason. */
  readonly mayBeRoot?: boolean;
  /** `undefined`: there is no health check, and only its start can be seen. */
  readonly health?: ManifestHealth;
  readonly readOnly?: boolean;
  readonly dropsCapabilities?: boolean;
  readonly stopGracePeriod: number;
  readonly memory: number;
}

/** When a service counts as healthy. */
export interface ManifestHealth {
  readonly interval: number;
  readonly timeout: number;
  readonly startPeriod: number;
  readonly retries: number;
}
