import { readFileSync } from 'fs';
import { join } from 'path';
import { run } from './cli/run';

const { version } = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8'));
/** Every command on a line of its own, and what it does. */
const ROW = '(?: {2}[a-z]+ +[A-Z].*\\n)*';
const USAGE = new RegExp(`^Usage: projen-docker <command>\\n\\n${ROW} {2}help +Show this text, or how a command is used: help COMMAND\\n${ROW} {2}version +Show the version\\n\\nWhat workflows are made of:\\n\\n${ROW}$`);

test.each<[string[], string | RegExp, string | RegExp, number]>([
  [[], USAGE, '', 0],
  [['help'], USAGE, '', 0],
  [['--help'], USAGE, '', 0],
  [['-h'], USAGE, '', 0],
  [['version'], `${version}\n`, '', 0],
  [['--version'], `${version}\n`, '', 0],
  [['-v'], `${version}\n`, '', 0],
  [['version', 'more'], `${version}\n`, '', 0],
  [['help', 'secrets'], /^Usage: projen-docker secrets FILE\.\.\.\n\nCreates /, '', 0],
  [['secrets', '--help'], /^Usage: projen-docker secrets FILE/, '', 0],
  [['help', 'launch'], '', /^projen-docker: there is no command "launch"\n\nUsage: /, 2],
  [['secrets', 'x'], '', /^projen-docker: secrets takes files in \.secrets, such as .*, got x\n\nUsage: projen-docker secrets FILE/, 2],
  [['init', 'x'], '', 'projen-docker: init takes no arguments, got x; edit .projenrc.ts afterwards\n\nUsage: projen-docker init\n', 2],
  [['launch'], '', /^projen-docker: there is no command "launch"\n\nUsage: /, 2],
  [['a\n'], '', /^projen-docker: there is no command "a\\n"\n\nUsage: /, 2],
  [['constructor'], '', /^projen-docker: there is no command "constructor"\n\nUsage: /, 2],
])('projen-docker %j', async (args, out, error, code) => {
  const said = await run('.', ...args);
  expect([said.out, said.error, said.code]).toEqual([...[out, error].map(wanted => typeof wanted === 'string' ? wanted : expect.stringMatching(wanted)), code]);
});
