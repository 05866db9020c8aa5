import { Instruction } from '../../dockerfile/instruction';

/** What a binary is told of its version, by whoever builds. */
export interface Stamps {
  readonly versionVariable?: string;
  readonly revisionVariable?: string;
}

/** A build argument, what it is unless the build says it, and where it goes. */
interface Stamp {
  readonly argument: 'VERSION' | 'REVISION';
  readonly unsaid: string;
  readonly bake: 'TAG' | 'REVISION';
  readonly variable: string;
}

/** The stamps that were asked for. Without them nothing differs between two builds of the same sources. */
export function stampsOf({ versionVariable, revisionVariable }: Stamps): Stamp[] {
  return [
    ...versionVariable === undefined ? [] : [{ argument: 'VERSION', unsaid: 'dev', bake: 'TAG', variable: versionVariable } as const],
    ...revisionVariable === undefined ? [] : [{ argument: 'REVISION', unsaid: 'unknown', bake: 'REVISION', variable: revisionVariable } as const],
  ];
}

/** Their declarations: as late as can be, because what follows depends on them. */
export function stampArgs(stamps: Stamps): Instruction[] {
  return stampsOf(stamps).map(({ argument, unsaid }) => Instruction.arg(argument, unsaid));
}

/** What Bake gives them. */
export function stampVariables(stamps: Stamps): Record<string, 'TAG' | 'REVISION'> {
  return Object.fromEntries(stampsOf(stamps).map(({ argument, bake }) => [argument, bake]));
}
