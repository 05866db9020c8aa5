import { checkFrameworks, checkScript, findModule } from './checks';
import { DEBUG_PORT, DevelopmentPlan, planDevelopment } from './development';
import { collectStatic } from './django';
import type { PythonImage } from './image';
import { checkArguments, installSecrets } from './index-auth';
import { managerOf } from './manager';
import { inImage } from './places';
import { pythonProbe } from './probe';
import { serverCommand } from './server';
import { choosePythonVersion } from './version';
import { checkPackages, checkVariables } from '../../model/names';
import { joinPath, repositoryPath } from '../../model/paths';
import { Port } from '../../model/port';
import { Problems, show } from '../../model/problem';
import { DjangoProject, readDjango } from '../../workspace/python/django';
import { PythonApp, readPythonApp } from '../../workspace/python/python-app';
import type { BuiltModel } from '../built-model';
import type { SynthesisContext } from '../hub';
import type { PythonServiceOptions } from '../python-service-options';
import { labelsOf } from '../stack/labels';
import { inContainer } from '../stack/places';

/** What a Python service is, after its options, its repository and our defaults have been put together. */
export interface PythonPlan {
  readonly image: PythonImage;
  readonly django?: DjangoProject;
  readonly development: DevelopmentPlan;
  /** The host's port for the debugger. */
  readonly debugPort?: number;
}

const OWN = 'the service\'s directory';

/** Puts together what a Python service is; `undefined` when there are problems that leave that open. */
export function planPythonService(options: PythonServiceOptions, common: BuiltModel, context: SynthesisContext,
  problems: Problems): PythonPlan | undefined {
  const attempt = <T>(check: () => T) => problems.attempt(check);
  const before = problems.all.length;
  const { repository } = context;
  const { server, development: developed = {} } = options;
  const own = (what: string, paths?: readonly string[]) => paths?.flatMap(path => attempt(() => repositoryPath(path, what, OWN)) ?? []);
  const pythonPath = own('pythonPath', options.pythonPath);
  const sources = own('development.sources', developed.sources);
  const choice = {
    groups: options.groups ?? [],
    extras: options.extras ?? [],
    requirements: own('requirements', options.requirements),
    developmentRequirements: own('development.requirements', developed.requirements),
  };

  if (options.requirements?.length === 0) problems.add('requirements must name at least one file, such as "requirements/production.txt"');
  const pathsAreRight = problems.all.length === before;
  const packages = attempt(() => checkPackages(options.packages ?? [], 'packages'));
  const buildPackages = attempt(() => checkPackages(options.buildPackages ?? [], 'buildPackages'));
  const buildEnvironment = attempt(() => checkVariables(options.buildEnvironment ?? {}, 'environment variable'));
  const debugPort = developed.debugPort === undefined ? undefined : attempt(() => Port.of(developed.debugPort!, 'debugPort').value);
  checkArguments(common.args, problems);
  const app = pathsAreRight && attempt(() => readPythonApp(repository, joinPath(context.directory, repositoryPath(options.directory ?? '.', 'directory')), choice));
  if (!app) return undefined;

  const django = readDjango(repository, app.directory);
  const pythonVersion = attempt(() => choosePythonVersion(options.pythonVersion === undefined ? app.python : { version: options.pythonVersion, source: 'pythonVersion' }));
  const manager = attempt(() => managerOf(app, choice));
  const place = attempt(() => findModule(repository, app, server, pythonPath));
  const manifest = app.manager === 'pip' ? app.entries[0] : app.pyproject?.path ?? app.lockfiles[0];
  const served = { packages: app.packages, manifest, port: common.port?.container, stopGracePeriod: common.stopGracePeriod };
  const command = attempt(() => serverCommand(server, served));
  attempt(() => checkScript(repository, app, server));
  checkFrameworks(app, problems);
  const buildCommands = attempt(() => collectStatic(app, django, { collectStatic: options.collectStatic, buildEnvironment: buildEnvironment ?? {} }));
  const buildSecrets = installSecrets(repository, app, common.buildSecrets, problems);
  const development = command && attempt(() => planDevelopment(repository, { ...served, app, server, django, command }, { ...developed, sources }));
  if (problems.all.length > before || !pythonVersion || !manager || !place || !command || !buildCommands || !development) return undefined;

  warn(app, message => context.warn(`service ${show(common.name)}: ${message}`));
  const path = place.pythonPath.map(folder => inImage(app, joinPath(app.directory, folder))).join(':');
  return {
    django,
    development,
    debugPort,
    image: {
      app,
      manager,
      pythonVersion,
      packages: packages ?? [],
      buildPackages: buildPackages ?? [],
      buildSecrets,
      args: common.args,
      buildCommands,
      environment: path === '' ? {} : { PYTHONPATH: path },
      port: common.port?.container,
      user: common.user,
      health: common.health,
      healthCommand: pythonProbe(common.health, common.port?.container),
      command,
      developmentCommand: development.command,
      debugPort: debugPort === undefined ? undefined : DEBUG_PORT,
      labels: labelsOf(common, { description: options.description ?? app.pyproject?.description, license: app.pyproject?.license }),
      writable: (options.writable ?? []).map(folder => inContainer(folder, relative => inImage(app, joinPath(app.directory, relative)))),
    },
  };
}

/** What is not wrong, and yet will be trouble. */
function warn(app: PythonApp, say: (message: string) => void): void {
  if (app.loose.length > 0) {
    const shown = app.loose.slice(0, 5).join(', ') + (app.loose.length > 5 ? ` and ${app.loose.length - 5} more` : '');
    say(`${app.entries.join(' and ')} gives no exact version of ${shown}, so that images differ from day to day; pin them, for example with "pip freeze" or "uv pip compile"`);
  }
}
