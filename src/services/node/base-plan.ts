import { type NodeBuild, TOOLCHAIN } from './build';
import { baseStage, depsStage } from './build-stages';
import { droppedScripts, installedManifests } from './lifecycle';
import { managerOf } from './manager';
import { installSecrets } from './registry-auth';
import { runtimeBaseStage } from './runtime-stage';
import { SHARED_STAGES, type SharedStages } from './shared-stages';
import { chooseNodeVersion } from './version';
import type { Stage } from '../../dockerfile/stage';
import { checkPackages } from '../../model/names';
import { sortedUnique } from '../../model/order';
import { isWithin, joinPath, relativeTo, repositoryPath } from '../../model/paths';
import { Problems, show } from '../../model/problem';
import type { IgnoreModel } from '../../model/service-model';
import { type NodeApp, readNodeApp } from '../../workspace/node-app';
import type { Repository } from '../../workspace/repository';
import { checkUser } from '../built-model';
import type { SynthesisContext } from '../hub';
import type { NodeBaseImageOptions } from '../node-base-image-options';
import { NodeRuntime, NodeRuntimeKind } from '../node-runtime';
import { NEVER, secretsSection } from '../stack/ignore';
import { checkBare } from '../stack/system';

/** A base image, after its options, its repository and our defaults have been put together. */
export interface NodeBasePlan {
  readonly app: NodeApp;
  readonly shared: SharedStages;
  /** What reaches the builder: what dependencies are installed from. */
  readonly ignore: IgnoreModel;
  /** What is to be said of it that does not stop synthesis. */
  readonly warnings: readonly string[];
}

/** Puts together what the services of a base image share; `undefined` when there are problems that leave that open. */
export function planNodeBase(name: string, options: NodeBaseImageOptions, context: SynthesisContext, additions: readonly Stage[],
  problems: Problems): NodeBasePlan | undefined {
  const attempt = <T>(check: () => T) => problems.attempt(check);
  const { repository } = context;
  const runtime = options.runtime ?? NodeRuntime.alpine();
  const root = joinPath(context.directory, attempt(() => repositoryPath(options.directory ?? '.', 'directory')) ?? '.');
  const app = attempt(() => readNodeApp(repository, root));
  const user = attempt(() => checkUser(options.user ?? runtime.user));
  const packages = attempt(() => checkPackages(options.packages ?? [], 'packages'));
  const buildPackages = attempt(() => checkPackages(options.buildPackages ?? [], 'buildPackages'));
  if (runtime.kind === NodeRuntimeKind.DISTROLESS) checkBare('distroless', packages ?? [], 'NodeRuntime', problems);
  if (!app) return undefined;
  if (app.root !== root) {
    problems.add(`there is no lockfile in ${show(root)}, only in ${show(app.root)}; a base image installs what is locked, so give it the "directory" of the lockfile`);
  }
  const request = options.nodeVersion === undefined ? app.node : { version: options.nodeVersion, source: 'nodeVersion' };
  const nodeVersion = attempt(() => chooseNodeVersion(request));
  const buildSecrets = installSecrets(repository, app, options.buildSecrets ?? [], problems);
  if (!nodeVersion || !user || !packages || !buildPackages || app.root !== root) return undefined;

  const compilesAddons = addonsOf(repository, app);
  const build: NodeBuild = {
    app,
    plan: { directory: root, name, runtime: [], produced: [] },
    locals: [],
    runtimeLocals: [],
    // Whatever one of the services needs is installed for all of them: every member's manifest counts.
    manager: { ...managerOf(app), needsAllManifests: app.workspace },
    nodeVersion,
    runtime,
    buildPackages: options.buildPackages ? buildPackages : compilesAddons ? TOOLCHAIN : [],
    compilesAddons,
    buildSecrets,
    args: {},
    localCommands: [],
    commands: [],
    include: [],
    settings: [],
    starters: [],
  };
  const system = { runtime, packages, user, nodeVersion, upgrade: options.upgrade ?? true };
  const models = [baseStage(build), depsStage(build), runtimeBaseStage(system)];
  return {
    app,
    shared: {
      base: name,
      root,
      nodeVersion,
      runtime,
      user,
      buildPackages: build.buildPackages,
      compilesAddons,
      buildSecrets,
      stages: models.map(model => additions.find(addition => addition.name === model.name)!._apply(model)),
      contexts: Object.fromEntries(SHARED_STAGES.map(stage => [stage, targetOf(name, stage)])),
    },
    ignore: {
      only: sortedUnique([app.packageManager.lockfile, ...app.installFiles, ...installedManifests(app, app.workspace).map(({ path }) => path)]),
      except: [...NEVER, ...secretsSection(context.secretFiles.filter(path => isWithin(root, path)).map(path => relativeTo(root, path)))],
    },
    warnings: droppedScripts(app),
  };
}

/** The target of a shared stage: the runtime is what is meant by the base image's name. */
export function targetOf(name: string, stage: string): string {
  return stage === 'runtime-base' ? name : `${name}-${stage === 'base' ? 'build' : stage}`;
}

/** Whether anything that is installed for any of the services may have to be compiled. */
function addonsOf(repo: Repository, app: NodeApp): boolean {
  const others = app.members.filter(({ directory }) => directory !== app.directory);
  return app.nativeAddons.length > 0 || others.some(({ directory }) => readNodeApp(repo, directory).nativeAddons.length > 0);
}
