import { BuildChoices, NodeBuild, checkedPaths, planNodeBuild } from './build';
import { DevelopmentPlan, planDevelopment } from './development';
import { inImage, NodeImage } from './image';
import { AppPlan, planApp } from './plan';
import { nodeProbe } from './probe';
import { checkPackages } from '../../model/names';
import { joinPath, relativeTo } from '../../model/paths';
import { Port } from '../../model/port';
import { Problems } from '../../model/problem';
import type { NodeApp } from '../../workspace/node-app';
import type { BuiltModel } from '../built-model';
import type { SynthesisContext } from '../hub';
import { NodeRuntimeKind } from '../node-runtime';
import type { NodeServiceOptions } from '../node-service-options';
import { labelsOf } from '../stack/labels';
import { inContainer } from '../stack/places';
import { checkBare } from '../stack/system';

/** What a Node service is, after its options, its repository and our defaults have been put together. */
export interface NodeServicePlan {
  readonly image: NodeImage;
  readonly development: DevelopmentPlan;
  /** The host's port for the debugger. */
  readonly debugPort: number;
}

/** What a Node service was told, and what it shares with others. */
export type ServiceChoices = NodeServiceOptions & BuildChoices;

/** How a service is built and worked on, where that is not by the scripts of its own package. */
export interface ServiceBuild {
  /** What it runs and what its image takes; it may throw. */
  readonly planPackage: (app: NodeApp) => AppPlan;
  /** Other commands than the scripts of its packages; it may throw. */
  readonly adapt: (build: NodeBuild<AppPlan>) => NodeBuild<AppPlan>;
  /** How it is worked on; `undefined`: as any package is. */
  readonly develop: (build: NodeBuild<AppPlan>, nodeFlags: readonly string[]) => DevelopmentPlan | undefined;
}

/** Puts together what a Node service is; `undefined` when there are problems that leave that open. */
export function planNodeService(options: ServiceChoices, common: BuiltModel, context: SynthesisContext, problems: Problems,
  how?: ServiceBuild): NodeServicePlan | undefined {
  const attempt = <T>(check: () => T) => problems.attempt(check);
  const before = problems.all.length;
  const chosen = chosenPaths(options, problems);
  const pathsAreRight = problems.all.length === before;
  const choices = pathsAreRight ? { ...options, ...chosen } : {};
  const planned = planNodeBuild(options, common, context, problems, how?.planPackage ?? (app => planApp(context.repository, app, choices)));
  const build = planned && (how ? attempt(() => how.adapt(planned)) : planned);
  const debugPort = attempt(() => Port.of(options.development?.debugPort ?? context.debugPort, 'debugPort').value);
  const packages = attempt(() => checkPackages(options.packages ?? [], 'packages')) ?? [];
  checkTogether(options, common, problems);
  if (!build || debugPort === undefined || !pathsAreRight) return undefined;

  const { app, plan, manager } = build;
  const nodeFlags = flagsOf(build, options);
  const developed = { ...options.development, sources: chosen.sources };
  const development = attempt(() => how?.develop(build, nodeFlags)
    ?? planDevelopment(context.repository, { app, plan, manager, nodeFlags }, developed));
  return development && {
    development,
    debugPort,
    image: {
      ...build,
      port: common.port?.container,
      user: common.user,
      health: common.health,
      healthCommand: nodeProbe(common.health, common.port?.container),
      nodeFlags,
      packages,
      labels: labelsOf(common, { description: options.description ?? app.manifest.description, license: app.manifest.license }),
      writable: (options.writable ?? []).map(path => inContainer(path, relative => inImage(joinPath(relativeTo(app.root, app.directory), relative)))),
      developmentCommand: development.command,
      developmentBuilds: development.rebuilds,
    },
  };
}

/** What is right by itself and wrong beside something else. */
function checkTogether({ runtime, packages, heap }: ServiceChoices, { memory }: BuiltModel, problems: Problems): void {
  if (runtime.kind === NodeRuntimeKind.DISTROLESS) checkBare('distroless', packages ?? [], 'NodeRuntime', problems);
  if (heap && heap.toBytes() >= memory.toBytes()) {
    problems.add(`heap ${heap} must be smaller than the memory limit ${memory}; raise "memory"`);
  }
}

/** The paths that were said, POSIX and inside of the service's directory. */
function chosenPaths(options: NodeServiceOptions, problems: Problems): { output?: string[]; assets?: string[]; sources?: string[] } {
  const own = (what: string, paths: readonly string[] | undefined) => checkedPaths(what, paths, 'the service\'s directory', problems);
  return { output: own('output', options.output), assets: own('assets', options.assets), sources: own('development.sources', options.development?.sources) };
}

function flagsOf({ app, plan }: NodeBuild<AppPlan>, { heap, sourceMaps }: NodeServiceOptions): string[] {
  return [
    ...app.packageManager.linker === 'pnp' ? plugAndPlay(app, plan) : [],
    ...sourceMaps ?? plan.buildScript !== undefined ? ['--enable-source-maps'] : [],
    ...heap ? [`--max-old-space-size=${heap.toMebibytes()}`] : [],
  ];
}

/** What Yarn itself puts before the entry file; the loader is for ES modules only, and only then there. */
function plugAndPlay({ manifest }: NodeApp, { entry }: AppPlan): string[] {
  const modules = manifest.type === 'module' || entry.endsWith('.mjs');
  return ['--require', inImage('.pnp.cjs'), ...modules ? ['--experimental-loader', `file://${inImage('.pnp.loader.mjs')}`] : []];
}
