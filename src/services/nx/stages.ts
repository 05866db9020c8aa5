import { NxDependencies } from './output';
import type { NxServicePlan } from './plan';
import { Instruction } from '../../dockerfile/instruction';
import { exactPath, shellWord } from '../../dockerfile/quote';
import type { Stage, StageModel } from '../../dockerfile/stage';
import { UsageError } from '../../model/problem';
import { runScripts, settingsOf, withBuildSecrets } from '../node/build-stages';
import { type NodeImage, ROOT } from '../node/image';
import { runtimeStage } from '../node/runtime-stage';
import { developmentStage, productionDeps, withShared, writableFolders } from '../node/stages';

/** Where the build stage puts the manifest and the lockfile of the output. */
const MANIFESTS = '/manifests';

/** All stages of a service whose image takes what a target wrote. */
export function nxStages(plan: NxServicePlan, additions: readonly Stage[]): StageModel[] {
  const { service: { image }, dependencies } = plan;
  const installs = dependencies !== NxDependencies.BUNDLED;
  const needsFolders = installs || image.writable.length > 0;
  if (!needsFolders && additions.some(({ name, _isEmpty }) => name === 'prod-deps' && !_isEmpty)) {
    throw new UsageError('there is no stage "prod-deps", because the build puts all dependencies into its output; add to the stage "build" or "runtime"');
  }
  return withShared(image, [
    build(plan),
    ...needsFolders ? [dependenciesStage(plan)] : [],
    developmentStage({ ...image, localCommands: [], commands: plan.developmentCommands }),
    runtimeStage(image, files(plan, installs)),
  ]);
}

function build({ service: { image }, output, dependencies, project }: NxServicePlan): StageModel {
  const folder = output!.folder;
  const { lockfile } = image.app.packageManager;
  const generated = dependencies === NxDependencies.GENERATED ? [
    `mkdir ${MANIFESTS}`,
    `cp ${shellWord(`${folder}/package.json`)} ${MANIFESTS}/`,
    `mv ${shellWord(`${folder}/${lockfile}`)} ${MANIFESTS}/`,
    ...copiesModules({ project }) ? [`{ [ ! -d ${shellWord(`${folder}/workspace_modules`)} ] || mv ${shellWord(`${folder}/workspace_modules`)} ${MANIFESTS}/; }`] : [],
  ] : [];
  return {
    name: 'build',
    comment: 'The project and the projects that it needs, built by Nx; what is in its cache is not built again',
    from: 'deps',
    instructions: [
      Instruction.env({ NODE_ENV: 'production', ...image.environment }),
      ...Object.entries(image.args).map(([name, value]) => Instruction.arg(name, value)),
      Instruction.copy(['.'], '.'),
      // Whatever the host's modes are: readable by everyone, writable by root alone.
      runScripts(image, [...image.commands, ...generated, `chmod -R u=rwX,go=rX ${shellWord(folder)}`]),
    ],
  };
}

/** Whether libraries are copied beside the output, as packages that the lockfile links. */
function copiesModules({ project }: Pick<NxServicePlan, 'project'>): boolean {
  return Object.values(project.targets).some(({ executor }) => executor === '@nx/js:copy-workspace-modules');
}

function dependenciesStage({ service: { image }, dependencies }: NxServicePlan): StageModel {
  switch (dependencies) {
    case NxDependencies.ROOT: return productionDeps(image);
    case NxDependencies.BUNDLED: return { name: 'prod-deps', comment: 'Folders that volumes are mounted on', from: 'base', instructions: writableFolders(image) };
    case NxDependencies.GENERATED: return {
      name: 'prod-deps',
      comment: 'What the build found that the service needs; an edit that changes nothing in it installs nothing again',
      from: 'base',
      instructions: [
        Instruction.env({ NODE_ENV: 'production' }),
        Instruction.copy([`${MANIFESTS}/`], './', { from: 'build' }),
        installGenerated(image),
        ...writableFolders(image),
      ],
    };
  }
}

function installGenerated({ app, manager, buildSecrets }: NodeImage): Instruction {
  return withBuildSecrets(buildSecrets, [...manager.installProduction, 'mkdir -p node_modules'], [...settingsOf(app, buildSecrets), manager.cache]);
}

/** Dependencies first, because they change least. */
function files(plan: NxServicePlan, installs: boolean): Instruction[] {
  const { service: { image }, output } = plan;
  const modulesOnly = image.app.packageManager.linker === 'node-modules' && !copiesModules(plan) && !image.app.workspace;
  const dependencies = modulesOnly
    ? Instruction.copy([`${ROOT}/node_modules`], './node_modules', { from: 'prod-deps' })
    : Instruction.copy([`${ROOT}/`], './', { from: 'prod-deps' });
  return [...installs ? [dependencies] : [], Instruction.copy([`${ROOT}/${exactPath(output!.folder)}/`], './', { from: 'build' })];
}
