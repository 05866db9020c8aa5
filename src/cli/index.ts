import { ArgumentError, type Command, say } from './command';
import { ourManifest } from '../files/own-package';
import { UsageError } from '../model/problem';

const help: Command = {
  summary: 'Show this text, or how a command is used: help COMMAND',
  usage: 'projen-docker help [COMMAND]',
  run: ([name]) => showHelp(name),
};
const version: Command = { summary: 'Show the version', usage: 'projen-docker version', run: () => say(ourManifest().version) };

/** What `projen-docker` can do, by name; loaded when it is asked for. Those of the second list are what workflows are made of. */
/* eslint-disable @typescript-eslint/no-require-imports */
const COMMANDS: readonly Record<string, () => Command>[] = [
  {
    check: () => require('./check').check,
    init: () => require('./init').init,
    lock: () => require('./lock').lock,
    secrets: () => require('./secrets').secrets,
    size: () => require('./size').size,
    smoke: () => require('./smoke').smoke,
    help: () => help,
    version: () => version,
  },
  {
    affected: () => require('./affected').affected,
    cleanup: () => require('./cleanup').cleanup,
    promote: () => require('./promote').promote,
    propose: () => require('./propose').propose,
    publish: () => require('./publish').publish,
    resolve: () => require('./resolve').resolve,
    scan: () => require('./scan').scan,
    sign: () => require('./sign').sign,
    verify: () => require('./verify').verify,
  },
];
/* eslint-enable @typescript-eslint/no-require-imports */
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
  return COMMANDS.find(commands => Object.hasOwn(commands, known))?.[known]();
}

function showHelp(name: string | undefined): number {
  if (name === undefined) return say(usage());
  const command = find(name);
  return command ? say(`Usage: ${command.usage}`) : unknown(name);
}

function unknown(name: string): number {
  process.stderr.write(`projen-docker: there is no command ${JSON.stringify(name)}\n\n${usage()}\n`);
  return 2;
}

function usage(): string {
  const width = Math.max(...COMMANDS.flatMap(commands => Object.keys(commands)).map(name => name.length));
  const [everyDay, workflows] = COMMANDS.map(commands => Object.entries(commands).map(([name, load]) => `  ${name.padEnd(width)}  ${load().summary}`));
  return ['Usage: projen-docker <command>', '', ...everyDay, '', 'What workflows are made of:', '', ...workflows].join('\n');
}
