import type { NodeBuild } from './build';
import type { AppPlan } from './plan';
import type { SaidByImage } from '../stack/image-end';

/** Everything that decides what stands in the Dockerfile of a Node service. */
export interface NodeImage extends NodeBuild<AppPlan>, SaidByImage {
  /** What Node is started with before the entry file. */
  readonly nodeFlags: readonly string[];
  /** System packages of the runtime stage. */
  readonly packages: readonly string[];
  /** Folders in the container, absolute, that the user owns. */
  readonly writable: readonly string[];
  readonly developmentCommand: readonly string[];
  /** Whether the development stage runs the build scripts. */
  readonly developmentBuilds: boolean;
}

/** Where the install root is in the image. */
export const ROOT = '/app';

/** Where a path, relative to the install root, is in the image. */
export function inImage(path: string): string {
  return path === '.' ? ROOT : `${ROOT}/${path}`;
}
