/** What was found to be said of one name in a piece of JavaScript. */
export interface Setting {
  /** What stands there, without comments: a literal or an expression. */
  readonly text: string;
  /** The text of a string literal; undefined for everything else. */
  readonly literal?: string;
}

/**
 * JavaScript or TypeScript of which single settings are looked for. It is not parsed, let alone run: comments and strings are told apart
 * from code, and brackets are counted, which is enough for objects as people write them in configurations.
 */
export class JavaScript {
  /** The text without comments, everything where it was. */
  private readonly code: string;
  /** The same, with the content of strings and regular expressions blanked, too. */
  private readonly mask: string;

  constructor(text: string) {
    ({ code: this.code, mask: this.mask } = blank(text));
  }

  /**
   * What an object's property is set to, or what is assigned to such a property; undefined when the name does not appear. Of several, the
   * one that lies in the fewest braces counts: `basePath` of the configuration itself, rather than of a redirect in it.
   */
  public setting(name: string): Setting | undefined {
    const found = [...this.properties(name), ...this.assignments(name)].sort((a, b) => a.depth - b.depth || a.at - b.at)[0];
    if (found === undefined) return undefined;
    const text = found.at < 0 ? name : this.code.slice(found.at, this.endOf(found.at)).trim();
    const literal = /^(?:'([^'\\\n]*)'|"([^"\\\n]*)"|`([^`\\$]*)`)(?:\s+(?:as|satisfies)\b.*)?$/s.exec(text);
    return { text, ...literal && { literal: literal[1] ?? literal[2] ?? literal[3] } };
  }

  /** The line, from 1, in which a pattern is first found in the code itself, at its end; undefined when it is not. */
  public lineOf(pattern: RegExp): number | undefined {
    const match = pattern.exec(this.mask);
    return match ? this.mask.slice(0, match.index + match[0].length).split('\n').length : undefined;
  }

  private properties(name: string): { at: number; depth: number }[] {
    return [...this.mask.matchAll(new RegExp(`(?<=[{,]\\s*['"]?)${name}\\b['"]?\\s*(:|(?=[,}]))`, 'g'))]
      // A shorthand has no value of its own here.
      .map((match) => ({ at: match[1] === ':' ? match.index + match[0].length : -1, depth: this.depthAt(match.index) }));
  }

  private assignments(name: string): { at: number; depth: number }[] {
    return [...this.mask.matchAll(new RegExp(`\\.${name}\\s*=(?![=>])`, 'g'))]
      // Configurations are not objects in others: what is assigned is as deep as a property of the object would be.
      .map((match) => ({ at: match.index + match[0].length, depth: this.depthAt(match.index) + 1 }));
  }

  private depthAt(offset: number): number {
    let depth = 0;
    for (const char of this.mask.slice(0, offset)) depth += char === '{' ? 1 : char === '}' ? -1 : 0;
    return depth;
  }

  /** Where an expression ends: at the comma, semicolon or closing bracket that is not inside of it, or at the end of its line after a literal. */
  private endOf(start: number): number {
    let depth = 0;
    for (let at = start; at < this.mask.length; at++) {
      const char = this.mask[at];
      if ('([{'.includes(char)) depth++;
      else if (')]}'.includes(char) && --depth < 0) return at;
      else if (depth === 0 && (char === ',' || char === ';')) return at;
      else if (depth === 0 && char === '\n' && /['"`\w)]\s*$/.test(this.mask.slice(start, at)) && /^\s*(?:[\w$]+\.|export|module|const|return)\b/.test(this.mask.slice(at))) return at;
    }
    return this.mask.length;
  }
}

const TOKEN = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[\s\S])*`|\/(?![/*])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[dgimsuvy]*/g;

function blank(text: string): { code: string; mask: string } {
  const spaces = (part: string): string => part.replace(/[^\n]/g, ' ');
  let [code, mask, last] = ['', '', 0];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const [token] = match;
    const before = text.slice(0, match.index).trimEnd();
    // A slash after a value divides; after an operator or a bracket that opens it begins a regular expression.
    if (token[0] === '/' && !/^\/[/*]/.test(token) && /[\w$)\]}'"`]$/.test(before) && !/\b(?:return|typeof|case)$/.test(before)) {
      TOKEN.lastIndex = match.index + 1;
      continue;
    }
    const between = text.slice(last, match.index);
    const comment = /^\/[/*]/.test(token);
    code += between + (comment ? spaces(token) : token);
    // Names in quotes may be those of properties.
    mask += between + (comment ? spaces(token) : /^(['"])\w+\1$/.test(token) && /^\s*:/.test(text.slice(TOKEN.lastIndex)) ? token : token[0] + spaces(token.slice(1, -1)) + token.slice(-1));
    last = TOKEN.lastIndex;
  }
  return { code: code + text.slice(last), mask: mask + text.slice(last) };
}
