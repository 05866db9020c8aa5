import { commentLines } from '../model/comment';

/** Drops what is absent: `undefined`, empty lists and empty maps. The one place where that is decided. */
export function compact<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => !isAbsent(v))) as Partial<T>;
}

function isAbsent(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** The same names with every value as `change` makes it. */
export function mapValues(values: Record<string, string>, change: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}

/** YAML as Compose reads it, with `header` as comment lines. */
export function renderYaml(value: unknown, header: readonly string[]): string {
  return `${commentLines(header)}\n\n${renderBlock(value, '')}\n`;
}

/**
 * Block style, laid out here: for a large system, a library's documents took half the time of the whole synthesis.
 *
 * @param indent what every line but the first begins with
 */
function renderBlock(value: unknown, indent: string): string {
  const inner = `${indent}  `;
  if (!isNested(value)) return typeof value === 'string' ? renderText(value, indent) : JSON.stringify(value);
  if (Array.isArray(value)) return value.map(item => `- ${renderBlock(item, inner)}`).join(`\n${indent}`);
  return Object.entries(value)
    .map(([key, entry]) => {
      const [tag, item] = isOverride(entry) ? [` ${OVERRIDE}`, entry[OVERRIDE]] : ['', entry];
      return `${renderWord(key)}:${tag}${isNested(item) ? `\n${inner}` : ' '}${renderBlock(item, inner)}`;
    })
    .join(`\n${indent}`);
}

/** The tag of a value that Compose takes in place of what an earlier file says, rather than beside it. */
const OVERRIDE = '!override';

/** Such a value, for Compose 2.24.4 and later. */
export function override(value: unknown): object {
  return { [OVERRIDE]: value };
}

function isOverride(value: unknown): value is { readonly [OVERRIDE]: unknown } {
  return isNested(value) && OVERRIDE in value && Object.keys(value).length === 1;
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

/** What is text without quotes in every version of YAML: words, flags, paths, addresses, durations and sizes; no `: `, no ` #`. */
const PLAIN = /^-{0,2}(?!(?:y|n|yes|no|on|off|true|false|null|e\d+)$)(?:\.?\/|[a-z]|\d+(?:\.\d+){3}(?=:)|\d+[smhkg]$)(?:[!-9;-~]|:(?! |$)| (?![ #]|$))*$/i;
/** Lines that can stand as they are: nothing invisible in them, nor around them but one line break at the end. */
const LINES = /^[!-~][ -~\n]*\n[ -~\n]*[!-~]\n?$/;

/** A text on one line. What is not plain is JSON, which YAML includes but for what some versions take for a line break. */
function renderWord(text: string): string {
  if (PLAIN.test(text)) return text;
  return JSON.stringify(text).replace(/[\x7f-\x9f\u2028\u2029\ufeff]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function renderText(text: string, indent: string): string {
  if (!LINES.test(text)) return renderWord(text);
  const [style, lines] = text.endsWith('\n') ? ['|', text.slice(0, -1)] : ['|-', text];
  return `${style}\n${indent}${lines.replace(/\n(?!\n)/g, `\n${indent}`)}`;
}

/** JSON as Bake reads it; HCL's JSON takes a key `//` for a comment. */
export function renderJson(value: object, header: readonly string[]): string {
  return `${JSON.stringify({ ...header.length > 0 && { '//': header.join(' ') }, ...value }, undefined, 2)}\n`;
}
