import { beforeNx, nxBuild, runTarget } from './commands';
import { findBuilt, NxBuilt, saidOutput } from './find';
import { NxOutput, outputOf } from './output';
import { sortedUnique } from '../../model/order';
import { isWithin, joinPath, relativeTo } from '../../model/paths';
import { Problems, show, UsageError } from '../../model/problem';
import type { NodeApp } from '../../workspace/node-app';
import { NxWorkspace, targetOf } from '../../workspace/nx/nx-workspace';
import type { NxProject } from '../../workspace/nx/projects';
import type { PackageManager } from '../../workspace/package-manager';
import type { Repository } from '../../workspace/repository';
import type { BuiltModel } from '../built-model';
import type { SynthesisContext } from '../hub';
import type { BuildChoices, NodeBuild } from '../node/build';
import type { DevelopmentPlan } from '../node/development';
import { healthStarter } from '../node/health-starter';
import { managerOf } from '../node/manager';
import { NodeServicePlan, planNodeService } from '../node/node-plan';
import { type AppPlan, planApp } from '../node/plan';
import type { NxServiceOptions } from '../nx-service-options';
import { checkSources } from '../stack/development';

/** What was said of a service, and what it shares with others. */
export type NxChoices = NxServiceOptions & Pick<BuildChoices, 'runtime' | 'shared' | 'saidRuntime'>;

/** A service of an Nx workspace, after its options, its repository and our defaults have been put together. */
export interface NxServicePlan extends NxBuilt {
  readonly service: NodeServicePlan;
  /** What builds it while it is being worked on. */
  readonly developmentCommands: readonly string[];
}

/** Puts together what a service of an Nx workspace is; `undefined` when there are problems that leave that open. */
export function planNxService(options: NxChoices, common: BuiltModel, context: SynthesisContext, problems: Problems): NxServicePlan | undefined {
  const { repository } = context;
  const built = problems.attempt(() => findBuilt(options, common.name, context));
  if (!built) return undefined;
  const { workspace, project, output } = built;
  const { output: _, entry: __, healthStarter: path, ...rest } = options;
  const starters = path === undefined ? [] : problems.attempt(() => [healthStarter(path, workspace.root, workspace.manifest, 'the workspace')]) ?? [];
  const service = planNodeService({
    ...rest,
    directory: relativeTo(context.directory, project.isMember ? project.root : workspace.root),
    include: project.isMember ? sortedUnique([...options.include ?? [], ...outside(built, repository)]) : options.include,
    sourceMaps: options.sourceMaps ?? true,
  }, common, context, problems, {
    planPackage: app => {
      checkRoot(app, workspace);
      return output
        ? { directory: app.root, name: project.name, buildScript: built.targetName, runtime: [output.folder], produced: [], entry: output.entry }
        : packagePlan(built, app, options, repository);
    },
    adapt: build => ({
      ...adapt(built, build, common.args), starters, settings: sortedUnique([...build.settings, ...settingsOf(built, repository)]),
    }),
    develop: (_build, nodeFlags) => output && develop(built, output, options, nodeFlags, repository),
  });
  return service && { ...built, service, developmentCommands: developmentCommands(built, service.image.app.packageManager, common.args) };
}

/** Nx runs in place of the packages' own scripts. */
function adapt(built: NxBuilt, build: NodeBuild<AppPlan>, args: Record<string, string>): NodeBuild<AppPlan> {
  const { workspace, project, targetName, target, prune, output } = built;
  const { packageManager } = build.app;
  const before = beforeNx(workspace, args);
  const flag = target?.configuration === undefined ? '' : ` --configuration=${target.configuration}`;
  const command = prune === undefined
    ? runTarget(packageManager, project.name, targetName, target?.configuration)
    // The configuration is that of the targets that run before it.
    : `${runTarget(packageManager, project.name, prune, undefined)}${flag}`;
  const locals = output ? [] : build.locals.flatMap(({ directory }) => localCommand(built, directory, packageManager));
  return {
    ...build,
    ...nxBuild(workspace, args, build.buildSecrets),
    commands: [...before, command],
    localCommands: locals.length > 0 ? [...before, ...locals] : [],
    localSources: locals.length > 0 ? build.localSources : undefined,
    ...output && outputOnly(build, project),
  };
}

function localCommand({ workspace, targetName }: NxBuilt, directory: string, manager: PackageManager): string[] {
  const project = [...workspace.projects.values()].find(({ root }) => root === directory);
  const target = project && targetOf(workspace, project, targetName);
  return project && target ? [runTarget(manager, project.name, targetName, target.configuration)] : [];
}

function developmentCommands({ workspace, project, targetName, target }: NxBuilt, manager: PackageManager, args: Record<string, string>): string[] {
  const configuration = target?.configurations.includes('development') ? 'development' : target?.configuration;
  return [...beforeNx(workspace, args), runTarget(manager, project.name, targetName, configuration)];
}

/** Nx and the package manager look at one folder. */
function checkRoot(app: NodeApp, { root }: NxWorkspace): void {
  if (app.root !== root) throw new UsageError(`the Nx workspace in ${show(root)} has its lockfile in ${show(app.root)}; both must be in one folder`);
}

/** A package with a manifest of its own. What its own script builds is known as that of any package; else its executor says it. */
function packagePlan({ workspace, project, target, targetName }: NxBuilt, app: NodeApp, options: NxChoices, repo: Repository): AppPlan {
  if (target?.executor === 'nx:run-script' && options.output === undefined) {
    return planApp(repo, app, { buildScript: targetName, entry: options.entry });
  }
  const { folder, entry } = outputOf(repo, workspace, project, target, saidOutput(options));
  const path = joinPath(workspace.root, folder);
  if (!isWithin(project.root, path) || path === project.root) {
    const inside = joinPath(relativeTo(workspace.root, project.root), 'dist');
    throw new UsageError(`project ${show(project.name)} has a package.json of its own and is built into ${show(folder)}, outside of its folder, `
      + `where its dependencies cannot be found; build into ${show(inside)}, or let the build write its own lockfile`);
  }
  const within = relativeTo(project.root, path);
  return {
    directory: project.root,
    name: project.name,
    buildScript: targetName,
    runtime: [within],
    produced: [within],
    entry: joinPath(within, entry),
  };
}

/** The image takes the output alone: it runs in the root, and nothing there is a package's own. */
function outputOnly({ app, manager }: NodeBuild, project: NxProject): Pick<NodeBuild, 'app' | 'manager'> {
  const alone = { ...app, workspace: false, directory: app.root };
  return {
    app: { ...app, directory: app.root, manifest: { ...project.manifest, license: project.manifest?.license ?? app.rootManifest.license } },
    manager: { ...manager, installProduction: managerOf(alone).installProduction },
  };
}

/** Files at the root, and those that inputs name, which decide how Nx builds; relative to the repository. */
function settingsOf({ workspace, inputs }: NxBuilt, repo: Repository): string[] {
  return [...rootFiles(workspace, repo).map(path => joinPath(workspace.root, path)), ...inputs.files];
}

/** What a package is built from outside of the packages that it depends on; relative to the root. */
function outside({ workspace, inputs }: NxBuilt, repo: Repository): string[] {
  const within = (path: string) => relativeTo(workspace.root, path);
  const [, ...others] = inputs.projects;
  return [...rootFiles(workspace, repo), ...others.map(({ root }) => within(root)), ...inputs.files.map(within)];
}

/** What Nx, TypeScript and the executors read in the root, whoever asks. */
const CONFIGURATION = /^(?:nx\.json|\.nxignore|tsconfig[\w.-]*\.json|\.swcrc|babel\.config\.\w+)$/;

/** Files of the root that a build reads. */
export function rootFiles({ root, sharedFiles }: NxWorkspace, repo: Repository): string[] {
  return [...repo.list(root).filter(name => CONFIGURATION.test(name)), ...sharedFiles];
}

/** Compose builds anew what changed: Nx takes the rest from its cache. */
function develop({ workspace, inputs }: NxBuilt, { folder, entry }: NxOutput, { development }: NxChoices,
  nodeFlags: readonly string[], repo: Repository): DevelopmentPlan {
  const command = development?.command;
  checkSources(repo, workspace.root, development?.sources);
  return {
    command: command ?? ['node', ...nodeFlags, '--inspect=0.0.0.0:9229', joinPath(folder, entry)],
    sources: development?.sources ?? inputs.projects.map(({ root }) => relativeTo(workspace.root, root)),
    rebuilds: command === undefined,
  };
}
