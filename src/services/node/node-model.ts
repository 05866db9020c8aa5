import { contextOf } from './context';
import { inImage, NodeImage } from './image';
import type { NodeServicePlan } from './node-plan';
import { nodeStages } from './stages';
import { Instruction } from '../../dockerfile/instruction';
import type { Stage } from '../../dockerfile/stage';
import { isWithin, joinPath, relativeTo } from '../../model/paths';
import type { BuildModel, DevelopmentModel, ServiceModel } from '../../model/service-model';
import type { BuiltModel } from '../built-model';
import type { SynthesisContext } from '../hub';
import { withPatterns } from '../stack/ignore';
import { ignorePathOf, volumeOf } from '../stack/places';

/** Where Node's inspector listens in the container. */
const DEBUG_PORT = 9229;

/** What the artefacts say of a Node service. `stages` may have instructions of the user's. */
export function nodeModel(plan: NodeServicePlan, common: BuiltModel, context: SynthesisContext, stages: readonly Stage[]): ServiceModel {
  const { args, buildSecrets, ignorePatterns, ...shared } = common;
  return {
    ...shared,
    healthCommand: plan.image.healthCommand,
    build: buildOf(plan, common, context, stages),
    writable: plan.image.writable.map(path => volumeOf(common.name, path)),
    development: developmentOf(plan),
  };
}

function buildOf({ image, include }: NodeServicePlan, common: BuiltModel, context: SynthesisContext, stages: readonly Stage[]): BuildModel {
  const { app, plan, locals, manager } = image;
  const dockerfilePath = joinPath(app.directory, context.dockerfileName);
  const secretFiles = context.secretFiles.filter(path => isWithin(app.root, path));
  const models = new Map(nodeStages(image).map(stage => [stage.name, stage]));
  return {
    context: app.root,
    dockerfilePath,
    generated: {
      dockerfile: {
        globals: [Instruction.arg('NODE_VERSION', image.nodeVersion)],
        stages: stages.map(extra => extra._apply(models.get(extra.name)!)),
      },
      ignorePath: ignorePathOf(dockerfilePath, app.root),
      ignore: withPatterns(contextOf(context.repository, app, plan, locals, secretFiles, manager.needsAllManifests, include), common.ignorePatterns),
    },
    target: 'runtime',
    args: common.args,
    secrets: image.buildSecrets,
  };
}

function developmentOf({ image, development: { sources, rebuilds }, debugPort }: NodeServicePlan): DevelopmentModel {
  const { app, plan, locals }: NodeImage = image;
  const paths = sources.map(source => joinPath(plan.directory, source));
  const manifests = new Set([app.root, plan.directory].map(path => joinPath(path, 'package.json')));
  return {
    target: 'development',
    debug: { container: DEBUG_PORT, host: debugPort },
    mounts: rebuilds ? [] : paths.map(source => ({ source, target: inImage(relativeTo(app.root, source)) })),
    watch: [...manifests, joinPath(app.root, app.packageManager.lockfile), ...rebuilds ? paths : [], ...locals.map(({ directory }) => directory)],
  };
}
