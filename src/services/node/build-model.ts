import type { NodeBuild } from './build';
import { contextOf } from './context';
import { Instruction } from '../../dockerfile/instruction';
import type { Stage, StageModel } from '../../dockerfile/stage';
import { isWithin, joinPath } from '../../model/paths';
import type { BuildModel, IgnoreModel } from '../../model/service-model';
import type { BuiltModel } from '../built-model';
import type { SynthesisContext } from '../hub';
import { withPatterns } from '../stack/ignore';
import { ignorePathOf } from '../stack/places';

/** Where an application is built, where that is not its package. */
export interface BuildPlace {
  /** The folder of the Dockerfile, relative to the repository. */
  readonly directory?: string;
  /** What reaches the builder. */
  readonly ignore?: IgnoreModel;
}

/**
 * How the image of an application is built that Node makes.
 *
 * @param stages all stages of its Dockerfile
 * @param additions what the user adds to them
 */
export function nodeBuildModel(build: NodeBuild, common: BuiltModel, context: SynthesisContext,
  stages: readonly StageModel[], additions: readonly Stage[], place: BuildPlace = {}): BuildModel {
  const { app, plan, locals, manager, include, shared } = build;
  const everyManifest = manager.needsAllManifests || shared !== undefined;
  const dockerfilePath = joinPath(place.directory ?? app.directory, context.dockerfileName);
  const secretFiles = context.secretFiles.filter(path => isWithin(app.root, path));
  const ignore = place.ignore ?? contextOf(context.repository, app, plan, locals, secretFiles, everyManifest, include);
  const added = new Map(additions.map(addition => [addition.name, addition]));
  return {
    context: app.root,
    dockerfilePath,
    generated: {
      dockerfile: {
        globals: [Instruction.arg('NODE_VERSION', build.nodeVersion)],
        stages: stages.map(stage => added.get(stage.name)?._apply(stage) ?? stage),
      },
      ignorePath: ignorePathOf(dockerfilePath, app.root),
      ignore: withPatterns(ignore, common.ignorePatterns),
      starters: build.starters,
    },
    target: 'runtime',
    args: common.args,
    secrets: [...build.buildSecrets, ...build.scriptSecrets ?? []],
    contexts: shared?.contexts,
  };
}
