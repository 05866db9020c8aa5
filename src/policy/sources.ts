import type { CheckedInstruction } from './checked-system';
import { copiedPaths } from './copied';
import { flagValues } from '../workspace/dockerfile/stages';

/** What a `COPY` or `ADD` takes from the build context, as it is written: nothing where it takes files from a stage, an address or itself. */
export function copySources(instruction: CheckedInstruction): string[] {
  const { text, exec } = instruction;
  // Names with spaces, and paths of Windows, are more than words.
  if (flagValues(instruction, 'from').length > 0 || (!exec && text.split('\n')[0].includes('\\'))) return [];
  return copiedPaths(instruction).filter(word => !isRemote(word));
}

function isRemote(source: string): boolean {
  return /^(?:https?|ftp|git|ssh):\/\/|^git@[\w.-]+:|^github\.com\//i.test(source);
}
