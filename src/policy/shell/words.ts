import type { Command, ShellOperator, Word } from './command';

const BLANK = /(?:[ \t\r]|\\\r?\n)+/y;

/** Reads the words of a script: what quotes, variables and substitutions make of its characters. */
export abstract class WordReader {
  protected at = 0;
  /** Commands whose output is substituted: it goes nowhere else. */
  protected readonly aside = new Set<Command>();

  protected constructor(protected readonly text: string) {}

  /** Commands up to the end, or to what closes them: a bracket, or a word in the place of a command. */
  protected abstract list(close?: string, first?: ShellOperator): Command[];

  /** All commands of another script. */
  protected abstract commandsIn(script: string): Command[];

  protected word(): Word {
    const { text } = this;
    const substituted: Command[] = [];
    let value = '';
    let isQuoted = false;
    while (this.at < text.length) {
      const char = text[this.at];
      if (/[\s;&|<>()]/.test(char)) {
        if (!(/[<>]/.test(char) && text[this.at + 1] === '(')) break;
        value += this.substitution(2, substituted);
      } else if (char === '\\') {
        if (text[this.at + 1] !== '\n') value += text[this.at + 1] ?? '';
        isQuoted = true;
        this.at += 2;
      } else if (char === "'") {
        const end = text.indexOf("'", this.at + 1);
        value += text.slice(this.at + 1, end < 0 ? undefined : end);
        isQuoted = true;
        this.at = end < 0 ? text.length : end + 1;
      } else if (char === '"') {
        value += this.quoted(substituted);
        isQuoted = true;
      } else {
        value += this.part(substituted);
      }
    }
    return { text: value, isQuoted, substituted };
  }

  private quoted(substituted: Command[]): string {
    const { text } = this;
    let value = '';
    this.at++;
    while (this.at < text.length && text[this.at] !== '"') {
      if (text[this.at] === '\\' && '"\\$`\n'.includes(text[this.at + 1] ?? ' ')) {
        if (text[this.at + 1] !== '\n') value += text[this.at + 1];
        this.at += 2;
      } else {
        value += this.part(substituted);
      }
    }
    this.at++;
    return value;
  }

  /** One character, or a whole `$(…)`, `${…}` or command in back quotes. */
  private part(substituted: Command[]): string {
    const { at, text } = this;
    if (text.startsWith('$((', at)) {
      this.skipped('((', '))');
      return text.slice(at, this.at);
    }
    if (text.startsWith('$(', at)) return this.substitution(2, substituted);
    if (text.startsWith('${', at)) {
      let depth = 0;
      do {
        if (text[this.at] === '\\') this.at++;
        else if (text[this.at] === '{') depth++;
        else if (text[this.at] === '}') depth--;
        this.at++;
      } while (this.at < text.length && (depth > 0 || this.at < at + 2));
      return text.slice(at, this.at);
    }
    if (text[at] === '`') {
      const [whole, inner] = /`((?:\\.|[^`\\])*)`?/sy.exec(text.slice(at))!;
      this.at += whole.length;
      this.setAside(this.commandsIn(inner.replace(/\\([`\\$])/g, '$1')), substituted);
      return whole;
    }
    this.at++;
    return text[at];
  }

  private substitution(length: number, substituted: Command[]): string {
    const start = this.at;
    this.setAside(this.bracket(length), substituted);
    return this.text.slice(start, this.at);
  }

  private setAside(commands: readonly Command[], substituted: Command[]): void {
    commands.forEach(command => this.aside.add(command));
    substituted.push(...commands);
  }

  /** The commands in brackets, after what opens them. */
  protected bracket(length: number, after?: ShellOperator): Command[] {
    this.at += length;
    const commands = this.list(')', after);
    this.at++;
    return commands;
  }

  /** Over arithmetic, which has no commands. */
  protected skipped(open: string, close: string): [] {
    const end = this.text.indexOf(close, this.at + open.length);
    this.at = end < 0 ? this.text.length : end + close.length;
    return [];
  }

  protected blanks(): void {
    this.match(BLANK);
    if (this.text[this.at] === '#') {
      const end = this.text.indexOf('\n', this.at);
      this.at = end < 0 ? this.text.length : end;
    }
  }

  protected match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (!found) return undefined;
    this.at += found[0].length;
    return found[0];
  }
}
