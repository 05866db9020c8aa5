import { type Job, type Workflow, workflowObject } from './workflow';
import type { JobDescription } from '../../model/workflows-model';

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
  return Object.entries(workflow.jobs).map(([id, job]) => {
    const secrets = secretsIn(jobs[id]);
    return {
      workflow: workflow.name,
      job: id,
      does: job.comment.split('\n')[0],
      runs: runsOf(workflow, job),
      permissions: Object.entries(job.permissions).map(([scope, { access }]) => `${scope}: ${access}`),
      secrets,
      fork: forkOf(workflow, job, secrets),
    };
  });
}

function runsOf(workflow: Workflow, { when, needs = [] }: Job): string {
  if (when.said !== 'always') return when.said;
  return needs.length === 0 ? triggersOf(workflow) : `after ${needs[needs.length - 1]}`;
}

function triggersOf({ on }: Workflow): string {
  return Object.entries(on).map(([event, settings]) => (event === 'push' && Object.keys(settings as object).join() === 'tags' ? 'tags' : TRIGGERS[event] ?? event)).join(', ');
}

/** Every `secrets.NAME` of an expression, wherever it stands; the run's own token is no secret of the repository. */
function secretsIn(job: object): string[] {
  const names = [...JSON.stringify(job).matchAll(/\bsecrets\.([A-Za-z_][A-Za-z0-9_]*)/g)].map(([, name]) => name);
  return [...new Set(names)].filter(name => name !== 'GITHUB_TOKEN').sort();
}

function forkOf({ on }: Workflow, { when, permissions }: Job, secrets: readonly string[]): string {
  if (!('pull_request' in on) || !when.onForks) return 'does not run';
  if (Object.keys(permissions).length === 0) return 'the same, without any right';
  return `the same, with a token that reads${secrets.length > 0 ? '; secrets are empty' : ''}`;
}
