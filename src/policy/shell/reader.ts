import type { Command, Redirect, ShellCommand, ShellOperator } from './command';
import { WordReader } from './words';

const REDIRECT = /(?:\d+|\{\w+\})?(&>>|&>|<<<|<<-|<<|<>|<&|>>|>\||>&|<|>)/y;
const OPERATOR = /&&|\|\||\|&|;;&|;;|;&|;|\||&|\n/y;
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

class ScriptReader extends WordReader {
  private readonly awaited: { readonly redirect: Redirect; readonly isStripped: boolean }[] = [];

  public constructor(text: string) {
    super(text);
  }

  public all(): Command[] {
    const commands: Command[] = [];
    while (this.at < this.text.length) {
      commands.push(...this.list());
      // A closing bracket that closes nothing.
      this.at++;
    }
    return commands;
  }

  protected override commandsIn(script: string): Command[] {
    return new ScriptReader(script).all();
  }

  protected override list(close?: string, first: ShellOperator = ''): Command[] {
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

  private compound(keyword: string, after: ShellOperator): Command[] {
    const before: Command[] = [];
    if (keyword === 'for' || keyword === 'select' || keyword === 'case') {
      const isCase = keyword === 'case';
      for (;;) {
        this.blanks();
        if (this.at >= this.text.length || /[;\n&|]/.test(this.text[this.at])) break;
        if (this.text.startsWith('((', this.at)) {
          this.skipped('((', '))');
          continue;
        }
        if (/[()<>]/.test(this.text[this.at])) {
          this.at++;
          continue;
        }
        const word = this.word();
        before.push(...word.substituted);
        if (isCase && word.text === 'in') break;
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

  private closes(close: string): boolean {
    if (!this.text.startsWith(close, this.at) || (close !== ')' && /[^\s;&|)<>]/.test(this.text[this.at + close.length] ?? ' '))) return false;
    // What opened a bracket steps over the one that closes it.
    if (close !== ')') this.at += close.length;
    return true;
  }

}

function toOperator(found: string): ShellOperator {
  if (found === '|&') return '|';
  return found === '\n' || found.startsWith(';') ? ';' : found as ShellOperator;
}
