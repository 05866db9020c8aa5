import { join } from 'path';
import { ArgumentError, chosen, Command, readArguments, readNumber } from './command';
import { startProgress } from './progress';
import { readManifest } from './project';
import { stepsOf } from './size/dockerfile-steps';
import { isFile, Measured, Measurement } from './size/measure';
import { renderJson, renderMarkdown, renderText } from './size/render';
import { Before, Report, reportSizes, sizesOf } from './size/report';
import { requireEngine } from '../engine/docker';
import { writeAtomically } from '../files/atomic';
import type { Manifest } from '../model/manifest';
import { show, UsageError } from '../model/problem';
import { ImageSizes, readImageSizes, recordImageSizes, renderImageSizes } from '../workspace/image-sizes';
import { Repository } from '../workspace/repository';

const OPTIONS = {
  'archive': { type: 'string', multiple: true },
  'before': { type: 'string', multiple: true },
  'layers': { type: 'boolean' },
  'json': { type: 'boolean' },
  'markdown': { type: 'boolean' },
  'record': { type: 'boolean' },
  'max-growth': { type: 'string' },
} as const;

const USAGE = `projen-docker size [IMAGE...] [OPTION...]

Measures the images that were built, layer by layer, and compares them with their budgets and with the recorded sizes.
Exit code 1: an image is over its budget. Base images are parts of others, and measured only when they are named.
The images have the tag of the variable TAG, "latest" without it.

  --layers                  also the layers of each image, and the instructions that made them
  --markdown                for the summary of a workflow, with the layers
  --json                    for programs; sizes are bytes
  --record                  write the sizes to the committed record
  --max-growth PERCENT      exit code 1 as well when an image is larger than recorded by more than this
  --before IMAGE=REFERENCE  compare an image with another one, such as the one it replaces: a reference or an archive; repeatable
  --archive FILE            measure archives instead of images of the engine: OCI layouts as a tar (buildx --output type=oci),
                            or a folder of them; repeatable`;

/** Measures images against their budgets. */
export const size: Command = {
  summary: 'Measure images and their layers against budgets and recorded sizes: size IMAGE...',
  usage: USAGE,
  run: async args => {
    const { values, positionals } = readArguments(args, OPTIONS);
    if (values.json && values.markdown) throw new ArgumentError('--json and --markdown exclude each other; choose one');
    const maxGrowth = readNumber('max-growth', values['max-growth'], 'a number of percent such as 5');
    const directory = process.cwd();
    const manifest = readManifest(directory);
    const pairs = (values.before ?? []).map(text => comparison(text, manifest));
    // Before anything is measured, because that takes long.
    const recorded = readImageSizes(new Repository(directory), manifest.sizesFile);
    const { measured, before } = await measure(manifest, positionals, values.archive, pairs);
    const report = reportSizes(measured, { recorded, before, maxGrowth, steps: target => stepsOf(directory, manifest.bakeFile, target) });
    const text = values.json ? renderJson(report) : values.markdown ? renderMarkdown(report) : renderText(report, values.layers ?? false);
    process.stdout.write(`${text}\n`);
    if (report.problems.length > 0 && (values.json || values.markdown)) process.stderr.write(`${report.problems.join('\n')}\n`);
    if (values.record) record(directory, manifest, recorded, report);
    return report.problems.length > 0 ? 1 : 0;
  },
};

/** A target, and what it is compared with. */
interface Pair { readonly name: string; readonly source: string }

async function measure(
  manifest: Manifest, names: readonly string[], archives: readonly string[] | undefined, pairs: readonly Pair[],
): Promise<{ readonly measured: readonly Measured[]; readonly before: readonly Before[] }> {
  const named = chosen('image', manifest.targets, names);
  const targets = names.length > 0 ? named : named.filter(({ isBase }) => !isBase);
  if (targets.length === 0) throw new UsageError('no image is built here; there is nothing to measure');
  const others = pairs.map(({ source }) => source);
  if (!archives || !others.every(isFile)) requireEngine('size');
  const progress = startProgress();
  try {
    const measurement = new Measurement(progress);
    const measured = archives ? await measurement.ofArchives(archives, named) : await measurement.ofEngine(targets, process.env.TAG || 'latest');
    const absent = [...names, ...pairs.map(({ name }) => name)].find(name => !measured.some(({ target }) => target.name === name));
    if (absent !== undefined) throw new UsageError(`${show(absent)} is not among the images that were measured: ${measured.map(({ target }) => target.name).join(', ')}`);
    const images = await measurement.ofOthers(others);
    return { measured, before: pairs.map(({ name, source }, index) => ({ target: name, source, images: images[index] })) };
  } finally {
    progress.end();
  }
}

function comparison(text: string, { targets }: Manifest): Pair {
  const [, name, source] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined) throw new ArgumentError(`--before must look like "api=registry.example.com/api:1.0", got ${show(text)}`);
  chosen('image', targets, [name]);
  return { name, source };
}

function record(directory: string, { sizesFile, targets, platforms }: Manifest, recorded: ImageSizes, report: Report): void {
  const sizes = recordImageSizes(recorded, sizesOf(report), targets.map(({ name }) => name), platforms);
  const changed = writeAtomically(directory, join(directory, sizesFile), { content: renderImageSizes(sizes) });
  process.stderr.write(changed ? `${sizesFile} is written; commit it\n` : `${sizesFile} says these sizes already\n`);
  const left = [...new Set(report.images.map(({ platform }) => platform))].filter(platform => platforms.length > 0 && !platforms.includes(platform));
  if (left.length > 0) process.stderr.write(`not recorded, because images are not built for it: ${left.join(', ')} (platforms: ${platforms.join(', ')})\n`);
}
