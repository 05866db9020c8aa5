/** Characters: those that are listed, or all others. */
export interface CharacterSet {
  readonly characters: string;
  readonly isNegated: boolean;
}

/** A part of a pattern: one character of a set, at most one, or any number. */
export interface PatternPart {
  readonly set: CharacterSet;
  readonly times: '1' | '?' | '*';
}

/** A pattern of names of branches or tags. */
export interface RefPattern {
  readonly parts: readonly PatternPart[];
  /** Takes out of what patterns before it let in. */
  readonly isNegated: boolean;
}

/** A name as a regular expression that matches nothing else. */
export function escapeExpression(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}

/** A set as a part of a regular expression. */
export function renderSet({ characters, isNegated }: CharacterSet): string {
  if (characters === '') return '.';
  if (!isNegated && [...characters].length === 1) return escapeExpression(characters);
  return `[${isNegated ? '^' : ''}${ranges([...characters].sort())}]`;
}

/** Sorted characters between brackets; three and more letters or digits in a row as a range. */
function ranges(characters: readonly string[]): string {
  const runs: string[][] = [];
  for (const character of characters) {
    const run = runs[runs.length - 1];
    const follows = run && /^[a-zA-Z0-9]{2}$/.test(run[0] + character) && run[run.length - 1].charCodeAt(0) + 1 === character.charCodeAt(0);
    if (follows) run.push(character);
    else runs.push([character]);
  }
  return runs.map(run => (run.length > 2 ? `${run[0]}-${run[run.length - 1]}` : run.map(one => one.replace(/[\\\]^[-]/, '\\$&')).join(''))).join('');
}
