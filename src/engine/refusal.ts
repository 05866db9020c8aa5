import { lastLines } from './program';

/** Why a program did not verify something. */
export interface Refusal {
  readonly problem: string;
  /** Whether it stays so, however long somebody waits. */
  readonly isFinal?: boolean;
}

/** What no waiting helps with: a login that is missing or may not do this, and a program that does not know what it is asked. */
const LASTING = new RegExp([
  'unauthorized', 'denied', 'forbidden', 'authentication required', 'bad credentials', 'not accessible by', 'unknown (?:flag|command|shorthand)',
  '(?:status|code|http)[ :=]*40[13]\\b', '\\b40[13] [a-z]',
].join('|'), 'i');
/** GitHub refuses with the same number who asks too often. */
const LIMIT = /rate limit/i;

/**
 * What a program said that failed.
 *
 * @param text how it is told
 * @param stderr what it was told by
 */
export function refusalOf(name: string, text: string, stderr: string, code: number): Refusal {
  return { problem: `${name} says: ${lastLines(text) || `exit code ${code}`}`, isFinal: LASTING.test(stderr) && !LIMIT.test(stderr) };
}
