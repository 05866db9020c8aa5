import { check } from './check';
import { ArgumentError, Command } from './command';
import { init } from './init';
import { lock } from './lock';
import { secrets } from './secrets';
import { size } from './size';
import { smoke } from './smoke';
import { ourManifest } from '../adopt/tooling';
import { UsageError } from '../model/problem';

/** What `projen-docker` can do, by name. */
const COMMANDS: Record<string, Command> = {
  check,
  init,
  lock,
  secrets,
  size,
  smoke,
  help: { summary: 'Show this text, or how a command is used: help COMMAND', usage: 'projen-docker help [COMMAND]', run: ([name]) => help(name) },
  version: { summary: 'Show the version', usage: 'projen-docker version', run: () => say(ourManifest().version) },
};
const ALIASES: Record<string, string> = { '--help': 'help', '-h': 'help', '--version': 'version', '-v': 'version' };

/** The command line: sets the exit code, 2 for a command that does not exist or is called wrongly. */
export async function main(args: readonly string[]): Promise<void> {
  const [name = 'help', ...rest] = args;
  const command = find(name);
  if (!command) {
    process.exitCode = unknown(name);
    return;
  }
  try {
    process.exitCode = rest.some(arg => arg === '--help' || arg === '-h') ? say(`Usage: ${command.usage}`) : await command.run(rest);
  } catch (error) {
    // What the user can mend is said in a sentence; everything else is a fault of ours, and its stack is of use.
    if (!(error instanceof UsageError) && !Array.isArray((error as { problems?: unknown }).problems)) throw error;
    process.stderr.write(`projen-docker: ${(error as Error).message}\n`);
    if (error instanceof ArgumentError) process.stderr.write(`\nUsage: ${command.usage}\n`);
    process.exitCode = error instanceof ArgumentError ? 2 : 1;
  }
}

function find(name: string): Command | undefined {
  const known = ALIASES[name] ?? name;
  return Object.hasOwn(COMMANDS, known) ? COMMANDS[known] : undefined;
}

function help(name: string | undefined): number {
  if (name === undefined) return say(usage());
  const command = find(name);
  return command ? say(`Usage: ${command.usage}`) : unknown(name);
}

function unknown(name: string): number {
  process.stderr.write(`projen-docker: there is no command ${JSON.stringify(name)}\n\n${usage()}\n`);
  return 2;
}

function usage(): string {
  const width = Math.max(...Object.keys(COMMANDS).map(name => name.length));
  return ['Usage: projen-docker <command>', '', ...Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`)].join('\n');
}

function say(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}
