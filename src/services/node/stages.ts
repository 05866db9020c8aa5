import { baseStage, buildStage, depsStage, install, withSecrets } from './build-stages';
import { inImage, NodeImage } from './image';
import type { PackagePlan } from './plan';
import { runtimeStage } from './runtime-stage';
import { Instruction } from '../../dockerfile/instruction';
import { execForm, shellWord } from '../../dockerfile/quote';
import type { StageModel } from '../../dockerfile/stage';
import { joinPath, relativeTo } from '../../model/paths';

/** The stages of every Node service, in the order of the Dockerfile. */
export const NODE_STAGES = ['base', 'deps', 'build', 'prod-deps', 'development', 'runtime'];

/** All stages of a Node service. */
export function nodeStages(image: NodeImage): StageModel[] {
  return [baseStage(image), depsStage(image), build(image), productionDeps(image), development(image), runtimeStage(image)];
}

function build(image: NodeImage): StageModel {
  const { app, plan, locals, runtimeLocals } = image;
  const all = [...new Set([...runtimeLocals, plan])];
  const readable = all.flatMap(p => p.runtime.map(path => joinPath(within(image, p), path)).concat(p.runtime.includes('.') ? [] : [joinPath(within(image, p), 'package.json')]));
  const whole = [...locals, plan].some(p => p.runtime.includes('.'));
  return buildStage(image, { readable, remove: whole ? ['node_modules', app.packageManager.lockfile, ...app.installFiles] : [] });
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
  const commands = developmentBuilds ? [...image.localCommands, ...image.commands] : [];
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

function within({ app }: NodeImage, { directory }: PackagePlan): string {
  return relativeTo(app.root, directory);
}
