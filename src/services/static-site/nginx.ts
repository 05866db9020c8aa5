/** One directive of nginx's configuration: `name args;`, or `name args { block }`. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly block?: readonly ConfigurationLine[];
}

/** A comment, an empty line between groups, or text of the user's, as it is. */
export interface Passage {
  readonly comment?: string;
  readonly text?: string;
}

export type ConfigurationLine = Directive | Passage;

/** A directive. */
export function directive(name: string, ...args: readonly (string | number)[]): Directive {
  return { name, args: args.map(String) };
}

/** A directive with a block. */
export function block(name: string, args: readonly string[], content: readonly ConfigurationLine[]): Directive {
  return { name, args, block: content };
}

/** A comment above what follows. */
export function comment(text: string): Passage {
  return { comment: text };
}

/** The text of a configuration. */
export function renderNginx(lines: readonly ConfigurationLine[], indent: string = ''): string {
  return lines.map((line, i) => {
    if (!isDirective(line)) return line.comment === undefined ? `${indent}${line.text}\n` : `${i > 0 ? '\n' : ''}${indent}# ${line.comment}\n`;
    const head = `${indent}${[line.name, ...line.args.map(quoteWord)].join(' ')}`;
    if (!line.block) return `${head};\n`;
    const before = i > 0 && isDirective(lines[i - 1]) ? '\n' : '';
    return `${before}${head} {\n${renderNginx(line.block, `${indent}    `)}${indent}}\n`;
  }).join('');
}

/**
 * A word of the configuration, so that exactly this text arrives but for variables: nginx has no way to write a dollar sign
 * that begins none.
 */
export function quoteWord(word: string): string {
  // A backslash has a meaning before these alone; elsewhere, as in most regular expressions, it stands for itself.
  const escaped = word.replace(/\\(?=[\\"'trn]|$)/g, '\\\\');
  if (/^[^\s"'{};#]+$/.test(word) && escaped === word) return word;
  const quote = word.includes('"') && !word.includes('\'') ? '\'' : '"';
  return `${quote}${escaped.replace(new RegExp(quote, 'g'), `\\${quote}`).replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t')}${quote}`;
}

/** A text as a part of a regular expression. */
export function literalPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, char => `\\${char}`);
}

function isDirective(line: ConfigurationLine): line is Directive {
  return 'name' in line;
}
