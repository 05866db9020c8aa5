import { oncePer } from '../../model/memo';
import { flagValues } from '../../workspace/dockerfile/stages';
import type { CheckedInstruction } from '../checked-system';

/** What is mounted while a `RUN` is run. */
export interface RunMount {
  /** `bind`, `cache`, `secret`, `ssh` or `tmpfs`. */
  readonly type: string;
  /** The stage or image that it comes from; `undefined`: the build context. */
  readonly from?: string;
  /** `undefined`: all that is there. */
  readonly source?: string;
}

/** The mounts of an instruction, in order. */
export const mountsOf: (instruction: CheckedInstruction) => readonly RunMount[] = oncePer(instruction => (
  flagValues(instruction, 'mount').map(readMount)));

function readMount(mount: string): RunMount {
  const fields = new Map(mount.replace(/^(["'])(.*)\1$/, '$2').split(',').map(field => {
    const at = field.indexOf('=');
    // What is left of backslashes, variables aside, is read as in a path of any other instruction.
    return at < 0 ? [field, ''] : [field.slice(0, at), field.slice(at + 1).replace(/\\([\\"'])/g, '$1')];
  }));
  return { type: fields.get('type') ?? 'bind', from: fields.get('from'), source: fields.get('source') ?? fields.get('src') };
}
