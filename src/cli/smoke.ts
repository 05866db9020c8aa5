import { dirname, resolve } from 'path';
import { chosen, Command, readArguments, readNumber } from './command';
import { exitCodeOf, interruptible } from './interrupt';
import { startProgress } from './progress';
import { readManifest } from './project';
import { findArchives, loadArchives } from './smoke/archives';
import { measureImages } from './smoke/images';
import { isAsked, judge } from './smoke/judge';
import { describePlan, planServices } from './smoke/plan';
import { prepareImages, prepareSecrets } from './smoke/prepare';
import { isKept, Judgement, renderJson, renderText } from './smoke/report';
import { readSkips, Skip, withSkips } from './smoke/skips';
import { throwawaySecrets } from './smoke/throwaway-secrets';
import { Trial } from './smoke/trial';
import type { Promised } from './smoke/verdict';
import { ComposeConfig, readComposeConfig } from '../engine/compose-config';
import { isolate } from '../engine/compose-isolate';
import { ComposeRun, uniqueProject } from '../engine/compose-run';
import { requireEngine } from '../engine/docker';
import type { Manifest } from '../model/manifest';
import { show } from '../model/problem';

const OPTIONS = {
  'no-build': { type: 'boolean' },
  'archive': { type: 'string', multiple: true },
  'file': { type: 'string', short: 'f', multiple: true },
  'skip': { type: 'string', multiple: true },
  'timeout': { type: 'string' },
  'json': { type: 'boolean' },
} as const;

const USAGE = `projen-docker smoke [SERVICE...] [OPTION...]

Starts services from the Compose file, with all that they need and beside whatever runs, and compares what they do with what the
definition promises: start, answer, user, read-only, privileges, capabilities, stop, memory, image and download size.
Exit code 1: a promise is broken. Nothing is left of it, also after Ctrl-C. Services with a profile are started when they are named.

  --no-build                test the images that are there, such as those that were scanned; secrets whose files are not there are
                            random values for the time of the trial
  --archive FILE            the same with images from archives: OCI layouts <target>.tar, as Bake writes them to OUTPUT, or a folder
                            of them; they are loaded into the engine, in place of images of the same names; repeatable
  --json                    for programs: durations in milliseconds, sizes in bytes
  --timeout SECONDS         how long to wait for each service to be healthy, and for each job to end
  --skip [SERVICE:]PROMISE  do not judge a promise, such as api:capabilities; repeatable
  -f, --file FILE           Compose files in place of the generated one; repeatable`;

/** Proves on the engine that services keep what their definition promises. */
export const smoke: Command = {
  summary: 'Start services for a moment, and check what the definition promises: smoke SERVICE...',
  usage: USAGE,
  run: async args => {
    const { values, positionals } = readArguments(args, OPTIONS);
    const seconds = readNumber('timeout', values.timeout, 'a number of seconds above 0, such as 120', 0);
    const manifest = readManifest(process.cwd());
    chosen('service', manifest.services, positionals);
    const skips = readSkips(values.skip ?? [], manifest.services);
    requireEngine('smoke');
    const files = values.file ?? [manifest.composeFile];
    const result = await interruptible(async signal => {
      const config = await readComposeConfig(files, { signal });
      const services = planServices(manifest, config, positionals, seconds === undefined ? undefined : seconds * 1000);
      const trial = (tried: ComposeConfig) => tryOut({ manifest, config: tried, services, directory: dirname(resolve(files[0])), skips }, signal);
      const archives = values.archive && findArchives(values.archive, services);
      if (archives) await loadArchives(archives, manifest, config, say, signal);
      const isBuilt = !values['no-build'] && !archives;
      if (isBuilt) prepareSecrets(config, services).forEach(path => say(`created ${path}`));
      await prepareImages(config, files, services, isBuilt, signal);
      if (isBuilt) return trial(config);
      const secrets = throwawaySecrets(config, services);
      try {
        secrets.replaced.forEach(({ name, path }) => say(`secret ${show(name)}: ${path} is not there; a random value is taken for this trial`));
        return await trial(secrets.config);
      } finally {
        secrets.remove();
      }
    });
    if (typeof result === 'string') {
      process.stderr.write('interrupted; what was started is removed\n');
      return exitCodeOf(result);
    }
    process.stdout.write(`${values.json ? renderJson(manifest.name, result) : renderText(result)}\n`);
    return isKept(result) ? 0 : 1;
  },
};

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

interface Setup {
  readonly manifest: Manifest;
  readonly config: ComposeConfig;
  readonly services: readonly Promised[];
  readonly directory: string;
  readonly skips: readonly Skip[];
}

async function tryOut({ manifest, config, services, directory, skips }: Setup, signal: AbortSignal): Promise<Judgement[]> {
  const watched = services.filter(service => service.target !== undefined || isAsked(service)).map(({ name }) => name);
  const isolated = isolate(config, uniqueProject(manifest.name, 'smoke'), services.map(({ name }) => name), watched);
  const progress = startProgress();
  progress.step(`Trying out ${describePlan(services)}`);
  try {
    const run = await ComposeRun.open(isolated, directory, signal);
    try {
      const trial = new Trial(run, isolated, services, text => progress.step(text));
      await trial.start();
      await trial.settle();
      await trial.measure();
      await trial.stop();
      progress.step('Measuring images');
      const images = await measureImages(services, name => trial.imageOf(name), run.options);
      return services.map(service => {
        const seen = trial.observation(service.name, images.get(service.name));
        return { service, seen, verdicts: withSkips(service.name, judge(service, seen), skips) };
      });
    } finally {
      progress.step('Removing what was started');
      await run.close();
    }
  } finally {
    progress.end();
  }
}
