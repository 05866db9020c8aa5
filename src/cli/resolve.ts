import { appendFileSync } from 'fs';
import { ArgumentError, Command, readArguments, readNumber } from './command';
import { discardDigests, writeDigests } from './digests';
import { exitCodeOf, interruptible } from './interrupt';
import { startProgress } from './progress';
import { readManifest } from './project';
import { findNewestRelease } from './publish/newest-release';
import { type PublishingOptions } from './publish/options';
import { publishedTargets } from './publish/targets';
import { type Found, waitForTag } from './publish/wait';
import { openRegistries } from './registries';
import { renderTable } from './table';
import { checkTag, parseVersion, versionText } from '../model/image-tags';

const OPTIONS = {
  'tag': { type: 'string' },
  'newest-release': { type: 'boolean', default: false },
  'digests': { type: 'string' },
  'wait': { type: 'string' },
  'json': { type: 'boolean', default: false },
} as const;

const USAGE = `projen-docker resolve (--tag TAG | --newest-release) [--digests FILE] [IMAGE...] [OPTION...]

Asks the registry which digests the images have under a tag, and writes them down, so that what comes after means exactly these bits.
Exit code 1: an image does not have the tag; nothing is written.

  IMAGE             only these; without it all but base images, which are parts of others
  --tag TAG         a tag; a version may have a "v" before it, v1.2.3 is the tag 1.2.3
  --newest-release  the highest version that all images have which were ever released, without prereleases; exit code 0 and an empty
                    digests file where there is none yet
  --digests FILE    where to write: a line with digest and name for each image, as "promote" and others read it
  --wait MINUTES    wait for images that are still being built, at most so long
  --json            print the result for programs

In a GitHub workflow, "found" is an output of the step, too: "true" or, where there is no release yet, "false".`;

const INTERVAL_MS = 15_000;
const MINUTE_MS = 60_000;

export const resolve = resolveCommand();

/** Writes down the digests that a tag has. */
export function resolveCommand(options: PublishingOptions = {}): Command {
  return {
    summary: 'Write down the digests that a tag has in the registry: resolve --tag TAG --digests FILE',
    usage: USAGE,
    run: async args => {
      const { values: { tag, digests, json, wait, 'newest-release': isNewest }, positionals } = readArguments(args, OPTIONS);
      if (isNewest === (tag !== undefined)) throw new ArgumentError('say what to resolve with either --tag or --newest-release');
      const minutes = readNumber('wait', wait, 'a number of minutes such as 30');
      if (isNewest && minutes !== undefined) throw new ArgumentError('--wait waits for a tag, and excludes --newest-release');
      const wanted = tag === undefined ? undefined : tagOf(tag);
      const targets = publishedTargets(readManifest(process.cwd()), positionals, 'resolve');
      if (digests !== undefined) discardDigests(digests);
      const progress = startProgress();
      const open = () => openRegistries(progress, options.registry);
      const result = await interruptible(async signal => {
        try {
          if (wanted === undefined) return await findNewestRelease(targets, open(), progress);
          const patience = { limit: (minutes ?? 0) * MINUTE_MS, interval: options.interval ?? INTERVAL_MS };
          return { tag: wanted, images: await waitForTag(targets, wanted, open, { ...patience, progress, signal }), notes: [] };
        } finally {
          progress.end();
        }
      });
      if (typeof result === 'string') return exitCodeOf(result);
      if (digests !== undefined) writeDigests(digests, result.images);
      if (process.env.GITHUB_OUTPUT) appendFileSync(process.env.GITHUB_OUTPUT, `found=${result.images.length > 0}\n`);
      result.notes.forEach(note => process.stderr.write(`${note}\n`));
      process.stdout.write(json ? `${JSON.stringify({ tag: result.tag ?? null, images: result.images }, undefined, 2)}\n` : textOf(result.tag, result.images));
      return 0;
    },
  };
}

/** A version is a tag without its "v"; everything else is one as it is. */
function tagOf(text: string): string {
  const version = parseVersion(text);
  return version ? versionText(version) : checkTag(text, '--tag');
}

function textOf(tag: string | undefined, images: readonly Found[]): string {
  if (tag === undefined) return 'there is no release yet\n';
  return `${renderTable(['image', 'digest'], images.map(({ image, digest }) => [image, digest]))}\n\n${tag}\n`;
}
