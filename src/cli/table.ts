/** Rows as text in columns; columns of numbers end at the same place. */
export function renderTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const isNumeric = header.map((_, column) => rows.length > 0 && rows.every(row => /^[-+]?\d[\d.,]*( ?[%kMG]?B?s?)?$|^-?$/.test(row[column])));
  const width = header.map((title, column) => Math.max(title.length, ...rows.map(row => [...row[column]].length)));
  const line = (cells: readonly string[]) => cells
    .map((cell, column) => (isNumeric[column] ? cell.padStart(width[column]) : cell.padEnd(width[column]))).join('  ').trimEnd();
  return [header, ...rows].map(line).join('\n');
}

/** Rows as a table of GitHub's Markdown. Cells are Markdown already: what they say of others goes through `code`, `prose` or `entities`. */
export function renderMarkdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), `| ${header.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n');
}
