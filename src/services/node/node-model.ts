import { contextOf } from './context';
import { inImage, NodeImage } from './image';
import type { NodeServicePlan } from './node-plan';
import { nodeStages } from './stages';
import { Instruction } from '../../dockerfile/instruction';
import type { Stage } from '../../dockerfile/stage';
import { isWithin, joinPath, relativeTo } from '../../model/paths';
import type { BuildModel, DevelopmentModel, IgnoreModel, ServiceModel } from '../../model/service-model';
import type { CommonModel } from '../common-model';
import type { SynthesisContext } from '../hub';

/** What the artefacts say of a Node service. `stages` may have instructions of the user's. */
export function nodeModel(plan: NodeServicePlan, common: CommonModel, context: SynthesisContext, stages: readonly Stage[]): ServiceModel {
  const { args, buildSecrets, ignorePatterns, ...shared } = common;
  return {
    ...shared,
    healthCommand: plan.image.healthCommand,
    build: buildOf(plan, common, context, stages),
    writable: plan.image.writable.map(path => ({ path, volume: `${common.name}-${volumeName(path)}` })),
    development: developmentOf(plan),
  };
}

function buildOf({ image, include }: NodeServicePlan, common: CommonModel, context: SynthesisContext, stages: readonly Stage[]): BuildModel {
  const { app, plan, locals, manager } = image;
  const dockerfilePath = joinPath(app.directory, context.dockerfileName);
  const sharesContext = app.directory !== app.root || context.dockerfileName !== 'Dockerfile';
  const secretFiles = context.secretFiles.filter(path => isWithin(app.root, path));
  const models = new Map(nodeStages(image).map(stage => [stage.name, stage]));
  return {
    context: app.root,
    dockerfilePath,
    ignorePath: sharesContext ? `${dockerfilePath}.dockerignore` : joinPath(app.directory, '.dockerignore'),
    dockerfile: {
      globals: [Instruction.arg('NODE_VERSION', image.nodeVersion)],
      stages: stages.map(extra => extra._apply(models.get(extra.name)!)),
    },
    ignore: withPatterns(contextOf(context.repository, app, plan, locals, secretFiles, manager.needsAllManifests, include), common.ignorePatterns),
    target: 'runtime',
    args: common.args,
    secrets: image.buildSecrets,
  };
}

function withPatterns(ignore: IgnoreModel, patterns: readonly string[]): IgnoreModel {
  return patterns.length === 0 ? ignore : { ...ignore, except: [...ignore.except, { title: 'Said for this service', patterns }] };
}

function developmentOf({ image, development: { sources, rebuilds }, debugPort }: NodeServicePlan): DevelopmentModel {
  const { app, plan, locals }: NodeImage = image;
  const paths = sources.map(source => joinPath(plan.directory, source));
  const manifests = new Set([app.root, plan.directory].map(path => joinPath(path, 'package.json')));
  return {
    target: 'development',
    debugPort,
    mounts: rebuilds ? [] : paths.map(source => ({ source, target: inImage(relativeTo(app.root, source)) })),
    watch: [...manifests, joinPath(app.root, app.packageManager.lockfile), ...rebuilds ? paths : [], ...locals.map(({ directory }) => directory)],
  };
}

/** The folder as a part of a volume's name: `logs` for `/app/logs`. */
function volumeName(path: string): string {
  return path.replace(/^\/app\//, '').replace(/[^a-zA-Z0-9]+/g, '-').replace(/^-|-$/g, '');
}
