import { UsageError } from '../model/problem';

/** What a registry did instead of an answer: what it said, and what to do. */
export class RegistryError extends UsageError {}

const LONGEST_QUOTE = 200;

/** What somebody else says, fit for a message: one line without control characters, and not too long. */
export function quoted(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}…` : line;
}
