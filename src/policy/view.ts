import type { CheckedDockerfile, CheckedInstruction, CheckedStage } from './checked-system';
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
    start: viewInstruction(stage.start),
    instructions: stage.instructions.map(viewInstruction),
  } satisfies CheckedStage]));
  return { ...build, globals: globals.map(viewInstruction), stages: [...views.values()], target: target && views.get(target) };
}

/**
 * Instructions of services that are built alike are the same objects, so that what is made of one is made once. The parser keeps what it
 * knows of an instruction for wherever the same text stands, its flags among it.
 */
const shared = new WeakMap<readonly string[], Map<number, CheckedInstruction>>();

function viewInstruction(instruction: DockerfileInstruction): CheckedInstruction {
  const { keyword, text, flags, line } = instruction;
  const known = shared.get(flags) ?? new Map<number, CheckedInstruction>();
  shared.set(flags, known);
  const same = known.get(line);
  if (same?.text === text && same.keyword === keyword) return same;
  const view = Object.freeze({ ...instruction });
  known.set(line, view);
  return view;
}

function imageOf(stages: readonly DockerfileStage[], stage: DockerfileStage, variables: Record<string, string>): string | undefined {
  const parent = parentOf(stages, stage);
  return parent ? imageOf(stages, parent, variables) : expand(stage.from, variables);
}
