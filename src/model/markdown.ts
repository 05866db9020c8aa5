/** Characters that Markdown, or what GitHub makes of it, may take for its own. */
const MARKUP = /[\\`*_[\]<>&~$]/g;
const ADDRESS = /(https?:\/\/[\w./?=%#:@+,;&~-]*[\w/])/;
/**
 * What is written as an entity: all but letters, digits, and punctuation that nothing takes for its own. Of that, what makes an address
 * into a link, and what makes the beginning of a line into an item of a list.
 */
const ACTIVE = /[^\p{L}\p{N} .,:;/()%=+-]|:(?=\/\/)|(?<=www)\.|^ |^[+-](?=\s|[\s-]*$)|(?<=^\d{1,9})[.)](?=\s|$)/giu;
/** What a code span holds as it is, in a table, too: no backtick, backslash, pipe or control character, no space at its ends or beside another. */
const LITERAL = /^[^\s`\\|\p{C}]+(?: [^\s`\\|\p{C}]+)*$/u;

/** A text of the user's that reads as it was written, in a sentence or in a cell; addresses in it are links. */
export function prose(text: string): string {
  return text.replace(/\s+/g, ' ').trim().split(ADDRESS).map((part, i) => (i % 2 === 1 ? `<${part}>` : part.replace(MARKUP, '\\$&').replace(/\|/g, '&#124;'))).join('');
}

/**
 * A text of others, character by character as it is: nothing in it is markup of Markdown or HTML, not even an address. In a cell, a
 * heading, an item of a list, and between tags of HTML.
 */
export function entities(text: string): string {
  return text.replace(ACTIVE, char => `&#${char.codePointAt(0)};`);
}

/** A name, a path, or a part of a command; where a code span cannot hold it, entities can. */
export function code(text: string): string {
  if (LITERAL.test(text)) return `\`${text}\``;
  return `<code>${entities(text)}</code>`;
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

/** A table of cells in Markdown. Columns that say nothing of any row are left out, but for the first. */
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
