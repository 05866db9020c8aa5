import { stringify } from 'yaml';

/** Drops what is absent: `undefined`, empty lists and empty maps. The one place where that is decided. */
export function compact<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => !isAbsent(v))) as Partial<T>;
}

function isAbsent(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** YAML as Compose reads it, with `header` as comment lines. */
export function renderYaml(value: unknown, header: readonly string[]): string {
  const comment = header.map(line => `# ${line}`.trimEnd()).join('\n');
  return `${comment}\n\n${stringify(value, { lineWidth: 0, aliasDuplicateObjects: false, version: '1.1', defaultStringType: 'PLAIN' })}`;
}

/** JSON as Bake reads it; HCL's JSON takes a key `//` for a comment. */
export function renderJson(value: object, header: readonly string[]): string {
  return `${JSON.stringify({ ...header.length > 0 && { '//': header.join(' ') }, ...value }, undefined, 2)}\n`;
}
