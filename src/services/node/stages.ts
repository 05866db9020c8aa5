import { inImage, NodeImage, ROOT } from './image';
import { installedManifests, lifecycleScripts } from './lifecycle';
import type { PackagePlan } from './plan';
import { runtimeStage } from './runtime-stage';
import { LIBATOMIC, needsLibatomic, STRIPPED_NODE } from './system';
import { nodeImageTag } from './version';
import { Instruction } from '../../dockerfile/instruction';
import { Mount } from '../../dockerfile/mount';
import { execForm, shellWord } from '../../dockerfile/quote';
import type { StageModel } from '../../dockerfile/stage';
import { joinPath, relativeTo } from '../../model/paths';
import type { Secret } from '../../model/secret';
import type { NodeApp } from '../../workspace/node-app';
import { NodeRuntimeKind } from '../node-runtime';
import { aptInstall } from '../stack/system';

/** The stages of every Node service, in the order of the Dockerfile. */
export const NODE_STAGES = ['base', 'deps', 'build', 'prod-deps', 'development', 'runtime'];

/** All stages of a Node service. */
export function nodeStages(image: NodeImage): StageModel[] {
  return [base(image), deps(image), build(image), productionDeps(image), development(image), runtimeStage(image)];
}

function base({ nodeVersion, runtime, manager, buildPackages, compilesAddons }: NodeImage): StageModel {
  const alpine = runtime.kind === NodeRuntimeKind.ALPINE;
  const libatomic = runtime.kind === NodeRuntimeKind.DISTROLESS && needsLibatomic(nodeVersion);
  const packages = ['tini', ...libatomic ? ['libatomic1'] : [], ...runtime.strip ? ['binutils'] : [], ...buildPackages];
  const instructions = [
    Instruction.workdir(ROOT),
    Instruction.run([
      ...alpine ? [`apk add --no-cache ${packages.join(' ')}`] : aptInstall(packages),
      ...libatomic ? [`cp -L /usr/lib/*-linux-gnu/libatomic.so.1 ${LIBATOMIC}`] : [],
      ...runtime.strip ? [`strip -s -o ${STRIPPED_NODE} /usr/local/bin/node`] : [],
    ]),
    ...manager.setup.length > 0 ? [Instruction.run([...manager.setup])] : [],
    Instruction.env({ ...manager.environment, ...compilesAddons && { [manager.headersVariable]: '/usr/local' } }),
  ];
  return {
    name: 'base',
    comment: 'Node and the package manager: what the stages that build start from',
    from: `node:\${NODE_VERSION}-${nodeImageTag(nodeVersion, alpine ? 'alpine' : 'debian')}`,
    instructions,
    early: 1,
  };
}

function deps(image: NodeImage): StageModel {
  return {
    name: 'deps',
    comment: 'All dependencies; only a change of a manifest or the lockfile runs this again',
    from: 'base',
    instructions: [install(image, image.manager.install)],
  };
}

function build(image: NodeImage): StageModel {
  const { plan, locals, runtimeLocals, args } = image;
  const commands = buildCommands(image);
  const all = [...new Set([...runtimeLocals, plan])];
  const readable = all.flatMap(p => p.runtime.map(path => joinPath(within(image, p), path)).concat(p.runtime.includes('.') ? [] : [joinPath(within(image, p), 'package.json')]));
  const whole = [...locals, plan].some(p => p.runtime.includes('.'));
  // What is copied as a whole must not bring along what only the build needed.
  const clean = whole ? [`rm -rf ${cleanUp(image).join(' ')}`] : [];
  return {
    name: 'build',
    comment: commands.length > 0 ? 'The sources, built' : 'The sources; there is nothing to build',
    from: commands.length > 0 ? 'deps' : 'base',
    instructions: [
      ...commands.length > 0 ? [Instruction.env({ NODE_ENV: 'production' })] : [],
      ...Object.entries(args).map(([name, value]) => Instruction.arg(name, value)),
      Instruction.copy(['.'], '.'),
      ...commands.length > 0 ? [withSecrets(image.buildSecrets, commands)] : [],
      // Whatever the host's modes are: readable by everyone, writable by root alone.
      Instruction.run([...clean, `chmod -R u=rwX,go=rX ${readable.map(shellWord).join(' ')}`]),
    ],
  };
}

function productionDeps(image: NodeImage): StageModel {
  return {
    name: 'prod-deps',
    comment: 'Production dependencies only',
    from: 'base',
    instructions: [
      Instruction.env({ NODE_ENV: 'production' }),
      install(image, [...image.manager.installProduction, 'mkdir -p node_modules']),
      ...image.writable.length > 0 ? [Instruction.run([`mkdir -p ${image.writable.map(path => shellWord(`/writable${path}`)).join(' ')}`])] : [],
    ],
  };
}

function development(image: NodeImage): StageModel {
  const { port, user, developmentCommand, developmentBuilds, buildSecrets, plan } = image;
  const commands = developmentBuilds ? buildCommands(image) : [];
  return {
    name: 'development',
    comment: 'For work on the service: all dependencies, a debugger, and the sources, which Compose mounts over these',
    from: 'deps',
    instructions: [
      Instruction.env({ NODE_ENV: 'development', ...port !== undefined && { PORT: String(port) } }),
      Instruction.copy(['.'], '.'),
      ...commands.length > 0 ? [withSecrets(buildSecrets, commands)] : [],
      ...image.writable.length > 0 ? [ownFolders(image)] : [],
      Instruction.workdir(inImage(within(image, plan))),
      Instruction.user(user),
      Instruction.raw(`EXPOSE ${[...port === undefined ? [] : [port], 9229].join(' ')}`),
      Instruction.raw(`ENTRYPOINT ${execForm(['tini', '-s', '--'])}`),
      Instruction.raw(`CMD ${execForm(developmentCommand)}`),
    ],
    early: 1,
  };
}

/** A volume takes the owner of the folder that it is mounted on. */
function ownFolders({ writable, user }: NodeImage): Instruction {
  const folders = writable.map(shellWord).join(' ');
  return Instruction.run([`mkdir -p ${folders}`, `chown ${user} ${folders}`]);
}

function buildCommands({ locals, plan, manager, app }: NodeImage): string[] {
  return [...locals, plan].flatMap(p => (p.buildScript ? [manager.run(p.buildScript, relativeTo(app.root, p.directory))] : []));
}

/** A frozen install: manifests, lockfile and settings are mounted, so that the layer holds nothing but what it installs. */
function install({ app, manager, buildSecrets }: NodeImage, commands: readonly string[]): Instruction {
  const secretFiles = new Set(buildSecrets.flatMap(({ path }) => path ?? []));
  const settings = app.installFiles.filter(file => !secretFiles.has(joinPath(app.root, file)));
  const manifests = installedManifests(app, manager.needsAllManifests);
  const own = manifests.filter(({ manifest }) => lifecycleScripts(manifest).length > 0).map(({ path }) => path);
  const binds = [
    ...manifests.map(({ path }) => Mount.bind(path, path, { writable: own.includes(path) })),
    Mount.bind(app.packageManager.lockfile, app.packageManager.lockfile, { writable: manager.editsLockfile }),
    ...settings.map(file => Mount.bind(file, file)),
    ...userSettings(app, buildSecrets).map(file => Mount.bind(file, '/root/.npmrc')),
  ];
  return withSecrets(buildSecrets, [...withoutScripts(own), ...commands], [...binds, manager.cache]);
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

/** Secrets from variables are there as variables again, for these commands only. */
function withSecrets(secrets: readonly Secret[], commands: readonly string[], mounts: readonly Mount[] = []): Instruction {
  const exports = secrets.filter(({ variable }) => variable).map(({ name }) => `{ [ ! -f /run/secrets/${name} ] || export ${name}="$(cat /run/secrets/${name})"; }`);
  const secretMounts = secrets.map(({ name, path }) => Mount.secret(name, path && /(^|\/)\.npmrc$/.test(path) ? { target: '/root/.npmrc' } : {}));
  return Instruction.run([...exports, ...commands], { mounts: [...mounts, ...secretMounts] });
}

function cleanUp({ app }: NodeImage): string[] {
  return ['node_modules', app.packageManager.lockfile, ...app.installFiles].map(shellWord);
}

function within({ app }: NodeImage, { directory }: PackagePlan): string {
  return relativeTo(app.root, directory);
}
