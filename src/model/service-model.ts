import type { Duration } from './duration';
import type { HealthCheck } from './health-check';
import type { RestartPolicy } from './restart-policy';
import type { Secret } from './secret';
import type { Size } from './size';
import type { Dockerfile } from '../dockerfile/dockerfile';

/** A port of the container and where the host publishes it. */
export interface PublishedPort {
  readonly container: number;
  /** `undefined`: not published. */
  readonly host?: number;
  /** The host's address that it is published on. */
  readonly address: string;
}

/** How an image is built. All paths are relative to the repository, except those said to be otherwise. */
export interface BuildModel {
  readonly context: string;
  readonly dockerfilePath: string;
  /** The target stage; `undefined`: the last one. */
  readonly target?: string;
  /** What is written for the build; `undefined` where the files are the user's. */
  readonly generated?: GeneratedBuild;
  readonly args: Record<string, string>;
  /** Arguments that Bake takes from its variables where they are set: the argument's name and the variable's. */
  readonly variableArgs?: Record<string, 'TAG' | 'REVISION'>;
  readonly secrets: readonly Secret[];
  /** Labels that the Dockerfile does not set itself. */
  readonly labels?: Record<string, string>;
  /** The user's ignore file that decides what reaches the builder; where we write it, see `generated`. */
  readonly ignoredBy?: string;
  /**
   * Stages that another target stands in for: the stage's name and the target of a base. The Dockerfile has these stages
   * too, so that it can be built by itself.
   */
  readonly contexts?: Record<string, string>;
  /** Images that others stand in for, where the Dockerfile is the user's: their references, and the same with a digest. */
  readonly pins?: Record<string, string>;
}

/** The files of a build that we write. */
export interface GeneratedBuild {
  readonly dockerfile: Dockerfile;
  readonly ignorePath: string;
  readonly ignore: IgnoreModel;
  /** Other files that the build needs, such as a server's configuration. */
  readonly files?: readonly GeneratedFile[];
  /** Files that the build needs and that are the user's: written only where there are none. */
  readonly starters?: readonly StarterFile[];
}

/** A text file that starts somebody's own work: written where there is none, and theirs from then on. */
export interface StarterFile {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
}

/** A text file that we write. */
export interface GeneratedFile {
  readonly path: string;
  /** The whole text, given the marker's lines. */
  readonly render: (marker: readonly string[]) => string;
}

/** What reaches the builder: `only` (if given) and nothing else, minus `except`. Paths are relative to the context. */
export interface IgnoreModel {
  readonly only?: readonly string[];
  readonly except: readonly IgnoreSection[];
}

/** Patterns that belong together under one heading. */
export interface IgnoreSection {
  readonly title: string;
  readonly patterns: readonly string[];
}

/** How a service runs while it is being worked on. */
export interface DevelopmentModel {
  readonly target: string;
  /** A port that is published while the service is worked on: the debugger's. */
  readonly debug?: DebugModel;
  /** The health check as it is run in the container, in exec form; `undefined`: the service's own. */
  readonly healthCommand?: readonly string[];
  /** Folders and files of the repository that are mounted read-only at `target`. */
  readonly mounts: readonly MountModel[];
  /** Paths relative to the repository: when one changes, the image is built anew and the container replaced. */
  readonly watch: readonly string[];
  /** Where it takes more memory, processes and threads than what runs later; `undefined`: the same. */
  readonly limits?: { readonly memory: Size; readonly pids: number };
}

/** A port of the container beside the service's own, and the host's port that it is published on: the debugger's, unless it says otherwise. */
export interface DebugModel {
  /** Whether it is that of a development server, which is asked in place of the service. */
  readonly isServer?: boolean;
  readonly container: number;
  readonly host: number;
}

/** A folder or file of the repository, and where it is in the container. */
export interface MountModel {
  readonly source: string;
  readonly target: string;
}

/** Everything that the artefacts say of one service: said once, here, so that no two of them can disagree. */
export interface ServiceModel {
  readonly name: string;
  /** The image: a name without a tag where this system builds it, else a whole reference. */
  readonly image: string;
  /** `undefined`: the image is pulled, or it is another service's. */
  readonly build?: BuildModel;
  /** The most that the image may take when it is unpacked. */
  readonly maxImageSize?: Size;
  /** The most that may have to be downloaded for the image. */
  readonly maxDownloadSize?: Size;
  /** The service whose image this one runs. */
  readonly imageOf?: string;
  /** Whether it runs until it has done its work. */
  readonly isJob?: boolean;
  /** The service that a job runs for, whose settings it has. */
  readonly jobOf?: string;
  /** What runs in place of the image's entry point. */
  readonly entrypoint?: readonly string[];
  /** What runs in place of the image's command. */
  readonly command?: readonly string[];
  readonly port?: PublishedPort;
  readonly environment: Record<string, string>;
  /** Variables that look like secrets and are none, by what the user says. */
  readonly notSecret?: readonly string[];
  readonly secrets: readonly Secret[];
  readonly health: HealthCheck;
  /** The health check as it is run in the container, in exec form; `undefined`: there is none, or the image's own is taken. */
  readonly healthCommand?: readonly string[];
  /** Whether a health check that the image may have is turned off: for what ends only, `docker compose up --wait` refuses others. */
  readonly ignoresImageHealth?: boolean;
  readonly dependsOn: readonly DependencyModel[];
  readonly restart: RestartPolicy;
  readonly stopGracePeriod: Duration;
  readonly memory: Size;
  readonly cpus?: number;
  readonly pids: number;
  /** Numeric, or a name that the image has; `undefined`: the image's own. */
  readonly user?: string;
  /** The user that an image of a Dockerfile that is not ours ends as; `undefined`: not known, or it counts for nothing. */
  readonly imageUser?: string;
  /** When the health check of such an image is run, in milliseconds. */
  readonly imageHealth?: { readonly interval: number; readonly timeout: number; readonly startPeriod: number; readonly retries: number };
  readonly confinement: Confinement;
  readonly writable: readonly WritableModel[];
  /** Folders in memory that are the user's own. */
  readonly caches?: readonly CacheModel[];
  /** Folders and files of the repository that are mounted read-only. */
  readonly mounts?: readonly MountModel[];
  /** How large `/dev/shm` may become; `undefined`: 64 MiB. */
  readonly sharedMemory?: Size;
  readonly profiles: readonly string[];
  readonly development?: DevelopmentModel;
}

/** What a container may not do. */
export interface Confinement {
  /** Whether its root file system is read-only. */
  readonly readOnly: boolean;
  /** Folders in memory that it may write to, for as long as it runs. */
  readonly temporary: readonly string[];
  /** The user, by number, whom these folders belong to; `undefined`: root, and the image's folders of these names are everyone's. */
  readonly temporaryOwner?: number;
  /** Whether it has none of root's capabilities. */
  readonly dropCapabilities: boolean;
}

/** What services are confined to unless something stands against it. */
export const CONFINED: Confinement = { readOnly: true, temporary: ['/tmp'], dropCapabilities: true };

/** A service that must be there first. */
export interface DependencyModel {
  readonly name: string;
  readonly condition: 'service_healthy' | 'service_started' | 'service_completed_successfully';
}

/** A folder of the container that the application may write to; it is a named volume. */
export interface WritableModel {
  readonly path: string;
  readonly volume: string;
}

/** A folder of the container in memory, empty when it starts, of a limited size, which the user owns. */
export interface CacheModel {
  readonly path: string;
  readonly size: Size;
}

/** A target that several services build on: built first, and never run. */
export interface BaseModel {
  /** The name of the Bake target and of the service that Compose builds. */
  readonly name: string;
  /** The base image that it is a part of. */
  readonly of: string;
  readonly image: string;
  readonly build: BuildModel;
}

/** The artefacts that speak of all services: Compose and Bake. */
export interface SystemModel {
  /** The name of the Compose project. */
  readonly name: string;
  /** What keeps its caches and its alerts apart from those of other projects of the repository; `undefined`: it is the root. */
  readonly subproject?: string;
  /** Where these artefacts stand, relative to the repository. */
  readonly directory: string;
  readonly platforms: readonly string[];
  readonly bases: readonly BaseModel[];
  readonly services: readonly ServiceModel[];
}
