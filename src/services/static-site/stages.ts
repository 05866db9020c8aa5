import { SITE_ROOT } from './configuration';
import type { SiteDevelopment } from './development';
import type { SitePlan } from './plan';
import { START_SCRIPT } from './start';
import { ALPINE } from '../../catalog/images';
import { COMPRESSIBLE, MEDIA_TYPES, NGINX } from '../../catalog/nginx';
import { Instruction } from '../../dockerfile/instruction';
import { exactPath, execForm, shellWord } from '../../dockerfile/quote';
import type { StageModel } from '../../dockerfile/stage';
import { joinPath, relativeTo } from '../../model/paths';
import { NodeBuild } from '../node/build';
import { baseStage, buildStage, depsStage, withBuildSecrets } from '../node/build-stages';
import { inImage } from '../node/image';
import { imageEnd } from '../stack/image-end';
import { withoutApk } from '../stack/system';

/** The stages of every static site, in the order of the Dockerfile; a site without a build has the last of each kind only. */
export const SITE_STAGES = ['base', 'deps', 'build', 'development', 'runtime'];

/** Where the files of a site without a build are in the stage that prepares them. */
const PLAIN_ROOT = '/site';

/** Files beside the Dockerfile that the image takes, relative to the build context. */
export interface SiteFiles {
  readonly configuration: string;
  /** The script that starts the server, where one is needed. */
  readonly start?: string;
}

/** All stages of a site. */
export function siteStages(plan: SitePlan, files: SiteFiles): StageModel[] {
  const { build, development } = plan;
  if (!build) return [plainStage(plan, files), runtimeStage(plan, files, PLAIN_ROOT)];
  const output = joinPath(relativeTo(build.app.root, plan.directory), plan.output);
  const compressing = { ...build, commands: [...build.commands, compress(output)] };
  return [
    baseStage(build, development ? ['tini'] : []),
    depsStage(build),
    buildStage(compressing, { readable: [output] }),
    ...development ? [developmentStage(plan, build, development)] : [],
    runtimeStage(plan, files, inImage(output)),
  ];
}

/** The files of a site without a build, without what only the image needs. */
function plainStage({ output }: SitePlan, { configuration, start }: SiteFiles): StageModel {
  const ours = output === '.' ? [configuration, ...start ? [start] : []] : [];
  return {
    name: 'build',
    comment: 'The files, compressed',
    from: ALPINE.image,
    instructions: [
      Instruction.workdir(PLAIN_ROOT),
      Instruction.copy([output === '.' ? '.' : `${exactPath(output)}/`], './'),
      Instruction.run([
        ...ours.length > 0 ? [`rm -f ${ours.map(shellWord).join(' ')}`] : [],
        compress('.'),
        'chmod -R u=rwX,go=rX .',
      ]),
    ],
    early: 1,
  };
}

/** Beside every file that gets smaller, the same compressed: better than on the fly, and once. Smaller ones fit into a packet. */
function compress(folder: string): string {
  const names = COMPRESSIBLE.flatMap(type => MEDIA_TYPES[type]).map(extension => `-name '*.${extension}'`).join(' -o ');
  return `find ${shellWord(folder)} -type f \\( ${names} \\) -size +1k -exec gzip -9 -k -f {} +`;
}

function developmentStage({ user, directory }: SitePlan, build: NodeBuild, { command, port }: SiteDevelopment): StageModel {
  const { app, localCommands, buildSecrets } = build;
  return {
    name: 'development',
    comment: 'For work on the site: the tool\'s own server, and the sources, which Compose mounts over these',
    from: 'deps',
    instructions: [
      Instruction.env({ NODE_ENV: 'development', HOME: '/tmp', HOST: '0.0.0.0', PORT: String(port) }),
      Instruction.copy(['.'], '.'),
      ...localCommands.length > 0 ? [withBuildSecrets(buildSecrets, localCommands)] : [],
      Instruction.workdir(inImage(relativeTo(app.root, directory))),
      // Tools make folders for their caches in both.
      Instruction.run(['mkdir -p node_modules', `chown ${user} . node_modules`]),
      Instruction.user(user),
      Instruction.raw(`EXPOSE ${port}`),
      Instruction.raw(`ENTRYPOINT ${execForm(['tini', '-s', '--'])}`),
      Instruction.raw(`CMD ${execForm(command)}`),
    ],
    early: 1,
  };
}

/** @param from where the site is in the stage `build` */
function runtimeStage({ configuration, user, health, healthCommand, labels }: SitePlan, files: SiteFiles, from: string): StageModel {
  const system = [
    Instruction.user('0:0'),
    // In the base image the server may change its own configuration.
    Instruction.run(['chown -R 0:0 /etc/nginx', 'chmod -R go-w /etc/nginx']),
    withoutApk(),
  ];
  // Not the base image's entry point, whose scripts write to /etc. No init process: nginx's first process is made to be
  // the parent of others, hands signals on to them and waits for them.
  const start = Instruction.raw(`ENTRYPOINT ${execForm(files.start ? [START_SCRIPT] : ['nginx', '-e', 'stderr'])}`);
  return {
    name: 'runtime',
    comment: 'What runs: a web server, and files that it cannot change',
    from: NGINX.image,
    instructions: [
      ...system,
      Instruction.copy([files.configuration], NGINX.configuration, { chmod: '0444' }),
      ...files.start ? [Instruction.copy([files.start], START_SCRIPT, { chmod: '0555' })] : [],
      Instruction.copy([`${exactPath(from)}/`], `${SITE_ROOT}/`, { from: 'build' }),
      // On SIGQUIT it finishes the answers that it has begun; SIGTERM breaks them off.
      ...imageEnd({ labels, user, port: configuration.port, health, healthCommand }, [start], { stopSignal: 'SIGQUIT' }),
    ],
    early: system.length,
  };
}
