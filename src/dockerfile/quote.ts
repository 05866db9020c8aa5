/**
 * A value for `KEY=value` of `ENV`, `LABEL` and `ARG`, so that exactly this text arrives.
 *
 * Always in double quotes, where the builder gives a meaning to `\`, `"` and `$` only. A line break cannot stand in an
 * instruction: the caller has to refuse it ({@link hasLineBreak}).
 */
export function quoteValue(value: string): string {
  return `"${value.replace(/[\\"$]/g, char => `\\${char}`)}"`;
}

/** `KEY="value"`, with the quotes left out where the value is plain. */
export function assignment(key: string, value: string): string {
  return /^[A-Za-z0-9_./:@%+=-]+$/.test(value) ? `${key}=${value}` : `${key}=${quoteValue(value)}`;
}

/** The exec form: a JSON list of words, run without a shell. `$` has no meaning in it for `CMD` and its like. */
export function execForm(words: readonly string[]): string {
  return `[${words.map(word => JSON.stringify(word)).join(', ')}]`;
}

/** Whether a value holds a character that ends an instruction. */
export function hasLineBreak(value: string): boolean {
  return /[\r\n]/.test(value);
}

/** A word of a shell command: quoted where the shell would read more into it than a path. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, '\'\\\'\'')}'`;
}
