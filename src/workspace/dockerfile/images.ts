import type { DockerfileInstruction } from './parse';
import { DockerfileStage, DockerfileStages, expand, findStage, neededStages, parentOf, sourcesOf } from './stages';

/** An image that a Dockerfile takes from elsewhere. */
export interface TakenImage {
  /** As it stands in the Dockerfile, variables included. */
  readonly written: string;
  /** With the values of arguments in place of their names. */
  readonly image: string;
}

/** What builders set themselves: of no weight for what an image is called, as long as it has a value. */
const PREDEFINED = { TARGETPLATFORM: 'linux/amd64', TARGETOS: 'linux', TARGETARCH: 'amd64', BUILDPLATFORM: 'linux/amd64', BUILDOS: 'linux', BUILDARCH: 'amd64' };

/** What the arguments before the first stage are worth: what the build says, else what stands there. */
export function globalVariables(globals: readonly DockerfileInstruction[], args: Readonly<Record<string, string>>): Record<string, string> {
  const variables: Record<string, string> = { ...PREDEFINED };
  for (const { assignments = {}, text } of globals) {
    for (const [name, value] of Object.entries(assignments)) variables[name] = valueOf(args, name) ?? expand(value, variables) ?? value;
    const [name = ''] = /^\w+$/.exec(text) ?? [];
    const said = valueOf(args, name);
    if (said !== undefined) variables[name] = said;
  }
  return variables;
}

/** Not what every object has: an argument may be called `constructor`. */
function valueOf(args: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(args, name) ? args[name] : undefined;
}

/** The images that these targets are made from or take files from, each once. What an argument without a value decides is left out. */
export function takenImages({ globals, stages }: DockerfileStages, targets: readonly (string | undefined)[],
  args: Readonly<Record<string, string>>): TakenImage[] {
  const variables = globalVariables(globals, args);
  const needed = targets.flatMap(target => {
    const stage = findStage(stages, target);
    return stage ? neededStages(stages, stage) : [];
  });
  const taken = new Map<string, TakenImage>();
  const take = (written: string): void => {
    const image = expand(written, variables);
    if (image && image !== 'scratch') taken.set(written, { written, image });
  };
  for (const stage of new Set(needed)) {
    if (!parentOf(stages, stage)) take(stage.from);
    const above = stages.slice(0, stages.indexOf(stage));
    stage.instructions.flatMap(sourcesOf).filter(source => !isStage(above, source)).forEach(take);
  }
  return [...taken.values()];
}

function isStage(stages: readonly DockerfileStage[], source: string): boolean {
  return findStage(stages, source) !== undefined;
}
