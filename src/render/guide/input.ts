import { joinPath, parentPath, relativePath } from '../../model/paths';
import type { SystemModel } from '../../model/service-model';
import type { JobDescription, WorkflowsModel } from '../../model/workflows-model';
import type { DockerfileStages } from '../../workspace/dockerfile/stages';
import type { ImageSizes } from '../../workspace/image-sizes';

/** What the guide is made from. */
export interface GuideInput {
  /** Its directory is the project's: that in which commands are run. */
  readonly system: SystemModel;
  readonly files: GuideFiles;
  /** Dockerfiles, generated ones and the user's, by their paths in the repository. Of images whose file is not here, less is said. */
  readonly dockerfiles: ReadonlyMap<string, DockerfileStages>;
  /** How long what is in an image gets security updates; `undefined`: it is not known. */
  readonly supportedUntil: (reference: string) => ImageSupport | undefined;
  /** The sizes that were last recorded. */
  readonly sizes?: ImageSizes;
  /** Rules that were told not to look at something. */
  readonly suppressed?: readonly Suppression[];
  /** What runs on GitHub. */
  readonly workflows?: GuideWorkflows;
}

/** How long an image gets all its security updates. */
export interface ImageSupport {
  /** The last day. */
  readonly until: string;
  /** What in the image is over by then: `Debian 13`. */
  readonly what: string;
}

/** What runs on GitHub, and from what it is made. */
export interface GuideWorkflows {
  readonly model: WorkflowsModel;
  readonly jobs: readonly JobDescription[];
}

/** Paths relative to the project. */
export interface GuideFiles {
  readonly guide: string;
  readonly compose: string;
  /** `undefined`: no service is developed in a container. */
  readonly composeDevelopment?: string;
  readonly bake: string;
  readonly lock: string;
  readonly sizes: string;
  /** The file in which the system is defined; `undefined`: it is not known. */
  readonly definition?: string;
}

/** A rule that is not applied. */
export interface Suppression {
  /** What it is not applied to: the name of a service or of a base image. */
  readonly subject: string;
  /** The rule's id. */
  readonly rule: string;
  readonly reason: string;
  /** What the rule would have said. */
  readonly message?: string;
}

/** How the guide leads to a file of the repository. */
export function urlOf({ system, files }: GuideInput, path: string): string {
  const folder = parentPath(joinPath(system.directory, files.guide));
  return relativePath(folder, path).split('/').map(encoded).join('/');
}

/** How the guide leads to a file of the project. */
export function projectUrlOf(input: GuideInput, path: string): string {
  return urlOf(input, joinPath(input.system.directory, path));
}

function encoded(segment: string): string {
  return encodeURIComponent(segment).replace(/[()]/g, char => (char === '(' ? '%28' : '%29'));
}
