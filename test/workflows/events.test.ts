import { spawnSync } from 'child_process';
import { readFileSync, rmSync } from 'fs';
import { join } from 'path';
import { GOOGLE, read, stepsOf, textsOf, workflow } from './support';
import { BuildCache, NodeService, ReleaseTrigger, WorkflowsOptions } from '../../src';
import { Contexts, interpolate, isDue } from '../integ/workflow-expression';
import { PLAIN, repository, synthDocker, write } from '../support';

// What runs when: conditions are evaluated as GitHub does it.

const PUSH = { event_name: 'push', ref: 'refs/heads/main', ref_type: 'branch', sha: 'a1', repository: 'acme/app', event: { repository: { visibility: 'public' } } };
const PULL_REQUEST = {
  ...PUSH, event_name: 'pull_request', ref: 'refs/pull/7/merge', event: { ...PUSH.event, pull_request: { head: { repo: { full_name: 'acme/app' } } } },
};
const EVENTS = {
  'push': PUSH,
  'pull request': PULL_REQUEST,
  'fork': { ...PULL_REQUEST, event: { ...PUSH.event, pull_request: { head: { repo: { full_name: 'stranger/app' } } } } },
  'merge queue': { ...PUSH, event_name: 'merge_group', ref: 'refs/heads/gh-readonly-queue/main/pr-7-a1' },
  'schedule': { ...PUSH, event_name: 'schedule' },
  'by hand': { ...PUSH, event_name: 'workflow_dispatch' },
};

type Results = Record<string, string>;

/** How jobs end where those of `failing` fail and `check` names these targets. */
function outcome(jobs: any, event: object, { targets = 'api', failing = [] as string[] } = {}): Results {
  const results: Results = {};
  for (const [id, job] of Object.entries<any>(jobs)) {
    const needs = Object.fromEntries((job.needs ?? []).map((need: string) => [need, { result: results[need], outputs: need === 'check' ? { targets, services: targets } : { found: 'true' } }]));
    const ended = Object.values(needs).map(({ result }: any) => result);
    const functions = {
      startsWith: (text: any, start: any) => String(text).toLowerCase().startsWith(String(start).toLowerCase()),
      success: () => ended.every(result => result === 'success'),
      failure: () => ended.includes('failure'),
      cancelled: () => false,
      always: () => true,
    };
    // What the gate does with this is run further down.
    const fails = failing.includes(id) || (id === 'gate' && ended.some(result => ['failure', 'cancelled'].includes(result)));
    results[id] = !isDue(job.if, { github: event, needs } as unknown as Contexts, functions) ? 'skipped' : fails ? 'failure' : 'success';
  }
  return results;
}

const ran = (results: Results): string[] => Object.keys(results).filter(id => results[id] !== 'skipped');

test('what runs for each event', () => {
  const { jobs } = workflow();
  const everywhere = ['check', 'build', 'test', 'scan'];
  expect(Object.fromEntries(Object.entries(EVENTS).map(([name, event]) => [name, ran(outcome(jobs, event))]))).toEqual({
    'push': [...everywhere, 'report', 'publish', 'gate'],
    'pull request': [...everywhere, 'report', 'gate'],
    'fork': [...everywhere, 'gate'],
    'merge queue': [...everywhere, 'gate'],
    'schedule': [...everywhere, 'report', 'gate'],
    'by hand': [...everywhere, 'report', 'gate'],
  });
});

test('findings of private repositories are reported where that is said, and never where it is forbidden', () => {
  const hidden = { ...PUSH, event: { repository: { visibility: 'private' } } };
  expect(ran(outcome(workflow().jobs, hidden))).not.toContain('report');
  expect(ran(outcome(workflow({ scan: { codeScanning: true } }).jobs, hidden))).toContain('report');
  expect(Object.keys(workflow({ scan: { codeScanning: false } }).jobs)).not.toContain('report');
});

test('nothing is published that failed a test or a scan, and what was found is reported all the same', () => {
  const { jobs } = workflow();
  expect(outcome(jobs, PUSH, { failing: ['test'] })).toMatchObject({ scan: 'success', publish: 'skipped', gate: 'failure' });
  expect(outcome(jobs, PUSH, { failing: ['scan'] })).toMatchObject({ report: 'success', publish: 'skipped', gate: 'failure' });
  expect(outcome(jobs, PUSH, { failing: ['build'] })).toMatchObject({ test: 'skipped', scan: 'skipped', report: 'skipped', publish: 'skipped', gate: 'failure' });
});

test('where nothing is concerned, nothing is built, and the gate lets it pass', () => {
  expect(ran(outcome(workflow().jobs, PULL_REQUEST, { targets: '' }))).toEqual(['check', 'gate']);
});

test('the registry\'s cache is written for the default branch only, by the job that has the right to', () => {
  const { jobs } = workflow({ cache: BuildCache.registry(), branches: ['main', 'develop'] });
  const writes = (event: object) => ran(outcome(jobs, event)).includes('cache');
  expect(Object.fromEntries(Object.entries(EVENTS).map(([name, event]) => [name, writes(event)]))).toEqual({
    'push': true, 'pull request': false, 'fork': false, 'merge queue': false, 'schedule': true, 'by hand': true,
  });
  expect(writes({ ...PUSH, ref: 'refs/heads/develop' })).toBe(false);
});

describe('releases', () => {
  const jobsOf = (release: WorkflowsOptions['release']) => workflow({ release }, {}, 'images-release');
  const TAG = { ...PUSH, ref: 'refs/tags/v1.2.3', ref_type: 'tag' };

  test('are made by tags, and undone by hand', () => {
    const { on, jobs } = jobsOf({ tags: ['v*'] });
    expect(Object.keys(on)).toEqual(['push', 'workflow_dispatch']);
    expect(on.push).toEqual({ tags: ['v*'] });
    expect([ran(outcome(jobs, TAG)), ran(outcome(jobs, EVENTS['by hand']))]).toEqual([['wait', 'release'], ['rollback']]);
  });

  test('what somebody types in is one word of the command, whatever it is', () => {
    const { run } = stepsOf(read(textsOf(), 'images-release').jobs.rollback)['Roll back'];
    const summary = join(repository({}), 'summary.md');
    const wordsOf = (VERSION: string, TAGS: string) => {
      rmSync(summary, { force: true });
      spawnSync('bash', ['-e', '-c', `node() { printf '[%s]' "$@"; }\n${run}`], { env: { PATH: process.env.PATH, GITHUB_STEP_SUMMARY: summary, VERSION, TAGS } });
      return readFileSync(summary, 'utf8');
    };
    const promote = '[node_modules/@jts/projen-docker/bin/projen-docker][promote][--digests][digests.txt][--rollback]';
    expect(wordsOf('1.2.3', '')).toBe(`${promote}[1.2.3][--markdown]`);
    expect(wordsOf('1.2.3', 'staging canary')).toBe(`${promote}[1.2.3][--tag][staging canary][--markdown]`);
    expect(wordsOf('1 --latest', '* --digests $(id)')).toBe(`${promote}[1 --latest][--tag][* --digests $(id)][--markdown]`);
  });

  test('are made by releases of GitHub', () => {
    const { on, jobs } = jobsOf({ trigger: ReleaseTrigger.RELEASE });
    expect(on.release).toEqual({ types: ['published'] });
    expect(ran(outcome(jobs, { ...TAG, event_name: 'release' }))).toEqual(['wait', 'release']);
  });

  test('of one project among several have the version behind a prefix, which images do not get', () => {
    const releaseOf = (options: WorkflowsOptions['release']) => stepsOf(jobsOf(options).jobs.release).Release.run as string;
    const promote = 'node node_modules/@jts/projen-docker/bin/projen-docker promote --digests digests.txt --release "$GITHUB_REF_NAME"';
    expect(releaseOf({ tags: ['portal-v*', '!portal-v*-rc*'] })).toBe(`${promote} --tag-prefix portal- --markdown >> "$GITHUB_STEP_SUMMARY"`);
    expect(releaseOf({ tags: ['@acme/portal@[0-9]*'], latest: true })).toBe(`${promote} --tag-prefix @acme/portal@ --latest --markdown >> "$GITHUB_STEP_SUMMARY"`);
    expect(releaseOf({ tags: ['portal(v*'] })).toContain(" --tag-prefix 'portal(' ");
    expect(releaseOf({ tags: ['v1.*', '[0-9]*'] })).toBe(`${promote} --markdown >> "$GITHUB_STEP_SUMMARY"`);
    const { on, jobs } = workflow({ release: { rebuild: true, tags: ['portal/v*'] } });
    expect(on.push.tags).toEqual(['portal/v*']);
    expect(stepsOf(jobs.release).Release.run).toBe(`${promote} --tag-prefix portal/ --markdown >> "$GITHUB_STEP_SUMMARY"`);
    expect(stepsOf(jobs.publish)['Move the tags of the branch'].run).not.toContain('--tag-prefix');
    expect(jobsOf({ tags: ['portal-v*'] }).jobs.rollback).toEqual(jobsOf({}).jobs.rollback);
  });

  test('of GitHub are those of the project, where it has a prefix: GitHub has no filter for them', () => {
    const released = (tags: string[] | undefined, tag: string) => {
      const { jobs } = jobsOf({ trigger: ReleaseTrigger.RELEASE, tags });
      const event = { ...TAG, event_name: 'release', event: { ...TAG.event, release: { tag_name: tag } } };
      return ran(outcome(jobs, event));
    };
    expect(released(['portal-v*'], 'portal-v1.2.3')).toEqual(['wait', 'release']);
    expect(released(['portal-v*'], 'shop-v1.2.3')).toEqual([]);
    expect(released(["it's-v*"], "it's-v1.2.3")).toEqual(['wait', 'release']);
    expect(released(['portal@[0-9]*'], 'portal@1.2.3')).toEqual(['wait', 'release']);
    expect(released(['v*'], 'portal-v1.2.3')).toEqual([]);
    expect(released(undefined, '1.2.3')).toEqual(['wait', 'release']);
    const { jobs } = jobsOf({ trigger: ReleaseTrigger.RELEASE, tags: ['portal-v*'] });
    expect(ran(outcome(jobs, EVENTS['by hand']))).toEqual(['rollback']);
    expect(stepsOf(jobs.release).Release.run).toContain(' --tag-prefix portal- ');
    expect(jobsOf({ trigger: ReleaseTrigger.RELEASE }).jobs.wait.if).toBe("github.event_name != 'workflow_dispatch'");
  });

  test('that are built anew are pushes, of which each moves its own tags', () => {
    expect(Object.keys(jobsOf({ rebuild: true }).on)).toEqual(['workflow_dispatch']);
    const { on, jobs } = workflow({ release: { rebuild: true } });
    expect(on.push).toEqual({ branches: ['main'], tags: ['v*'] });
    const moving = (event: object) => ran(outcome(jobs, event)).flatMap(id => jobs[id].steps)
      .filter((step: any) => / promote /.test(step.run) && isDue(step.if, { github: event } as unknown as Contexts, { success: () => true })).map((step: any) => step.name);
    expect([moving(PUSH), moving(TAG)]).toEqual([['Move the tags of the branch'], ['Release']]);
    expect(ran(outcome(jobs, { ...TAG, event_name: 'workflow_dispatch' }))).not.toContain('release');
  });

  test('that are built anew ask for the same approval as others, and wait for whatever else moves tags', () => {
    const options = { environment: 'production' };
    const { jobs } = workflow({ release: { ...options, rebuild: true }, publish: { environment: 'staging' } });
    expect([jobs.publish.environment, jobs.release.environment, jobs.release.concurrency]).toEqual(['staging', 'production', { group: 'images-tags' }]);
    const { if: _, needs, steps, ...released } = jobsOf(options).jobs.release;
    expect(jobs.release).toMatchObject(released);
    // The very images of this run: the branch may have been built from the same commit, and under the same tag.
    const names = steps.map(({ name }: any) => name.replace('Find the images of the commit', 'Take the digests'));
    expect([needs, Object.keys(stepsOf(jobs.release))]).toEqual([['wait'], names]);
    expect(stepsOf(jobs.publish)['Hand over the digests']).toMatchObject({ if: "github.ref_type == 'tag'", with: { 'name': 'digests', 'path': 'digests.txt', 'retention-days': 30 } });
    expect(stepsOf(jobs.release)['Take the digests'].with).toEqual({ name: 'digests', path: '.' });
    expect([jobs.gate.needs, jobs.release.needs]).toEqual([expect.arrayContaining(['publish', 'release']), ['publish']]);
    // A branch and a tag of one commit are built at the same time, and both are called after it.
    const group = (event: object) => interpolate(jobs.publish.concurrency.group, { github: event } as unknown as Contexts, {});
    expect(group(PUSH)).toBe(group(TAG));
    expect(workflow().jobs.publish.concurrency).toBeUndefined();
  });

  test('wait as long as is said, and for signatures', () => {
    const waiting = (workflows: WorkflowsOptions, platforms = ['linux/amd64']) => {
      const { wait } = read(textsOf(workflows, { platforms }), 'images-release').jobs;
      const { 'Wait for the images of the commit': images, Verify: verify } = stepsOf(wait);
      return [...[images, verify].map(({ run }) => /--wait (\d+)/.exec(run)![1]), wait['timeout-minutes']];
    };
    expect(waiting({})).toEqual(['30', '10', 55]);
    expect(waiting({ release: { waitMinutes: 90 } })).toEqual(['90', '10', 115]);
    expect(waiting({ release: { waitMinutes: 5 } })).toEqual(['5', '5', 25]);
    expect(waiting({}, ['linux/amd64', 'linux/s390x'])).toEqual(['120', '10', 145]);
    const google = { 'eu-docker.pkg.dev': GOOGLE };
    expect(read(textsOf({ logins: google }, { registry: 'eu-docker.pkg.dev/acme/images', platforms: ['linux/s390x'] }), 'images-release').jobs.wait['timeout-minutes']).toBe(70);
    expect(waiting({ runners: { 'linux/s390x': ['self-hosted', 's390x'] } }, ['linux/s390x'])).toEqual(['30', '10', 55]);
  });
});

describe('runs at the same time', () => {
  const groupOf = (options: WorkflowsOptions, event: object): string => {
    const { concurrency } = workflow(options);
    expect(concurrency['cancel-in-progress']).toBe(true);
    return String(interpolate(concurrency.group, { github: event } as unknown as Contexts, {}));
  };
  const next = (event: object) => ({ ...event, sha: 'b2' });

  test('two pushes of a branch leave each other alone, of two of a pull request the newest counts', () => {
    expect(groupOf({}, PUSH)).not.toBe(groupOf({}, next(PUSH)));
    expect(groupOf({}, PULL_REQUEST)).toBe(groupOf({}, next(PULL_REQUEST)));
    expect(groupOf({}, PULL_REQUEST)).not.toBe(groupOf({}, { ...PULL_REQUEST, ref: 'refs/pull/8/merge' }));
  });

  test.each([{}, { cancelPushes: true }])('what publishes is cancelled by nothing that does not publish, with %j', options => {
    const groups = [PUSH, EVENTS.schedule, EVENTS['by hand'], EVENTS['merge queue'], PULL_REQUEST].map(event => groupOf(options, event));
    expect(new Set(groups).size).toBe(groups.length);
  });

  test('a push takes over from the one before where that is wanted', () => {
    expect(groupOf({ cancelPushes: true }, PUSH)).toBe(groupOf({ cancelPushes: true }, next(PUSH)));
    expect(groupOf({ cancelPushes: true }, PUSH)).not.toBe(groupOf({ cancelPushes: true }, { ...PUSH, ref: 'refs/heads/develop' }));
  });

  test('releases and clean-ups wait for each other, and nobody for a release that waits for its images', () => {
    const texts = textsOf();
    const { concurrency, jobs } = read(texts, 'images-release');
    const group = { group: 'images-tags' };
    expect(concurrency.group).toContain('github.run_id');
    expect([jobs.wait.concurrency, jobs.release.concurrency, jobs.rollback.concurrency]).toEqual([undefined, group, group]);
    expect(read(texts, 'images-cleanup').concurrency).toEqual({ ...group, 'cancel-in-progress': false });
  });
});

describe('the gate', () => {
  const gateOf = (options: WorkflowsOptions = {}) => workflow(options).jobs.gate;
  const run = (results: string[]) => spawnSync('bash', ['-e', '-c', gateOf().steps[0].run], { env: { PATH: process.env.PATH, RESULTS: results.join(' ') }, encoding: 'utf8' });

  test('waits for every job but those that only show or keep something', () => {
    expect(gateOf().needs).toEqual(['check', 'build', 'test', 'scan', 'publish']);
    expect(gateOf({ cache: BuildCache.registry() }).needs).toEqual(['check', 'build', 'test', 'scan', 'publish']);
    expect(gateOf({ size: false, smoke: false, scan: { enabled: false }, publish: { enabled: false } }).needs).toEqual(['check', 'build']);
  });

  test('is told apart from that of another workflow, of which GitHub knows the name alone', () => {
    expect(gateOf().name).toBe('Gate');
    expect(workflow({ name: 'containers' }, {}, 'containers').jobs.gate.name).toBe('Gate of containers');
    const { files } = synthDocker(repository(PLAIN), project => new NodeService(project, 'api', { port: 3000 }), { workflows: { name: 'containers' } });
    expect(files['docs/containers.md']).toContain('Require the check `Gate of containers` of `containers` in branch rules');
  });

  test('gets the results of the jobs that it needs', () => {
    const needs = { check: { result: 'success' }, build: { result: 'failure' } };
    expect(interpolate(gateOf().steps[0].env.RESULTS, { needs }, { join: (values, by) => (values as string[]).join(String(by)) })).toBe('success failure');
  });

  test.each<[string[], number]>([
    [['success', 'success'], 0],
    [['success', 'skipped'], 0],
    [['skipped'], 0],
    [['success', 'failure', 'skipped'], 1],
    [['cancelled', 'success'], 1],
    [['success', 'cancelled'], 1],
  ])('%j: exit code %d', (results, code) => {
    const { status, stdout } = run(results);
    expect([status, stdout]).toEqual([code, code === 0 ? '' : `::error::Jobs ended as: ${results.join(' ')}\n`]);
  });
});

test('pull requests build what they change, everything else builds all', () => {
  const { jobs } = workflow();
  const step = jobs.check.steps.find(({ id }: any) => id === 'affected');
  const base = (event: object) => interpolate(step.env.BASE, { github: event } as unknown as Contexts, {});
  expect(Object.fromEntries(Object.entries(EVENTS).map(([name, event]) => [name, base(event)]))).toEqual({
    'push': '', 'pull request': 'HEAD^1', 'fork': 'HEAD^1', 'merge queue': '', 'schedule': '', 'by hand': '',
  });
  expect(stepsOf(jobs.check)['Check out'].with['fetch-depth']).toBe(2);
  expect(JSON.stringify(workflow({ affectedOnly: false }).jobs.check)).not.toMatch(/fetch-depth|--since/);
});

test('whoever forgot to synthesize is told what to do, and sees what is missing', () => {
  const folder = repository({ 'compose.yaml': 'old\n' });
  const bash = (script: string) => spawnSync('bash', ['-e', '-c', script], { cwd: folder, encoding: 'utf8', env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' } });
  bash('git init --quiet && git add --all && git -c user.name=a -c user.email=a@b.example commit --quiet -m one');
  const { run } = stepsOf(workflow().jobs.check)['Fail if generated files are not up to date'];
  expect(bash(run)).toMatchObject({ status: 0, stdout: '' });
  write(folder, 'compose.yaml', 'new\n');
  write(folder, 'docker-bake.json', '{}\n');
  const { status, stdout } = bash(run);
  expect(status).toBe(1);
  expect(stdout).toMatch(/-old\n\+new\n[\s\S]*docker-bake\.json[\s\S]*\n::error::Generated files are not up to date: run "npx projen", and commit what it writes\n$/);
});

test('findings are taken together, however many platforms there are', () => {
  // Where there is one artifact alone, the action that downloads makes no folder for it.
  for (const platforms of [['linux/amd64'], ['linux/amd64', 'linux/arm64']]) {
    const { jobs } = workflow({}, { platforms });
    const { env, run } = stepsOf(jobs.scan).Scan;
    expect(run).toContain('--output "scan/$PLATFORM" ');
    expect(stepsOf(jobs.scan)['Hand over the findings'].with.path).toBe('scan');
    expect(stepsOf(jobs.report)['Take the findings'].with).toEqual({ 'pattern': 'findings-*', 'merge-multiple': true, 'path': 'scan' });
    const folders = jobs.scan.strategy.matrix.id.map((id: string) => `scan/${interpolate(env.PLATFORM, { matrix: { id } }, {})}/1`);
    expect(jobs.report.steps.flatMap((step: any) => step.with?.sarif_file ?? [])).toEqual(folders);
  }
  const { jobs } = workflow({}, {}, 'images-rescan');
  expect(stepsOf(jobs.scan).Scan.run).toContain('--output scan/released ');
  expect(jobs.report.steps.at(-1).with.sarif_file).toBe('scan/released/1');
});
