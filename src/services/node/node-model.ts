import { type BuildPlace, nodeBuildModel } from './build-model';
import { inImage } from './image';
import type { NodeServicePlan } from './node-plan';
import { nodeStages } from './stages';
import type { Stage, StageModel } from '../../dockerfile/stage';
import { joinPath, relativeTo } from '../../model/paths';
import type { DevelopmentModel, ServiceModel } from '../../model/service-model';
import type { BuiltModel } from '../built-model';
import type { SynthesisContext } from '../hub';
import { volumeOf } from '../stack/places';

/** Where Node's inspector listens in the container. */
const DEBUG_PORT = 9229;

/** What the artefacts say of a Node service. `stages` may have instructions of the user's. */
export function nodeModel(plan: NodeServicePlan, common: BuiltModel, context: SynthesisContext, stages: readonly Stage[],
  models: readonly StageModel[] = nodeStages(plan.image), place: BuildPlace = {}): ServiceModel {
  const { args, buildSecrets, ignorePatterns, ...shared } = common;
  const { image } = plan;
  return {
    ...shared,
    healthCommand: image.healthCommand,
    build: nodeBuildModel(image, common, context, models, stages, place),
    writable: image.writable.map(path => volumeOf(common.name, path)),
    development: developmentOf(plan),
  };
}

function developmentOf({ image, development: { sources, rebuilds }, debugPort }: NodeServicePlan): DevelopmentModel {
  const { app, plan, locals } = image;
  const paths = sources.map(source => joinPath(plan.directory, source));
  const manifests = new Set([app.root, plan.directory].map(path => joinPath(path, 'package.json')));
  return {
    target: 'development',
    debug: { container: DEBUG_PORT, host: debugPort },
    mounts: rebuilds ? [] : paths.map(source => ({ source, target: inImage(relativeTo(app.root, source)) })),
    watch: [
      ...manifests, joinPath(app.root, app.packageManager.lockfile),
      ...rebuilds ? [...image.settings, ...paths] : [],
      ...locals.map(({ directory }) => directory),
    ],
  };
}
