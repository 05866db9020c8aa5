import { appendFileSync } from 'fs';
import { join } from 'path';
import { ComposeServices } from './affected/compose-services';
import { type Concern, concernOf } from './affected/concern';
import { Revisions, Undecided } from './affected/git';
import { everything, type Selection, select } from './affected/selection';
import { ArgumentError, Command, readArguments } from './command';
import { readManifest } from './project';
import { tryRead } from '../files/atomic';
import type { Manifest } from '../model/manifest';
import { show } from '../model/problem';

const OPTIONS = {
  since: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const USAGE = `projen-docker affected [OPTION...]

Says which images the commits since a revision concern, one on each line: those with a changed file in their build, those that are built
from them, and those whose settings changed. Without --since, and where it cannot be decided, these are all, and standard error says why.

  --since REVISION  what HEAD is compared with, such as HEAD^1 for the merge commit of a pull request
  --json            for programs: "targets" to build, concerned "images", "services" to try out with them, and the "reasons"

In a GitHub workflow, these are outputs of the step, too: "targets" and "images" with commas, "services" with spaces between them.`;

/** Says which images and services a change concerns. */
export const affected: Command = {
  summary: 'Say which images a change concerns: affected --since REVISION',
  usage: USAGE,
  run: args => {
    const { values, positionals } = readArguments(args, OPTIONS);
    if (positionals.length > 0) throw new ArgumentError(`affected takes options only, got ${JSON.stringify(positionals[0])}; a revision is said with --since`);
    if (values.since === '') throw new ArgumentError('--since must be a revision, such as HEAD^1, got ""');
    const directory = process.cwd();
    const manifest = readManifest(directory);
    const text = tryRead(join(directory, manifest.composeFile));
    const compose = text === undefined ? undefined : ComposeServices.tryRead(manifest.composeFile, text);
    const selection = select(manifest, compose, concern(manifest, directory, values.since));
    const { targets, images, services, reasons } = selection;
    if (values.since !== undefined) Object.entries(reasons).forEach(([name, reason]) => process.stderr.write(`${name}: ${onOneLine(reason)}\n`));
    process.stdout.write(values.json ? `${JSON.stringify({ targets, images, services, reasons }, undefined, 2)}\n` : images.map(name => `${name}\n`).join(''));
    if (process.env.GITHUB_OUTPUT) appendFileSync(process.env.GITHUB_OUTPUT, outputs(selection));
    return 0;
  },
};

function concern(manifest: Manifest, directory: string, since: string | undefined): Concern {
  if (since === undefined) return everything(manifest, 'everything was asked for');
  try {
    return concernOf(manifest, Revisions.open(directory, since));
  } catch (error) {
    if (!(error instanceof Undecided)) throw error;
    process.stderr.write(`everything is concerned: ${onOneLine(error.message)}\n`);
    return everything(manifest, error.message);
  }
}

/** Names are words: they need no quotes. */
function outputs({ targets, images, services }: Selection): string {
  return `targets=${targets.join(',')}\nimages=${images.join(',')}\nservices=${services.join(' ')}\n`;
}

/** What a runner of workflows, or a terminal, may take for a command: control characters, and `##[` wherever it stands. */
const COMMANDS = /[\p{Cc}\u2028\u2029]|##\[/u;

/** A reason as it is read, and no more: the files of somebody else's change may have any name, such as one with a line of its own. */
function onOneLine(reason: string): string {
  if (!COMMANDS.test(reason)) return reason;
  return show(reason).replace(/[\p{Cc}\u2028\u2029]|(?<=##)\[/gu, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
