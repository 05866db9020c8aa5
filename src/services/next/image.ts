import type { NextPlan } from './app';
import { joinPath, relativeTo } from '../../model/paths';
import type { NodeBuild } from '../node/build';
import { inImage } from '../node/image';
import type { SaidByImage } from '../stack/image-end';

/** Everything that decides what stands in the Dockerfile of a Next.js service. */
export interface NextImage extends NodeBuild<NextPlan>, SaidByImage {
  readonly port: number;
  /** What Node is started with before the server. */
  readonly nodeFlags: readonly string[];
  /** System packages of the runtime stage. */
  readonly packages: readonly string[];
  /** Folders in the container, absolute, that are named volumes. */
  readonly volumes: readonly string[];
  /** These, and those in memory: the user owns them. */
  readonly owned: readonly string[];
  /** A name for what builds of this application share, and no others. */
  readonly cacheId: string;
  readonly developmentCommand: readonly string[];
}

/** Where the application is, relative to the install root. */
export function applicationPath({ app, plan }: Pick<NextImage, 'app' | 'plan'>): string {
  return relativeTo(app.root, plan.directory);
}

/** Where a path of the build's output is in the image. */
export function outputInImage(image: Pick<NextImage, 'app' | 'plan'>, path: string): string {
  return inImage(joinPath(joinPath(applicationPath(image), image.plan.distDir), path));
}
