/** Characters that Markdown, or what GitHub makes of it, may take for its own. */
const MARKUP = /[\\`*_[\]<>&~$]/g;
const ADDRESS = /(https?:\/\/[\w./?=%#:@+,;&~-]*[\w/])/;
/** What a code span holds as it is, in a table, too: no backtick, backslash, pipe or control character, no space at its ends or beside another. */
const LITERAL = /^[^\s`\\|\p{C}]+(?: [^\s`\\|\p{C}]+)*$/u;

/** A text of the user's that reads as it was written, in a sentence or in a cell; addresses in it are links. */
export function prose(text: string): string {
  return text.replace(/\s+/g, ' ').trim().split(ADDRESS).map((part, i) => (i % 2 === 1 ? `<${part}>` : part.replace(MARKUP, '\\$&').replace(/\|/g, '&#124;'))).join('');
}

/** A name, a path, or a part of a command; where a code span cannot hold it, entities can. */
export function code(text: string): string {
  if (LITERAL.test(text)) return `\`${text}\``;
  return `<code>${text.replace(/[^\p{L}\p{N} ./-]/gu, char => `&#${char.codePointAt(0)};`)}</code>`;
}

/** @param text Markdown */
export function link(text: string, url: string): string {
  return `[${text}](${url})`;
}

/** A block of commands, or a diagram. */
export function fence(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${text}\n${ticks}`;
}

/** A column of a table: its title, and what it says of each row in Markdown. */
export type Column<T> = readonly [title: string, cell: (row: T) => string];

/** A table. Columns that say nothing of any row are left out, but for the first. */
export function table<T>(rows: readonly T[], columns: readonly Column<T>[]): string {
  const filled = columns.map(([title, cell]) => ({ title, cells: rows.map(cell) })).filter(({ cells }, i) => i === 0 || cells.some(Boolean));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(filled.map(({ title }) => title)),
    `|${filled.map(() => '---|').join('')}`,
    ...rows.map((_, row) => line(filled.map(({ cells }) => cells[row]))),
  ].join('\n');
}

/** Several things in one cell, each on a line of its own. */
export function lines(parts: readonly string[]): string {
  return parts.join('<br>');
}

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]}`;
}
