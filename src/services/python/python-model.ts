import { contextOf } from './context';
import { DEBUG_PORT } from './development';
import { inImage } from './places';
import type { PythonPlan } from './plan';
import { pythonStages } from './stages';
import { Instruction } from '../../dockerfile/instruction';
import type { Stage } from '../../dockerfile/stage';
import { sortedUnique } from '../../model/order';
import { isWithin, joinPath } from '../../model/paths';
import type { BuildModel, DevelopmentModel, ServiceModel } from '../../model/service-model';
import type { BuiltModel } from '../built-model';
import type { SynthesisContext } from '../hub';
import { withPatterns } from '../stack/ignore';
import { ignorePathOf, volumeOf } from '../stack/places';

/** What the artefacts say of a Python service. `stages` may have instructions of the user's. */
export function pythonModel(plan: PythonPlan, common: BuiltModel, context: SynthesisContext, stages: readonly Stage[]): ServiceModel {
  const { args, buildSecrets, ignorePatterns, ...shared } = common;
  const { image } = plan;
  return {
    ...shared,
    healthCommand: image.healthCommand,
    build: buildOf(plan, common, context, stages),
    writable: image.writable.map(path => volumeOf(common.name, path)),
    development: developmentOf(plan),
  };
}

function buildOf({ image, django }: PythonPlan, common: BuiltModel, context: SynthesisContext, stages: readonly Stage[]): BuildModel {
  const { app } = image;
  const dockerfilePath = joinPath(app.directory, context.dockerfileName);
  const models = new Map(pythonStages(image).map(stage => [stage.name, stage]));
  return {
    context: app.root,
    dockerfilePath,
    generated: {
      dockerfile: {
        globals: [Instruction.arg('PYTHON_VERSION', image.pythonVersion)],
        stages: stages.map(stage => stage._apply(models.get(stage.name)!)),
      },
      ignorePath: ignorePathOf(dockerfilePath, app.root),
      ignore: withPatterns(contextOf(app, django, context.secretFiles.filter(path => isWithin(app.root, path))), common.ignorePatterns),
    },
    target: 'runtime',
    args: common.args,
    secrets: image.buildSecrets,
  };
}

function developmentOf({ image, development: { sources, rebuilds }, debugPort }: PythonPlan): DevelopmentModel {
  const { app } = image;
  const paths = sources.map(source => joinPath(app.directory, source));
  return {
    target: 'development',
    debug: debugPort === undefined ? undefined : { container: DEBUG_PORT, host: debugPort },
    mounts: rebuilds ? [] : paths.map(source => ({ source, target: inImage(app, source) })),
    watch: sortedUnique([...app.installFiles, ...app.developmentFiles, ...app.locals, ...rebuilds ? paths : []]),
  };
}
