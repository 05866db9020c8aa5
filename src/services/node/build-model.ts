import type { NodeBuild } from './build';
import { contextOf } from './context';
import { Instruction } from '../../dockerfile/instruction';
import type { Stage, StageModel } from '../../dockerfile/stage';
import { isWithin, joinPath } from '../../model/paths';
import type { BuildModel } from '../../model/service-model';
import type { BuiltModel } from '../built-model';
import type { SynthesisContext } from '../hub';
import { withPatterns } from '../stack/ignore';
import { ignorePathOf } from '../stack/places';

/**
 * How the image of an application is built that Node makes.
 *
 * @param stages all stages of its Dockerfile
 * @param additions what the user adds to them
 */
export function nodeBuildModel(build: NodeBuild, common: BuiltModel, context: SynthesisContext,
  stages: readonly StageModel[], additions: readonly Stage[]): BuildModel {
  const { app, plan, locals, manager, include } = build;
  const dockerfilePath = joinPath(app.directory, context.dockerfileName);
  const secretFiles = context.secretFiles.filter(path => isWithin(app.root, path));
  const models = new Map(stages.map(stage => [stage.name, stage]));
  return {
    context: app.root,
    dockerfilePath,
    generated: {
      dockerfile: {
        globals: [Instruction.arg('NODE_VERSION', build.nodeVersion)],
        stages: additions.map(extra => extra._apply(models.get(extra.name)!)),
      },
      ignorePath: ignorePathOf(dockerfilePath, app.root),
      ignore: withPatterns(contextOf(context.repository, app, plan, locals, secretFiles, manager.needsAllManifests, include), common.ignorePatterns),
    },
    target: 'runtime',
    args: common.args,
    secrets: build.buildSecrets,
  };
}
