/** A simple command of a shell script: a program, and what it is called with. */
export interface ShellCommand {
  /** The program and its arguments, without quotes; variables and substitutions stand in them as they are written. */
  readonly words: readonly string[];
  /** Variables that are set for it, or by it where it has no words. */
  readonly assignments: Readonly<Record<string, string>>;
  /** Where its output goes, or its input comes from: those of the group that it is in are its own too. */
  readonly redirects: readonly ShellRedirect[];
  /** What stands between it and the command before it: `''` where there is none. A line break counts as `;`. */
  readonly after: ShellOperator;
  /** The commands whose output is piped into it. */
  readonly input: readonly ShellCommand[];
  /** The commands whose output stands among its words, or that it reads as files: `$(…)`, `<(…)`. */
  readonly substituted: readonly ShellCommand[];
}

export type ShellOperator = '' | '&&' | '||' | ';' | '|' | '&';

export interface ShellRedirect {
  /** Without the number before it: `>`, `>>`, `<`, `<<`, `<<<`. */
  readonly operator: string;
  /** The file, or what a here-document is called. */
  readonly target: string;
  /** The text of a here-document. */
  readonly text?: string;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer I)[] ? I[] : T[K] extends Readonly<Record<string, string>> ? Record<string, string> : T[K] };
type Command = Mutable<ShellCommand>;
type Redirect = { -readonly [K in keyof ShellRedirect]: ShellRedirect[K] };
interface Word { readonly text: string; readonly isQuoted: boolean; readonly substituted: Command[] }

const REDIRECT = /(?:\d+|\{\w+\})?(&>>|&>|<<<|<<-|<<|<>|<&|>>|>\||>&|<|>)/y;
const OPERATOR = /&&|\|\||\|&|;;&|;;|;&|;|\||&|\n/y;
const BLANK = /(?:[ \t\r]|\\\r?\n)+/y;
const COMPOUND: Readonly<Record<string, string>> = { if: 'fi', while: 'done', until: 'done', for: 'done', select: 'done', case: 'esac' };
/** Words that stand where a command does and are none. */
const JOINTS = new Set(['then', 'else', 'elif', 'do', '!']);

/**
 * Reads a script of a POSIX shell or bash into its simple commands, in the order in which they stand: those of groups, branches, loops
 * and functions too, and those whose output is substituted before the command that it is for.
 *
 * It never fails: what is not shell becomes words.
 */
export function readScript(script: string): ShellCommand[] {
  return new ScriptReader(script).all();
}

class ScriptReader {
  private at = 0;
  /** Commands whose output is substituted: it goes nowhere else. */
  private readonly aside = new Set<Command>();
  private readonly awaited: { readonly redirect: Redirect; readonly isStripped: boolean }[] = [];

  public constructor(private readonly text: string) {}

  public all(): Command[] {
    const commands: Command[] = [];
    while (this.at < this.text.length) {
      commands.push(...this.list());
      // A closing bracket that closes nothing.
      this.at++;
    }
    return commands;
  }

  /** Commands up to the end, or to what closes them: a bracket, or a word in the place of a command. */
  private list(close?: string, first: ShellOperator = ''): Command[] {
    const all: Command[] = [];
    let previous: Command[] = [];
    let operator: ShellOperator = first;
    if (close === 'esac') this.pattern();
    for (;;) {
      this.blanks();
      if (this.at >= this.text.length || (this.text[this.at] === ')' && close !== 'esac')) return all;
      if (close !== undefined && this.closes(close)) return all;
      const found = this.match(OPERATOR);
      if (found !== undefined) {
        if (found === '\n') this.hereDocuments();
        // A line break after an operator only continues the line.
        if (all.length > 0 && (found !== '\n' || operator === '')) operator = toOperator(found);
        if (close === 'esac' && found.startsWith(';') && found.length > 1) this.pattern();
        continue;
      }
      const before = this.at;
      const element = this.element(operator);
      if (this.at === before) this.at++;
      if (operator === '|') element.forEach(command => command.input.push(...previous.filter(one => !this.aside.has(one))));
      if (element.length > 0) [previous, operator] = [element, ''];
      all.push(...element);
    }
  }

  /** A simple command, or all commands of a group; none where there is only a word that joins others. */
  private element(after: ShellOperator): Command[] {
    const { text } = this;
    if (text.startsWith('((', this.at)) return this.skipped('((', '))');
    if (text[this.at] === '(') return this.redirected(this.bracket(1, after));
    const command: Command = { words: [], assignments: {}, redirects: [], after, input: [], substituted: [] };
    const before: Command[] = [];
    const isEmpty = () => command.words.length + Object.keys(command.assignments).length + command.redirects.length === 0;
    for (;;) {
      this.blanks();
      const redirect = this.redirect(before, command);
      if (redirect) {
        command.redirects.push(redirect);
        continue;
      }
      if (text[this.at] === '(' && command.words.length === 1 && this.match(/\(\s*\)\s*/y)) return this.element(after);
      if (this.at >= text.length || /[;&|\n)(]/.test(text[this.at])) return isEmpty() ? before : [...before, command];
      const isFirst = isEmpty();
      const word = this.word();
      before.push(...word.substituted);
      if (isFirst && !word.isQuoted) {
        if (JOINTS.has(word.text)) return before;
        if (word.text === '{') return this.redirected(this.list('}', after));
        if (word.text === 'function') {
          this.match(/\s*[^\s(){};]+\s*(?:\(\s*\))?\s*/y);
          return this.element(after);
        }
        if (Object.hasOwn(COMPOUND, word.text)) return [...before, ...this.compound(word.text, after)];
      }
      command.substituted.push(...word.substituted);
      const [, name, value] = command.words.length === 0 ? /^([A-Za-z_]\w*)\+?=(.*)$/s.exec(word.text) ?? [] : [];
      if (name === undefined) command.words.push(word.text, ...isFirst && word.text === '[[' ? this.condition() : []);
      else command.assignments[name] = value;
      // The values of a list are no commands.
      if (name !== undefined && value === '' && text[this.at] === '(') this.bracket(1);
    }
  }

  /** The commands in brackets, after what opens them. */
  private bracket(length: number, after?: ShellOperator): Command[] {
    this.at += length;
    const commands = this.list(')', after);
    this.at++;
    return commands;
  }

  private compound(keyword: string, after: ShellOperator): Command[] {
    const before: Command[] = [];
    if (keyword === 'for' || keyword === 'select' || keyword === 'case') {
      const isCase = keyword === 'case';
      for (;;) {
        this.blanks();
        if (this.at >= this.text.length || /[;\n&|]/.test(this.text[this.at])) break;
        if (this.text.startsWith('((', this.at)) {this.skipped('((', '))');} else if (/[()<>]/.test(this.text[this.at])) {this.at++;} else {
          const word = this.word();
          before.push(...word.substituted);
          if (isCase && word.text === 'in') break;
        }
      }
    }
    return [...before, ...this.redirected(this.list(COMPOUND[keyword], after))];
  }

  /** The pattern of a case, with the bracket behind it. */
  private pattern(): void {
    for (;;) {
      this.match(/[\s(|]+/y);
      if (this.at >= this.text.length) return;
      if (/esac(?![\w-])/y.test(this.text.slice(this.at))) return;
      if (this.text[this.at] === ')') {
        this.at++;
        return;
      }
      if (/[;&<>]/.test(this.text[this.at])) this.at++;
      else this.word();
    }
  }

  /** What follows `[[`, in which operators are words. */
  private condition(): string[] {
    const words: string[] = [];
    while (this.at < this.text.length) {
      this.match(/\s+/y);
      const operator = this.match(/[;&|()<>]+/y);
      const word = operator ?? (this.at < this.text.length ? this.word().text : '');
      if (word !== '') words.push(word);
      if (word === ']]') break;
    }
    return words;
  }

  /** What redirects a whole group is each one's. */
  private redirected(commands: Command[]): Command[] {
    for (;;) {
      this.blanks();
      const redirect = this.redirect(commands);
      if (!redirect) return commands;
      commands.forEach(command => command.redirects.push(redirect));
    }
  }

  private redirect(before: Command[], command?: Command): Redirect | undefined {
    const { at, text } = this;
    if (/[<>]\(/y.test(text.slice(at, at + 2))) return undefined;
    const found = this.match(REDIRECT);
    if (found === undefined) return undefined;
    const operator = found.replace(/^(\d+|\{\w+\})/, '');
    this.blanks();
    const word = this.at < text.length && !/[;|\n)]/.test(text[this.at]) && !(text[this.at] === '&' && !operator.endsWith('&')) ? this.word() : undefined;
    before.push(...word?.substituted ?? []);
    command?.substituted.push(...word?.substituted ?? []);
    const redirect: Redirect = { operator: operator === '<<-' ? '<<' : operator, target: word?.text ?? '' };
    if (redirect.operator === '<<') this.awaited.push({ redirect, isStripped: operator === '<<-' });
    return redirect;
  }

  /** The texts of here-documents, which begin after the line that names them. */
  private hereDocuments(): void {
    for (const { redirect, isStripped } of this.awaited.splice(0)) {
      const lines: string[] = [];
      while (this.at < this.text.length) {
        const end = this.text.indexOf('\n', this.at);
        const whole = this.text.slice(this.at, end < 0 ? undefined : end).replace(/\r$/, '');
        const line = isStripped ? whole.replace(/^\t+/, '') : whole;
        this.at = end < 0 ? this.text.length : end + 1;
        if (line === redirect.target) break;
        lines.push(line);
      }
      redirect.text = lines.join('\n');
    }
  }

  private word(): Word {
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
      this.setAside(new ScriptReader(inner.replace(/\\([`\\$])/g, '$1')).all(), substituted);
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

  /** Over arithmetic, which has no commands. */
  private skipped(open: string, close: string): [] {
    const end = this.text.indexOf(close, this.at + open.length);
    this.at = end < 0 ? this.text.length : end + close.length;
    return [];
  }

  private blanks(): void {
    this.match(BLANK);
    if (this.text[this.at] === '#') {
      const end = this.text.indexOf('\n', this.at);
      this.at = end < 0 ? this.text.length : end;
    }
  }

  private closes(close: string): boolean {
    if (!this.text.startsWith(close, this.at) || (close !== ')' && /[^\s;&|)<>]/.test(this.text[this.at + close.length] ?? ' '))) return false;
    // What opened a bracket steps over the one that closes it.
    if (close !== ')') this.at += close.length;
    return true;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (!found) return undefined;
    this.at += found[0].length;
    return found[0];
  }
}

function toOperator(found: string): ShellOperator {
  if (found === '|&') return '|';
  return found === '\n' || found.startsWith(';') ? ';' : found as ShellOperator;
}
