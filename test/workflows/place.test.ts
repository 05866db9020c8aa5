import { github, javascript, Project } from 'projen';
import { read, stepsOf, workflow, workflowsIn } from './support';
import { Containers, DockerProject, NodeService, Secret, WorkflowsOptions } from '../../src';
import { PACKAGE_LOCK, PLAIN, plainIn, problemsOf, quiet, readTree, refusal, repository, stateOf, synthDocker, synthesize, write } from '../support';

// Where workflows stand, and for what kind of project.

/** The names of the workflows among files. */
const namesOf = (files: Record<string, string>) => Object.keys(workflowsIn(files)).sort();

const ALL = ['images', 'images-cleanup', 'images-release', 'images-rescan', 'images-upgrade'];

describe('platforms', () => {
  const builds = (platforms: string[], runners?: Record<string, string[]>) => workflow({ runners }, { platforms }).jobs.build;

  test('each is built on a runner of its own kind', () => {
    const { strategy, steps, 'runs-on': runner } = builds(['linux/amd64', 'linux/arm64']);
    expect(runner).toBe('${{ matrix.runner }}');
    expect(strategy).toEqual({
      'fail-fast': false,
      'matrix': {
        include: [{ platform: 'linux/amd64', id: 'linux-amd64', runner: 'ubuntu-24.04' }, { platform: 'linux/arm64', id: 'linux-arm64', runner: 'ubuntu-24.04-arm' }],
      },
    });
    expect(steps.map(({ name }: any) => name)).not.toContain('Emulate the platform');
  });

  test('only those are emulated that have no such runner, and nothing is started there', () => {
    const { jobs } = workflow({}, { platforms: ['linux/amd64', 'linux/arm/v7'] });
    expect(jobs.build.strategy.matrix.include).toEqual([
      { platform: 'linux/amd64', id: 'linux-amd64', runner: 'ubuntu-24.04', emulated: false },
      { platform: 'linux/arm/v7', id: 'linux-arm-v7', runner: 'ubuntu-24.04', emulated: true },
    ]);
    expect(stepsOf(jobs.build)['Emulate the platform']).toMatchObject({
      if: 'matrix.emulated', with: { platforms: '${{ matrix.platform }}', image: expect.stringMatching(/^docker\.io\/tonistiigi\/binfmt:qemu-v\d+\.\d+\.\d+@sha256:[0-9a-f]{64}$/) },
    });
    expect(stepsOf(jobs.test)['Start the services'].if).toBe("needs.check.outputs.services != '' && !matrix.emulated");
  });

  test('a runner may be one\'s own', () => {
    expect(builds(['linux/s390x'], { 'linux/s390x': ['self-hosted', 's390x'] }).strategy.matrix.include)
      .toEqual([{ platform: 'linux/s390x', id: 'linux-s390x', runner: ['self-hosted', 's390x'] }]);
    expect(workflow({ runner: ['self-hosted', 'linux'] }).jobs.check['runs-on']).toEqual(['self-hosted', 'linux']);
  });

  test('without any it is the one that most machines have', () => {
    expect(builds([]).strategy.matrix.include).toEqual([{ platform: 'linux/amd64', id: 'linux-amd64', runner: 'ubuntu-24.04' }]);
  });
});

describe('a subproject', () => {
  const root = () => repository({ ...PLAIN, ...plainIn('apps/shop') });
  const define = (project: DockerProject) => {
    new NodeService(project, 'web', { port: 3000 });
    const child = new DockerProject({ name: 'Shop', parent: project, outdir: 'apps/shop', registry: 'ghcr.io/acme', ...quiet });
    new NodeService(child, 'api', { port: 3001, buildSecrets: [Secret.fromFile('npmrc', 'secrets/npmrc')] });
  };

  test('has its workflows in the root, with names of their own', () => {
    const { files } = synthDocker(root(), define, { registry: 'ghcr.io/acme' });
    // One upgrade is for all.
    expect(namesOf(files)).toEqual([...ALL, ...ALL.map(name => name.replace('images', 'images-shop')).filter(name => name !== 'images-shop-upgrade')].sort());
    expect(Object.keys(files).filter(path => path.startsWith('apps/shop/.github/'))).toEqual([]);
    const { name, concurrency } = read(workflowsIn(files), 'images-shop');
    expect([name, concurrency.group]).toEqual(['images-shop', expect.stringMatching(/^images-shop-/)]);
  });

  test('has its commands run in its folder, and says paths to actions from the root', () => {
    const texts = workflowsIn(synthDocker(root(), define, { registry: 'ghcr.io/acme' }).files);
    const { defaults, jobs } = read(texts, 'images-shop');
    expect(defaults).toEqual({ run: { 'working-directory': 'apps/shop' } });
    const [check, build, scan, report, publish] = ['check', 'build', 'scan', 'report', 'publish'].map(id => stepsOf(jobs[id]));
    expect([check['Install the tools']['working-directory'], check.Synthesize['working-directory'], jobs.gate.steps[0]['working-directory']]).toEqual(['.', '.', '.']);
    expect(build.Build.with).toMatchObject({ source: 'apps/shop', files: 'docker-bake.json' });
    // A secret's file is named from the root of the repository, and the script runs in the project's folder.
    expect(build['Write the secret ../../secrets/npmrc'].run).toContain('/dev/null ../../secrets/npmrc\n');
    expect(build['Hand over the images'].with.path).toBe('apps/shop/images/*.tar');
    expect(scan['Take the images'].with.path).toBe('apps/shop/images');
    expect(report['Take the findings'].with.path).toBe('apps/shop/scan');
    expect(jobs.report.steps.at(-1)).toMatchObject({ if: "hashFiles('apps/shop/scan/linux-amd64/1/*.sarif') != ''", with: { sarif_file: 'apps/shop/scan/linux-amd64/1' } });
    expect(publish['Attest where they come from'].with['subject-checksums']).toBe('apps/shop/digests.txt');
    expect(publish.Publish.run).toContain('--digests digests.txt');
  });

  test('whose workflows would be called like others says so, and how to go on', () => {
    const folder = root();
    const clash = () => synthDocker(folder, project => {
      new DockerProject({ name: 'release', parent: project, outdir: 'apps/shop', ...quiet });
    });
    const before = stateOf(folder);
    expect(clash).toThrow('.github/workflows/images-release.yml is written already for something else in this repository; '
      + 'give the workflows of project "release" another name with workflows.name');
    expect(stateOf(folder)).toEqual(before);
  });

  test('of a project of projen that is something else', () => {
    const folder = repository({ ...plainIn('app'), 'package-lock.json': PACKAGE_LOCK });
    const project = new github.GitHubProject({ name: 'acme', outdir: folder, ...quiet });
    const { files } = synthesize(project, () => {
      const child = new Project({ name: 'app', parent: project, outdir: 'app', ...quiet });
      new NodeService(new Containers(child, { registry: 'ghcr.io/acme' }), 'api', { port: 3000 });
    });
    expect(Object.keys(workflowsIn(files))).toEqual(expect.arrayContaining(['images-app', 'images-app-release']));
    expect(read(workflowsIn(files), 'images-app-upgrade').jobs.propose.steps.at(-1).run).toMatch(/--branch projen-docker\/upgrade-app/);
  });
});

describe('tools are installed', () => {
  const { NPM, PNPM, YARN_CLASSIC, YARN_BERRY, BUN } = javascript.NodePackageManager;
  const PNPM_LOCK = "lockfileVersion: '9.0'\nimporters:\n  .: {}\n";

  test.each<[javascript.NodePackageManager, string, string]>([
    [NPM, 'npm ci', 'npm ci --ignore-scripts'],
    [PNPM, 'corepack enable\npnpm install --frozen-lockfile\n', 'corepack enable\npnpm install --frozen-lockfile --ignore-scripts\n'],
    [YARN_CLASSIC, 'yarn install --frozen-lockfile', 'yarn install --frozen-lockfile --ignore-scripts'],
    [YARN_BERRY, 'corepack enable\nyarn install --immutable\n', 'corepack enable\nyarn install --immutable --mode=skip-build\n'],
    [BUN, expect.stringMatching(/^npx --yes bun@[\d.]+ install --frozen-lockfile$/), expect.stringMatching(/ install --frozen-lockfile --ignore-scripts$/)],
  ])('as a project of projen with %s says', (packageManager, full, bare) => {
    const folder = repository(plainIn('app'));
    const project = new javascript.NodeProject({ name: 'acme', defaultReleaseBranch: 'main', outdir: folder, packageManager, github: true, ...quiet });
    const { files } = synthesize(project, () => {
      new NodeService(new Containers(project, { registry: 'ghcr.io/acme' }), 'api', { port: 3000, directory: 'app' });
    });
    const { jobs } = read(workflowsIn(files));
    expect([jobs.check, jobs.scan].map(job => stepsOf(job)['Install the tools'].run)).toEqual([full, bare]);
  });

  test.each<[string, string, string]>([
    ['package-lock.json', JSON.stringify(PACKAGE_LOCK), 'npm ci'],
    ['pnpm-lock.yaml', PNPM_LOCK, 'corepack enable\npnpm install --frozen-lockfile\n'],
    ['yarn.lock', '# yarn lockfile v1\n', 'yarn install --frozen-lockfile'],
    ['yarn.lock', '__metadata:\n  version: 8\n', 'corepack enable\nyarn install --immutable\n'],
    ['bun.lock', '{}', expect.stringContaining(' install --frozen-lockfile')],
  ])('elsewhere as %s tells', (path, text, command) => {
    const files = workflowsIn(synthDocker(repository({ ...plainIn('app'), [path]: text }), project => new NodeService(project, 'api', { port: 3000, directory: 'app' })).files);
    expect(stepsOf(read(files).jobs.check)['Install the tools'].run).toEqual(command);
  });

  test.each([['24', 'corepack enable\n'], ['24.9.1', 'corepack enable\n'], ['25', expect.stringMatching(/^npm install --global corepack@[\d.]+\ncorepack enable\n/)], ['26.1', expect.stringMatching(/^npm install/)]])(
    'with Node.js %s, which may have no corepack', (nodeVersion, command) => {
      const folder = repository({ ...plainIn('app'), 'pnpm-lock.yaml': PNPM_LOCK });
      const { files } = synthDocker(folder, project => new NodeService(project, 'api', { port: 3000, directory: 'app' }), { workflows: { nodeVersion } });
      const { jobs } = read(workflowsIn(files));
      const { run } = stepsOf(jobs.check)['Install the tools'];
      expect(run).toEqual(typeof command === 'string' ? expect.stringMatching(new RegExp(`^${command}`)) : command);
      expect(stepsOf(jobs.scan)['Install the tools'].run).toBe(run.replace(/lockfile\n$/, 'lockfile --ignore-scripts\n'));
    });
});

describe('there are none', () => {
  const api = (project: DockerProject) => new NodeService(project, 'api', { port: 3000 });

  test.each([
    ['without GitHub', { github: false }],
    ['where nobody wants them', { workflows: { enabled: false } }],
    ['where projen\'s are not wanted either', { githubOptions: { workflows: false } }],
  ])('%s', (_, options) => {
    const { files } = synthDocker(repository(PLAIN), project => {
      api(project);
      expect(project.containers.workflows).toBeUndefined();
    }, options);
    expect(workflowsIn(files)).toEqual({});
    expect(files['compose.yaml']).toContain('api');
  });

  test('without a service', () => {
    const { files } = synthDocker(repository(PLAIN), () => undefined);
    expect(workflowsIn(files)).toEqual({});
  });

  test('and those are deleted that were written before', () => {
    const folder = repository(PLAIN);
    const written = (workflows: WorkflowsOptions = {}) => namesOf(synthDocker(folder, api, { registry: 'ghcr.io/acme', workflows }).files);
    expect(written()).toEqual(ALL);
    expect(written({ cleanup: { enabled: false } })).toEqual(ALL.filter(name => name !== 'images-cleanup'));
    expect(written({ enabled: false })).toEqual([]);
  });

  test('of what is switched off', () => {
    const enabled = false;
    const { files } = synthDocker(repository(PLAIN), api, {
      registry: 'ghcr.io/acme',
      workflows: {
        size: false,
        smoke: false,
        scan: { enabled },
        publish: { enabled },
        release: { enabled },
        rescan: { enabled },
        cleanup: { enabled },
        upgrade: { enabled },
        refresh: { enabled },
      },
    });
    const texts = workflowsIn(files);
    expect(Object.keys(texts)).toEqual(['images']);
    const { on, jobs } = read(texts);
    expect([Object.keys(on), Object.keys(jobs)]).toEqual([['push', 'pull_request', 'merge_group', 'workflow_dispatch'], ['check', 'build', 'gate']]);
  });

  test('for images that are nowhere: they are built, tested and scanned', () => {
    const { files } = synthDocker(repository(PLAIN), api);
    expect(namesOf(files)).toEqual(['images', 'images-upgrade']);
    expect(Object.keys(read(workflowsIn(files)).jobs)).toEqual(['check', 'build', 'test', 'scan', 'report', 'gate']);
  });
});

test('workflows that projen did not write stop the synthesis, and stay as they are', () => {
  const folder = repository({ ...PLAIN, '.github/workflows/images.yml': 'on: push\n', '.github/workflows/images-release.yml': 'on: push\n' });
  const problems = refusal(folder, project => new NodeService(project, 'api', { port: 3000 }), { registry: 'ghcr.io/acme' });
  expect([...problems].sort()).toEqual(['images-release', 'images'].map(name => expect.stringMatching(`^\\.github/workflows/${name}\\.yml stands where a generated file goes, and projen did not write it; remove or rename it, or call ours something else with workflows\\.name$`)));
  // The ways out: another name, or none.
  for (const workflows of [{ name: 'containers' }, { enabled: false }]) {
    const { files } = synthDocker(folder, project => new NodeService(project, 'api', { port: 3000 }), { registry: 'ghcr.io/acme', workflows });
    expect(files['.github/workflows/images.yml']).toBe('on: push\n');
  }
  expect(namesOf(readTree(folder))).toEqual(['images', 'images-release']);
});

test('the root of another project keeps its own files, too', () => {
  const folder = repository({ ...plainIn('app'), 'package-lock.json': PACKAGE_LOCK });
  write(folder, '.github/workflows/images-app.yml', 'on: push\n');
  const project = new github.GitHubProject({ name: 'acme', outdir: folder, ...quiet });
  const child = new Project({ name: 'app', parent: project, outdir: 'app', ...quiet });
  new NodeService(new Containers(child, { registry: 'ghcr.io/acme' }), 'api', { port: 3000 });
  expect(problemsOf(() => project.synth()).join('\n')).toContain('.github/workflows/images-app.yml');
});
