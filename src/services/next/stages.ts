import { applicationPath, NextImage, outputInImage } from './image';
import { BUILT_IN } from './public-values';
import { Instruction } from '../../dockerfile/instruction';
import { Mount } from '../../dockerfile/mount';
import { execForm, shellWord } from '../../dockerfile/quote';
import type { StageModel } from '../../dockerfile/stage';
import { joinPath, relativeTo } from '../../model/paths';
import { baseStage, buildStage, depsStage, runScripts } from '../node/build-stages';
import { inImage } from '../node/image';
import { nodeAndHome, operatingSystem, withoutPackageManager } from '../node/runtime-stage';
import { imageEnd, startedByInit } from '../stack/image-end';

/** The stages of every Next.js service, in the order of the Dockerfile. */
export const NEXT_STAGES = ['base', 'deps', 'build', 'development', 'runtime'];

/** Where the build stage puts what the final image takes: the traced dependencies, and the rest, which changes more often. */
const DEPENDENCIES = '/standalone/dependencies';
const APPLICATION = '/standalone/application';
/** What folders that the user owns are copies of. */
const EMPTY = '/standalone/empty';

/** All stages of a Next.js service. */
export function nextStages(image: NextImage): StageModel[] {
  return [baseStage(image), depsStage(image), build(image), development(image), runtime(image)];
}

function build(image: NextImage): StageModel {
  const mounts = [Mount.cache(outputInImage(image, 'cache'), { id: image.cacheId })];
  const stage = buildStage({ ...image, commands: [...image.commands, ...standalone(image)] }, { readable: [DEPENDENCIES, APPLICATION], mounts });
  return { ...stage, comment: 'The sources, built; the standalone server with all that it serves' };
}

/** Puts together what Next.js leaves in three places, as its own server wants it. */
function standalone(image: NextImage): string[] {
  const { plan } = image;
  const path = applicationPath(image);
  const output = joinPath(path, plan.distDir);
  const nested = relativeTo(plan.tracingRoot, path);
  const to = nested === '.' ? APPLICATION : `${APPLICATION}/${nested}`;
  const server = joinPath(joinPath(output, 'standalone'), joinPath(nested, 'server.js'));
  const missing = `The build made no ${server}: next.config must say output: "standalone", and the same outputFileTracingRoot as when "npx projen" ran`;
  return [
    `{ [ -f ${shellWord(server)} ] || { echo ${shellWord(missing)} >&2; exit 1; }; }`,
    `mkdir -p ${EMPTY}`,
    `mv ${shellWord(joinPath(output, 'standalone'))} ${APPLICATION}`,
    // With an application outside of a workspace's root, or with all code bundled, there may be none.
    `mkdir -p ${APPLICATION}/node_modules`,
    `mv ${APPLICATION}/node_modules ${DEPENDENCIES}`,
    `cp -R ${shellWord(joinPath(output, 'static'))} ${shellWord(`${to}/${plan.distDir}/static`)}`,
    ...plan.hasPublic ? [`cp -R ${shellWord(joinPath(path, 'public'))} ${shellWord(`${to}/public`)}`] : [],
  ];
}

function development(image: NextImage): StageModel {
  const { port, user, developmentCommand, localCommands, volumes, args, plan } = image;
  const path = inImage(applicationPath(image));
  const shown = Object.fromEntries(Object.entries(args).filter(([name]) => name.startsWith(BUILT_IN)));
  const folders = [plan.distDir, ...volumes].map(shellWord).join(' ');
  return {
    name: 'development',
    comment: 'For work on the service: all dependencies, and the sources, which Compose mounts over these',
    from: 'deps',
    instructions: [
      Instruction.env({ NODE_ENV: 'development', HOSTNAME: '0.0.0.0', PORT: String(port), ...shown }),
      Instruction.copy(['.'], '.'),
      ...localCommands.length > 0 ? [runScripts(image, localCommands)] : [],
      Instruction.workdir(path),
      // next dev writes its output, and the types and settings that it keeps up to date for the compiler.
      Instruction.run([
        `mkdir -p ${folders}`,
        'touch next-env.d.ts',
        `chown -R ${user} ${folders} next-env.d.ts`,
        `for path in . tsconfig.json; do [ ! -e "$path" ] || chown ${user} "$path"; done`,
      ]),
      Instruction.user(user),
      Instruction.raw(`EXPOSE ${port}`),
      Instruction.raw(`ENTRYPOINT ${execForm(['tini', '-s', '--'])}`),
      Instruction.raw(`CMD ${execForm(developmentCommand)}`),
    ],
    early: 1,
  };
}

function runtime(image: NextImage): StageModel {
  const { port, user, plan } = image;
  // Where the application is stays the same, whatever the standalone output is a copy of.
  const root = inImage(plan.tracingRoot);
  const path = inImage(applicationPath(image));
  const system = [
    ...operatingSystem(image),
    ...nodeAndHome(image, { NEXT_TELEMETRY_DISABLED: '1', PORT: String(port) }),
    Instruction._comment('Docker sets it to the name of the container, and the server would listen there alone'),
    Instruction.env({ HOSTNAME: '0.0.0.0' }),
  ];
  return {
    name: 'runtime',
    comment: 'What runs: the standalone server; no package manager, no build tool, files that the service cannot change',
    from: image.runtime.image,
    instructions: [
      ...system,
      ...withoutPackageManager(image.runtime.kind),
      ...path === inImage('.') ? [] : [Instruction.workdir(path)],
      Instruction.copy([`${DEPENDENCIES}/`], `${root}/node_modules/`, { from: 'build' }),
      Instruction.copy([`${APPLICATION}/`], `${root}/`, { from: 'build' }),
      ...image.owned.map(folder => Instruction.copy([`${EMPTY}/`], `${folder}/`, { from: 'build', chown: user })),
      ...imageEnd(image, startedByInit(['node', ...image.nodeFlags, 'server.js'])),
    ],
    early: system.length,
  };
}
