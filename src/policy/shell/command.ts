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

/** The same while they are read. */
export interface Command extends ShellCommand {
  readonly words: string[];
  readonly assignments: Record<string, string>;
  readonly redirects: ShellRedirect[];
  readonly input: Command[];
  readonly substituted: Command[];
}

/** Its text comes after the line that names it. */
export interface Redirect extends ShellRedirect { text?: string }

/** A word, and the commands in it. */
export interface Word { readonly text: string; readonly isQuoted: boolean; readonly substituted: Command[] }
