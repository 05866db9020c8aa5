import { dockerfileParts } from '../dockerfile/dockerfile';
import type { BuildModel } from '../model/service-model';
import { readDockerfile } from '../workspace/dockerfile/image';
import { parseParts } from '../workspace/dockerfile/parse';
import { type DockerfileStages, stagesOf } from '../workspace/dockerfile/stages';
import type { Repository } from '../workspace/repository';

/** The stages of the Dockerfile of a build, whoever wrote it. */
export function builtStages({ generated, dockerfilePath }: BuildModel, repository: Repository): DockerfileStages {
  if (generated) return stagesOf(parseParts(dockerfileParts(generated.dockerfile, [])));
  return readDockerfile(repository.tryRead(dockerfilePath) ?? '');
}
