/**
 * A value for `KEY=value` of `ENV`, `LABEL` and `ARG`, so that exactly this text arrives.
 *
 * Always in double quotes, where the builder gives a meaning to `\`, `"` and `$` only. A line break cannot stand in an
 * instruction: the caller has to refuse it ({@link hasLineBreak}).
 */
export function quoteValue(value: string): string {
  return `"${value.replace(/[\\"$]/g, char => `\\${char}`)}"`;
}

/** `KEY="value"`, with the quotes left out where the value is plain, and put around a key that would begin a comment or a flag. */
export function assignment(key: string, value: string): string {
  const name = /^[A-Za-z0-9_][A-Za-z0-9_./:@%+-]*$/.test(key) ? key : quoteValue(key);
  return /^[A-Za-z0-9_./:@%+=-]+$/.test(value) ? `${name}=${value}` : `${name}=${quoteValue(value)}`;
}

/** A path as the builder expands it: quotes, `$` and `\` stand for themselves. */
export function pathWord(path: string): string {
  return path.replace(/[\\"'$]/g, char => `\\${char}`);
}

/** A path as a source of `COPY`, where `*`, `?` and `[` would stand for others. */
export function exactPath(path: string): string {
  return path.replace(/[*?[]/g, '[$&]');
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
