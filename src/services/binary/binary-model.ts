import type { BinaryImage } from './image';
import { Instruction } from '../../dockerfile/instruction';
import type { Stage, StageModel } from '../../dockerfile/stage';
import { isWithin, joinPath, outermost, relativeTo } from '../../model/paths';
import type { IgnoreSection, ServiceModel } from '../../model/service-model';
import type { BuiltModel } from '../built-model';
import type { SynthesisContext } from '../hub';
import { secretsSection, withPatterns } from '../stack/ignore';
import { ignorePathOf, volumeOf } from '../stack/places';

/** The stages that instructions can be added to, in the order of the Dockerfile. */
export const BINARY_STAGES = ['system', 'base', 'deps', 'build', 'development', 'runtime'];

/** What a stack adds to what all services of one binary have in common. Paths are relative to the repository. */
export interface BinaryBuild {
  readonly image: BinaryImage;
  /** The build context. */
  readonly root: string;
  /** Where the Dockerfile is. */
  readonly directory: string;
  readonly globals: readonly Instruction[];
  readonly stages: readonly StageModel[];
  /** Folders of sources. */
  readonly sources: readonly string[];
  /** Manifests, lockfiles, and what else the build reads outside of the sources. */
  readonly files: readonly string[];
  readonly ignored: readonly IgnoreSection[];
  /** Arguments that Bake takes from its variables. */
  readonly variableArgs: Record<string, 'TAG' | 'REVISION'>;
  /** Variables of the container unless the service sets them. */
  readonly environment: Record<string, string>;
}

/** What the artefacts say of a service that is one binary. `additions` may have instructions of the user's. */
export function binaryModel(build: BinaryBuild, common: BuiltModel, context: SynthesisContext, additions: readonly Stage[]): ServiceModel {
  const { args, buildSecrets, ignorePatterns, ...shared } = common;
  const { image, root, directory, sources, files } = build;
  const dockerfilePath = joinPath(directory, context.dockerfileName);
  const added = new Map(additions.map(stage => [stage.name, stage]));
  const secretFiles = context.secretFiles.filter(path => isWithin(root, path)).map(path => relativeTo(root, path));
  return {
    ...shared,
    environment: { ...build.environment, ...shared.environment },
    healthCommand: image.healthCommand,
    build: {
      context: root,
      dockerfilePath,
      generated: {
        dockerfile: { globals: build.globals, stages: build.stages.map(stage => added.get(stage.name)?._apply(stage) ?? stage) },
        ignorePath: ignorePathOf(dockerfilePath, root),
        ignore: withPatterns({
          only: onlyThese([...files, ...sources].map(path => relativeTo(root, path))),
          except: [...build.ignored, ...secretsSection(secretFiles)],
        }, ignorePatterns),
      },
      target: 'runtime',
      args,
      variableArgs: build.variableArgs,
      secrets: image.buildSecrets,
    },
    writable: image.writable.map(path => volumeOf(common.name, path)),
    development: { target: 'development', mounts: [], watch: outermost([...files, ...sources]) },
  };
}

/** What is let in; `undefined`: everything, because the context itself is a folder of sources. */
function onlyThese(paths: readonly string[]): string[] | undefined {
  return paths.includes('.') ? undefined : outermost(paths);
}
