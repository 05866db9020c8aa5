import { init } from './init';
import { secrets } from './secrets';
import { ourManifest } from '../adopt/tooling';

/** A command of `projen-docker`. */
interface Command {
  readonly summary: string;
  /** Runs it and says the exit code. */
  run(args: readonly string[]): number;
}

/** What `projen-docker` can do, by name. */
const COMMANDS: Record<string, Command> = {
  init: { summary: 'Define the services of this repository in .projenrc.ts, and write their files', run: init },
  secrets: { summary: 'Create the files of secrets that are not there yet, with random values: secrets FILE...', run: secrets },
  help: { summary: 'Show this text', run: () => say(usage()) },
  version: { summary: 'Show the version', run: () => say(ourManifest().version) },
};
const ALIASES: Record<string, string> = { '--help': 'help', '-h': 'help', '--version': 'version', '-v': 'version' };

/** The command line: sets the exit code, 2 for a command that does not exist. */
export function main(args: readonly string[]): void {
  const [name = 'help', ...rest] = args;
  const command = COMMANDS[ALIASES[name] ?? name];
  if (!command) {
    process.stderr.write(`projen-docker: there is no command ${JSON.stringify(name)}\n\n${usage()}\n`);
    process.exitCode = 2;
    return;
  }
  try {
    process.exitCode = command.run(rest);
  } catch (error) {
    // What the user can mend is said in a sentence; everything else is a fault of ours, and its stack is of use.
    if (!['DefinitionError', 'UsageError'].includes((error as Error).name)) throw error;
    process.stderr.write(`projen-docker: ${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}

function usage(): string {
  const width = Math.max(...Object.keys(COMMANDS).map(name => name.length));
  return ['Usage: projen-docker <command>', '', ...Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`)].join('\n');
}

function say(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}
