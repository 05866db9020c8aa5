import type { DockerfileInstruction } from './parse';

/** A stage of a Dockerfile. */
export interface DockerfileStage {
  /** Its name in lower case, as the builder compares names; `undefined`: it has none. */
  readonly name?: string;
  /** The image or the stage that it starts from, as it is written. */
  readonly from: string;
  /** Its `FROM`. */
  readonly start: DockerfileInstruction;
  /** What follows. */
  readonly instructions: readonly DockerfileInstruction[];
}

/** A whole Dockerfile. */
export interface DockerfileStages {
  /** Arguments before the first stage. */
  readonly globals: readonly DockerfileInstruction[];
  readonly stages: readonly DockerfileStage[];
}

/** The stages that instructions belong to. */
export function stagesOf(instructions: readonly DockerfileInstruction[]): DockerfileStages {
  const globals: DockerfileInstruction[] = [];
  const stages: (DockerfileStage & { instructions: DockerfileInstruction[] })[] = [];
  for (const instruction of instructions) {
    if (instruction.keyword === 'FROM') {
      const [, from = '', , name] = /^(\S+)(\s+AS\s+(\S+))?/i.exec(instruction.text) ?? [];
      stages.push({ name: name?.toLowerCase(), from, start: instruction, instructions: [] });
    } else {
      (stages[stages.length - 1]?.instructions ?? globals).push(instruction);
    }
  }
  return { globals, stages };
}

/** The stage that a build without a target, or with this one, ends with: a stage's name (of several, the last one has it), or its number. */
export function findStage<T extends Pick<DockerfileStage, 'name'>>(stages: readonly T[], target: string | undefined): T | undefined {
  if (target === undefined) return stages[stages.length - 1];
  return [...stages].reverse().find(({ name }) => name === target.toLowerCase()) ?? (/^\d+$/.test(target) ? stages[Number(target)] : undefined);
}

/** The stage above it that a stage is made from; `undefined`: it is made from an image. */
export function parentOf<T extends Pick<DockerfileStage, 'name' | 'from'>>(stages: readonly T[], stage: T): T | undefined {
  const from = stage.from.toLowerCase();
  return stages.slice(0, stages.indexOf(stage)).reverse().find(({ name }) => name === from);
}

/** A stage and those that it is made from, the first of them first. */
export function lineageOf<T extends Pick<DockerfileStage, 'name' | 'from'>>(stages: readonly T[], stage: T): T[] {
  const parent = parentOf(stages, stage);
  return parent ? [...lineageOf(stages, parent), stage] : [stage];
}

/** What follows `--name=` in an instruction, for each time that it is there. */
export function flagValues({ flags }: Pick<DockerfileInstruction, 'flags'>, name: string): string[] {
  const start = `--${name}=`;
  return flags.filter(flag => flag.startsWith(start)).map(flag => flag.slice(start.length));
}

/** Where an instruction takes files from, beside the context: stages or images, by `--from=` and by mounts. */
export function sourcesOf(instruction: DockerfileInstruction): string[] {
  const mounted = flagValues(instruction, 'mount').flatMap(mount => /(?:^|,)from=([^,]*)/.exec(mount)?.[1] ?? []);
  return [...flagValues(instruction, 'from'), ...mounted];
}

/** The stages that one needs, itself among them, in order: the builder leaves out all others. */
export function neededStages(stages: readonly DockerfileStage[], stage: DockerfileStage): DockerfileStage[] {
  const needed = new Set<DockerfileStage>();
  const visit = (one: DockerfileStage): void => {
    if (needed.has(one)) return;
    needed.add(one);
    const above = stages.slice(0, stages.indexOf(one));
    const parent = parentOf(stages, one);
    const others = one.instructions.flatMap(sourcesOf).flatMap(name => findStage(above, name) ?? []);
    [...parent ? [parent] : [], ...others].forEach(visit);
  };
  visit(stage);
  return stages.filter(one => needed.has(one));
}

/**
 * A text with the variables of the builder in it replaced: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME:+other}`; `undefined` where
 * one is not known.
 */
export function expand(text: string, variables: Readonly<Record<string, string>>): string | undefined {
  let isKnown = true;
  const expanded = text.replace(/\\\$|\$(?:\{(\w+)(?::?([-+])([^}]*))?\}|(\w+))/g, (whole, braced, operator, other, plain) => {
    if (whole === '\\$') return '$';
    const name: string = braced ?? plain;
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (operator === '+') return value ? other : '';
    if (value) return value;
    if (operator === '-') return other;
    isKnown = false;
    return '';
  });
  return isKnown ? expanded : undefined;
}
