import { fail } from './problem';

/** The marker with which git begins the first side of a conflict. */
const CONFLICT = /^<<<<<<<(?: |$)/m;

/**
 * Stops at the markers that an unfinished merge leaves in a file.
 *
 * @throws WorkspaceError with the line of the first one.
 */
export function checkConflictMarkers(path: string, text: string, remedy: string): void {
  const found = text.includes('<<<<<<<') ? CONFLICT.exec(text) : null;
  if (found) fail(`${path} has merge conflict markers (line ${position(text, found.index).line}): resolve the conflict, then ${remedy}`);
}

/**
 * The value of a JSON text.
 *
 * @param remedy what to do, as the end of the sentence.
 * @throws WorkspaceError with line and column (found by us: Node's own messages differ between its versions).
 */
export function parseJson(path: string, text: string, remedy: string): unknown {
  checkConflictMarkers(path, text, remedy);
  try {
    return JSON.parse(text);
  } catch {
    const offset = firstError(text);
    const { line, column } = position(text, offset);
    const got = offset >= text.length ? 'the file ends too early' : `unexpected ${JSON.stringify(text[offset])}`;
    return fail(`${path} is not valid JSON: ${got} at line ${line}, column ${column}; ${remedy}`);
  }
}

/** JSON with comments and trailing commas (bun.lock) as plain JSON, every line where it was. */
export function stripJsonComments(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\/|,(?=\s*[}\]])/g, (match) => {
    if (match.startsWith('"')) return match;
    return match === ',' ? ' ' : match.replace(/[^\n]/g, ' ');
  });
}

function position(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before[before.length - 1].length + 1 };
}

const TOKEN = /[ \t\r\n]*("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\]:,])/y;

/** Where a text stops being JSON: the offset of the first token that cannot stand there. Only for texts that are not JSON. */
function firstError(text: string): number {
  const open: string[] = [];
  let expected = 'value';
  TOKEN.lastIndex = 0;
  for (;;) {
    const start = TOKEN.lastIndex;
    const at = start + /^[ \t\r\n]*/.exec(text.slice(start))![0].length;
    const token = TOKEN.exec(text)?.[1];
    const next = token === undefined ? undefined : follow(expected, token, open);
    if (next === undefined) return at;
    expected = next;
  }
}

/** What must follow after a token, or undefined when the token cannot stand where `expected` is. */
function follow(expected: string, token: string, open: string[]): string | undefined {
  const inside = open[open.length - 1];
  if ((token === '}' && inside === '{' && (expected === 'end' || expected === 'firstKey'))
    || (token === ']' && inside === '[' && (expected === 'end' || expected === 'firstValue'))) {
    open.pop();
    return 'end';
  }
  switch (expected) {
    case 'end':
      return token === ',' && inside !== undefined ? (inside === '{' ? 'key' : 'value') : undefined;
    case 'colon':
      return token === ':' ? 'value' : undefined;
    case 'key':
    case 'firstKey':
      return token.startsWith('"') ? 'colon' : undefined;
    default:
      if (token === '{' || token === '[') {
        open.push(token);
        return token === '{' ? 'firstKey' : 'firstValue';
      }
      return /^["\-\dtfn]/.test(token) ? 'end' : undefined;
  }
}
