import { HEALTH_PATH, ENVIRONMENT_PATH, SiteConfiguration, SiteProxyModel } from './configuration';
import { planDevelopment, SiteDevelopment } from './development';
import { SiteFallback } from './fallback';
import { Generator, generatorOf, hasSettings, onlyHashed } from './generator';
import { headersOf } from './headers';
import { literalPattern } from './nginx';
import { busyboxProbe } from './probe';
import type { HealthCheck } from '../../model/health-check';
import { checkVariables } from '../../model/names';
import { joinPath, repositoryPath } from '../../model/paths';
import { Problems, show, UsageError } from '../../model/problem';
import { Size } from '../../model/size';
import { hasLockfile } from '../../workspace/find-lockfile';
import { hasManifest, PackageManifest, readManifest } from '../../workspace/manifest';
import type { BuiltModel } from '../built-model';
import type { SynthesisContext } from '../hub';
import { NodeBuild, planNodeBuild } from '../node/build';
import { chooseBuildScript, PackagePlan } from '../node/plan';
import { NodeRuntime } from '../node-runtime';
import type { Service } from '../service';
import { labelsOf } from '../stack/labels';
import { checkPublicVariables } from '../stack/public-variables';
import type { SiteProxyOptions, StaticSiteOptions } from '../static-site-options';

/** What builds write for themselves, by custom. */
const PRODUCED = ['dist', '.astro', '.angular', '.next', '.nuxt', '.output', '.svelte-kit', '.docusaurus', '.parcel-cache'];
/** What other services have for documentation is what sites are made of. */
const SOURCES = ['docs', '*.md', 'tmp', 'logs'];
/** What says something of a site with a build only. */
const BUILD_OPTIONS = ['include', 'nodeVersion', 'buildPackages', 'development'] as const;
/** How the variables begin that tools write into the files of a browser. */
const PUBLIC = /^(?:VITE|PUBLIC|REACT_APP|NEXT_PUBLIC|NUXT_PUBLIC|NG_APP|VUE_APP|GATSBY|EXPO_PUBLIC|STORYBOOK)_/;

/** A service that answers some of the requests. */
export interface SiteProxy {
  readonly path: string;
  readonly service: Service;
  readonly options: SiteProxyOptions;
}

/** What is said of a site, when it was made and since. */
export interface SaidOfSite {
  readonly options: StaticSiteOptions;
  readonly proxies: readonly SiteProxy[];
}

/** What a site is, after its options, its repository and our defaults have been put together. */
export interface SitePlan {
  readonly directory: string;
  /** The folder that is served, relative to the directory. */
  readonly output: string;
  /** How it is built; `undefined`: it is served as it is. */
  readonly build?: NodeBuild;
  readonly configuration: SiteConfiguration;
  readonly user: string;
  readonly health: HealthCheck;
  readonly healthCommand?: readonly string[];
  readonly labels: Record<string, string>;
  readonly args: Record<string, string>;
  readonly publicEnvironment: Record<string, string>;
  readonly development?: SiteDevelopment;
}

/** Puts together what a site is; `undefined` when there are problems that leave that open. */
export function planSite({ options, proxies }: SaidOfSite, common: BuiltModel, context: SynthesisContext, problems: Problems): SitePlan | undefined {
  const attempt = <T>(check: () => T) => problems.attempt(check);
  const { repository } = context;
  const directory = attempt(() => joinPath(context.directory, repositoryPath(options.directory ?? '.', 'directory')));
  if (directory === undefined) return undefined;
  attempt(() => checkPort(common.port?.container));
  checkForSites(options, problems);
  const publicEnvironment = attempt(() => checkVariables(options.publicEnvironment ?? {}, 'environment variable')) ?? {};
  const isPublic = (name: string) => name in publicEnvironment || PUBLIC.test(name);
  checkPublicVariables({ ...common.args, ...publicEnvironment }, isPublic, options.notSecret ?? {}, problems);

  const manifest = isPackage(context, directory, options) ? attempt(() => readManifest(repository, directory)) : {};
  const generator = manifest && attempt(() => generatorOf(repository, directory, manifest));
  const built = manifest && (options.buildScript !== undefined || attempt(() => chooseBuildScript(manifest, undefined, directory)) !== undefined);
  const output = attempt(() => outputOf(options, generator, built));
  const said = attempt(() => saidOf(options, proxies, context));
  if (!manifest || output === undefined || !said) return undefined;
  const build = built
    ? planNodeBuild({ ...options, runtime: NodeRuntime.alpine() }, common, context, problems, () => planPackage(directory, manifest, output, options))
    : undefined;
  if (built && !build) return undefined;
  if (!build && attempt(() => checkPlain(context, directory, output, generator, options)) === undefined) return undefined;

  const port = common.port?.container ?? 8080;
  const byTool = () => (generator && built ? hashedPaths(generator, directory, common, context) : []);
  const immutable = options.immutable ? immutableOf(options.immutable, problems) : byTool();
  const fallback = options.fallback ?? (built && generator?.singlePage ? SiteFallback.app() : SiteFallback.notFound());
  return {
    directory,
    output,
    build,
    configuration: {
      ...said,
      port,
      workers: Math.max(1, Math.ceil(common.cpus ?? 2)),
      shutdownSeconds: Math.max(1, Math.floor(common.stopGracePeriod.toMilliseconds() / 1000) - 1),
      fallback: { file: fallback.file, status: fallback.status as 200 | 404 },
      immutable,
      environment: Object.keys(publicEnvironment).length > 0,
    },
    user: common.user,
    health: common.health,
    healthCommand: busyboxProbe(common.health, port),
    labels: labelsOf(common, { description: options.description ?? manifest.description, license: manifest.license }),
    args: common.args,
    publicEnvironment,
    development: build && planDevelopment(repository, build, generator, port, options.development ?? {}, problems),
  };
}

/** What other services can be told and a site cannot. */
function checkForSites({ healthStarter, writable }: StaticSiteOptions, problems: Problems): void {
  if (healthStarter !== undefined) problems.add('a static site has no code that could answer; remove "healthStarter", the server answers /healthz itself');
  if (writable && writable.length > 0) problems.add('a static site writes nothing; remove "writable"');
}

function checkPort(port: number | undefined): void {
  if (port !== undefined && port <= 1024) throw new UsageError(`port must be above 1024, because the server is unprivileged, got ${port}; "hostPort" may be any`);
}

function outputOf({ output }: StaticSiteOptions, generator: Generator | undefined, built: boolean | undefined): string {
  if (output !== undefined) return repositoryPath(output, 'output', 'the site\'s directory');
  if (!built) return '.';
  if (!generator) throw new UsageError('nothing says which folder the build writes; set "output", such as "dist"');
  return repositoryPath(generator.output, 'the output of the build', 'the site\'s directory, or be said with "output"');
}

function planPackage(directory: string, manifest: PackageManifest, output: string, options: StaticSiteOptions): PackagePlan {
  if (output === '.') throw new UsageError('output must be a folder that the build writes, got "."');
  const buildScript = chooseBuildScript(manifest, options.buildScript, directory);
  return { directory, name: manifest.name ?? directory, buildScript, runtime: [output, ...SOURCES], produced: [...new Set([output, ...PRODUCED])] };
}

/** Whether there is a manifest, or what makes no sense without one: then what is missing is the manifest. */
function isPackage({ repository }: SynthesisContext, directory: string, { buildScript }: StaticSiteOptions): boolean {
  return hasManifest(repository, directory) || hasLockfile(repository, directory) || hasSettings(repository, directory) || buildScript !== undefined;
}

/** A site is served as it is where that is meant, and not where its build was forgotten: sources would be published. */
function checkPlain({ repository }: SynthesisContext, directory: string, output: string,
  generator: Generator | undefined, options: StaticSiteOptions): true {
  if (generator) throw new UsageError(`${joinPath(directory, 'package.json')} depends on ${generator.tool} and has no script "build"; add one, or set "buildScript"`);
  if (!repository.isDirectory(directory)) throw new UsageError(`directory ${show(directory)} does not exist: write it relative to the repository's root, like "apps/web"`);
  const ignored = BUILD_OPTIONS.filter(name => options[name] !== undefined);
  if (ignored.length > 0) throw new UsageError(`nothing builds this site, so ${ignored.map(show).join(', ')} would do nothing; remove ${ignored.length > 1 ? 'them' : 'it'}, or add a script "build" to ${joinPath(directory, 'package.json')}`);
  if (!repository.isFile(joinPath(joinPath(directory, output), 'index.html'))) {
    throw new UsageError(`there is no index.html in ${show(joinPath(directory, output))}, and no build script that makes one; set "output" to the folder that is served, or correct "directory"`);
  }
  return true;
}

/** The paths with hashes that a tool makes, as far as nothing else gets there. */
function hashedPaths(generator: Generator, directory: string, { name }: BuiltModel, { repository, warn }: SynthesisContext): string[] {
  const hashed = onlyHashed(repository, directory, generator);
  if (hashed.length < generator.immutable.length) {
    warn(`service ${show(name)}: browsers ask for every file again, because the folder that the build writes hashed files to exists in `
      + `${generator.copied.join(' and ')}, too; rename that, or say with "immutable" that nothing in it changes`);
  }
  return hashed;
}

function immutableOf(folders: readonly string[], problems: Problems): string[] {
  return folders.flatMap(folder => problems.attempt(() => `^/${literalPattern(repositoryPath(folder, 'immutable', 'the site'))}/`) ?? []);
}

function saidOf(options: StaticSiteOptions, proxies: readonly SiteProxy[], context: SynthesisContext) {
  const { accessLog = true, trustedProxies = [], resolver = '127.0.0.11', serverDirectives = [] } = options;
  for (const address of [...trustedProxies, resolver]) {
    if (typeof address !== 'string' || !/^\[?[0-9a-fA-F.:]+\]?(?:\/\d{1,3})?(?::\d+)?$/.test(address)) {
      throw new UsageError(`"trustedProxies" and "resolver" must be IP addresses, or networks such as "10.0.0.0/8", got ${show(address)}`);
    }
  }
  for (const text of serverDirectives) {
    if (typeof text !== 'string' || !/[;}]\s*$/.test(text)) throw new UsageError(`serverDirectives must be whole directives such as "listen [::]:8080;", got ${show(text)}`);
  }
  const models = proxies.map(proxy => proxyModel(proxy, context));
  const paths = models.map(({ path }) => path);
  const twice = paths.find((path, i) => paths.indexOf(path) !== i);
  if (twice) throw new UsageError(`path ${show(twice)} is proxied twice; remove one`);
  return {
    headers: headersOf(options),
    accessLog,
    trustedProxies,
    resolver,
    serverDirectives,
    // The longest first: nginx takes the first that fits.
    proxies: models.sort((a, b) => b.path.length - a.path.length || (a.path < b.path ? -1 : 1)),
  };
}

function proxyModel({ path, service, options }: SiteProxy, context: SynthesisContext): SiteProxyModel {
  if (!/^\/[\w.~-]+(?:\/[\w.~-]+)*$/.test(path)) throw new UsageError(`the path of a proxy must begin with / and not end with it, such as "/api", got ${show(path)}`);
  if ([HEALTH_PATH, ENVIRONMENT_PATH].includes(path)) throw new UsageError(`${path} is answered by the site itself and cannot be proxied`);
  // What is wrong with the service, it says itself.
  const port = options.port ?? context.modelOf(service)?.port?.container ?? portOf(service);
  return {
    path,
    host: service.name,
    port,
    stripPath: options.stripPath ?? false,
    maxBodyBytes: (options.maxBody ?? Size.mebibytes(1)).toBytes(),
    timeoutSeconds: Math.max(1, Math.ceil((options.timeout?.toMilliseconds() ?? 60_000) / 1000)),
  };
}

function portOf(service: Service): never {
  throw new UsageError(`service ${show(service.name)} has no port to send requests to; give it one, or say it with addProxy()`);
}
