import { baseStage, buildStage, depsStage, install, runScripts } from './build-stages';
import { inImage, NodeImage } from './image';
import type { PackagePlan } from './plan';
import { runtimeStage } from './runtime-stage';
import { sharedStage } from './shared-stages';
import { Instruction } from '../../dockerfile/instruction';
import { execForm, shellWord } from '../../dockerfile/quote';
import type { StageModel } from '../../dockerfile/stage';
import { joinPath, relativeTo } from '../../model/paths';

/** The stages of every Node service, in the order of the Dockerfile. */
export const NODE_STAGES = ['base', 'deps', 'build', 'prod-deps', 'development', 'runtime'];

/** All stages of a Node service. */
export function nodeStages(image: NodeImage): StageModel[] {
  return withShared(image, [build(image), productionDeps(image), developmentStage(image), runtimeStage(image)]);
}

/** The stages of a service, the runtime last, and those that it starts from: its base's where it has one. */
export function withShared(image: NodeImage, own: readonly StageModel[]): StageModel[] {
  const { shared } = image;
  if (!shared) return [baseStage(image), depsStage(image), ...own];
  const of = (name: string) => sharedStage(shared, name);
  return [of('base'), of('deps'), ...own.slice(0, -1), of('runtime-base'), own[own.length - 1]];
}

function build(image: NodeImage): StageModel {
  const { app, plan, locals, runtimeLocals } = image;
  const all = [...new Set([...runtimeLocals, plan])];
  const readable = all.flatMap(p => p.runtime.map(path => joinPath(within(image, p), path)).concat(p.runtime.includes('.') ? [] : [joinPath(within(image, p), 'package.json')]));
  const whole = [...locals, plan].some(p => p.runtime.includes('.'));
  return buildStage(image, { readable, remove: whole ? ['node_modules', app.packageManager.lockfile, ...app.installFiles] : [] });
}

/** What the application needs to run, and nothing else. */
export function productionDeps(image: NodeImage): StageModel {
  return {
    name: 'prod-deps',
    comment: 'Production dependencies only',
    from: 'base',
    instructions: [
      Instruction.env({ NODE_ENV: 'production' }),
      install(image, [...image.manager.installProduction, 'mkdir -p node_modules']),
      ...writableFolders(image),
    ],
  };
}

/** The folders that volumes are mounted on, for the final image to take: the user's, but not the folders above them. */
export function writableFolders({ writable, user }: NodeImage): Instruction[] {
  const folders = writable.map(path => shellWord(`/writable${path}`)).join(' ');
  return writable.length > 0 ? [Instruction.run([`mkdir -p ${folders}`, `chown ${user} ${folders}`])] : [];
}

/** For work on the service. */
export function developmentStage(image: NodeImage): StageModel {
  const { port, user, developmentCommand, developmentBuilds, plan } = image;
  const commands = developmentBuilds ? [...image.localCommands, ...image.commands] : [];
  return {
    name: 'development',
    comment: `For work on the service: all dependencies, a debugger, and the sources, ${developmentBuilds ? 'built anew when they change' : 'which Compose mounts over these'}`,
    from: 'deps',
    instructions: [
      Instruction.env({ NODE_ENV: 'development', ...image.environment, ...port !== undefined && { PORT: String(port) } }),
      ...developmentBuilds ? Object.entries(image.args).map(([name, value]) => Instruction.arg(name, value)) : [],
      Instruction.copy(['.'], '.'),
      ...commands.length > 0 ? [runScripts(image, commands)] : [],
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

function within({ app }: NodeImage, { directory }: PackagePlan): string {
  return relativeTo(app.root, directory);
}
