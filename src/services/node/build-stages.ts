import type { NodeBuild } from './build';
import { ROOT } from './image';
import { installedManifests, lifecycleScripts } from './lifecycle';
import { LIBATOMIC, needsLibatomic, STRIPPED_NODE } from './system';
import { nodeImageTag } from './version';
import { Instruction } from '../../dockerfile/instruction';
import { Mount } from '../../dockerfile/mount';
import { exactPath, shellWord } from '../../dockerfile/quote';
import type { StageModel } from '../../dockerfile/stage';
import { baseName, joinPath } from '../../model/paths';
import type { Secret } from '../../model/secret';
import type { NodeApp } from '../../workspace/node-app';
import { NodeRuntimeKind } from '../node-runtime';
import { withSecrets } from '../stack/secrets';
import { aptInstall } from '../stack/system';

/**
 * Node and the package manager.
 *
 * @param tools system packages that the final image takes files from
 */
export function baseStage({ nodeVersion, runtime, manager, buildPackages, compilesAddons }: NodeBuild, tools: readonly string[] = ['tini']): StageModel {
  const alpine = runtime.kind === NodeRuntimeKind.ALPINE;
  const libatomic = runtime.kind === NodeRuntimeKind.DISTROLESS && needsLibatomic(nodeVersion);
  const packages = [...tools, ...libatomic ? ['libatomic1'] : [], ...runtime.strip ? ['binutils'] : [], ...buildPackages];
  const system = [
    ...packages.length === 0 ? [] : alpine ? [`apk add --no-cache ${packages.join(' ')}`] : aptInstall(packages),
    ...libatomic ? [`cp -L /usr/lib/*-linux-gnu/libatomic.so.1 ${LIBATOMIC}`] : [],
    ...runtime.strip ? [`strip -s -o ${STRIPPED_NODE} /usr/local/bin/node`] : [],
  ];
  return {
    name: 'base',
    comment: 'Node and the package manager: what the stages that build start from',
    from: `node:\${NODE_VERSION}-${nodeImageTag(nodeVersion, alpine ? 'alpine' : 'debian')}`,
    instructions: [
      Instruction.workdir(ROOT),
      ...system.length > 0 ? [Instruction.run(system)] : [],
      ...manager.setup.length > 0 ? [Instruction.run([...manager.setup])] : [],
      Instruction.env({ ...manager.environment, ...compilesAddons && { [manager.headersVariable]: '/usr/local' } }),
    ],
    early: 1,
  };
}

/** All dependencies, those for development too. */
export function depsStage(build: NodeBuild): StageModel {
  return {
    name: 'deps',
    comment: 'All dependencies; only a change of a manifest or the lockfile runs this again',
    from: 'base',
    instructions: [install(build, build.manager.install)],
  };
}

/** What the build stage leaves behind for the final image. */
export interface BuildResult {
  /** What the final image takes: relative to the install root. */
  readonly readable: readonly string[];
  /** What only the build needed, and must not be taken with it. */
  readonly remove?: readonly string[];
  /** What is mounted while the application itself is built: a cache, for example. */
  readonly mounts?: readonly Mount[];
}

/** The sources, built where there is something to build: local packages first, so that an edit of the application leaves them alone. */
export function buildStage(build: NodeBuild, { readable, remove = [], mounts = [] }: BuildResult): StageModel {
  const { localSources, localCommands } = build;
  const locals = (localSources ?? []).map(({ sources, destination }) => Instruction.copy(sources.map(exactPath), destination));
  const commands = localSources ? build.commands : [...localCommands, ...build.commands];
  const builds = localCommands.length + build.commands.length > 0;
  // Whatever the host's modes are: readable by everyone, writable by root alone.
  const finish = [
    ...remove.length > 0 ? [`rm -rf ${remove.map(shellWord).join(' ')}`] : [],
    `chmod -R u=rwX,go=rX ${readable.map(shellWord).join(' ')}`,
  ];
  return {
    name: 'build',
    comment: builds ? 'The sources, built' : 'The sources; there is nothing to build',
    from: builds ? 'deps' : 'base',
    instructions: [
      ...builds ? [Instruction.env({ NODE_ENV: 'production', ...build.environment })] : [],
      ...Object.entries(build.args).map(([name, value]) => Instruction.arg(name, value)),
      ...locals.length > 0 ? [...locals, runScripts(build, localCommands)] : [],
      Instruction.copy(['.'], '.'),
      ...commands.length > 0 ? [runScripts(build, [...commands, ...finish], mounts)] : [Instruction.run(finish)],
    ],
  };
}

/** Build scripts, with the secrets and the mounts that they may need. */
export function runScripts(build: NodeBuild, commands: readonly string[], mounts: readonly Mount[] = []): Instruction {
  return withBuildSecrets([...build.buildSecrets, ...build.scriptSecrets ?? []], commands, [...build.mounts ?? [], ...mounts]);
}

/** A frozen install: manifests, lockfile and settings are mounted, so that the layer holds nothing but what it installs. */
export function install({ app, manager, buildSecrets }: NodeBuild, commands: readonly string[]): Instruction {
  const manifests = installedManifests(app, manager.needsAllManifests);
  const own = manifests.filter(({ manifest }) => lifecycleScripts(manifest).length > 0).map(({ path }) => path);
  const binds = [
    ...manifests.map(({ path }) => Mount.bind(path, path, { writable: own.includes(path) })),
    Mount.bind(app.packageManager.lockfile, app.packageManager.lockfile, { writable: manager.editsLockfile }),
    ...settingsOf(app, buildSecrets),
  ];
  return withBuildSecrets(buildSecrets, [...withoutScripts(own), ...commands], [...binds, manager.cache]);
}

/** What the package manager reads beside manifests and lockfile, without what is a secret. */
export function settingsOf(app: NodeApp, buildSecrets: readonly Secret[]): Mount[] {
  const secretFiles = new Set(buildSecrets.flatMap(({ path }) => path ?? []));
  return [
    ...app.installFiles.filter(file => !secretFiles.has(joinPath(app.root, file))).map(file => Mount.bind(file, file)),
    ...userSettings(app, buildSecrets).map(file => Mount.bind(file, '/root/.npmrc')),
  ];
}

/** pnpm takes no variables for tokens from a repository's own settings, only from the user's: there they are once more. */
function userSettings({ packageManager, installFiles }: NodeApp, secrets: readonly Secret[]): string[] {
  return packageManager.kind === 'pnpm' && secrets.some(({ variable }) => variable) ? installFiles.filter(file => file === '.npmrc') : [];
}

/** Scripts of the repository's own packages would run here without their sources. */
function withoutScripts(manifests: readonly string[]): string[] {
  if (manifests.length === 0) return [];
  const program = 'for (const f of process.argv.slice(1)) { const m = JSON.parse(fs.readFileSync(f)); delete m.scripts; fs.writeFileSync(f, JSON.stringify(m)) }';
  return [`node -e '${program}' ${manifests.map(shellWord).join(' ')}`];
}

/** Commands of a build with its secrets: an `.npmrc` lies where every package manager reads it. */
export function withBuildSecrets(secrets: readonly Secret[], commands: readonly string[], mounts: readonly Mount[] = []): Instruction {
  return withSecrets(secrets, ({ path }) => (path && baseName(path) === '.npmrc' ? '/root/.npmrc' : undefined), commands, mounts);
}
