import type { CheckedInstruction } from './checked-system';
import { copiedPaths } from './copied';
import { flagValues } from '../workspace/dockerfile/stages';

/** What a `COPY` or `ADD` takes from the build context, as it is written: nothing where it takes files from a stage, an address or itself. */
export function copySources(instruction: CheckedInstruction): string[] {
  if (flagValues(instruction, 'from').length > 0) return [];
  return copiedPaths(instruction).filter(word => !isRemote(word));
}

function isRemote(source: string): boolean {
  return /^(?:https?|ftp|git|ssh):\/\/|^git@[\w.-]+:|^github\.com\//i.test(source);
}
