import { PLATFORMS } from './platform';
import { show, UsageError } from './problem';

/** Where the images of a platform are built. */
export interface Runner {
  /** What `runs-on` says. */
  readonly labels: string[];
  /** Whether QEMU runs what the runner's processor does not. */
  readonly emulated: boolean;
}

interface HostedRunner {
  readonly system: 'Linux' | 'Windows' | 'macOS';
  readonly architecture: 'amd64' | 'arm64';
}

const linux = (architecture: HostedRunner['architecture']): HostedRunner => ({ system: 'Linux', architecture });
const windows = (architecture: HostedRunner['architecture']): HostedRunner => ({ system: 'Windows', architecture });
const macos = (architecture: HostedRunner['architecture']): HostedRunner => ({ system: 'macOS', architecture });

/**
 * The labels that GitHub documents under "Choosing the runner for a job", and the larger macOS runners of its runner-images repository.
 * As of 21 September 2026.
 */
const HOSTED: Record<string, HostedRunner> = {
  'ubuntu-latest': linux('amd64'),
  'ubuntu-26.04': linux('amd64'),
  'ubuntu-24.04': linux('amd64'),
  'ubuntu-22.04': linux('amd64'),
  'ubuntu-slim': linux('amd64'),
  'ubuntu-26.04-arm': linux('arm64'),
  'ubuntu-24.04-arm': linux('arm64'),
  'ubuntu-22.04-arm': linux('arm64'),
  'windows-latest': windows('amd64'),
  'windows-2025': windows('amd64'),
  'windows-2025-vs2026': windows('amd64'),
  'windows-2022': windows('amd64'),
  'windows-11-arm': windows('arm64'),
  'windows-11-vs2026-arm': windows('arm64'),
  'macos-latest': macos('arm64'),
  'macos-26': macos('arm64'),
  'macos-15': macos('arm64'),
  'macos-14': macos('arm64'),
  'macos-26-intel': macos('amd64'),
  'macos-15-intel': macos('amd64'),
  'macos-latest-large': macos('amd64'),
  'macos-26-large': macos('amd64'),
  'macos-15-large': macos('amd64'),
  'macos-14-large': macos('amd64'),
  'macos-latest-xlarge': macos('arm64'),
  'macos-26-xlarge': macos('arm64'),
  'macos-15-xlarge': macos('arm64'),
  'macos-14-xlarge': macos('arm64'),
  'xcode-27': macos('arm64'),
  'xcode-27-xlarge': macos('arm64'),
};

const LOOKS_HOSTED = /^(?:ubuntu|windows|macos)-/;
/** A larger runner, which an organisation names itself; GitHub's own examples say the cores, as in `ubuntu-24.04-16core`. */
const LARGER = /^ubuntu-.*\d+-?cores?(?:-|$)/;
/** What self-hosted runners say of themselves. */
const OWN_ARCHITECTURE: Record<string, string> = { x64: 'amd64', arm64: 'arm64', arm: 'arm' };

/** Which processor runs a platform as it is. For the others there is no runner that one can count on. */
const NATIVE: Record<string, string> = { 'linux/amd64': 'amd64', 'linux/386': 'amd64', 'linux/arm64': 'arm64' };
const DEFAULTS: Record<string, string> = { amd64: 'ubuntu-24.04', arm64: 'ubuntu-24.04-arm' };

/** What runs everything that is not said to run elsewhere. */
export const DEFAULT_RUNNER: readonly string[] = [DEFAULTS.amd64];

/**
 * The runner of a platform: one whose processor is that of the platform, or QEMU where GitHub has none.
 *
 * @param given labels that `checkRunners` took; a runner of one's own is taken as native
 */
export function runnerFor(platform: string, given?: readonly string[]): Runner {
  const native = nativeOf(platform);
  if (!given || given.length === 0) return { labels: [DEFAULTS[native ?? 'amd64']], emulated: native === undefined };
  return { labels: [...given], emulated: native === undefined && hostedOf(given) !== undefined };
}

/**
 * Which runner builds which platform.
 *
 * @throws when a platform is not built, or its runner does not exist or can't build it
 */
export function checkRunners(runners: Readonly<Record<string, readonly string[]>>, platforms: readonly string[]): Record<string, string[]> {
  return Object.fromEntries(Object.entries(runners).map(([platform, labels]) => {
    if (!(PLATFORMS as readonly string[]).includes(platform)) {
      throw new UsageError(`workflows.runners names platform ${show(platform)}, which must be one of ${PLATFORMS.join(', ')}`);
    }
    if (!platforms.includes(platform)) {
      throw new UsageError(`workflows.runners names platform ${show(platform)}, which is not built; add it to platforms (${platforms.join(', ')}), or leave out its runner`);
    }
    return [platform, checkLabels(`runner of platform ${show(platform)}`, labels, platform)];
  }));
}

/**
 * A runner for whatever can run on any processor.
 *
 * @throws when it does not exist, or can't run Docker on Linux
 */
export function checkRunner(labels: readonly string[]): string[] {
  return checkLabels('workflows.runner', labels);
}

/** @param platform that it has to build, if any */
function checkLabels(runner: string, labels: readonly string[], platform?: string): string[] {
  if (!Array.isArray(labels) || labels.length === 0) {
    throw new UsageError(`${runner} must have at least one label, such as ${show(DEFAULTS[nativeOf(platform) ?? 'amd64'])}, got ${show(labels)}; leave it out for the default`);
  }
  for (const [i, label] of labels.entries()) {
    if (typeof label === 'string' && label.includes('${{')) {
      throw new UsageError(`${runner} must be known when the workflow is written, got the expression ${show(label)}; write the label itself`);
    }
    if (typeof label !== 'string' || !/^[^\s,'"`\\[\]{}]+$/.test(label)) {
      throw new UsageError(`${runner} must have labels without spaces, commas, quotes or brackets, got ${show(label)}; name each label by itself, such as ["self-hosted", "linux"]`);
    }
    if (labels.findIndex(other => lower(other) === lower(label)) !== i) throw new UsageError(`${runner} names label ${show(label)} twice; name it once`);
  }
  if (labels.some(label => lower(label) === 'self-hosted')) checkOwn(platform, labels, runner);
  else checkHosted(platform, labels, runner);
  return [...labels];
}

function checkHosted(platform: string | undefined, labels: readonly string[], runner: string): void {
  for (const label of labels) {
    if (LOOKS_HOSTED.test(lower(label)) && !LARGER.test(lower(label)) && !isHosted(label)) {
      throw new UsageError(`${runner} must be one that GitHub has, ${linuxRunners(platform)}, got ${show(label)}; `
        + 'a larger runner is told by its cores, as in "ubuntu-24.04-16core", one of your own by "self-hosted"');
    }
  }
  const label = labels.find(isHosted);
  if (label === undefined) return;
  if (labels.length > 1) {
    throw new UsageError(`${runner} has labels that no runner has together, ${labels.map(show).join(', ')}; GitHub's ${show(label)} has that label alone`);
  }
  const { system, architecture } = HOSTED[lower(label)];
  if (system !== 'Linux') throw new UsageError(`${runner} must run Linux, but ${show(label)} runs ${system}, which can't build Linux images; take ${linuxRunners(platform)}`);
  if (lower(label) === 'ubuntu-slim') throw new UsageError(`${runner} must have a Docker engine, which ${show(label)} has not; take ${linuxRunners(platform)}`);
  checkArchitecture(platform, architecture, label, runner);
}

function checkOwn(platform: string | undefined, labels: readonly string[], runner: string): void {
  for (const label of labels) {
    const system = { windows: 'Windows', macos: 'macOS' }[lower(label)];
    if (system !== undefined) throw new UsageError(`${runner} must run Linux, but label ${show(label)} is that of ${system}, which can't build Linux images`);
    const architecture = OWN_ARCHITECTURE[lower(label)];
    if (architecture !== undefined) checkArchitecture(platform, architecture, label, runner);
  }
}

/** What a processor can't run fails at the first `RUN`. */
function checkArchitecture(platform: string | undefined, architecture: string, label: string, runner: string): void {
  const needed = nativeOf(platform);
  if (needed === undefined || needed === architecture) return;
  throw new UsageError(`${runner} must have a processor of ${needed}, but ${show(label)} has one of ${architecture}, where a build stops with "exec format error"; take ${linuxRunners(platform)}`);
}

function nativeOf(platform?: string): string | undefined {
  return platform === undefined ? undefined : NATIVE[platform];
}

/** The runners of GitHub for a platform, for messages. */
function linuxRunners(platform?: string): string {
  const fitting = Object.entries(HOSTED).filter(([label, { system, architecture }]) => system === 'Linux' && label !== 'ubuntu-slim'
    && architecture === (nativeOf(platform) ?? architecture));
  return fitting.map(([label]) => label).join(', ');
}

function hostedOf(labels: readonly string[]): string | undefined {
  return labels.some(label => lower(label) === 'self-hosted') ? undefined : labels.find(isHosted);
}

function isHosted(label: string): boolean {
  return Object.hasOwn(HOSTED, lower(label));
}

/** GitHub compares labels without regard to case. */
function lower(label: string): string {
  return String(label).toLowerCase();
}
