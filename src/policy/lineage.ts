import type { CheckedDockerfile, CheckedInstruction, CheckedStage } from './checked-system';
import { lineageOf } from '../workspace/dockerfile/stages';

/** An instruction and the stage that it stands in. */
export interface Placed {
  readonly stage: CheckedStage;
  readonly instruction: CheckedInstruction;
}

/** All instructions of what runs: those of the stages that the target is made from, then its own. */
export function finalInstructions({ stages, target }: CheckedDockerfile): Placed[] {
  return target ? lineageOf(stages, target).flatMap(stage => stage.instructions.map(instruction => ({ stage, instruction }))) : [];
}

/** The instructions of all stages that are this Dockerfile's own to answer for: what a base image shares, it answers for itself. */
export function ownInstructions({ stages }: CheckedDockerfile): Placed[] {
  return stages.filter(({ isShared }) => !isShared).flatMap(stage => stage.instructions.map(instruction => ({ stage, instruction })));
}

/** The last instruction of a kind in what runs, which is the one that counts. */
export function lastOf(dockerfile: CheckedDockerfile, keyword: string): Placed | undefined {
  return finalInstructions(dockerfile).filter(({ instruction }) => instruction.keyword === keyword).pop();
}
