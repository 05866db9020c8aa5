import type { CheckedInstruction } from './checked-system';

/** What `COPY` or `ADD` takes, as it is written, without the path that it goes to; here-documents are not among it. */
export function copiedPaths({ text, exec }: CheckedInstruction): string[] {
  const words = exec ?? text.split('\n')[0].split(/\s+/).filter(Boolean).map(word => word.replace(/^(["'])(.*)\1$/, '$2'));
  return words.slice(0, -1).filter(word => !/^<<-?["']?\w/.test(word));
}
