import { oncePer } from '../../model/memo';
import { flagValues } from '../../workspace/dockerfile/stages';
import type { CheckedInstruction } from '../checked-system';

/** What `COPY` or `ADD` says, without quotes; variables stand in it as they are written. */
export interface Copy {
  /** What it takes. Here-documents are not among it. */
  readonly sources: readonly string[];
  /** Where to. */
  readonly target: string;
  /** What of it comes from the build context: nothing where it takes files from a stage, an address or itself. */
  readonly ofContext: readonly string[];
}

const NOTHING: Copy = { sources: [], target: '', ofContext: [] };

/** What an instruction copies: nothing, if it is neither `COPY` nor `ADD`. */
export const copyOf: (instruction: CheckedInstruction) => Copy = oncePer((instruction): Copy => {
  const { keyword, text, exec } = instruction;
  if (keyword !== 'COPY' && keyword !== 'ADD') return NOTHING;
  const [line] = text.split('\n', 1);
  const words = exec ?? line.split(/\s+/).filter(Boolean).map(word => word.replace(/^(["'])(.*)\1$/, '$2'));
  const sources = words.slice(0, -1).filter(word => !/^<<-?["']?\w/.test(word));
  // Names with spaces, and paths of Windows, are more than words.
  const isUnclear = exec === undefined && line.includes('\\');
  const ofContext = isUnclear || flagValues(instruction, 'from').length > 0 ? [] : sources.filter(source => !isRemote(source));
  return { sources, target: words.at(-1) ?? '', ofContext };
});

function isRemote(source: string): boolean {
  return /^(?:https?|ftp|git|ssh):\/\/|^git@[\w.-]+:|^github\.com\//i.test(source);
}
