import { dependenciesOf, NxDependencies, NxOutput, outputOf } from './output';
import { compareText } from '../../model/order';
import { joinPath, repositoryPath } from '../../model/paths';
import { show, UsageError } from '../../model/problem';
import { type NxInputs, readInputs } from '../../workspace/nx/graph';
import { NxTarget, NxWorkspace, readNxWorkspace, targetOf } from '../../workspace/nx/nx-workspace';
import { NxProject, projectOf } from '../../workspace/nx/projects';
import { readInstall } from '../../workspace/package-manager';
import type { SynthesisContext } from '../hub';
import type { NxServiceOptions } from '../nx-service-options';

/** What a service of an Nx workspace is built from, by, and into. */
export interface NxBuilt {
  readonly workspace: NxWorkspace;
  readonly project: NxProject;
  readonly targetName: string;
  /** `undefined`: it stands in no file, because a plugin adds it. */
  readonly target?: NxTarget;
  readonly inputs: NxInputs;
  /** The target that writes a lockfile beside the output, if there is one. */
  readonly prune?: string;
  readonly dependencies: NxDependencies;
  /** What its image takes; `undefined`: it is a package of its own, and its image takes what that of a Node service takes. */
  readonly output?: NxOutput;
}

/**
 * Finds what a service is built from.
 *
 * @throws when the repository does not say it
 */
export function findBuilt(options: NxServiceOptions, name: string, { repository, directory }: SynthesisContext): NxBuilt {
  const root = joinPath(directory, repositoryPath(options.workspace ?? options.base?._directory ?? '.', 'workspace'));
  const workspace = readNxWorkspace(repository, root);
  const project = projectOf(workspace.projects, options.project ?? name);
  const targetName = options.target ?? 'build';
  const target = targetOf(workspace, project, targetName, options.configuration);
  if (!target && !workspace.infersTargets) {
    const known = Object.keys(project.targets).sort(compareText);
    throw new UsageError(`project ${show(project.name)} has no target ${show(targetName)}, its targets are ${known.join(', ') || 'none'}; `
      + `set "target", or add it to ${joinPath(project.root, 'project.json')}`);
  }
  const prune = pruneTarget(project);
  const { manager } = readInstall(repository, root, workspace.manifest);
  const dependencies = dependenciesOf(target, prune !== undefined, manager.kind);
  return {
    workspace,
    project,
    targetName,
    target,
    inputs: readInputs(repository, workspace, project, targetName),
    prune,
    dependencies,
    output: project.isMember && dependencies === NxDependencies.ROOT ? undefined
      : outputOf(repository, workspace, project, target, saidOutput(options)),
  };
}

/** What was said of the output, relative to the workspace and to the output. */
export function saidOutput({ output, entry }: NxServiceOptions): { output?: string; entry?: string } {
  return {
    ...output !== undefined && { output: repositoryPath(output, 'output', 'the workspace') },
    ...entry !== undefined && { entry: repositoryPath(entry, 'entry', 'the output') },
  };
}

/** Nx' own generators make a target `prune` of several; without it, the one that writes the lockfile will do. */
function pruneTarget({ targets }: NxProject): string | undefined {
  const lockfile = Object.entries(targets).find(([, { executor }]) => executor === '@nx/js:prune-lockfile')?.[0];
  return lockfile !== undefined && targets.prune ? 'prune' : lockfile;
}
