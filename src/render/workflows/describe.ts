import type { Job, Workflow } from './workflow';
import { workflowObject } from './workflow';

/** What somebody wants to know of a job before they let it run. */
export interface JobDescription {
  readonly workflow: string;
  readonly job: string;
  readonly name: string;
  /** What starts it, in words. */
  readonly runs: string;
  /** Rights of the token, with what they are for. */
  readonly permissions: readonly string[];
  /** Names of secrets. */
  readonly secrets: readonly string[];
  /** What a pull request from a fork gets. */
  readonly fork: string;
}

const TRIGGERS: Record<string, string> = {
  push: 'pushes',
  pull_request: 'pull requests',
  merge_group: 'merge queue',
  schedule: 'schedule',
  workflow_dispatch: 'by hand',
  release: 'releases',
};

/** A row for each job, from what GitHub will read. */
export function describeWorkflow(workflow: Workflow): JobDescription[] {
  const { jobs } = workflowObject(workflow) as { jobs: Record<string, object> };
  return Object.entries(workflow.jobs).map(([id, job]) => ({
    workflow: workflow.name,
    job: id,
    name: job.name,
    runs: `${triggersOf(workflow)}${job.when.said === 'always' ? '' : `: ${job.when.said}`}`,
    permissions: Object.entries(job.permissions).map(([scope, { access, reason }]) => `${scope}: ${access} (${reason})`),
    secrets: secretsIn(jobs[id]),
    fork: forkOf(workflow, job),
  }));
}

function triggersOf({ on }: Workflow): string {
  return Object.entries(on).map(([event, settings]) => (event === 'push' && Object.keys(settings as object).join() === 'tags' ? 'tags' : TRIGGERS[event] ?? event)).join(', ');
}

/** Every `secrets.NAME` of an expression, wherever it stands. */
function secretsIn(job: object): string[] {
  return [...new Set([...JSON.stringify(job).matchAll(/\bsecrets\.([A-Za-z_][A-Za-z0-9_]*)/g)].map(([, name]) => name))].sort();
}

function forkOf({ on }: Workflow, { when, permissions }: Job): string {
  if (!('pull_request' in on)) return 'does not run';
  if (!when.onForks) return 'does not run';
  return Object.keys(permissions).length === 0 ? 'the same job, without a token' : 'the same job, with a token that reads';
}
