import type { ReleaseOptions, ScanOptions, WorkflowsOptions } from './options';
import { ReleaseTrigger } from './options';
import { checkBranchFilter, matchesBranchFilter } from '../model/branch-filter';
import { checkCron } from '../model/cron';
import { GITHUB_REGISTRY, parseReference } from '../model/image-reference';
import { branchTag, isTagPattern } from '../model/image-tags';
import { sortedUnique } from '../model/order';
import { relativePath } from '../model/paths';
import { type Problems, show, UsageError } from '../model/problem';
import { checkLogin, type LoginMeans } from '../model/registry-login';
import { checkRunner, checkRunners, DEFAULT_RUNNER, runnerFor } from '../model/runner';
import type { SystemModel } from '../model/service-model';
import { SEVERITIES } from '../model/severity';
import { beginningOf, checkVersionFilter } from '../model/version-filter';
import type { BuildSecretModel, CleanupModel, ToolCommands, PublishModel, ReleaseModel, ScanModel, UpgradeModel, Where, WorkflowsModel } from '../model/workflows-model';

/** What is known beside the options. */
export interface Surroundings {
  /** What all workflows are called, or begin with. */
  readonly name: string;
  /** The project's folder in the repository. */
  readonly directory: string;
  readonly bakeFile: string;
  /** Whether it is said where images live. */
  readonly hasRegistry: boolean;
  /** The name of a subproject. */
  readonly subproject?: string;
  readonly tools: ToolCommands;
  /** The branches that the project releases, where it says so. */
  readonly branches?: string[];
  /** The Node.js that the repository asks for. */
  readonly nodeVersion: string;
  /** Settings of every checkout. */
  readonly checkout: object;
  /** Whether upgrades are proposed where nobody says so. */
  readonly upgrades: boolean;
  /** The token of upgrades, where the options say none. */
  readonly upgrade: Pick<UpgradeModel, 'token' | 'tokenSteps' | 'environment' | 'isRunToken' | 'locks'>;
}

/** In minutes: GitHub ends jobs after six hours. */
const LONGEST_WAIT = 300;
/** How long one can wait with a login, in minutes: Google's tokens are good for an hour, and Azure's for three. */
const LOGIN_LASTS: Partial<Record<LoginMeans['kind'], number>> = { google: 45, azure: 165 };
/** The name of a branch, rather than a pattern. */
const PLAIN = /^[^*?+[\]!\\]+$/;

/** Checks what was said of workflows, and fills in the rest; all that is wrong goes to `problems`. */
export function resolveWorkflows(options: WorkflowsOptions, system: SystemModel, around: Surroundings, problems: Problems): WorkflowsModel {
  const check = <T>(make: () => T, otherwise: T): T => problems.attempt(make) ?? otherwise;
  const name = check(() => checkName(around.name), 'images');
  const branches = check(() => checkBranchFilter(options.branches ?? around.branches ?? ['main'], 'workflows.branches'), ['main']);
  check(() => checkTags(branches), undefined);
  if (options.pullRequestBranches) check(() => checkBranchFilter(options.pullRequestBranches!, 'workflows.pullRequestBranches'), undefined);
  const platforms = platformsOf(system);
  check(() => checkRunners(options.runners ?? {}, platforms), undefined);
  const images = imagesOf(system);
  const before = problems.all.length;
  const publish = problems.attempt(() => resolvePublish(options, images, around.hasRegistry));
  problems.add(...inVain(options, images.length > 0, publish !== undefined || problems.all.length > before));
  const scan = options.scan?.enabled === false ? undefined : check(() => resolveScan(options.scan), undefined);
  const isSlow = platforms.some(platform => runnerFor(platform, options.runners?.[platform]).emulated);
  const releases = publish && options.release?.enabled !== false;
  const release = releases ? check(() => resolveRelease(options.release, publish, isSlow), undefined) : undefined;
  const schedule: Schedule = (given, otherwise, what) => check(() => checkCron(given ?? otherwise, `workflows.${what}.schedule`), otherwise);
  return {
    name,
    directory: around.directory,
    bakeFile: around.bakeFile,
    branches,
    defaultBranch: check(() => defaultBranch(options, branches), 'main'),
    pullRequestBranches: options.pullRequestBranches ?? [],
    platforms: platforms.map(platform => ({
      platform,
      id: platform.replace(/\//g, '-'),
      ...check(() => runnerFor(platform, options.runners?.[platform]), { labels: [...DEFAULT_RUNNER], emulated: false }),
    })),
    runner: check(() => checkRunner(options.runner ?? DEFAULT_RUNNER), DEFAULT_RUNNER),
    nodeVersion: check(() => checkNode(options.nodeVersion ?? around.nodeVersion), around.nodeVersion),
    tools: around.tools,
    checkout: around.checkout,
    cache: check(() => checkCache(options.cache?._kind ?? 'gha', publish), 'gha'),
    cancelPushes: options.cancelPushes ?? false,
    affectedOnly: options.affectedOnly ?? true,
    refresh: options.refresh?.enabled === false || options.cache?._kind === 'none' ? undefined : { schedule: schedule(options.refresh?.schedule, '7 2 * * 1', 'refresh') },
    size: options.size ?? true,
    smoke: options.smoke ?? true,
    scan,
    publish,
    release,
    rescan: scan && release && options.rescan?.enabled !== false ? { schedule: schedule(options.rescan?.schedule, '23 4 * * 1', 'rescan') } : undefined,
    cleanup: publish && resolveCleanup(options, publish, schedule, problems),
    upgrade: !(options.upgrade?.enabled ?? around.upgrades) ? undefined : {
      ...around.upgrade,
      schedule: schedule(options.upgrade?.schedule, '17 5 * * 1', 'upgrade'),
      branch: around.subproject === undefined ? 'projen-docker/upgrade' : `projen-docker/upgrade-${around.subproject}`,
    },
    buildSecrets: buildSecrets(system),
    images: images.length,
  };
}

/** Without any, images are built for what most machines are. */
export function platformsOf({ platforms }: SystemModel): readonly string[] {
  return platforms.length > 0 ? platforms : ['linux/amd64'];
}

/** The names of the images that are built here. */
export function imagesOf({ services }: SystemModel): string[] {
  return services.flatMap(({ build, image }) => (build && image !== undefined ? [image] : []));
}

function checkName(name: string): string {
  if (!/^[a-z0-9]+(?:[-_.][a-z0-9]+)*$/i.test(name)) {
    throw new UsageError(`workflows.name must be letters and digits with - _ . between them, because files are called so, got ${show(name)}`);
  }
  return name;
}

function defaultBranch({ defaultBranch: given }: WorkflowsOptions, branches: readonly string[]): string {
  const found = given ?? branches.find(branch => PLAIN.test(branch));
  if (found === undefined) throw new UsageError(`workflows.branches are patterns only, ${branches.map(show).join(', ')}; name the default branch with workflows.defaultBranch`);
  if (!matchesBranchFilter(branches, found)) {
    throw new UsageError(`workflows.defaultBranch is ${show(found)}, which workflows.branches do not match (${branches.map(show).join(', ')}); add it there, or there will never be a "latest"`);
  }
  return found;
}

/** Branches are tags of images, in which not every character may stand. */
function checkTags(branches: readonly string[]): void {
  const names = branches.filter(branch => PLAIN.test(branch));
  const twin = names.find((name, index) => names.findIndex(other => branchTag(other) === branchTag(name)) !== index);
  if (twin === undefined) return;
  const other = names.find(name => branchTag(name) === branchTag(twin))!;
  throw new UsageError(`the images of branches ${show(other)} and ${show(twin)} would have the same tag, ${show(branchTag(twin))}; rename one, or leave it out of workflows.branches`);
}

function checkNode(version: string): string {
  if (!/^(?:2\d|[3-9]\d)(?:\.\d+){0,2}$/.test(version)) throw new UsageError(`workflows.nodeVersion must be a version of Node.js from 20 on, such as "24", got ${show(version)}`);
  return version;
}

function checkCache(kind: 'gha' | 'registry' | 'none', publish: PublishModel | undefined): 'gha' | 'registry' | 'none' {
  if (kind === 'registry' && !publish) throw new UsageError('workflows.cache is the registry, but images are not published; give them a registry, or use BuildCache.github()');
  return kind;
}

function resolvePublish({ publish = {}, logins = {} }: WorkflowsOptions, images: readonly string[], isAsked: boolean): PublishModel | undefined {
  const local = images.filter(image => !image.includes('/'));
  if (publish.enabled === false || images.length === 0) return undefined;
  if (local.length > 0) {
    if (publish.enabled) throw new UsageError(`workflows.publish is enabled, but ${local.map(show).join(', ')} ${local.length === 1 ? 'has' : 'have'} no registry; say where with "registry"`);
    return undefined;
  }
  const hosts = sortedUnique(images.map(image => parseReference(image).registry));
  // Names alone ask for nothing yet, where nobody said a registry.
  if (!isAsked && !publish.enabled && hosts.some(host => host !== GITHUB_REGISTRY && !logins[host])) return undefined;
  const unused = Object.keys(logins).filter(host => !hosts.includes(host));
  if (unused.length > 0) throw new UsageError(`workflows.logins names ${unused.map(show).join(', ')}, where no image is published; images are in ${hosts.map(show).join(', ')}`);
  return {
    logins: new Map(hosts.map((host): [string, LoginMeans] => [host, checkLogin(host, logins[host])])),
    environment: publish.environment,
    sign: whereOf(publish.sign),
    attest: whereOf(publish.attest),
  };
}

/** What is switched on and comes to nothing, because what it rests on is off. */
function inVain({ scan, publish, release, rescan, cleanup, refresh, cache }: WorkflowsOptions, isBuilt: boolean, isPublished: boolean): string[] {
  const unbuilt = !isBuilt && 'no image is built; define a service that has one';
  const unpublished = unbuilt || (!isPublished && `images are not published; ${publish?.enabled === false ? 'enable workflows.publish' : 'give them a registry'}`);
  const unscanned = scan?.enabled === false && 'images are not scanned; enable workflows.scan';
  const unreleased = unpublished || (release?.enabled === false && 'nothing is released; enable workflows.release');
  const uncached = cache?._kind === 'none' && 'nothing is cached; choose another workflows.cache';
  const asked: (readonly [isAsked: boolean | undefined, what: string, why: string | false])[] = [
    [scan?.codeScanning, 'workflows.scan.codeScanning is true', unscanned],
    [publish?.enabled, 'workflows.publish is enabled', unbuilt],
    [publish?.sign, 'workflows.publish.sign is true', unpublished],
    [publish?.attest, 'workflows.publish.attest is true', unpublished],
    [release?.enabled, 'workflows.release is enabled', unpublished],
    [rescan?.enabled, 'workflows.rescan is enabled', unscanned || unreleased],
    [cleanup?.enabled, 'workflows.cleanup is enabled', unpublished],
    [refresh?.enabled, 'workflows.refresh is enabled', uncached],
  ];
  return asked.flatMap(([isAsked, what, why]) => (isAsked && why ? [`${what}, but ${why}, or leave it out`] : []));
}

function whereOf(given: boolean | undefined): Where {
  return given === undefined ? 'public' : given ? 'always' : 'never';
}

function resolveScan({ severities = ['CRITICAL', 'HIGH'], unfixed = false, exceptions = [], codeScanning }: ScanOptions = {}): ScanModel {
  const unknown = severities.filter(severity => !SEVERITIES.some(one => one === severity));
  if (unknown.length > 0 || severities.length === 0) {
    throw new UsageError(`workflows.scan.severities must be some of ${SEVERITIES.join(', ')}, got ${show(severities)}; workflows.scan: { enabled: false } leaves out the scan`);
  }
  const ids = exceptions.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined && exceptions.filter(({ id }) => id === twice).some(({ paths, purls }) => !paths?.length && !purls?.length)) {
    throw new UsageError(`workflows.scan.exceptions names ${show(twice)} twice; say it once, or where each holds, with paths or purls`);
  }
  return { severities: SEVERITIES.filter(severity => severities.includes(severity)), unfixed, exceptions, codeScanning: whereOf(codeScanning) };
}

/** @param isSlow whether builds are emulated */
function resolveRelease(options: ReleaseOptions = {}, { logins }: PublishModel, isSlow: boolean): ReleaseModel {
  const longest = Math.min(...[...logins.values()].map(({ kind }) => LOGIN_LASTS[kind] ?? LONGEST_WAIT), LONGEST_WAIT);

  const { trigger = ReleaseTrigger.TAG, tags = ['v*'], rebuild = false, latest = false, environment, waitMinutes: wait = isSlow ? Math.min(120, longest) : 30 } = options;
  const tagPrefix = checkVersionFilter(tags, 'workflows.release.tags');
  const isOfGitHub = trigger === ReleaseTrigger.RELEASE;
  if (rebuild && isOfGitHub) throw new UsageError('workflows.release.rebuild builds for tags that are pushed; leave out workflows.release.trigger');
  if (!Number.isInteger(wait) || wait < 1 || wait > longest) {
    const why = longest < LONGEST_WAIT ? ', because the login to the registry ends after that' : '';
    throw new UsageError(`workflows.release.waitMinutes must be a whole number of minutes from 1 to ${longest}${why}, got ${show(wait)}`);
  }
  return { on: trigger, tags, tagPrefix, wait, ...isOfGitHub && { begins: beginningOfReleases(options.tags) }, rebuild, latest, environment };
}

/** What tags of releases on GitHub begin with: a condition can ask for that, and for no pattern. */
function beginningOfReleases(tags: readonly string[] = ['*']): string {
  const begins = tags.length === 1 ? beginningOf(tags[0]) : undefined;
  if (begins === undefined) {
    throw new UsageError(`workflows.release.tags must be one pattern such as "portal-v*" for ReleaseTrigger.RELEASE, whose tags GitHub does not filter, got ${show(tags)}; use that, or ReleaseTrigger.TAG`);
  }
  return begins;
}

function resolveCleanup(options: WorkflowsOptions, { logins }: PublishModel, schedule: Schedule, problems: Problems): CleanupModel | undefined {
  const { enabled, keep = 10, olderThanDays = 7, untaggedOnly = false, protect = [] } = options.cleanup ?? {};
  if (!(enabled ?? [...logins.keys()].every(host => host === GITHUB_REGISTRY))) return undefined;
  if (!Number.isInteger(keep) || keep < 1) problems.add(`workflows.cleanup.keep must be a whole number from 1, got ${show(keep)}`);
  if (!Number.isInteger(olderThanDays) || olderThanDays < 1) {
    problems.add(`workflows.cleanup.olderThanDays must be a whole number of days from 1, because what is just being published has no tag yet, got ${show(olderThanDays)}`);
  }
  const odd = protect.filter(tag => !isTagPattern(tag));
  if (odd.length > 0) problems.add(`workflows.cleanup.protect must be tags, with * for any characters, got ${odd.map(show).join(', ')}`);
  return { schedule: schedule(options.cleanup?.schedule, '41 3 * * 0', 'cleanup'), keep, olderThanDays, untaggedOnly, protect };
}

/** A checked schedule: the one that is given, or the other. */
type Schedule = (given: string | undefined, otherwise: string, what: string) => string;

/** The secrets of GitHub that builds need, by what the builder reads. */
function buildSecrets({ bases, services, directory }: SystemModel): BuildSecretModel[] {
  const secrets = [...bases, ...services].flatMap(({ build }) => build?.secrets ?? []);
  const models = secrets.map(({ name, variable, path }): BuildSecretModel => (variable !== undefined
    ? { secret: variable === 'GITHUB_TOKEN' ? variable : variable.replace(/^(?=GITHUB_)/i, '_'), variable }
    : { secret: name.toUpperCase().replace(/[^A-Z0-9_]/g, '_').replace(/^(?=\d|GITHUB_)/, '_'), path: relativePath(directory, path!) }));
  return models.filter((model, index) => models.findIndex(({ variable, path }) => variable === model.variable && path === model.path) === index);
}

