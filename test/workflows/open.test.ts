import { github } from 'projen';
import { read, stepsOf, textsOf, workflow } from './support';
import { DockerProject, NodeService, Workflows, WorkflowsOptions } from '../../src';
import { PLAIN, plainIn, refusal, repository, synthDocker } from '../support';
import { lintWorkflow } from '../workflow-validators';

// What may be added and changed, and that nothing else changes by it.

const { JobPermission } = github.workflows;
const JOB: github.workflows.Job = { runsOn: ['ubuntu-24.04'], permissions: {}, timeoutMinutes: 5, steps: [{ run: 'echo hello' }] };

/** The workflows, with something done to them before. */
const changed = (change: (workflows: Workflows, project: DockerProject) => void, options: WorkflowsOptions = {}) =>
  textsOf(options, {}, project => change(project.containers.workflows!, project));
const refused = (change: (workflows: Workflows) => void, workflows: WorkflowsOptions = {}) => refusal(repository(PLAIN), project => {
  new NodeService(project, 'api', { port: 3000 });
  change(project.containers.workflows!);
}, { registry: 'ghcr.io/acme', workflows });

describe('a job that is added', () => {
  test('stands before the gate, which waits for it', () => {
    const texts = changed(({ images }) => images.addJob('deploy', { ...JOB, needs: ['publish'] }));
    const { jobs } = read(texts);
    expect(Object.keys(jobs).slice(-2)).toEqual(['deploy', 'gate']);
    expect(jobs.gate.needs).toEqual(['check', 'build', 'test', 'scan', 'publish', 'deploy']);
    const { gate, deploy, ...rest } = jobs;
    expect(rest).toEqual((({ gate: _, ...others }) => others)(workflow().jobs));
  });

  test('may come after the gate, which does not wait for it then, nor for what comes after it', async () => {
    const texts = changed(({ images }) => {
      images.addJob('tell', { ...JOB, needs: ['announce'] });
      images.addJob('announce', { ...JOB, needs: ['gate'] });
    });
    expect(read(texts).jobs.gate.needs).toEqual(['check', 'build', 'test', 'scan', 'publish']);
    expect(await lintWorkflow('images.yml', texts.images)).toEqual([]);
  });

  test('is written as projen writes it', async () => {
    const texts = changed(({ images }) => images.addJob('deploy', {
      ...JOB,
      name: 'Deploy',
      needs: ['publish'],
      if: "github.ref == 'refs/heads/main'",
      permissions: { contents: JobPermission.READ, idToken: JobPermission.WRITE },
      concurrency: { group: 'deploy', cancelInProgress: false },
      environment: { name: 'production' },
      env: { someName: 'kept' },
      outputs: { url: { stepId: 'deploy', outputName: 'url' } },
      strategy: { failFast: false, maxParallel: 1, matrix: { domain: { whereTo: ['here', 'there'] }, include: [{ whereTo: 'elsewhere' }] } },
      defaults: { run: { workingDirectory: 'deploy' } },
      continueOnError: true,
      steps: [
        { name: 'Check out', uses: 'actions/checkout', with: { 'persist-credentials': false } },
        { name: 'Deploy', id: 'deploy', run: 'echo "url=x" >> "$GITHUB_OUTPUT"', workingDirectory: '.', timeoutMinutes: 3, env: { someName: '1' } },
      ],
    }));
    expect(read(texts).jobs.deploy).toEqual({
      'name': 'Deploy',
      'needs': ['publish'],
      'if': "github.ref == 'refs/heads/main'",
      'permissions': { 'contents': 'read', 'id-token': 'write' },
      'concurrency': { 'group': 'deploy', 'cancel-in-progress': false },
      'environment': { name: 'production' },
      'env': { someName: 'kept' },
      'outputs': { url: '${{ steps.deploy.outputs.url }}' },
      'strategy': { 'fail-fast': false, 'max-parallel': 1, 'matrix': { whereTo: ['here', 'there'], include: [{ whereTo: 'elsewhere' }] } },
      'defaults': { run: { 'working-directory': 'deploy' } },
      'continue-on-error': true,
      'timeout-minutes': 5,
      'runs-on': 'ubuntu-24.04',
      'steps': [
        { name: 'Check out', uses: expect.stringMatching(/^actions\/checkout@[0-9a-f]{40}$/), with: { 'persist-credentials': false } },
        { 'name': 'Deploy', 'id': 'deploy', 'run': 'echo "url=x" >> "$GITHUB_OUTPUT"', 'working-directory': '.', 'timeout-minutes': 3, 'env': { someName: '1' } },
      ],
    });
    expect(await lintWorkflow('images.yml', texts.images)).toEqual([]);
  });

  test.each<[string, (workflows: Workflows) => void, string]>([
    ['with an id of ours', ({ images }) => images.addJob('build', JOB), 'workflow "images" has a job "build" of its own; choose another id, or add steps to it'],
    ['with the gate\'s id', ({ images }) => images.addJob('gate', JOB), 'workflow "images" has a job "gate" of its own; choose another id, or add steps to it'],
    ['that needs what is not there', ({ images }) => images.addJob('deploy', { ...JOB, needs: ['publish', 'sign'] }),
      'job "deploy" of workflow "images" needs "sign"; there are check, build, test, scan, report, publish, gate'],
    ['with an id of ours in other letters', ({ images }) => images.addJob('Build', JOB), 'workflow "images" has a job "build" of its own; choose another id, or add steps to it'],
    ['with two steps of one id', ({ images }) => images.addJob('deploy', { ...JOB, steps: [{ id: 'one', run: 'a' }, { id: 'One', run: 'b' }] }),
      'job "deploy" of workflow "images" has two steps with the id "One"; give each an id of its own'],
    ['with tools', ({ images }) => images.addJob('deploy', { ...JOB, tools: { node: { version: '24' } } }),
      'a job that is added sets up its tools with steps, at commits, such as one that uses "actions/setup-node"; leave out "tools"'],
  ])('%s is refused', (_, change, problem) => {
    expect(refused(change)).toEqual([problem]);
  });

  // GitHub refuses the whole file, and the gate that is required would never end.
  test.each<[string, object | undefined, string]>([
    ['that is none', undefined, 'must be a job such as { runsOn: ["ubuntu-24.04"], permissions: {}, steps: [{ run: "make" }] }, got undefined'],
    ['whose needs are no list', { ...JOB, needs: 'build' }, 'must name what it needs in a list, such as ["build"], got "build"'],
    ['without a runner', { ...JOB, runsOn: undefined }, 'must say in runsOn which runner it takes, such as ["ubuntu-24.04"], got undefined'],
    ['with no labels', { ...JOB, runsOn: [] }, 'must say in runsOn which runner it takes, such as ["ubuntu-24.04"], got []'],
    ['whose label is a text', { ...JOB, runsOn: 'ubuntu-24.04' }, 'must say in runsOn which runner it takes, such as ["ubuntu-24.04"], got "ubuntu-24.04"'],
    ['whose group has no name', { ...JOB, runsOnGroup: { labels: ['large'] } }, 'must name a group in runsOnGroup, such as { group: "large" }, got {"labels":["large"]}'],
    ['that calls a workflow', { permissions: {}, uses: './.github/workflows/other.yml' },
      'calls another workflow, "./.github/workflows/other.yml", which addJob() does not take; say so with file.addOverride("jobs.odd", { uses: … })'],
    ['without steps', { ...JOB, steps: [] }, 'has no steps; give it one, such as { run: "make" }'],
    ['whose steps are none', { ...JOB, steps: undefined }, 'must get its steps as a list, such as [{ run: "make" }], got undefined'],
    ['with a step that is a text', { ...JOB, steps: ['make'] }, 'must get steps such as { run: "make" }, got "make"'],
  ])('%s is refused at once', (_, job, problem) => {
    changed(({ images }) => expect(() => images.addJob('odd', job as github.workflows.Job)).toThrow(new Error(`job "odd" ${problem}`)));
  });

  test('takes a group of runners', () => {
    const { runsOn, ...job } = JOB;
    const texts = changed(({ images }) => images.addJob('deploy', { ...job, runsOnGroup: { group: 'large', labels: ['linux'] } }));
    expect(read(texts).jobs.deploy['runs-on']).toEqual({ group: 'large', labels: ['linux'] });
  });

  test('waits for no job that waits for it', () => {
    const circle = (needs: Record<string, string[]>) => refused(({ images }) => {
      for (const [id, list] of Object.entries(needs)) images.addJob(id, { ...JOB, needs: list });
    });
    expect(circle({ a: ['b'], b: ['build', 'c'], c: ['a'] })).toEqual(['jobs of workflow "images" wait for each other, "a", which needs "b", which needs "c", which needs "a"; leave out one of these needs']);
    expect(circle({ a: ['a'] })).toEqual(['jobs of workflow "images" wait for each other, "a", which needs "a"; leave out one of these needs']);
    expect(circle({ first: ['a'], a: ['b'], b: ['a'] })).toEqual(['jobs of workflow "images" wait for each other, "a", which needs "b", which needs "a"; leave out one of these needs']);
    changed(({ images }) => {
      images.addJob('last', { ...JOB, needs: ['left', 'right'] });
      for (const id of ['left', 'right']) images.addJob(id, { ...JOB, needs: ['build'] });
    });
  });

  test('to a workflow that is not generated is refused', () => {
    const problem = 'something was added to workflow "images-cleanup", which is not generated; remove that, or enable the workflow';
    expect(refused(({ cleanup }) => cleanup.addJob('more', JOB), { cleanup: { enabled: false } })).toEqual([problem]);
    expect(refused(({ cleanup }) => cleanup.addSteps('cleanup', JOB.steps), { cleanup: { enabled: false } })).toEqual([problem]);
  });

  test('has an id that GitHub takes, once', () => {
    const folder = repository(PLAIN);
    synthDocker(folder, project => {
      new NodeService(project, 'api', { port: 3000 });
      const { images } = project.containers.workflows!;
      for (const id of ['1st', 'de ploy', '', '-x']) expect(() => images.addJob(id, JOB)).toThrow(`the id of a job must be letters, digits, - and _, and not begin with a digit, got ${JSON.stringify(id)}`);
      images.addJob('deploy', JOB);
      expect(() => images.addJob('deploy', JOB)).toThrow('workflow "images" has a job "deploy" already; choose another id');
      // GitHub tells them apart by nothing but letters.
      expect(() => images.addJob('Deploy', JOB)).toThrow('workflow "images" has a job "deploy" already; choose another id');
    });
  });
});

describe('steps that are added', () => {
  const STEPS = [{ name: 'Say hello', run: 'echo hello' }, { name: 'Say more', uses: 'actions/checkout' }];
  const names = (texts: Record<string, string>, job: string) => read(texts).jobs[job].steps.map(({ name }: any) => name);

  test('go to the end, or before a step', () => {
    const texts = changed(({ images }) => {
      images.addSteps('build', STEPS);
      images.addSteps('scan', STEPS, { before: 'Scan' });
    });
    const [build, scan] = ['build', 'scan'].map(job => workflow().jobs[job].steps.map(({ name }: any) => name));
    expect(names(texts, 'build')).toEqual([...build, 'Say hello', 'Say more']);
    const at = scan.indexOf('Scan');
    expect(names(texts, 'scan')).toEqual([...scan.slice(0, at), 'Say hello', 'Say more', ...scan.slice(at)]);
  });

  test('have actions of the catalogue at their commits', () => {
    expect(changed(({ images }) => images.addSteps('build', STEPS)).images).toMatch(/ {6}- name: Say more\n {8}uses: actions\/checkout@[0-9a-f]{40} # v[\d.]+\n/);
  });

  test('are copied in', () => {
    const steps = [...STEPS];
    const texts = changed(({ images }) => {
      images.addSteps('build', steps);
      steps.pop();
    });
    expect(names(texts, 'build').slice(-2)).toEqual(['Say hello', 'Say more']);
  });

  test('do one thing each', () => {
    changed(({ images }) => {
      const adding = (steps: unknown) => expect(() => images.addSteps('build', steps as github.workflows.JobStep[]));
      adding([{ run: 'make' }, { env: { A: '1' } }]).toThrow(new Error('step 2 of job "build" does nothing; give it "run" or "uses"'));
      adding([{ name: 'Make', run: 'make', uses: 'actions/checkout' }]).toThrow(new Error('step "Make" of job "build" has "run" and "uses"; make a step of each'));
      adding([{ parallel: [{ name: 'Inner' }] }]).toThrow(new Error('step "Inner" of job "build" does nothing; give it "run" or "uses"'));
      adding({ run: 'make' }).toThrow(new Error('job "build" must get its steps as a list, such as [{ run: "make" }], got {"run":"make"}'));
    });
  });

  test('have ids of their own, beside those that are there', () => {
    const twice = (job: string) => [`job "build" of workflow "images" has two steps with the id "${job}"; give each an id of its own`];
    expect(refused(({ images }) => images.addSteps('build', [{ id: 'commit', run: 'make' }]))).toEqual(twice('commit'));
    expect(refused(({ images }) => {
      images.addSteps('build', [{ id: 'own', run: 'make' }], { before: 'Build' });
      images.addSteps('build', [{ parallel: [{ id: 'own', run: 'make' }] }]);
    })).toEqual(twice('own'));
  });

  test('may run beside each other, with actions at their commits', () => {
    const texts = changed(({ images }) => images.addSteps('build', [
      { id: 'server', run: 'serve', background: true },
      { parallel: [{ run: 'one', timeoutMinutes: 2 }, { name: 'Again', uses: 'actions/checkout' }] },
      { wait: ['server'] }, { waitAll: true }, { cancel: 'server' },
    ]));
    expect(read(texts).jobs.build.steps.slice(-5)).toEqual([
      { id: 'server', run: 'serve', background: true },
      { parallel: [{ 'run': 'one', 'timeout-minutes': 2 }, { name: 'Again', uses: expect.stringMatching(/^actions\/checkout@[0-9a-f]{40}$/) }] },
      { wait: ['server'] }, { 'wait-all': true }, { cancel: 'server' },
    ]);
  });

  test('to a job or before a step that is not there are refused', () => {
    expect(refused(({ images }) => images.addSteps('bild', STEPS))).toEqual(['workflow "images" has no job "bild"; its jobs are check, build, test, scan, report, publish, gate']);
    expect(refused(({ images }) => images.addSteps('gate', STEPS, { before: 'Scan' })))
      .toEqual(['job "gate" of workflow "images" has no step "Scan"; its steps are "Fail if a job failed or was cancelled"']);
  });
});

describe('an action', () => {
  const COMMIT = '0123456789012345678901234567890123456789';
  const checkouts = (action: string) => {
    const { images } = changed((_, { github: hub }) => hub!.actions.set('actions/checkout', action));
    return [...new Set(images.match(/uses: actions\/checkout.*/g))];
  };

  test('may be another commit, with a comment', () => {
    expect(checkouts(`actions/checkout@${COMMIT} # v9.9.9`)).toEqual([`uses: actions/checkout@${COMMIT} # v9.9.9`]);
    expect(checkouts(`actions/checkout@${COMMIT}`)).toEqual([`uses: actions/checkout@${COMMIT}`]);
  });

  test('may be another repository\'s', () => {
    const { images } = changed((_, { github: hub }) => hub!.actions.set('docker/login-action', `acme/login@${COMMIT} # v1.0.0`));
    expect(images).toContain(`uses: acme/login@${COMMIT} # v1.0.0\n`);
    expect(images).not.toContain('docker/login-action');
  });
});

describe('overrides', () => {
  test('leave comments where they belong', () => {
    const before = textsOf().images;
    const { images } = changed(({ images: { file } }) => {
      file.addOverride('jobs.build.timeout-minutes', 90);
      file.addOverride('jobs.publish.permissions.deployments', 'write');
      file.addDeletionOverride('jobs.test');
      file.addOverride('jobs.gate.needs', ['check', 'build', 'scan', 'publish']);
    });
    const comments = (text: string) => text.split('\n').filter(line => line.includes('#')).map(line => line.trim());
    const kept = comments(before.replace(/\n {2}# The very images that were built[\s\S]*?(?=\n {2}# )/, ''));
    expect(comments(images)).toEqual(kept);
    expect(images).toMatch(/ {6}attestations: write # store the attestations\n {6}deployments: write\n/);
    expect(images).toContain('    timeout-minutes: 90\n');
  });

  test('may say a comment themselves', () => {
    const { images } = changed(({ images: { file } }) => {
      file.addOverride('jobs.build.# timeout-minutes', 'it is large');
      file.addOverride('jobs.scan.#', 'Another reason.');
    });
    expect(images).toContain('    timeout-minutes: 60 # it is large\n');
    expect(images).toContain('  # Another reason.\n  scan:\n');
  });
});

describe('the same', () => {
  const OPTIONS: WorkflowsOptions = {
    branches: ['main', 'develop'], size: false, scan: { severities: ['CRITICAL'], unfixed: true }, cleanup: { keep: 3, protect: ['x'] }, runners: { 'linux/amd64': ['self-hosted'], 'linux/arm64': ['self-hosted', 'ARM64'] },
  };
  /** The same with keys in the other order. */
  const turned = (value: any): any => (Array.isArray(value) || typeof value !== 'object' ? value : Object.fromEntries(Object.entries(value).reverse().map(([key, entry]) => [key, turned(entry)])));

  test('options make the same bytes, in whatever order they are said', () => {
    expect(textsOf(OPTIONS)).toEqual(textsOf(OPTIONS));
    expect(textsOf(turned(OPTIONS))).toEqual(textsOf(OPTIONS));
  });

  test('severities make the same scan', () => {
    expect(textsOf({ scan: { severities: ['HIGH', 'CRITICAL'] } })).toEqual(textsOf());
  });

  test('workflows serve one service more', () => {
    const files = { ...PLAIN, ...plainIn('apps/web') };
    const texts = (names: string[]) => synthDocker(repository(files), project => {
      for (const name of names) new NodeService(project, name, { port: name === 'api' ? 3000 : 3001, directory: name === 'api' ? '.' : 'apps/web' });
    }, { registry: 'ghcr.io/acme' }).files;
    const workflowsOf = (all: Record<string, string>) => Object.fromEntries(Object.entries(all).filter(([path]) => path.startsWith('.github/')));
    expect(workflowsOf(texts(['api', 'web']))).toEqual(workflowsOf(texts(['api'])));
  });
});

test('what a reader must know is said once, where it is', () => {
  const { images } = textsOf();
  expect(images).toMatch(/^# ~~ Generated by projen\..*\n#\n# Builds, tests and scans the images for every change, and publishes those of branches\.\n# A pull request, from a fork too, .*\n\nname: images\n/);
  const comments = images.split('\n').filter(line => /^ {2}# /.test(line));
  expect(comments).toHaveLength(Object.keys(read({ images }).jobs).length);
  expect(new Set(comments).size).toBe(comments.length);
  expect(stepsOf(read({ images }).jobs.build)['Check out'].with).toEqual({ 'persist-credentials': false });
});
