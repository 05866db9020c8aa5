import { DevelopmentPlan, planDevelopment } from './development';
import { inImage, NodeImage } from './image';
import { droppedScripts } from './lifecycle';
import { managerOf } from './manager';
import { AppPlan, planApp, planLocal } from './plan';
import { nodeProbe } from './probe';
import { installSecrets } from './registry-auth';
import { chooseNodeVersion } from './version';
import { checkPackages } from '../../model/names';
import { joinPath, relativeTo, repositoryPath } from '../../model/paths';
import { Port } from '../../model/port';
import { Problems, show } from '../../model/problem';
import { NodeApp, readNodeApp } from '../../workspace/node-app';
import type { BuiltModel } from '../built-model';
import type { SynthesisContext } from '../hub';
import { NodeRuntime, NodeRuntimeKind } from '../node-runtime';
import type { NodeServiceOptions } from '../node-service-options';
import { labelsOf } from '../stack/labels';

/** What a Node service is, after its options, its repository and our defaults have been put together. */
export interface NodeServicePlan {
  readonly image: NodeImage;
  readonly development: DevelopmentPlan;
  /** The host's port for the debugger. */
  readonly debugPort: number;
  /** Paths outside of the packages that the build reads, relative to the install root. */
  readonly include: readonly string[];
}

type Options = NodeServiceOptions & { readonly runtime: NodeRuntime };

/** What a toolchain for native add-ons consists of. */
const TOOLCHAIN = ['python3', 'make', 'g++'];

/** Puts together what a Node service is; `undefined` when there are problems that leave that open. */
export function planNodeService(options: Options, common: BuiltModel, context: SynthesisContext, problems: Problems): NodeServicePlan | undefined {
  const attempt = <T>(check: () => T) => problems.attempt(check);
  const { repository } = context;
  const app = attempt(() => readNodeApp(repository, joinPath(context.directory, repositoryPath(options.directory ?? '.', 'directory'))));
  if (!app) return undefined;
  const request = options.nodeVersion === undefined ? app.node : { version: options.nodeVersion, source: 'nodeVersion' };
  const node = attempt(() => chooseNodeVersion(request));
  const chosen = chosenPaths(options, problems);
  const plan = chosen && attempt(() => planApp(repository, app, { ...options, ...chosen }));
  const debugPort = attempt(() => Port.of(options.development?.debugPort ?? context.debugPort, 'debugPort').value);
  const packages = attempt(() => checkPackages(options.packages ?? [], 'packages')) ?? [];
  const buildPackages = options.buildPackages && attempt(() => checkPackages(options.buildPackages!, 'buildPackages'));
  checkTogether(options, common, problems);
  const buildSecrets = installSecrets(repository, app, common.buildSecrets, problems);
  if (!node || !plan || debugPort === undefined) return undefined;

  const manager = managerOf(app);
  const nodeFlags = flagsOf(app, plan, options);
  const developed = { ...options.development, sources: chosen!.sources };
  const development = attempt(() => planDevelopment(repository, { app, plan, manager, nodeFlags }, developed));
  if (!development) return undefined;
  const say = (message: string) => context.warn(`service ${show(common.name)}: ${message}`);
  if (node.endOfLife) say(`Node ${node.version} (${node.source}) has had no security updates since ${node.endOfLife}; move to a supported version`);
  droppedScripts(app).forEach(say);

  const locals = app.locals.map(local => planLocal(repository, local));
  const needed = new Set(app.runtimeLocals.map(({ directory }) => directory));
  const compilesAddons = app.nativeAddons.length > 0;
  return {
    development,
    debugPort,
    include: chosen!.include ?? [],
    image: {
      app,
      plan,
      locals,
      runtimeLocals: locals.filter(({ directory }) => needed.has(directory)),
      manager,
      nodeVersion: node.version,
      runtime: options.runtime,
      port: common.port?.container,
      user: common.user,
      health: common.health,
      healthCommand: nodeProbe(common.health, common.port?.container),
      nodeFlags,
      buildPackages: buildPackages ?? (compilesAddons ? TOOLCHAIN : []),
      compilesAddons,
      packages,
      buildSecrets,
      args: common.args,
      labels: labelsOf(common, { description: options.description ?? app.manifest.description, license: app.manifest.license }),
      writable: (options.writable ?? []).map(path => inContainer(app, path)),
      developmentCommand: development.command,
      developmentBuilds: development.rebuilds,
    },
  };
}

/** What is right by itself and wrong beside something else. */
function checkTogether({ runtime, packages, heap }: Options, { memory }: BuiltModel, problems: Problems): void {
  if (runtime.kind === NodeRuntimeKind.DISTROLESS && packages && packages.length > 0) {
    problems.add(`distroless has no package manager, so it cannot take packages ${packages.join(', ')}; use NodeRuntime.slim() or NodeRuntime.alpine()`);
  }
  if (heap && heap.toBytes() >= memory.toBytes()) {
    problems.add(`heap ${heap} must be smaller than the memory limit ${memory}; raise "memory"`);
  }
}

/** Where a path that is relative to the service's folder is in the container. */
function inContainer(app: NodeApp, path: string): string {
  const posix = path.replace(/\\/g, '/');
  return posix.startsWith('/') ? posix : inImage(joinPath(relativeTo(app.root, app.directory), posix));
}

/** The paths that were said, POSIX and inside of what they are relative to; `undefined` when one is not. */
function chosenPaths(options: NodeServiceOptions, problems: Problems): ChosenPaths | undefined {
  const before = problems.all.length;
  const own = 'the service\'s directory';
  const checked = (what: string, paths: readonly string[] | undefined, folder: string) => paths
    ?.flatMap(path => problems.attempt(() => repositoryPath(path, what, folder)) ?? []);
  const chosen = {
    output: checked('output', options.output, own),
    assets: checked('assets', options.assets, own),
    include: checked('include', options.include, 'the workspace'),
    sources: checked('development.sources', options.development?.sources, own),
  };
  return problems.all.length === before ? chosen : undefined;
}

interface ChosenPaths {
  readonly output?: string[];
  readonly assets?: string[];
  readonly include?: string[];
  readonly sources?: string[];
}

function flagsOf(app: NodeApp, plan: AppPlan, { heap, sourceMaps }: NodeServiceOptions): string[] {
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
