import type { WorkflowsOptions } from './options';
import { imagesOf, platformsOf } from './resolve';
import { matchesBranchFilter } from '../model/branch-filter';
import { parseReference } from '../model/image-reference';
import type { SystemModel } from '../model/service-model';
import { dropAbsent } from '../render/workflows/workflow';

/**
 * The options of a project's workflows, with what the projects above it say of the repository as a whole where the project says nothing
 * itself.
 *
 * @param own what the project says itself
 * @param above what the projects above it say, the nearest first
 * @param system what the project builds: a runner or a login that is of no use for it is not taken over
 */
export function inherit(own: WorkflowsOptions, above: readonly WorkflowsOptions[], system: SystemModel): WorkflowsOptions {
  if (above.length === 0) return own;
  const shared = above.reduceRight((outer, inner) => merge(inner, outer), {});
  return merge(own, { ...shared, runners: only(shared.runners, platformsOf(system)), logins: only(shared.logins, hostsOf(system)) });
}

function merge(own: WorkflowsOptions, shared: WorkflowsOptions): WorkflowsOptions {
  const { branches, defaultBranch, pullRequestBranches, nodeVersion, runner, runners, logins, upgrade } = shared;
  return dropAbsent({
    ...own,
    branches: own.branches ?? branches,
    defaultBranch: own.defaultBranch ?? (letsIn(own.branches, defaultBranch) ? defaultBranch : undefined),
    pullRequestBranches: own.pullRequestBranches ?? pullRequestBranches,
    nodeVersion: own.nodeVersion ?? nodeVersion,
    runner: own.runner ?? runner,
    runners: { ...runners, ...own.runners },
    logins: { ...logins, ...own.logins },
    upgrade: { ...upgrade, ...dropAbsent(own.upgrade ?? {}) },
  });
}

/** Whether a project that says its own branches builds this one, too; of branches that are wrong the project is told elsewhere. */
function letsIn(branches: readonly string[] | undefined, name: string | undefined): boolean {
  if (branches === undefined || name === undefined) return true;
  try {
    return matchesBranchFilter(branches, name);
  } catch {
    return false;
  }
}

function only<T>(values: Readonly<Record<string, T>> = {}, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}

function hostsOf(system: SystemModel): string[] {
  return imagesOf(system).filter(image => image.includes('/')).map(image => parseReference(image).registry);
}
