/**
 * A Dockerfile as the builder reads it: what BuildKit's `parser`, `instructions` and `shell` packages do with lines, flags,
 * words and quotes, in few lines and without variables, of which none of ours may be left.
 */

export interface BuiltInstruction {
  readonly keyword: string;
  readonly flags: readonly string[];
  readonly rest: string;
}

/** What Go's `unicode.IsSpace` says is white space. */
const SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
const isComment = (line: string) => /^[\t-\r ]*#/.test(line);

/** The instructions, continued lines joined; here-documents stay behind the instruction that opens them. */
export function instructionsOf(text: string): BuiltInstruction[] {
  const lines = text.split('\n').map(line => line.replace(/\r+$/, ''));
  const found: BuiltInstruction[] = [];
  for (let at = 0; at < lines.length; at++) {
    if (isComment(lines[at]) || lines[at].trim() === '') continue;
    const start = lines[at].replace(/^[\t-\r ]+/, '');
    let { line, ends } = continued(start);
    while (!ends && at + 1 < lines.length) {
      const next = lines[++at];
      if (isComment(next) || next.trim() === '') continue;
      const more = continued(next);
      line += more.line;
      ends = more.ends;
    }
    const [, keyword, rest = ''] = /^([^\t\v\f\r ]+)(?:[\t\v\f\r ]+([^]*))?$/.exec(line.trim())!;
    found.push({ keyword: keyword.toUpperCase(), ...flagsOf(rest.trim()) });
    for (const [, dash, , word] of rest.matchAll(/(?:^|\s)\d*<<(-?)(['"]?)([A-Za-z_]\w*)\2(?=\s|$)/g)) {
      if (!/^(RUN|COPY|ADD)$/i.test(keyword)) break;
      while (++at < lines.length && (dash ? lines[at].replace(/^\t+/, '') : lines[at]) !== word);
    }
  }
  return found;
}

function continued(line: string): { line: string; ends: boolean } {
  const joined = line.replace(/([^\\])\\[ \t]*$|^\\[ \t]*$/, '$1');
  return { line: joined, ends: joined === line };
}

/** Flags before the arguments: quotes and backslashes are taken away once. */
function flagsOf(rest: string): { flags: string[]; rest: string } {
  const flags: string[] = [];
  let left = rest;
  while (left.startsWith('--')) {
    let flag = '';
    let quote = '';
    let at = 0;
    for (; at < left.length && (quote !== '' || !SPACE.test(left[at])); at++) {
      const char = left[at];
      if (char === '\\') flag += left[++at] ?? '';
      else if (quote === '' ? char === '"' || char === '\'' : char === quote) quote = quote === '' ? char : '';
      else flag += char;
    }
    flags.push(flag);
    left = left.slice(at).trimStart();
  }
  return { flags, rest: left };
}

/** One word without its quotes and escapes, as the builder uses it. */
export function unquoted(word: string): string {
  let result = '';
  for (let at = 0; at < word.length; at++) {
    const char = word[at];
    if (char === '$') throw new Error(`a variable is left in ${word}`);
    if (char === '\\') {
      result += word[++at] ?? '';
    } else if (char === '\'') {
      const end = word.indexOf('\'', at + 1);
      if (end < 0) throw new Error(`a quote is not closed in ${word}`);
      result += word.slice(at + 1, end);
      at = end;
    } else if (char === '"') {
      for (at++; word[at] !== '"'; at++) {
        if (at >= word.length) throw new Error(`a quote is not closed in ${word}`);
        if (word[at] === '$') throw new Error(`a variable is left in ${word}`);
        if (word[at] === '\\' && /["$\\]/.test(word[at + 1] ?? '')) at++;
        result += word[at];
      }
    } else {
      result += char;
    }
  }
  return result;
}

/** The words of `ENV`, `LABEL` and `ARG`, with their quotes. */
function wordsOf(rest: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < rest.length; at++) {
    const char = rest[at];
    if (quote === '' && SPACE.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    word = (word ?? '') + char;
    if (char === '\\' && quote !== '\'') word += rest[++at] ?? '';
    else if (quote === '' ? char === '"' || char === '\'' : char === quote) quote = quote === '' ? char : '';
  }
  return word === undefined ? words : [...words, word];
}

/** Names and values of `ENV`, `LABEL` and `ARG`. */
export function assignmentsOf({ rest }: BuiltInstruction): [string, string][] {
  return wordsOf(rest).map(word => {
    const equals = word.indexOf('=');
    if (equals < 0) throw new Error(`${word} has no =`);
    return [unquoted(word.slice(0, equals)), unquoted(word.slice(equals + 1))];
  });
}

/** The paths of `COPY`, in either of its forms. */
export function pathsOf({ rest }: BuiltInstruction): string[] {
  return (rest.startsWith('[') ? JSON.parse(rest) as string[] : rest.split(SPACE).filter(Boolean)).map(unquoted);
}

/** What a `RUN` mounts: keys and values. */
export function mountsOf({ flags }: BuiltInstruction): Record<string, string>[] {
  return flags.filter(flag => flag.startsWith('--mount=')).map(flag =>
    Object.fromEntries(flag.slice('--mount='.length).split(',').map(part => {
      const [key, ...value] = part.split('=');
      return [key, unquoted(value.join('='))];
    })));
}

/** The instructions of each stage, by its name. */
export function stagesOf(text: string): Map<string, BuiltInstruction[]> {
  const stages = new Map<string, BuiltInstruction[]>();
  let current: BuiltInstruction[] = [];
  for (const instruction of instructionsOf(text)) {
    if (instruction.keyword === 'FROM') stages.set(/ AS (\S+)$/.exec(instruction.rest)?.[1] ?? String(stages.size), current = []);
    else current.push(instruction);
  }
  return stages;
}

/** The values of one kind of instruction, those that come later in place of those before. */
export function valuesOf(instructions: readonly BuiltInstruction[], keyword: string): Record<string, string> {
  return Object.fromEntries(instructions.filter(each => each.keyword === keyword && each.rest.includes('=')).flatMap(assignmentsOf));
}
