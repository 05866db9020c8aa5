import { sharedConfiguration, sharedPaths } from './context';
import { healthStarter } from './health-starter';
import { droppedScripts } from './lifecycle';
import { Manager, managerOf } from './manager';
import { PackagePlan, planLocal } from './plan';
import { installSecrets } from './registry-auth';
import { checkBase, type SharedStages } from './shared-stages';
import { chooseNodeVersion } from './version';
import type { Mount } from '../../dockerfile/mount';
import { checkPackages } from '../../model/names';
import { sortedUnique, unique } from '../../model/order';
import { joinPath, outermost, parentPath, relativeTo, repositoryPath } from '../../model/paths';
import { Problems, show } from '../../model/problem';
import type { Secret } from '../../model/secret';
import type { StarterFile } from '../../model/service-model';
import { NodeApp, readNodeApp } from '../../workspace/node-app';
import type { Repository } from '../../workspace/repository';
import { tsconfigsIn } from '../../workspace/tsconfig';
import type { BuiltModel } from '../built-model';
import type { SynthesisContext } from '../hub';
import type { NodeBuildOptions } from '../node-build-options';
import type { NodeRuntime } from '../node-runtime';

/** How Node makes an application out of a repository: everything that decides the stages that build. */
export interface NodeBuild<P extends PackagePlan = PackagePlan> {
  readonly app: NodeApp;
  readonly plan: P;
  /** Local packages that are built or copied, dependencies first. */
  readonly locals: readonly PackagePlan[];
  /** Those of `locals` that must be in the image. */
  readonly runtimeLocals: readonly PackagePlan[];
  readonly manager: Manager;
  readonly nodeVersion: string;
  /** What the image is made from, which decides the system of the stages that build. */
  readonly runtime: NodeRuntime;
  /** System packages of the build stages. */
  readonly buildPackages: readonly string[];
  /** Whether `buildPackages` are there to compile add-ons. */
  readonly compilesAddons: boolean;
  readonly buildSecrets: readonly Secret[];
  readonly args: Record<string, string>;
  /** What builds the local packages, from the install root; none where there is nothing to build. */
  readonly localCommands: readonly string[];
  /**
   * What the local packages are built from, so that they are built in layers of their own; `undefined`: they are built
   * together with the application.
   */
  readonly localSources?: readonly Copy[];
  /** What builds the application, from the install root; none where there is nothing to build. */
  readonly commands: readonly string[];
  /** Secrets for the build scripts alone, beside those of the installation. */
  readonly scriptSecrets?: readonly Secret[];
  /** Variables of the build scripts. */
  readonly environment?: Record<string, string>;
  /** What is mounted while the build scripts run: a cache, for example. */
  readonly mounts?: readonly Mount[];
  /** Paths outside of the packages that the build reads, relative to the install root. */
  readonly include: readonly string[];
  /** Files that decide how it builds and are no sources, relative to the repository. */
  readonly settings: readonly string[];
  /** What it shares with other services, if anything. */
  readonly shared?: SharedStages;
  /** Files that start work of the user's own. */
  readonly starters?: readonly StarterFile[];
}

/** Files of one folder, or a folder, that are copied to their own place below the install root. */
export interface Copy {
  readonly sources: readonly string[];
  readonly destination: string;
}

/** What a toolchain for native add-ons consists of. */
export const TOOLCHAIN = ['python3', 'make', 'g++'];

/** What decides how an application is built, beside the repository. */
export type BuildChoices = NodeBuildOptions & {
  readonly runtime: NodeRuntime;
  /** What it shares with other services. */
  readonly shared?: SharedStages;
  /** The runtime that was said for it; there may be none where it has that of its base. */
  readonly saidRuntime?: NodeRuntime;
};

/**
 * Puts together how an application is built; `undefined` when there are problems that leave that open.
 *
 * @param planPackage what the application itself builds and what the image takes of it; it may throw
 */
export function planNodeBuild<P extends PackagePlan>(options: BuildChoices, common: BuiltModel,
  context: SynthesisContext, problems: Problems, planPackage: (app: NodeApp) => P): NodeBuild<P> | undefined {
  const attempt = <T>(check: () => T) => problems.attempt(check);
  const { repository } = context;
  const { shared } = options;
  const app = attempt(() => readNodeApp(repository, joinPath(context.directory, repositoryPath(options.directory ?? '.', 'directory'))));
  if (!app) return undefined;
  const request = options.nodeVersion === undefined ? app.node : { version: options.nodeVersion, source: 'nodeVersion' };
  const nodeVersion = attempt(() => chooseNodeVersion(request));
  if (shared) attempt(() => checkBase(shared, app, { ...options, runtime: options.saidRuntime }, options.nodeVersion && nodeVersion));
  const include = checkedPaths('include', options.include, 'the workspace', problems);
  const plan = attempt(() => planPackage(app));
  const { healthStarter: starter } = options;
  const starters = plan && starter !== undefined ? attempt(() => [healthStarter(starter, plan.directory, app.manifest)]) : [];
  const buildPackages = options.buildPackages && attempt(() => checkPackages(options.buildPackages!, 'buildPackages'));
  const buildSecrets = installSecrets(repository, app, unique([...shared?.buildSecrets ?? [], ...common.buildSecrets]), problems);
  if (!nodeVersion || !plan) return undefined;

  // What is to be said of a base, it says itself, once.
  if (!shared) droppedScripts(app).forEach(message => context.warn(`service ${show(common.name)}: ${message}`));

  const manager = managerOf(app);
  const locals = app.locals.map(local => planLocal(repository, local));
  const needed = new Set(app.runtimeLocals.map(({ directory }) => directory));
  const within = ({ directory }: PackagePlan) => relativeTo(app.root, directory);
  const build = (p: PackagePlan) => (p.buildScript ? [manager.run(p.buildScript, within(p))] : []);
  const localCommands = locals.flatMap(build);
  const outside = sharedPaths(repository, app, [plan, ...locals], manager.needsAllManifests, include ?? []);
  const compilesAddons = app.nativeAddons.length > 0;
  return {
    app,
    plan,
    locals,
    runtimeLocals: locals.filter(({ directory }) => needed.has(directory)),
    manager,
    nodeVersion: shared?.nodeVersion ?? nodeVersion,
    runtime: options.runtime,
    buildPackages: shared?.buildPackages ?? buildPackages ?? (compilesAddons ? TOOLCHAIN : []),
    compilesAddons: shared?.compilesAddons ?? compilesAddons,
    buildSecrets,
    args: common.args,
    localCommands,
    localSources: outside && localCommands.length > 0 ? copies(repository, app.root, [...outside, ...locals.map(local => within(local))]) : undefined,
    commands: build(plan),
    include: include ?? [],
    settings: settingsOf(repository, app, [plan, ...locals], include ?? []),
    shared,
    starters,
  };
}

function settingsOf(repo: Repository, app: NodeApp, packages: readonly PackagePlan[], include: readonly string[]): string[] {
  const named = include.map(path => joinPath(app.root, path));
  return sortedUnique([...tsconfigsIn(repo, app.directory), ...sharedConfiguration(repo, app, packages), ...named]);
}

/** As many files in one copy as lie in one folder; of a folder the contents are copied, so each needs a copy of its own. */
function copies(repo: Repository, root: string, paths: readonly string[]): Copy[] {
  const folders = new Map<string, string[]>();
  for (const path of outermost(paths)) {
    const folder = repo.isDirectory(joinPath(root, path)) ? path : parentPath(path);
    folders.set(folder, [...folders.get(folder) ?? [], path]);
  }
  return [...folders].map(([folder, sources]) => ({ sources, destination: folder === '.' ? './' : `${folder}/` }));
}

/** The paths of an option, POSIX and inside of what they are relative to; `undefined` when it was not said. */
export function checkedPaths(what: string, paths: readonly string[] | undefined, folder: string, problems: Problems): string[] | undefined {
  return paths?.flatMap(path => problems.attempt(() => repositoryPath(path, what, folder)) ?? []);
}
