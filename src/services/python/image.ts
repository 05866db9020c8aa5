import type { Manager } from './manager';
import type { Secret } from '../../model/secret';
import type { PythonApp } from '../../workspace/python/python-app';
import type { SaidByImage } from '../stack/image-end';

/** Everything that decides what stands in the Dockerfile of a Python service. */
export interface PythonImage extends SaidByImage {
  readonly app: PythonApp;
  readonly manager: Manager;
  readonly pythonVersion: string;
  /** System packages of the stages that build. */
  readonly buildPackages: readonly string[];
  /** System packages of all stages. */
  readonly packages: readonly string[];
  readonly buildSecrets: readonly Secret[];
  readonly args: Record<string, string>;
  /** What runs the service's own code during the build: `collectstatic`. */
  readonly buildCommands: readonly string[];
  /** Variables of the service's own code, in all stages that hold it. */
  readonly environment: Record<string, string>;
  readonly command: readonly string[];
  readonly developmentCommand: readonly string[];
  /** The debugger's port in the container. */
  readonly debugPort?: number;
  /** Folders in the container, absolute, that the user owns. */
  readonly writable: readonly string[];
}
