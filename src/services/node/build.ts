import { sharedPaths } from './context';
import { droppedScripts } from './lifecycle';
import { Manager, managerOf } from './manager';
import { PackagePlan, planLocal } from './plan';
import { installSecrets } from './registry-auth';
import { chooseNodeVersion } from './version';
import { checkPackages } from '../../model/names';
import { sortedUnique } from '../../model/order';
import { isWithin, joinPath, parentPath, relativeTo, repositoryPath } from '../../model/paths';
import { Problems, show } from '../../model/problem';
import type { Secret } from '../../model/secret';
import { NodeApp, readNodeApp } from '../../workspace/node-app';
import type { Repository } from '../../workspace/repository';
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
  /** Paths outside of the packages that the build reads, relative to the install root. */
  readonly include: readonly string[];
}

/** Files of one folder, or a folder, that are copied to their own place below the install root. */
export interface Copy {
  readonly sources: readonly string[];
  readonly destination: string;
}

/** What a toolchain for native add-ons consists of. */
const TOOLCHAIN = ['python3', 'make', 'g++'];

/**
 * Puts together how an application is built; `undefined` when there are problems that leave that open.
 *
 * @param planPackage what the application itself builds and what the image takes of it; it may throw
 */
export function planNodeBuild<P extends PackagePlan>(options: NodeBuildOptions & { readonly runtime: NodeRuntime }, common: BuiltModel,
  context: SynthesisContext, problems: Problems, planPackage: (app: NodeApp) => P): NodeBuild<P> | undefined {
  const attempt = <T>(check: () => T) => problems.attempt(check);
  const { repository } = context;
  const app = attempt(() => readNodeApp(repository, joinPath(context.directory, repositoryPath(options.directory ?? '.', 'directory'))));
  if (!app) return undefined;
  const request = options.nodeVersion === undefined ? app.node : { version: options.nodeVersion, source: 'nodeVersion' };
  const node = attempt(() => chooseNodeVersion(request));
  const include = checkedPaths('include', options.include, 'the workspace', problems);
  const plan = attempt(() => planPackage(app));
  const buildPackages = options.buildPackages && attempt(() => checkPackages(options.buildPackages!, 'buildPackages'));
  const buildSecrets = installSecrets(repository, app, common.buildSecrets, problems);
  if (!node || !plan) return undefined;

  const say = (message: string) => context.warn(`service ${show(common.name)}: ${message}`);
  if (node.endOfLife) say(`Node ${node.version} (${node.source}) has had no security updates since ${node.endOfLife}; move to a supported version`);
  droppedScripts(app).forEach(say);

  const manager = managerOf(app);
  const locals = app.locals.map(local => planLocal(repository, local));
  const needed = new Set(app.runtimeLocals.map(({ directory }) => directory));
  const within = ({ directory }: PackagePlan) => relativeTo(app.root, directory);
  const build = (p: PackagePlan) => (p.buildScript ? [manager.run(p.buildScript, within(p))] : []);
  const localCommands = locals.flatMap(build);
  const shared = sharedPaths(repository, app, [plan, ...locals], manager.needsAllManifests, include ?? []);
  const compilesAddons = app.nativeAddons.length > 0;
  return {
    app,
    plan,
    locals,
    runtimeLocals: locals.filter(({ directory }) => needed.has(directory)),
    manager,
    nodeVersion: node.version,
    runtime: options.runtime,
    buildPackages: buildPackages ?? (compilesAddons ? TOOLCHAIN : []),
    compilesAddons,
    buildSecrets,
    args: common.args,
    localCommands,
    localSources: shared && localCommands.length > 0 ? copies(repository, app.root, [...shared, ...locals.map(local => within(local))]) : undefined,
    commands: build(plan),
    include: include ?? [],
  };
}

/** As many files in one copy as lie in one folder; of a folder the contents are copied, so each needs a copy of its own. */
function copies(repo: Repository, root: string, paths: readonly string[]): Copy[] {
  const folders = new Map<string, string[]>();
  for (const path of sortedUnique(paths).filter(inner => !paths.some(outer => outer !== inner && isWithin(outer, inner)))) {
    const folder = repo.isDirectory(joinPath(root, path)) ? path : parentPath(path);
    folders.set(folder, [...folders.get(folder) ?? [], path]);
  }
  return [...folders].map(([folder, sources]) => ({ sources, destination: folder === '.' ? './' : `${folder}/` }));
}

/** The paths of an option, POSIX and inside of what they are relative to; `undefined` when it was not said. */
export function checkedPaths(what: string, paths: readonly string[] | undefined, folder: string, problems: Problems): string[] | undefined {
  return paths?.flatMap(path => problems.attempt(() => repositoryPath(path, what, folder)) ?? []);
}
