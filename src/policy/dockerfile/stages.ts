import { OFFICIAL_IMAGES } from '../../catalog/official-images';
import { readDockerfile } from '../../workspace/dockerfile/image';
import type { CheckedDockerfile, CheckedService, CheckedSystem } from '../checked-system';

/** A stage, and the line that it begins on, where that is known. */
export interface KnownStage {
  /** In lower case. */
  readonly name?: string;
  readonly line?: number;
}

/** All stages of a Dockerfile in order, also those that nothing needs; `undefined`: not known. */
export function allStages({ _facts }: CheckedSystem, { name }: CheckedService, dockerfile: CheckedDockerfile): readonly KnownStage[] | undefined {
  const { models, repository } = _facts;
  const generated = models.get(name)?.build?.generated;
  if (dockerfile.isGenerated) return generated?.dockerfile.stages.map(stage => ({ name: stage.name.toLowerCase() }));
  return repository.memo(`stages of ${dockerfile.path}`, () => {
    const text = repository.tryRead(dockerfile.path);
    return text === undefined ? undefined : readDockerfile(text).stages.map(stage => ({ name: stage.name, line: stage.start.line }));
  });
}

/** Whether a name is one that an image may have: with a registry, a path, a tag or a digest, or that of an official image. */
export function mayBeImage(name: string): boolean {
  return /[/:@.$]/.test(name) || OFFICIAL_IMAGES.has(name);
}
