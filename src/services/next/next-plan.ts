import { NextPlan, planNextApp } from './app';
import { NextDevelopment, planNextDevelopment } from './development';
import { cacheWarnings, foldersOf, NextFolders } from './folders';
import { applicationPath, NextImage } from './image';
import { checkPublicValues, publicValueWarnings } from './public-values';
import { planStarters, starterWarnings } from './starters';
import { HealthCheckKind } from '../../model/health-check';
import { checkPackages } from '../../model/names';
import { joinPath, repositoryPath } from '../../model/paths';
import { Problems, show } from '../../model/problem';
import type { CacheModel, StarterFile } from '../../model/service-model';
import { Size } from '../../model/size';
import { VersionRange } from '../../workspace/version-range';
import type { BuiltModel } from '../built-model';
import type { SynthesisContext } from '../hub';
import { NextCache } from '../next-cache';
import type { NextServiceOptions } from '../next-service-options';
import { checkedPaths, NodeBuild, planNodeBuild } from '../node/build';
import { inImage } from '../node/image';
import { nodeProbe } from '../node/probe';
import { NodeRuntime, NodeRuntimeKind } from '../node-runtime';
import { labelsOf } from '../stack/labels';
import { inContainer } from '../stack/places';
import { checkBare } from '../stack/system';

/** What a Next.js service is, after its options, its repository and our defaults have been put together. */
export interface NextServicePlan {
  readonly image: NextImage;
  readonly development: NextDevelopment;
  readonly options: NextServiceOptions;
  readonly caches: readonly CacheModel[];
  readonly starters: readonly StarterFile[];
}

type Options = NextServiceOptions & { readonly runtime: NodeRuntime };

/** Puts together what a Next.js service is; `undefined` when there are problems that leave that open. */
export function planNextService(options: Options, common: BuiltModel, context: SynthesisContext, problems: Problems): NextServicePlan | undefined {
  const attempt = <T>(check: () => T) => problems.attempt(check);
  const { repository } = context;
  const before = problems.all.length;
  const tracingRoot = options.tracingRoot === undefined ? undefined
    : attempt(() => joinPath(context.directory, repositoryPath(options.tracingRoot!, 'tracingRoot')));
  const sources = checkedPaths('development.sources', options.development?.sources, 'the service\'s directory', problems);
  const build = planNodeBuild(options, common, context, problems, app => planNextApp(repository, app, { ...options, tracingRoot }));
  const packages = attempt(() => checkPackages(options.packages ?? [], 'packages')) ?? [];
  checkPublicValues(options.publicEnvironment, options.notSecret, common, problems);
  const folders = build && foldersOf(build, options.cache ?? NextCache.memory());
  if (build && folders) checkTogether(build, folders, options, common, problems);
  if (!build || !folders || problems.all.length > before) return undefined;

  const { app, plan } = build;
  const development = attempt(() => planNextDevelopment(repository, build, { ...options.development, sources }));
  if (!development) return undefined;
  const within = (path: string) => inImage(joinPath(applicationPath(build), path));
  const volumes = [...(options.writable ?? []).map(path => inContainer(path, within)), ...folders.volumes];
  const starters = options.publicEnvironment ? planStarters(repository, plan) : [];
  const say = (message: string) => context.warn(`service ${show(common.name)}: ${message}`);
  [
    ...cacheWarnings(plan, options.cache),
    ...publicValueWarnings(repository, plan, common),
    ...options.publicEnvironment ? starterWarnings(repository, plan) : [],
  ].forEach(say);
  return {
    development,
    options,
    starters,
    caches: folders.caches,
    image: {
      ...build,
      // In all stages that build or run Next.js.
      manager: { ...build.manager, environment: { ...build.manager.environment, NEXT_TELEMETRY_DISABLED: '1' } },
      port: common.port!.container,
      user: common.user,
      health: common.health,
      healthCommand: nodeProbe(common.health, common.port?.container),
      nodeFlags: options.heap ? [`--max-old-space-size=${options.heap.toMebibytes()}`] : [],
      packages,
      labels: labelsOf(common, { description: options.description ?? app.manifest.description, license: app.manifest.license }),
      volumes,
      owned: [...new Set([...volumes, ...folders.caches.map(({ path }) => path)])],
      cacheId: `next-${common.image}`,
      developmentCommand: development.command,
    },
  };
}

/** What is right by itself and wrong beside something else. */
function checkTogether({ plan, nodeVersion }: NodeBuild<NextPlan>, { caches }: NextFolders, options: Options,
  { memory, health }: BuiltModel, problems: Problems): void {
  const { runtime, packages, heap } = options;
  const { version, release: { node, major }, basePath, config } = plan;
  if (runtime.kind === NodeRuntimeKind.DISTROLESS) checkBare('distroless', packages ?? [], 'NodeRuntime', problems);
  const used = [...heap ? [heap] : [], ...caches.map(({ size }) => size)].reduce((sum, size) => sum + size.toBytes(), 0);
  if (used >= memory.toBytes()) {
    problems.add(`heap and cache in memory, ${Size.bytes(used)}, must together be smaller than the memory limit ${memory}; raise "memory"`);
  }
  if (VersionRange.parse(`<${node}`)!.includes(nodeVersion.split('.').concat('0', '0').slice(0, 3).join('.'))) {
    problems.add(`next ${version ?? major} needs Node ${node}, and the service gets ${nodeVersion}; set "nodeVersion"`);
  }
  if (health.kind === HealthCheckKind.HTTP && health.path !== basePath && !health.path!.startsWith(`${basePath}/`)) {
    problems.add(`the health check asks for ${show(health.path)}, and all addresses begin with ${show(basePath)} ("basePath" of ${config.path}); ask for ${show(basePath + health.path)}`);
  }
}
