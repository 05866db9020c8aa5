/** A table of a file, before we know what is in it. */
export type Table = Record<string, unknown>;

/** The value as a table; undefined when it is none. */
export function table(value: unknown): Table | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Table : undefined;
}

/** The value as a text; undefined when it is none. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The texts of a list. */
export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(entry => typeof entry === 'string') : [];
}

/** The tables of a list. */
export function tables(value: unknown): Table[] {
  return Array.isArray(value) ? value.map(table).filter(entry => entry !== undefined) : [];
}
