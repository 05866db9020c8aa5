import { Table, table } from '../value';

/** A mapping as it stands in a lockfile, before we know what is in it. */
export type Mapping = Table;

/** The value if it is a mapping, else an empty one. */
export function mapping(value: unknown): Mapping {
  return table(value) ?? {};
}

/** The value's texts, name to text; numbers as text, what is neither is left out. */
export function texts(value: unknown): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, text] of Object.entries(mapping(value))) {
    if (typeof text === 'string' || typeof text === 'number') result[name] = String(text);
  }
  return result;
}

/** A list of texts, also when it is one text (`"linux"`) or still in YAML's flow form (`[linux, darwin]`); undefined when it is none. */
function textList(value: unknown): string[] | undefined {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value !== 'string') return undefined;
  return value.replace(/^\[|\]$/g, '').split(',').map((item) => item.trim().replace(/^['"]|['"]$/g, ''));
}

/** Whether an `os` list, which may exclude (`!win32`), leaves out Linux. */
export function excludesLinux(os: unknown): boolean {
  const list = textList(os);
  if (list === undefined || list.length === 0 || list.includes('any')) return false;
  return list.includes('!linux') || !(list.includes('linux') || list.every((name) => name.startsWith('!')));
}

/** What was found as a package's version, where it is one. */
export function withVersion(version: unknown): { version?: string } {
  return typeof version === 'string' && /^\d+\.\d+\.\d+/.test(version) ? { version } : {};
}
