import { parseArgs, ParseArgsConfig } from 'util';
import { show, UsageError } from '../model/problem';

/** A command of `projen-docker`. */
export interface Command {
  /** What it does, for the list of all commands. */
  readonly summary: string;
  /** What its arguments are, and what they do, for its own help; the first line is how it is called. */
  readonly usage: string;
  /** Runs it and says the exit code: 0, 1 when something is not as it should be, 2 when it was called wrongly. */
  run(args: readonly string[]): number | Promise<number>;
}

/** Arguments that a command does not take: exit code 2, and where its help is. */
export class ArgumentError extends UsageError {}

interface Config<T> extends ParseArgsConfig { options: T & ParseArgsConfig['options']; allowPositionals: true; strict: true }
type Arguments<T> = ReturnType<typeof parseArgs<Config<T>>>;

/**
 * The options and other arguments of a command.
 *
 * @throws ArgumentError for what it does not take
 */
export function readArguments<T extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: T): Arguments<T> {
  try {
    return parseArgs<Config<T>>({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    if (!String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS')) throw error;
    throw new ArgumentError((error as Error).message.replace(/\. To specify a positional.*$/s, ''));
  }
}

/**
 * The number that an option was given; `undefined`: it was not given.
 *
 * @param like what a message says of it, such as `a number of seconds above 0, such as 120`
 * @throws ArgumentError for what is no number, or not above `least`
 */
export function readNumber(option: string, text: string | undefined, like: string, least: number = -Infinity): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (!Number.isFinite(value) || value <= least) throw new ArgumentError(`--${option} must be ${like}, got ${show(text)}`);
  return value;
}

/** The names that are asked for, or all of them. */
export function chosen<T extends { readonly name: string }>(what: string, all: readonly T[], names: readonly string[]): T[] {
  const unknown = names.filter(name => !all.some(one => one.name === name));
  if (unknown.length > 0) {
    throw new ArgumentError(`there is no ${what} ${unknown.map(show).join(', ')}; there ${all.length === 1 ? 'is' : 'are'} ${all.map(({ name }) => name).join(', ') || 'none'}`);
  }
  return names.length === 0 ? [...all] : all.filter(({ name }) => names.includes(name));
}

/** Says the result, and that all is well. */
export function say(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}
