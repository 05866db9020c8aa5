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
  readonly ignorePath: string;
  readonly dockerfile: Dockerfile;
  readonly ignore: IgnoreModel;
  readonly target: string;
  readonly args: Record<string, string>;
  readonly secrets: readonly Secret[];
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
  /** The host's port that the debugger is published on; in the container it is 9229. */
  readonly debugPort: number;
  /** Folders and files of the repository that are mounted read-only at `target`. */
  readonly mounts: readonly MountModel[];
  /** Paths relative to the repository: when one changes, the image is built anew and the container replaced. */
  readonly watch: readonly string[];
}

export interface MountModel {
  readonly source: string;
  readonly target: string;
}

/** Everything that the artefacts say of one service: said once, here, so that no two of them can disagree. */
export interface ServiceModel {
  readonly name: string;
  readonly image: string;
  readonly build: BuildModel;
  readonly port?: PublishedPort;
  readonly environment: Record<string, string>;
  readonly secrets: readonly Secret[];
  readonly health: HealthCheck;
  /** The health check as the image runs it, in exec form; `undefined` when there is none. */
  readonly healthCommand?: readonly string[];
  readonly dependsOn: readonly DependencyModel[];
  readonly restart: RestartPolicy;
  readonly stopGracePeriod: Duration;
  readonly memory: Size;
  readonly cpus?: number;
  readonly pids: number;
  readonly user: string;
  readonly writable: readonly WritableModel[];
  readonly profiles: readonly string[];
  readonly development?: DevelopmentModel;
}

/** A service that must be there first. */
export interface DependencyModel {
  readonly name: string;
  readonly condition: 'service_healthy' | 'service_started';
}

/** A folder of the container that the application may write to; it is a named volume. */
export interface WritableModel {
  readonly path: string;
  readonly volume: string;
}

/** The artefacts that speak of all services: Compose and Bake. */
export interface SystemModel {
  readonly name: string;
  /** Where these artefacts stand, relative to the repository. */
  readonly directory: string;
  readonly platforms: readonly string[];
  readonly services: readonly ServiceModel[];
}
