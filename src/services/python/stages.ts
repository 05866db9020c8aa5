import type { PythonImage } from './image';
import { inImage, ROOT, VENV } from './places';
import { install, withIndex, withBuildSecrets } from './run';
import { runtimeStage } from './runtime-stage';
import { PATH } from './server';
import { pythonImageTag } from './version';
import { Instruction } from '../../dockerfile/instruction';
import { execForm, shellWord } from '../../dockerfile/quote';
import type { StageModel } from '../../dockerfile/stage';
import { relativeTo } from '../../model/paths';
import { aptInstall } from '../stack/system';

/** The stages of every Python service, in the order of the Dockerfile. */
export const PYTHON_STAGES = ['base', 'deps', 'build', 'development', 'runtime'];

/**
 * Byte code that is never compared with its source: that comparison is by the time of a file, which copies and
 * reproducible builds change, and nothing in the image can change the source.
 */
const COMPILE = 'python -m compileall -q -j 0 --invalidation-mode unchecked-hash';

/** All stages of a Python service. */
export function pythonStages(image: PythonImage): StageModel[] {
  return [base(image), deps(image), build(image), development(image), runtimeStage(image, pythonImage(image))];
}

function pythonImage({ pythonVersion }: PythonImage): string {
  return `python:\${PYTHON_VERSION}-${pythonImageTag(pythonVersion)}`;
}

function base(image: PythonImage): StageModel {
  const { app, manager, packages, buildPackages, buildSecrets } = image;
  const secrets = new Set(buildSecrets.map(({ name }) => name));
  const tool = manager.tool ? [Instruction.arg(manager.tool.argument, manager.tool.version)] : [];
  const system = [
    Instruction.workdir(inImage(app, app.directory)),
    Instruction.run(aptInstall([...new Set(['tini', ...packages, ...buildPackages])])),
    Instruction.env({ PATH, VIRTUAL_ENV: VENV, PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1', ...manager.environment }),
    Instruction._comment('Where packages come from, if not from PyPI'),
    ...manager.arguments.filter(name => !secrets.has(name)).map(name => Instruction.arg(name)),
  ];
  return {
    name: 'base',
    comment: 'Python and what installs packages: what the stages that build start from',
    from: pythonImage(image),
    instructions: [...system, ...tool, ...manager.setup.length > 0 ? [withIndex(image, manager.setup)] : []],
    early: system.length,
  };
}

function deps(image: PythonImage): StageModel {
  // Packages may carry files for other Python versions, which do not compile: that is theirs to know.
  const compile = `{ ${COMPILE.replace('-q', '-qq')} ${VENV}/lib || true; }`;
  return {
    name: 'deps',
    comment: 'What the service needs to run; only a change of what says so runs this again',
    from: 'base',
    instructions: [install(image, [...image.manager.install, compile])],
  };
}

function build(image: PythonImage): StageModel {
  const { app, manager, args, buildCommands, buildSecrets, writable, user } = image;
  const known = new Set(manager.arguments);
  const declared = Object.keys(args).filter(name => !known.has(name) && name !== manager.tool?.argument);
  const left = [...app.lockfiles, ...app.developmentFiles].map(path => relativeTo(app.root, path));
  return {
    name: 'build',
    comment: 'The sources, with byte code beside them',
    from: 'deps',
    instructions: [
      ...declared.map(name => Instruction.arg(name, args[name])),
      ...Object.keys(image.environment).length > 0 ? [Instruction.env(image.environment)] : [],
      Instruction.copy(['.'], `${ROOT}/`),
      ...manager.installLocals.length > 0 ? [withIndex(image, manager.installLocals)] : [],
      ...buildCommands.length > 0 ? [withBuildSecrets(buildSecrets, buildCommands)] : [],
      // Whatever the host's modes are: readable by everyone, writable by root alone.
      Instruction.run([
        `cd ${ROOT}`,
        `rm -rf ${[...new Set(left)].map(shellWord).join(' ')}`,
        `${COMPILE} .`,
        'chmod -R u=rwX,go=rX .',
        ...ownFolders(writable.map(path => `/writable${path}`), user),
      ]),
    ],
  };
}

function development(image: PythonImage): StageModel {
  const { app, manager, port, user, writable, developmentCommand, debugPort, environment } = image;
  const { installDevelopment, installDevelopmentLocals } = manager;
  const ports = [port, debugPort].filter(each => each !== undefined);
  return {
    name: 'development',
    comment: 'For work on the service: what is there for development too, and the sources, which Compose mounts over these',
    from: 'deps',
    instructions: [
      ...installDevelopment.length > 0 ? [install(image, installDevelopment, [...new Set([...app.installFiles, ...app.developmentFiles])])] : [],
      Instruction.env({ ...environment, ...port !== undefined && { PORT: String(port) }, PYTHONFAULTHANDLER: '1' }),
      Instruction.copy(['.'], `${ROOT}/`),
      ...installDevelopmentLocals.length > 0 ? [withIndex(image, installDevelopmentLocals)] : [],
      ...writable.length > 0 ? [Instruction.run(ownFolders(writable, user))] : [],
      Instruction.user(user),
      ...ports.length > 0 ? [Instruction.raw(`EXPOSE ${ports.join(' ')}`)] : [],
      Instruction.raw(`ENTRYPOINT ${execForm(['tini', '-s', '--'])}`),
      Instruction.raw(`CMD ${execForm(developmentCommand)}`),
    ],
  };
}

/** A volume takes the owner of the folder that it is mounted on. */
function ownFolders(writable: readonly string[], user: string): string[] {
  const folders = writable.map(shellWord).join(' ');
  return writable.length > 0 ? [`mkdir -p ${folders}`, `chown ${user} ${folders}`] : [];
}
