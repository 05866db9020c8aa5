import { type GitHubOptions, planGitHub } from './cleanup/github';
import { type Entry, renderJson, renderMarkdown, renderText } from './cleanup/report';
import { cleanUp } from './cleanup/run';
import { RegistryStore } from './cleanup/store';
import { matcher } from './cleanup/tags';
import { ArgumentError, chosen, Command, readArguments, readNumber } from './command';
import { exitCodeOf, interruptible } from './interrupt';
import { startProgress } from './progress';
import { readManifest } from './project';
import { hasRegistry } from './publish/targets';
import { registryOptions } from './registries';
import { parseReference } from '../model/image-reference';
import { isTagPattern } from '../model/image-tags';
import type { ManifestTarget } from '../model/manifest';
import { show, UsageError } from '../model/problem';
import { RegistryClient } from '../registry/registry-client';

const USAGE = `projen-docker cleanup --keep N [OPTION...] [IMAGE...]

Deletes old images from the registry, and nothing that anything kept refers to. Kept are all images with another tag than those of
commits (latest, versions, branches, build caches), the newest N of the others, and of all of them every platform, signature and attestation.
When something of an image cannot be read, nothing of it is deleted. Exit code 1: something could not be deleted, or be read.

  IMAGE                  only these; otherwise all of the project, with base images, of which only build caches are in the registry
  --keep N               how many of the newest images to keep that have no other tags than those of commits
  --older-than DAYS      keep what is younger; 1 when it is not said, so that what is being published is not touched
  --protect TAG-PATTERN  keep images with such tags, too: "*" stands for any characters; repeatable
  --untagged-only        delete only what has no tag, and keep the newest N of it
  --dry-run              say what would be deleted, and delete nothing
  --markdown             for the summary of a workflow
  --json                 for programs

Images at ghcr.io are listed and deleted with the token in GITHUB_TOKEN or GH_TOKEN, others with Docker's login.`;

const OPTIONS = {
  'keep': { type: 'string' },
  'older-than': { type: 'string' },
  'protect': { type: 'string', multiple: true },
  'untagged-only': { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
  'markdown': { type: 'boolean', default: false },
  'json': { type: 'boolean', default: false },
} as const;

const DAY = 86_400_000;

export const cleanup = cleanupCommand();

/** Deletes old images from registries. */
export function cleanupCommand(options: GitHubOptions = {}): Command {
  return {
    summary: 'Delete old images from the registry, and nothing that another one needs: cleanup --keep N',
    usage: USAGE,
    run: async args => {
      const { values, positionals } = readArguments(args, OPTIONS);
      if (values.json && values.markdown) throw new ArgumentError('--json and --markdown exclude each other; choose one');
      const keep = readKeep(values.keep);
      const olderThan = readNumber('older-than', values['older-than'], 'a number of days such as 7') ?? 1;
      const isProtected = matcher((values.protect ?? []).map(checkPattern));
      const targets = repositories(chosen('image', readManifest(process.cwd()).targets, positionals));
      const now = Date.now();
      const policy = { keep, olderThan: olderThan * DAY, untaggedOnly: values['untagged-only'], isProtected, now };
      const progress = startProgress();
      const settings = registryOptions(progress, options);
      const entries: Entry[] = [];
      const outcome = await interruptible(async signal => {
        const client = new RegistryClient(settings);
        // Found out for all before anything is deleted.
        const runs = targets.map(image => ({ image, ...(planGitHub(image, settings) ?? { client, store: new RegistryStore(client, image) }) }));
        for (const run of runs) {
          if (signal.aborted) break;
          entries.push(await attempt(run.image, () => cleanUp({ ...run, policy, dryRun: values['dry-run'], step: text => progress.step(text), signal })));
        }
      }).finally(() => progress.end());
      const report = { entries, dryRun: values['dry-run'], keep, olderThan, now };
      // Also of an interrupted run: what is deleted is deleted.
      process.stdout.write(`${values.json ? renderJson(report) : values.markdown ? renderMarkdown(report) : renderText(report)}\n`);
      if (typeof outcome === 'string') return exitCodeOf(outcome);
      const problems = entries.flatMap(entry => entry.problems.map(problem => `${entry.image}: ${problem}`));
      if (problems.length > 0 && (values.json || values.markdown)) process.stderr.write(`${problems.join('\n')}\n`);
      return problems.length > 0 ? 1 : 0;
    },
  };
}

/** One image that cannot be read says nothing about the others. */
async function attempt(image: string, work: () => Promise<Entry>): Promise<Entry> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { image, problems: [error.message] };
  }
}

function readKeep(text: string | undefined): number {
  if (text === undefined) throw new ArgumentError('--keep is missing: how many of the newest images to keep, such as --keep 10');
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new ArgumentError(`--keep must be a whole number from 1, got ${show(text)}`);
  return Number(text);
}

function checkPattern(pattern: string): string {
  if (isTagPattern(pattern)) return pattern;
  throw new ArgumentError(`--protect must be a tag, with * for any characters, got ${show(pattern)}`);
}

/** The repositories of images, each once. */
function repositories(targets: readonly ManifestTarget[]): string[] {
  const local = targets.filter(target => !hasRegistry(target));
  if (local.length > 0) {
    throw new UsageError(`${local.map(({ name }) => show(name)).join(', ')} ${local.length === 1 ? 'has' : 'have'} no registry in the image's name; set "registry" in .projenrc.ts, or name the images that have one`);
  }
  const byRepository = new Map(targets.map(({ image }) => {
    const { registry, repository } = parseReference(image);
    return [`${registry}/${repository}`, image] as const;
  }));
  return [...byRepository.values()];
}
