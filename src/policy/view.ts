import type { CheckedDockerfile, CheckedStage } from './checked-system';
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
  const variables = variablesOf(globals, build.args);
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

/** What the arguments before the first stage are worth: what the build says, else what stands there. */
function variablesOf(globals: readonly DockerfileInstruction[], args: Record<string, string>): Record<string, string> {
  const variables: Record<string, string> = { ...PREDEFINED };
  for (const { assignments = {}, text } of globals) {
    for (const [name, value] of Object.entries(assignments)) variables[name] = args[name] ?? expand(value, variables) ?? value;
    const [name] = /^\w+$/.exec(text) ?? [];
    if (name !== undefined && args[name] !== undefined) variables[name] = args[name];
  }
  return variables;
}

/** What builders set themselves: of no weight for what an image is called, as long as it has a value. */
const PREDEFINED = { TARGETPLATFORM: 'linux/amd64', TARGETOS: 'linux', TARGETARCH: 'amd64', BUILDPLATFORM: 'linux/amd64', BUILDOS: 'linux', BUILDARCH: 'amd64' };

function imageOf(stages: readonly DockerfileStage[], stage: DockerfileStage, variables: Record<string, string>): string | undefined {
  const parent = parentOf(stages, stage);
  return parent ? imageOf(stages, parent, variables) : expand(stage.from, variables);
}
