import { Mapping } from './value';

/** A key, in quotes or plain, then the value: `'@a/b@1.0.0':`, `version: 6`, `node: '>=12'`. */
const ENTRY = /^('(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|[^\s'"#&*!|>%@`{}[\],?-][^#]*?|[/][^#]*?):(?: +(.*?))? *$/;

/**
 * Reads the part of YAML that lockfiles are written in: nested mappings of scalars, two spaces a level. Tens of times faster than a whole YAML
 * reader, which matters for the megabytes of a lockfile.
 *
 * Scalars become strings without their quotes, flow collections stay as they are written, lists and block texts are skipped: nothing
 * that we read is in them.
 *
 * @returns undefined when a line is anything else; a whole YAML reader must then decide.
 */
export function parseIndented(text: string): Mapping | undefined {
  const root: Mapping = {};
  const stack: Mapping[] = [root];
  let skipDeeperThan = -1;
  let opened: [Mapping, string] | undefined;

  for (const line of text.split('\n')) {
    const indent = line.search(/[^ ]/);
    if (indent < 0 || line[indent] === '#' || line[indent] === '\r') continue;
    if (skipDeeperThan >= 0) {
      if (indent > skipDeeperThan) continue;
      skipDeeperThan = -1;
    }
    const depth = indent / 2;
    if (line[indent] === '-' && line[indent + 1] === ' ') {
      if (opened === undefined) return undefined;
      skipDeeperThan = indent;
      continue;
    }
    if (opened !== undefined && depth === stack.length) {
      const child: Mapping = {};
      opened[0][opened[1]] = child;
      stack.push(child);
    }
    if (!Number.isInteger(depth) || depth >= stack.length) return undefined;
    stack.length = depth + 1;

    const match = ENTRY.exec(line.slice(indent).replace(/\r$/, ''));
    if (match === null) return undefined;
    const key = unquote(match[1]);
    const value = match[2] ?? '';
    const target = stack[depth];
    if (key === undefined || Object.hasOwn(target, key)) return undefined;
    opened = undefined;
    if (value === '') {
      target[key] = '';
      opened = [target, key];
    } else if (/^[|>][+-]?\d?$/.test(value)) {
      skipDeeperThan = indent;
    } else {
      const scalar = readScalar(value);
      if (scalar === undefined) return undefined;
      target[key] = scalar;
    }
  }
  return root;
}

function readScalar(value: string): string | undefined {
  const last = value[value.length - 1];
  switch (value[0]) {
    case '{': return last === '}' ? value : undefined;
    case '[': return last === ']' ? value : undefined;
    case '\'':
    case '"': return unquote(value);
    default: return /^[&*!|>%@`]|: | #/.test(value) ? undefined : value;
  }
}

/** A text without its quotes; undefined when it does not end with the quote that it begins with. */
function unquote(text: string): string | undefined {
  const quote = text[0];
  if (quote !== '\'' && quote !== '"') return text;
  if (!/^(?:'(?:[^']|'')*'|"(?:[^"\\]|\\.)*")$/.test(text)) return undefined;
  if (quote === '\'') return text.slice(1, -1).replace(/''/g, '\'');
  return text.includes('\\') ? undefined : text.slice(1, -1);
}
