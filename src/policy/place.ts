import type { LineCounter, parseDocument } from 'yaml';
import type { PolicyFinding } from './rule';
import { oncePerText } from '../model/memo';

/**
 * The line that a finding is on, from 1; `undefined`: it is in no line.
 *
 * @param text of the generated file that `keys` lead through
 */
export function lineOf({ line, keys }: PolicyFinding, text: string): number | undefined {
  if (line !== undefined || !keys) return line;
  const { document, lines } = parsed(text);
  // As far as the keys lead: what is missing is missed where it would be.
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const key of keys) {
    const items: readonly any[] = (node as { items?: any[] } | null)?.items ?? [];
    const pair = items.find(item => String(item?.key?.value ?? item?.key) === key);
    const next = pair?.value ?? (/^\d+$/.test(key) ? items[Number(key)] : undefined);
    const range = pair?.key?.range ?? next?.range;
    if (!range) break;
    offset = range[0];
    node = next;
  }
  return offset === undefined ? undefined : lines.linePos(offset).line;
}

/** Many findings are in the same file, and a system has few of them. */
const parsed = oncePerText(text => {
  const yaml = loadYaml();
  const lines = new yaml.LineCounter();
  return { document: yaml.parseDocument(text, { lineCounter: lines }), lines };
}, 3);

/** Loaded when there is a finding to place. */
function loadYaml(): { readonly LineCounter: typeof LineCounter; readonly parseDocument: typeof parseDocument } {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('yaml');
}
