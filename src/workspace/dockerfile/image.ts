import { parseDockerfile } from './parse';
import { DockerfileStage, DockerfileStages, lineageOf, stagesOf } from './stages';

/** What is known about the image that a Dockerfile makes. */
export interface DockerfileImage {
  /** The image that it starts from, as it is written. */
  readonly from: string;
  /** Whether it has a health check; `undefined`: it does not say. */
  readonly health?: boolean;
  /** The user that it ends as; `undefined`: it does not say. */
  readonly user?: string;
  /** The TCP ports that it exposes, as far as they are written as numbers. */
  readonly ports: readonly number[];
}

/** The stages of a Dockerfile. */
export function readDockerfile(text: string): DockerfileStages {
  return stagesOf(parseDockerfile(text));
}

/** What a stage says together with the stages that it is made from. */
export function imageOf(stages: readonly DockerfileStage[], stage: DockerfileStage): DockerfileImage {
  const lineage = lineageOf(stages, stage);
  const instructions = lineage.flatMap(one => one.instructions);
  const last = (keyword: string) => instructions.filter(instruction => instruction.keyword === keyword).pop()?.text;
  const health = last('HEALTHCHECK');
  const ports = instructions.filter(({ keyword }) => keyword === 'EXPOSE').flatMap(({ text }) => text.split(/\s+/))
    .flatMap(port => /^(\d+)(?:\/tcp)?$/i.exec(port)?.[1] ?? []).map(Number);
  return {
    from: lineage[0].from,
    health: health === undefined ? undefined : !/^NONE$/i.test(health),
    user: last('USER'),
    ports: [...new Set(ports)],
  };
}
