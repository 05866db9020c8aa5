import type { StageModel } from '../../dockerfile/stage';
import { show, UsageError } from '../../model/problem';
import type { Secret } from '../../model/secret';
import type { NodeApp } from '../../workspace/node-app';
import { VersionRange } from '../../workspace/version-range';
import type { NodeBuildOptions } from '../node-build-options';
import type { NodeRuntime } from '../node-runtime';

/** The stages that a base image holds for its services, in the order of a Dockerfile. */
export const SHARED_STAGES = ['base', 'deps', 'runtime-base'];

/**
 * What several Node services share. Each of their Dockerfiles has these stages, so that it can be built by itself; where
 * all are built, the base's targets stand in for them, and each is built once.
 */
export interface SharedStages {
  /** The base image's name. */
  readonly base: string;
  /** The install root that all dependencies come from. */
  readonly root: string;
  readonly nodeVersion: string;
  readonly runtime: NodeRuntime;
  readonly user: string;
  readonly buildPackages: readonly string[];
  readonly compilesAddons: boolean;
  readonly buildSecrets: readonly Secret[];
  readonly stages: readonly StageModel[];
  /** The stages, and the targets that stand in for them. */
  readonly contexts: Record<string, string>;
}

/** One of the shared stages. */
export function sharedStage({ stages }: SharedStages, name: string): StageModel {
  return stages.find(stage => stage.name === name)!;
}

/** What is said of a service that its base must say. */
export interface SaidBesideBase extends Pick<NodeBuildOptions, 'nodeVersion' | 'buildPackages' | 'user'> {
  readonly runtime?: NodeRuntime;
}

/**
 * Checks that a service can be built on a base.
 *
 * @param nodeVersion what the service's own options ask for, chosen
 * @throws when it says something else than its base
 */
export function checkBase(shared: SharedStages, app: NodeApp, said: SaidBesideBase, nodeVersion: string | undefined): void {
  const own = (what: string, got: string, is: string) => new UsageError(
    `${what} ${got} is not that of base image ${show(shared.base)}, ${is}; say it there, for all of its services, or leave "base" out`);
  if (app.root !== shared.root) {
    throw new UsageError(`base image ${show(shared.base)} is made from the lockfile in ${show(shared.root)}, and the service from that in ${show(app.root)}; give it a base image with this "directory"`);
  }
  if (nodeVersion !== undefined && nodeVersion !== shared.nodeVersion) throw own('nodeVersion', nodeVersion, shared.nodeVersion);
  const { node } = app;
  const fits = !node || said.nodeVersion !== undefined || (node.version === undefined
    ? node.range === undefined || VersionRange.parse(node.range)!.includes(shared.nodeVersion)
    : `${shared.nodeVersion}.`.startsWith(`${node.version}.`));
  if (!fits) throw own(`the Node version of ${node.source},`, show(node.version ?? node.range), shared.nodeVersion);
  const { runtime } = said;
  if (runtime && (runtime.kind !== shared.runtime.kind || runtime.strip !== shared.runtime.strip)) {
    throw own('the runtime', nameOf(runtime), nameOf(shared.runtime));
  }
  if (said.user !== undefined && said.user !== shared.user) throw own('user', said.user, shared.user);
  if (said.buildPackages) {
    throw new UsageError(`buildPackages belong to the stage "base", which is that of base image ${show(shared.base)}; say them there`);
  }
}

function nameOf({ kind, strip }: NodeRuntime): string {
  return strip ? `${kind} (stripped)` : kind;
}
