import { javascript, Project } from 'projen';
import { read, stepsOf, workflowsIn } from './support';
import { Containers, DockerProject, DockerProjectOptions, NodeService, RegistryLogin, WorkflowsOptions } from '../../src';
import { PACKAGE_LOCK, PLAIN, plainIn, problemsOf, quiet, readTree, repository, stateOf, write } from '../support';

// A project and projects below it, each with containers, in one repository.

const GHCR = { registry: 'ghcr.io/acme' };
const LOCK = { images: {} };

type Options = Partial<DockerProjectOptions>;

/** A project `shop` and a subproject `portal` below it, each with a service `api`. */
function define(shop: Options = {}, portal: Options = {}, root = repository({ ...PLAIN, ...plainIn('apps/portal') })) {
  const parent = new DockerProject({ name: 'shop', outdir: root, ...GHCR, ...quiet, ...shop });
  new NodeService(parent, 'api', { port: 3000 });
  const child = new DockerProject({ name: 'portal', parent, outdir: 'apps/portal', ...GHCR, ...quiet, ...portal });
  new NodeService(child, 'api', { port: 3001 });
  return { root, parent, child };
}

function written(shop: Options = {}, portal: Options = {}, files: Record<string, unknown> = {}) {
  const { root, parent } = define(shop, portal);
  Object.entries(files).forEach(([path, content]) => write(root, path, content));
  parent.synth();
  return readTree(root);
}

const upgrades = (files: Record<string, string>) => Object.keys(workflowsIn(files)).filter(name => name.endsWith('upgrade'));
const workflowsOf = (shop: WorkflowsOptions, portal: WorkflowsOptions = {}, options: Options = {}) =>
  workflowsIn(written({ workflows: shop, ...options }, { workflows: portal, ...options }));

describe('services of one name in two projects', () => {
  test('have a cache each', () => {
    const files = written();
    const scopes = ['docker-bake.json', 'apps/portal/docker-bake.json'].map(path => {
      const { 'cache-from': [from], 'cache-to': [to] } = JSON.parse(files[path]).target.api;
      return [from, to].map(text => /type=gha,scope=([^,"]*)/.exec(text)?.[1]);
    });
    expect(scopes).toEqual([['api${CACHE_SUFFIX}', 'api${CACHE_SUFFIX}'], ['portal/api${CACHE_SUFFIX}', 'portal/api${CACHE_SUFFIX}']]);
  });

  test('have alerts each: the scan is told by what synthesis writes down', () => {
    const files = written();
    const names = ['.projen/docker.json', 'apps/portal/.projen/docker.json'].map(path => JSON.parse(files[path]).subproject);
    expect(names).toEqual([undefined, 'portal']);
  });

  test('are called as the workflows of their project are', () => {
    const { root, parent } = define({}, { name: '@Acme/Portal' });
    parent.synth();
    const files = readTree(root);
    expect(Object.keys(workflowsIn(files))).toContain('images-acme-portal');
    expect([JSON.parse(files['apps/portal/.projen/docker.json']).subproject, files['apps/portal/docker-bake.json']]).toEqual(['acme-portal', expect.stringContaining('scope=acme-portal/api$')]);
  });
});

describe('one pull request upgrades the whole repository', () => {
  test('that of the project at the top, with the digests of all that lock some', () => {
    const files = written({}, {}, { 'docker-lock.json': LOCK, 'apps/portal/docker-lock.json': LOCK });
    expect(upgrades(files)).toEqual(['images-upgrade']);
    const { steps } = read(workflowsIn(files), 'images-upgrade').jobs.upgrade;
    expect(steps.slice(3, 7)).toEqual([
      { name: 'Take the newest version', run: expect.stringContaining('@latest') },
      { name: 'Take the newest digests', run: 'npx --no-install projen docker:lock' },
      { 'name': 'Take the newest digests of apps/portal', 'working-directory': 'apps/portal', 'run': 'npx --no-install projen docker:lock' },
      { name: 'Synthesize', run: 'npx --no-install projen' },
    ]);
  });

  test('also of one that locks nothing itself, where its lock file is called otherwise', () => {
    const files = written({}, { lockFile: 'images.json' }, { 'apps/portal/images.json': LOCK });
    const names = read(workflowsIn(files), 'images-upgrade').jobs.upgrade.steps.map(({ name }: any) => name);
    expect(names).toEqual(expect.arrayContaining(['Take the newest version', 'Take the newest digests of apps/portal']));
    expect(names).not.toContain('Take the newest digests');
    expect(files['.github/workflows/images-upgrade.yml']).toContain('# Proposes the newest version of this package, and the newest digests of all images, as one pull request.');
  });

  test('that of the subproject, where the project above has no workflows', () => {
    const files = written({ workflows: { enabled: false } }, {}, { 'docker-lock.json': LOCK, 'apps/portal/docker-lock.json': LOCK });
    expect(upgrades(files)).toEqual(['images-portal-upgrade']);
    const { steps } = read(workflowsIn(files), 'images-portal-upgrade').jobs.upgrade;
    expect(steps.filter(({ name }: any) => name.startsWith('Take the newest digests')).map((step: any) => [step.name, step['working-directory']])).toEqual([
      ['Take the newest digests of the root', '.'], ['Take the newest digests', undefined],
    ]);
  });

  test('that of the first of two beside each other, as the project above says', () => {
    const root = repository({ ...plainIn('a'), ...plainIn('b') });
    const parent = new DockerProject({ name: 'shop', outdir: root, workflows: { upgrade: { schedule: '1 2 * * 3' } }, ...quiet });
    for (const name of ['a', 'b']) new NodeService(new DockerProject({ name, parent, outdir: name, ...quiet }), 'api', { port: 3000 });
    parent.synth();
    const files = readTree(root);
    expect(upgrades(files)).toEqual(['images-a-upgrade']);
    expect(read(workflowsIn(files), 'images-a-upgrade').on.schedule).toEqual([{ cron: '1 2 * * 3' }]);
  });

  test('that of the project above, though it was given containers after those below', () => {
    const root = repository({ ...PLAIN, ...plainIn('b'), 'package-lock.json': PACKAGE_LOCK });
    const parent = new javascript.NodeProject({ name: 'shop', outdir: root, defaultReleaseBranch: 'main', github: true, depsUpgrade: false, ...quiet });
    const child = new Project({ name: 'portal', parent, outdir: 'b', ...quiet });
    for (const project of [child, parent]) new NodeService(new Containers(project), 'api', { port: 3000, directory: '.', entry: 'src/server.js' });
    parent.synth();
    expect(upgrades(readTree(root)).filter(name => name.startsWith('images'))).toEqual(['images-upgrade']);
  });

  test('a lock below is reason enough beside projen\'s own upgrade', () => {
    const upgradesWith = (files: Record<string, unknown>) => {
      const root = repository({ ...PLAIN, ...plainIn('b'), ...files });
      const parent = new javascript.NodeProject({ name: 'shop', outdir: root, defaultReleaseBranch: 'main', github: true, ...quiet });
      const child = new Project({ name: 'portal', parent, outdir: 'b', ...quiet });
      for (const project of [parent, child]) new NodeService(new Containers(project), 'api', { port: 3000, entry: 'src/server.js' });
      parent.synth();
      return upgrades(readTree(root)).filter(name => name.startsWith('images'));
    };
    expect(upgradesWith({})).toEqual([]);
    expect(upgradesWith({ 'b/docker-lock.json': LOCK })).toEqual(['images-upgrade']);
  });

  test('none, where the project above wants none, unless one below asks for it', () => {
    const none = { upgrade: { enabled: false } };
    expect(upgrades(written({ workflows: none }))).toEqual([]);
    expect(upgrades(written({ workflows: none }, { workflows: { upgrade: { enabled: true } } }))).toEqual(['images-portal-upgrade']);
  });

  test('and that it is wanted may be said above', () => {
    expect(upgrades(written({ workflows: { upgrade: { enabled: true } } }))).toEqual(['images-upgrade']);
  });

  test('a second is refused', () => {
    const { root, parent } = define({}, { workflows: { upgrade: { enabled: true } } });
    const before = stateOf(root);
    expect(problemsOf(() => parent.synth())).toEqual([
      'workflows.upgrade is enabled in project "portal", but that of project "shop" upgrades the whole repository in one pull request; leave it out here, or disable it there',
    ]);
    expect(stateOf(root)).toEqual(before);
  });
});

describe('what is said of the repository is said once', () => {
  const BOTH = { platforms: ['linux/amd64', 'linux/arm64'] };
  const portal = (texts: Record<string, string>) => read(texts, 'images-portal');

  test('branches, Node.js, and the runner', () => {
    const { on, jobs } = portal(workflowsOf({ branches: ['trunk', 'release/**'], pullRequestBranches: ['trunk'], nodeVersion: '22', runner: ['self-hosted', 'linux'] }));
    expect([on.push.branches, on.pull_request.branches]).toEqual([['trunk', 'release/**'], ['trunk']]);
    expect([jobs.check['runs-on'], jobs.gate['runs-on']]).toEqual([['self-hosted', 'linux'], ['self-hosted', 'linux']]);
    expect(stepsOf(jobs.check)['Set up Node.js'].with['node-version']).toBe('22');
    expect(stepsOf(jobs.build).Build.env.CACHE_WRITE).toContain("'refs/heads/trunk'");
  });

  test('and what a subproject says itself is what it has', () => {
    const { on, jobs } = portal(workflowsOf(
      { branches: ['main'], pullRequestBranches: ['main'], nodeVersion: '22', runner: ['big'] },
      { branches: ['next'], pullRequestBranches: ['next'], nodeVersion: '26', runner: ['small'] },
    ));
    expect([on.push.branches, on.pull_request.branches, jobs.check['runs-on'], stepsOf(jobs.check)['Set up Node.js'].with['node-version']]).toEqual([['next'], ['next'], 'small', '26']);
  });

  test.each<[string, string[], string]>([
    ['as the project above says, where its own branches let it in', ['next', 'main'], 'main'],
    ['its own, where they do not', ['next'], 'next'],
  ])('the default branch is %s', (_, branches, branch) => {
    const { jobs } = portal(workflowsOf({ branches: ['develop', 'main'], defaultBranch: 'main' }, { branches }));
    expect(stepsOf(jobs.publish)['Move the tags of the branch'].run).toContain(`--latest-on ${branch} `);
  });

  test('branches that are wrong are told where they are said', () => {
    const { parent } = define({ workflows: { defaultBranch: 'main' } }, { workflows: { branches: ['[z-a]'] } });
    expect(problemsOf(() => parent.synth())).toEqual([expect.stringContaining('workflows.branches')]);
    const above = define({ workflows: { nodeVersion: '18' } });
    expect(problemsOf(() => above.parent.synth())).toEqual(['workflows.nodeVersion must be a version of Node.js from 20 on, such as "24", got "18"']);
    const misshapen = define({ workflows: { branches: 'main' as never } });
    expect(problemsOf(() => misshapen.parent.synth())).toEqual(['workflows.branches must be a list of texts, got "main"']);
  });

  test('the runner of each platform, as far as it is built', () => {
    const runners = { 'linux/amd64': ['own-amd'], 'linux/arm64': ['own-arm'] };
    const runnersOf = (texts: Record<string, string>) => portal(texts).jobs.build.strategy.matrix.include.map(({ runner }: any) => runner);
    expect(runnersOf(workflowsOf({ runners }, {}, BOTH))).toEqual(['own-amd', 'own-arm']);
    expect(runnersOf(workflowsOf({ runners }, { runners: { 'linux/arm64': ['arm-2'] } }, BOTH))).toEqual(['own-amd', 'arm-2']);
    const one = workflowsIn(written({ ...BOTH, workflows: { runners } }, { platforms: ['linux/arm64'] }));
    expect(runnersOf(one)).toEqual(['own-arm']);
    // Without any it is that of most machines.
    expect(runnersOf(workflowsIn(written({ ...BOTH, workflows: { runners } })))).toEqual(['own-amd']);
  });

  test('the login of each registry, as far as images are there', () => {
    const hub = RegistryLogin.password({ username: 'robot', passwordSecret: 'HUB_TOKEN' });
    const texts = workflowsIn(written({ registry: 'docker.io/acme', workflows: { logins: { 'docker.io': hub } } }, { registry: 'docker.io/acme' }));
    expect(stepsOf(portal(texts).jobs.publish)['Log in to docker.io'].with).toEqual({ username: 'robot', password: '${{ secrets.HUB_TOKEN }}' });
    const apart = workflowsIn(written({ registry: 'docker.io/acme', workflows: { logins: { 'docker.io': hub } } }));
    expect(Object.keys(stepsOf(portal(apart).jobs.publish)).filter(name => name.startsWith('Log in'))).toEqual(['Log in to ghcr.io']);
  });

  test('but what a subproject names itself has to be of use', () => {
    const hub = RegistryLogin.password({ username: 'robot', passwordSecret: 'HUB_TOKEN' });
    const { parent } = define({}, { workflows: { logins: { 'docker.io': hub }, runners: { 'linux/arm64': ['arm'] } } });
    expect(problemsOf(() => parent.synth())).toEqual([
      'workflows.runners names platform "linux/arm64", which is not built; add it to platforms (linux/amd64), or leave out its runner',
      'workflows.logins names "docker.io", where no image is published; images are in "ghcr.io"',
    ]);
  });

  test('from the nearest that says it, through those between that say nothing and build something else', () => {
    const root = repository(plainIn('a/b'));
    const workflows = { branches: ['main', 'next'], nodeVersion: '22', runners: { 'linux/arm64': ['own-arm'] } };
    const top = new DockerProject({ name: 'shop', outdir: root, workflows, ...quiet });
    const middle = new DockerProject({ name: 'a', parent: top, outdir: 'a', workflows: { nodeVersion: '26', enabled: false }, ...quiet });
    new NodeService(new DockerProject({ name: 'b', parent: middle, outdir: 'b', platforms: ['linux/arm64'], ...quiet }), 'api', { port: 3000 });
    top.synth();
    const { on, jobs } = read(workflowsIn(readTree(root)), 'images-b');
    expect([on.push.branches, stepsOf(jobs.check)['Set up Node.js'].with['node-version'], jobs.build.strategy.matrix.include[0].runner]).toEqual([['main', 'next'], '26', 'own-arm']);
  });

  test('what is a matter of each project is not shared', () => {
    const texts = workflowsOf({ cancelPushes: true, smoke: false, release: { tags: ['shop-v*'] }, scan: { severities: ['CRITICAL'] }, cleanup: { keep: 3 } });
    const jobs = portal(texts).jobs;
    expect(stepsOf(jobs.test)).toHaveProperty(['Start the services']);
    expect(stepsOf(jobs.scan).Scan.run).toContain('--severity CRITICAL,HIGH');
    expect(read(texts, 'images-portal-release').on.push.tags).toEqual(['v*']);
    expect(stepsOf(read(texts, 'images-portal-cleanup').jobs.cleanup)['Clean up'].run).toContain('--keep 10');
  });
});

test('a file in the way of a subproject\'s workflow is named once', () => {
  const { root, parent } = define();
  write(root, '.github/workflows/images-portal.yml', 'on: push\n');
  expect(problemsOf(() => parent.synth())).toEqual([expect.stringMatching(/^\.github\/workflows\/images-portal\.yml stands where a generated file goes/)]);
});

test('a file where a subproject has no workflow is nobody\'s matter', () => {
  const { root, parent } = define({}, { registry: undefined });
  write(root, '.github/workflows/images-portal-release.yml', 'on: push\n');
  parent.synth();
  expect(readTree(root)['.github/workflows/images-portal-release.yml']).toBe('on: push\n');
});
