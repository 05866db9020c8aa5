import { mkdtempSync, realpathSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { ArgumentError, type Command, readArguments } from './command';
import { readDigests } from './digests';
import { inRepository } from './git-root';
import { exitCodeOf, interruptible } from './interrupt';
import { startProgress } from './progress';
import { readManifest } from './project';
import { type Exception, gapsIn, parseExceptions } from './scan/exceptions';
import { imagesOfArchives, imagesOfDigests, type ScanImage, scannedTargets } from './scan/images';
import { SarifOutput } from './scan/output';
import { dockerfileOf } from './scan/place';
import { renderJson, renderMarkdown, renderText } from './scan/render';
import { type Gate, judge, type Report, type Scanned, withoutAccepted } from './scan/report';
import { TRIVY } from '../catalog/tools';
import { requireEngine } from '../engine/docker';
import { Trivy } from '../engine/trivy';
import { tryRead } from '../files/atomic';
import type { Manifest } from '../model/manifest';
import { joinPath } from '../model/paths';
import { show, UsageError } from '../model/problem';
import { SEVERITIES, type Severity } from '../model/severity';

const OPTIONS = {
  'archive': { type: 'string', multiple: true },
  'digests': { type: 'string' },
  'output': { type: 'string' },
  'severity': { type: 'string', default: 'HIGH,CRITICAL' },
  'unfixed': { type: 'boolean', default: false },
  'ignore-file': { type: 'string' },
  'category': { type: 'string' },
  'cache': { type: 'string' },
  'markdown': { type: 'boolean' },
  'json': { type: 'boolean' },
} as const;

const USAGE = `projen-docker scan (--archive PATH... | --digests FILE) [OPTION...] [IMAGE...]

Looks for known vulnerabilities in images, each of their platforms by itself, with Trivy in a container that has no token, and no network
while it reads an image. It takes a Docker engine, and skopeo for what is in a registry.
Exit code 1: there are some that may not stay, or the scanner failed. Base images are parts of others, and scanned only when they are named.

  --archive PATH      scan archives: OCI layouts as a tar (buildx --output type=oci), or a folder of them; repeatable
  --digests FILE      scan what is in a registry, as "projen-docker resolve" and "publish" write it down
  --severity LIST     what may not stay: CRITICAL, HIGH, MEDIUM, LOW and UNKNOWN; "HIGH,CRITICAL" without it
  --unfixed           also what nobody has fixed yet
  --ignore-file FILE  exceptions, as Trivy reads them; ".trivyignore.yaml" without it, where there is one
  --output DIR        write SARIF for code scanning, in the folders 1, 2 and so on of as many files as one upload may have
  --category PREFIX   keeps the alerts of this scan apart from those of others of the same images
  --cache DIR         keep the databases in this folder
  --markdown          for the summary of a workflow
  --json              for programs, with everything that was found`;

const IGNORE_FILE = '.trivyignore.yaml';

/** Finds known vulnerabilities in images, and says which may not stay. */
export const scan: Command = {
  summary: 'Look for known vulnerabilities in images: scan --archive DIR',
  usage: USAGE,
  run: async args => {
    const { values, positionals } = readArguments(args, OPTIONS);
    if (values.json && values.markdown) throw new ArgumentError('--json and --markdown exclude each other; choose one');
    if ((values.archive === undefined) === (values.digests === undefined)) throw new ArgumentError('either --archive or --digests must say what to scan');
    const directory = process.cwd();
    const manifest = readManifest(directory);
    const gate: Gate = {
      severities: readSeverities(values.severity),
      unfixed: values.unfixed,
      exceptions: readExceptions(values['ignore-file']),
      isComplete: positionals.length === 0,
      now: Date.now(),
    };
    const exceptionsFile = values['ignore-file'] ?? IGNORE_FILE;
    const result = await interruptible(signal => scanAll({ ...values, exceptionsFile, names: positionals, directory, manifest, gate }, signal));
    if (typeof result === 'string') return exitCodeOf(result);
    process.stdout.write(`${values.json ? renderJson(result) : values.markdown ? renderMarkdown(result) : renderText(result)}\n`);
    if (values.json || values.markdown) process.stderr.write(result.problems.map(problem => `${problem}\n`).join(''));
    return result.problems.length > 0 ? 1 : 0;
  },
};

interface Asked {
  readonly archive?: readonly string[];
  readonly digests?: string;
  readonly output?: string;
  readonly category?: string;
  readonly cache?: string;
  readonly exceptionsFile: string;
  readonly names: readonly string[];
  readonly directory: string;
  readonly manifest: Manifest;
  readonly gate: Gate;
}

async function scanAll(given: Asked, signal: AbortSignal): Promise<Report> {
  const { archive, digests, output, category, cache, exceptionsFile, names, directory, manifest, gate } = given;
  const asked = scannedTargets(manifest, names);
  const published = digests === undefined ? undefined : readDigests(digests);
  requireEngine('scan');
  const files = output === undefined ? undefined : new SarifOutput(output);
  // Links are followed, because an engine in a virtual machine may know only what they lead to.
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'projen-docker-scan-'));
  const progress = startProgress();
  try {
    const options = { folder: join(folder, 'image'), signal, step: progress.step };
    const trivy = new Trivy({ image: TRIVY, folder: join(folder, 'trivy'), cache: resolve(cache ?? join(folder, 'cache')), signal, step: progress.step });
    const images = published ? imagesOfDigests(published, manifest, asked, options) : imagesOfArchives(archive!, manifest, asked, options);
    const scans: Scanned[] = [];
    for await (const { target: { name }, platform, source, layout } of prepared(images, trivy)) {
      const what = `${name} for ${platform}`;
      progress.step(`scanning ${what}`);
      const report = await trivy.scan(layout, what);
      scans.push({ name, platform, source, report });
      if (files) {
        const file = joinPath(inRepository(directory), dockerfileOf(directory, manifest.bakeFile, name));
        files.write(await trivy.sarif(withoutAccepted(report, gate), what), { name, platform, subproject: manifest.subproject, category, file });
      }
    }
    const absent = names.find(name => !scans.some(one => one.name === name));
    if (absent !== undefined) throw new UsageError(`${show(absent)} is not among the images that were scanned: ${scans.map(one => one.name).join(', ') || 'none'}`);
    if (scans.length === 0 && !published) throw new UsageError('the archives hold no image but those that are parts of others; name them to scan them');
    const report = judge(inOrderOf(manifest, scans), gate);
    return { ...report, notes: [...report.notes, ...gapsIn(exceptionsFile, gate.exceptions)] };
  } finally {
    progress.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The scanner is fetched when there is something to scan. */
async function* prepared(images: AsyncGenerator<ScanImage>, trivy: Trivy): AsyncGenerator<ScanImage> {
  let isReady = false;
  for await (const image of images) {
    if (!isReady) await trivy.prepare();
    isReady = true;
    yield image;
  }
}

function inOrderOf({ targets }: Manifest, scans: readonly Scanned[]): Scanned[] {
  return targets.flatMap(({ name }) => scans.filter(one => one.name === name));
}

function readSeverities(list: string): Severity[] {
  return list.split(',').map(word => {
    const severity = SEVERITIES.find(one => one === word.trim().toUpperCase());
    if (!severity) throw new ArgumentError(`--severity must be a list of ${SEVERITIES.join(', ')} such as HIGH,CRITICAL, got ${show(list)}`);
    return severity;
  });
}

function readExceptions(path: string | undefined): Exception[] {
  const text = tryRead(path ?? IGNORE_FILE);
  if (text === undefined && path !== undefined) throw new UsageError(`there is no file ${show(path)} with exceptions; correct --ignore-file`);
  return text === undefined ? [] : parseExceptions(path ?? IGNORE_FILE, text);
}
