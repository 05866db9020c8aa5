import { oncePer } from '../../model/memo';
import { lineageOf } from '../../workspace/dockerfile/stages';
import type { CheckedDockerfile, CheckedInstruction, CheckedStage, CheckedSystem } from '../checked-system';
import type { PolicyFinding } from '../rule';

/** An instruction and the stage that it stands in. */
export interface Placed {
  readonly stage: CheckedStage;
  readonly instruction: CheckedInstruction;
}

/** The stages of what runs: the target behind those that it is made from. */
export const finalStages: (dockerfile: CheckedDockerfile) => readonly CheckedStage[] = oncePer(({ stages, target }) => (
  target ? lineageOf(stages, target) : []));

/** All instructions of what runs: those of the stages that the target is made from, then its own. */
export const finalInstructions: (dockerfile: CheckedDockerfile) => readonly Placed[] = oncePer(dockerfile => placed(finalStages(dockerfile)));

/** The stages that are this Dockerfile's own to answer for: what a base image shares, it answers for itself. */
export const ownStages: (dockerfile: CheckedDockerfile) => readonly CheckedStage[] = oncePer(({ stages }) => (
  stages.filter(({ isShared }) => !isShared)));

/** The instructions of the stages that are this Dockerfile's own to answer for. */
export const ownInstructions: (dockerfile: CheckedDockerfile) => readonly Placed[] = oncePer(dockerfile => placed(ownStages(dockerfile)));

/** The instructions of these stages, in order. */
export function placed(stages: readonly CheckedStage[]): Placed[] {
  return stages.flatMap(stage => stage.instructions.map(instruction => ({ stage, instruction })));
}

/** The last instruction of a kind in what runs, which is the one that counts. */
export function lastOf(dockerfile: CheckedDockerfile, keyword: string): Placed | undefined {
  const all = finalInstructions(dockerfile);
  for (let index = all.length - 1; index >= 0; index--) if (all[index].instruction.keyword === keyword) return all[index];
  return undefined;
}

/** Where a finding about an instruction is. */
export function placeIn(service: string, { path }: CheckedDockerfile, { line }: Pick<CheckedInstruction, 'line'>): Pick<PolicyFinding, 'service' | 'file' | 'line'> {
  return { service, file: path, line };
}

/** What is wrong with an instruction: a sentence for each fault. */
type MessagesOf = (one: Placed, dockerfile: CheckedDockerfile) => readonly string[];

/** Looks at the instructions that each service answers for itself: one finding for each message. */
export function checkInstructions({ services }: CheckedSystem, messagesOf: MessagesOf): PolicyFinding[] {
  const findings: PolicyFinding[] = [];
  for (const { name, dockerfile } of services) {
    if (!dockerfile) continue;
    for (const one of ownInstructions(dockerfile)) {
      for (const message of messagesOf(one, dockerfile)) findings.push({ ...placeIn(name, dockerfile, one.instruction), message });
    }
  }
  return findings;
}
