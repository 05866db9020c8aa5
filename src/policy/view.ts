import type { CheckedDockerfile, CheckedStage } from './checked-system';
import { globalVariables } from '../workspace/dockerfile/images';
import { DockerfileInstruction, parseDockerfile, parseParts } from '../workspace/dockerfile/parse';
import { DockerfileStage, expand, findStage, lineageOf, neededStages, parentOf, stagesOf } from '../workspace/dockerfile/stages';

/** A Dockerfile that is to be looked at, and how it is built. */
export interface DockerfileBuild {
  readonly path: string;
  /** Its text, or the parts that it is put together from, where they are known. */
  readonly text: string | readonly string[];
  readonly isGenerated: boolean;
  readonly context: string;
  /** The stages that are built: the first is what runs. `undefined`: the last stage of the Dockerfile. */
  readonly targets: readonly (string | undefined)[];
  readonly args: Record<string, string>;
  /** Stages that another target stands in for. */
  readonly shared: readonly string[];
  readonly ignorePath?: string;
  readonly ignoreText: string;
}

/** A Dockerfile as rules see it. */
export function viewDockerfile({ text, targets, shared, ...build }: DockerfileBuild): CheckedDockerfile {
  const { globals, stages } = stagesOf(typeof text === 'string' ? parseDockerfile(text) : parseParts(text));
  const [target, ...others] = targets.map(name => findStage(stages, name));
  const final = new Set(target ? lineageOf(stages, target) : []);
  const needed = new Set([target, ...others].flatMap(stage => (stage ? neededStages(stages, stage) : [])));
  const variables = globalVariables(globals, build.args);
  const views = new Map(stages.filter(stage => needed.has(stage)).map(stage => [stage, {
    name: stage.name,
    from: stage.from,
    image: imageOf(stages, stage, variables),
    isShared: stage.name !== undefined && shared.includes(stage.name),
    isFinal: final.has(stage),
    start: copyOf(stage.start),
    instructions: stage.instructions.map(copyOf),
  } satisfies CheckedStage]));
  return { ...build, globals: globals.map(copyOf), stages: [...views.values()], target: target && views.get(target) };
}

function copyOf(instruction: DockerfileInstruction) {
  return { ...instruction };
}

function imageOf(stages: readonly DockerfileStage[], stage: DockerfileStage, variables: Record<string, string>): string | undefined {
  const parent = parentOf(stages, stage);
  return parent ? imageOf(stages, parent, variables) : expand(stage.from, variables);
}
