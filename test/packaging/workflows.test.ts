import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { parse } from 'yaml';

const WORKFLOWS = join(__dirname, '..', '..', '.github', 'workflows');

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
}
interface Job {
  readonly 'steps': Step[];
  readonly 'permissions'?: Record<string, string>;
  readonly 'timeout-minutes'?: number;
}
interface Workflow {
  readonly on: Record<string, unknown>;
  readonly permissions: Record<string, string>;
  readonly jobs: Record<string, Job>;
}

/** Tags that cannot be moved: GitHub calls them immutable releases. */
const IMMUTABLE = ['peter-evans/create-pull-request@v8.1.1'];
/** All rights to write, by workflow and job. */
const WRITES = [
  'release/release_github: contents',
  'release/release_npm: id-token',
  'upgrade-main/pr: contents',
  'upgrade-main/pr: pull-requests',
  'upgrade-main/pr: actions',
];

const workflows = Object.fromEntries(readdirSync(WORKFLOWS).sort().map(file => (
  [file.replace(/\.yml$/, ''), parse(readFileSync(join(WORKFLOWS, file), 'utf8')) as Workflow]
)));
const jobs = Object.entries(workflows).flatMap(([name, workflow]) => Object.entries(workflow.jobs).map(([id, job]) => ({ id: `${name}/${id}`, job })));
const steps = jobs.flatMap(({ id, job }) => job.steps.map(step => ({ id, step })));

test('there are the workflows that projen generates here', () => {
  expect(Object.keys(workflows)).toEqual(['build', 'pull-request-lint', 'release', 'upgrade-main']);
});

test('no workflow has rights but those of its jobs', () => {
  expect(Object.values(workflows).map(({ permissions }) => permissions)).toEqual(Object.keys(workflows).map(() => ({})));
  const writes = jobs.flatMap(({ id, job }) => Object.entries(job.permissions!).filter(([, right]) => right === 'write').map(([scope]) => `${id}: ${scope}`));
  expect(writes.sort()).toEqual([...WRITES].sort());
});

test('no workflow of a pull request runs with the rights of the branch', () => {
  expect(Object.values(workflows).filter(({ on }) => 'pull_request_target' in on)).toEqual([]);
});

test('actions are given by commit, or by a tag that cannot be moved', () => {
  const loose = steps.map(({ step }) => step.uses).filter(uses => uses && !/@[0-9a-f]{40}$/.test(uses) && !IMMUTABLE.includes(uses));
  expect(loose).toEqual([]);
});

test('only the job that looks at the remote leaves credentials on disk', () => {
  const leaving = steps.filter(({ step }) => step.uses?.startsWith('actions/checkout@') && step.with?.['persist-credentials'] !== false);
  expect(leaving.map(({ id }) => id)).toEqual(['release/release']);
});

test('every job ends', () => {
  expect(jobs.filter(({ job }) => !job['timeout-minutes']).map(({ id }) => id)).toEqual([]);
});

test('no other secret than the token of the run is used', () => {
  const secrets = readdirSync(WORKFLOWS).flatMap(file => readFileSync(join(WORKFLOWS, file), 'utf8').match(/secrets\.\w+/g) ?? []);
  expect(new Set(secrets)).toEqual(new Set(['secrets.GITHUB_TOKEN']));
});
