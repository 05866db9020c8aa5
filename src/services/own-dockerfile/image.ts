import { isWithin, joinPath, relativeTo, repositoryPath } from '../../model/paths';
import { show, UsageError } from '../../model/problem';
import { DockerfileImage, imageOf, readDockerfile } from '../../workspace/dockerfile/image';
import { type DockerfileStage, findStage } from '../../workspace/dockerfile/stages';
import { findIgnoreFile, isDockerIgnored } from '../../workspace/dockerignore';
import type { DockerfileServiceOptions } from '../dockerfile-service-options';
import type { SynthesisContext } from '../hub';

/** The label that says what an image is called. */
export const TITLE = 'org.opencontainers.image.title';

/** The user's Dockerfile, and what it says about the image. Paths are relative to the repository. */
export interface OwnImage extends DockerfileImage {
  readonly context: string;
  readonly dockerfilePath: string;
  /** The ignore file that the builder takes: the Dockerfile's own, or that of the context. */
  readonly ignoredBy?: string;
  /** Whether the Dockerfile gives the image a title of its own. */
  readonly isTitled: boolean;
}

/**
 * Reads the Dockerfile of a service.
 *
 * @throws when there is no such folder, file or stage
 */
export function readOwnImage({ directory = '.', dockerfile = 'Dockerfile', target }: DockerfileServiceOptions, { directory: project, repository }: SynthesisContext): OwnImage {
  const context = joinPath(project, repositoryPath(directory, 'directory', 'the project'));
  if (!repository.isDirectory(context)) throw new UsageError(`directory ${show(directory)} does not exist; name the folder that is the build context`);
  const dockerfilePath = joinPath(context, repositoryPath(dockerfile, 'dockerfile', 'the service\'s directory'));
  const text = repository.tryRead(dockerfilePath);
  if (text === undefined) throw new UsageError(`${dockerfilePath} does not exist; name the file with "dockerfile", relative to the directory`);
  const { stages } = readDockerfile(text);
  const stage = findStage(stages, target);
  if (!stage) throw new UsageError(noStage(stages, dockerfilePath, target));
  const ignoredBy = findIgnoreFile(repository, dockerfilePath, context);
  return { context, dockerfilePath, ignoredBy, isTitled: text.includes(TITLE), ...imageOf(stages, stage) };
}

function noStage(stages: readonly DockerfileStage[], path: string, target: string | undefined): string {
  if (stages.length === 0) return `${path} has no FROM, so nothing can be built from it`;
  const names = stages.flatMap(({ name }) => name ?? []);
  return `target must be a stage of ${path}, ${names.length > 0 ? `which has ${names.join(', ')}` : 'none of which has a name'}, got ${show(target)}`;
}

/** Secrets of the project that would reach the builder. Its ignore file is not ours to write. */
export function leaksOf({ context, dockerfilePath, ignoredBy }: OwnImage, { repository, secretFiles }: SynthesisContext): string[] {
  const ignore = (ignoredBy !== undefined && repository.tryRead(ignoredBy)) || '';
  const inContext = secretFiles.filter(path => isWithin(context, path)).map(path => relativeTo(context, path));
  const lines = inContext.filter(path => !isDockerIgnored(ignore, path)).map(path => path.replace(/^(.*\/)?\.secrets\/.*/, '$1.secrets'));
  return [...new Set(lines)].map(line =>
    `${joinPath(context, line)} holds secrets and would reach the builder; add the line ${show(line)} to ${ignoredBy ?? `${dockerfilePath}.dockerignore`}`);
}
