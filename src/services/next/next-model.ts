import { applicationPath } from './image';
import type { NextServicePlan } from './next-plan';
import { nextStages } from './stages';
import type { Stage } from '../../dockerfile/stage';
import { joinPath, relativeTo } from '../../model/paths';
import type { BuildModel, DevelopmentModel, ServiceModel } from '../../model/service-model';
import { Size } from '../../model/size';
import type { BuiltModel } from '../built-model';
import type { SynthesisContext } from '../hub';
import { nodeBuildModel } from '../node/build-model';
import { inImage } from '../node/image';
import { volumeOf } from '../stack/places';

/** A compiler with a thread for each processor, and one for each file that it waits for. */
const DEVELOPMENT_PIDS = 1024;

/** What the artefacts say of a Next.js service. `stages` may have instructions of the user's. */
export function nextModel(plan: NextServicePlan, common: BuiltModel, context: SynthesisContext, stages: readonly Stage[]): ServiceModel {
  const { args, buildSecrets, ignorePatterns, ...shared } = common;
  const { image, starters } = plan;
  const build = nodeBuildModel(image, common, context, nextStages(image), stages);
  return {
    ...shared,
    healthCommand: image.healthCommand,
    build: withStarters(build, starters),
    writable: image.volumes.map(path => volumeOf(common.name, path)),
    caches: plan.caches,
    development: developmentOf(plan),
  };
}

function withStarters(build: BuildModel, starters: NextServicePlan['starters']): BuildModel {
  const generated = build.generated!;
  return { ...build, generated: { ...generated, starters: [...generated.starters ?? [], ...starters] } };
}

function developmentOf({ image, development: { sources }, options }: NextServicePlan): DevelopmentModel {
  const { app, plan, locals } = image;
  const within = applicationPath(image);
  const manifests = new Set([app.root, plan.directory].map(path => joinPath(path, 'package.json')));
  return {
    target: 'development',
    mounts: sources.map(source => ({ source: joinPath(plan.directory, source), target: inImage(joinPath(within, source)) })),
    watch: [...manifests, joinPath(app.root, app.packageManager.lockfile), plan.config.path, ...locals.map(({ directory }) => relativeTo('.', directory))],
    limits: { memory: options.development?.memory ?? Size.gibibytes(2), pids: DEVELOPMENT_PIDS },
  };
}
