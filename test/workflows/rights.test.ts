import { github } from 'projen';
import { isScalar, parseDocument, visit } from 'yaml';
import { AZURE, GOOGLE, read, stepsOf, Texts, textsOf, workflow, workflowsIn } from './support';
import { BuildCache, NodeService, RegistryLogin, ReleaseTrigger, Secret, WorkflowsOptions } from '../../src';
import { ACTIONS } from '../../src/catalog/actions';
import { INSTALL_COMMANDS } from '../../src/workspace/install-commands';
import type { LockfileKind } from '../../src/workspace/lock/lockfile';
import { PACKAGE_LOCK, plainIn, repository, synthDocker } from '../support';

// Who may do what: actions at their commits, the rights of each job's token, and the secrets that it gets.

const ECR = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';

/** Options that make as much as there is. */
const MUCH: WorkflowsOptions = { cache: BuildCache.registry(), publish: { environment: 'staging' }, scan: { codeScanning: true } };

function rightsOf(texts: Texts): Record<string, Record<string, unknown>> {
  return Object.fromEntries(Object.keys(texts).flatMap(name => Object.entries<any>(read(texts, name).jobs).map(([id, { permissions }]) => [`${name}/${id}`, permissions])));
}

test('every action is at a full commit, with the version of the catalogue behind it', () => {
  const uses = Object.values(textsOf(MUCH)).flatMap(text => text.split('\n').filter(line => /^\s+(?:- )?uses:/.test(line)).map(line => line.trim()));
  expect(uses.length).toBeGreaterThan(40);
  const known = Object.entries(ACTIONS).map(([name, { commit, version }]) => `uses: ${name}@${commit} # ${version}`);
  expect(uses.filter(line => !known.includes(line))).toEqual([]);
});

test('a workflow by itself may do nothing', () => {
  const texts = textsOf(MUCH);
  for (const name of Object.keys(texts)) expect(read(texts, name).permissions).toEqual({});
});

test('every right says on its line what it is for', () => {
  for (const text of Object.values(textsOf(MUCH))) {
    const lines = text.split('\n');
    const silent: string[] = [];
    visit(parseDocument(text), {
      Pair: (_, { key, value }) => {
        if (!isScalar(key) || !isScalar(value) || !['read', 'write'].includes(String(value.value))) return;
        const line = lines[text.slice(0, key.range![0]).split('\n').length - 1];
        if (!/: (?:read|write) # \w.+$/.test(line)) silent.push(line);
      },
    });
    expect(silent).toEqual([]);
  }
});

const READ = { contents: 'read' };
/** What every kind of login takes, for reading and for writing. */
const LOGINS: [registry: string, login: RegistryLogin | undefined, reading: object, writing: object][] = [
  ['ghcr.io/acme', undefined, { packages: 'read' }, { packages: 'write' }],
  ['acme', RegistryLogin.password({ username: 'acme-bot', passwordSecret: 'DOCKERHUB_TOKEN' }), {}, {}],
  [ECR, RegistryLogin.amazon({ role: 'arn:aws:iam::123456789012:role/images' }), { 'id-token': 'write' }, { 'id-token': 'write' }],
  ['europe-docker.pkg.dev/acme/images', GOOGLE, { 'id-token': 'write' }, { 'id-token': 'write' }],
  ['acme.azurecr.io', AZURE, { 'id-token': 'write' }, { 'id-token': 'write' }],
  ['registry.acme.example', RegistryLogin.none(), {}, {}],
];

test.each(LOGINS)('the rights of each job where images are in %s', (registry, login, reading, writing) => {
  const host = /[.:]/.test(registry.split('/')[0]) ? registry.split('/')[0] : 'docker.io';
  const texts = textsOf({ cache: BuildCache.registry(), cleanup: { enabled: true }, ...login && { logins: { [host]: login } } }, { registry });
  expect(rightsOf(texts)).toEqual({
    'images/check': READ,
    // What reads the cache in the registry.
    'images/build': { ...READ, ...registry.startsWith('ghcr.io') && reading },
    'images/test': READ,
    'images/scan': READ,
    'images/report': { ...READ, 'security-events': 'write' },
    'images/publish': { ...READ, ...writing, 'id-token': 'write', 'attestations': 'write' },
    'images/cache': { ...READ, ...writing },
    'images/gate': {},
    'images-release/wait': { ...READ, ...reading, attestations: 'read' },
    'images-release/release': { ...READ, ...writing, attestations: 'read' },
    'images-release/rollback': { ...READ, ...writing, attestations: 'read' },
    'images-rescan/scan': { ...READ, ...reading },
    'images-rescan/report': { ...READ, 'security-events': 'write' },
    'images-cleanup/cleanup': { ...READ, ...writing },
    'images-upgrade/upgrade': READ,
    'images-upgrade/propose': { 'contents': 'write', 'pull-requests': 'write' },
  });
});

test('a clean-up has the very token that images are written with', () => {
  const cleanupOf = (registry: string, logins?: Record<string, RegistryLogin>) => {
    const { permissions, steps } = workflow({ logins, cleanup: { enabled: true } }, { registry }, 'images-cleanup').jobs.cleanup;
    return [permissions, steps.at(-1).env.GITHUB_TOKEN];
  };
  const stored = RegistryLogin.password({ username: 'acme-bot', passwordSecret: 'GHCR_TOKEN' });
  expect(cleanupOf('ghcr.io/acme')).toEqual([{ ...READ, packages: 'write' }, '${{ github.token }}']);
  expect(cleanupOf('ghcr.io/acme', { 'ghcr.io': stored })).toEqual([READ, '${{ secrets.GHCR_TOKEN }}']);
  expect(cleanupOf('containers.acme.ghe.com/shop', { 'containers.acme.ghe.com': stored })).toEqual([READ, '${{ secrets.GHCR_TOKEN }}']);
  expect(cleanupOf('acme', { 'docker.io': stored })).toEqual([READ, undefined]);
});

describe('Amazon\'s registries are logged in to at the name that images have', () => {
  const role = 'arn:aws:iam::123456789012:role/images';
  const loginOf = (host: string) => {
    const { steps } = workflow({ logins: { [host]: RegistryLogin.amazon({ role }) } }, { registry: `${host}/acme` }).jobs.publish;
    const at = steps.findIndex(({ name }: any) => name === 'Take on the role');
    expect(steps[at].with['role-to-assume']).toBe(role);
    return [steps[at].with['aws-region'], ...steps.slice(at + 1, 1 + steps.findIndex(({ name }: any) => name === `Log in to ${host}`))];
  };

  test.each([
    [ECR, 'eu-central-1'],
    ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
    ['public.ecr.aws', 'us-east-1'],
  ])('%s by the action', (host, region) => {
    expect(loginOf(host)).toEqual([region, { name: `Log in to ${host}`, uses: expect.stringContaining('docker/login-action@'), with: { registry: host, ecr: true } }]);
  });

  test.each([
    ['123456789012.dkr-ecr.eu-central-1.on.aws', 'eu-central-1', 'ecr'],
    ['123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com', 'us-gov-west-1', 'ecr'],
    ['123456789012.dkr-ecr-fips.us-east-2.on.aws', 'us-east-2', 'ecr'],
    ['ecr-public.aws.com', 'us-east-1', 'ecr-public'],
  ])('%s by the command line, because the action logs in to another name of it', (host, region, service) => {
    expect(loginOf(host)).toEqual([
      region,
      { name: `Get a password for ${host}`, id: 'amazon', run: `password=$(aws ${service} get-login-password --region ${region})\necho "::add-mask::$password"\necho "password=$password" >> "$GITHUB_OUTPUT"\n` },
      { name: `Log in to ${host}`, uses: expect.stringContaining('docker/login-action@'), with: { registry: host, username: 'AWS', password: '${{ steps.amazon.outputs.password }}', ecr: false } },
    ]);
  });
});

test('what is not signed takes no identity, and what is not attested stores nothing', () => {
  const publish = (options: WorkflowsOptions['publish']) => workflow({ publish: options }).jobs.publish.permissions;
  expect(publish({ sign: false, attest: false })).toEqual({ ...READ, packages: 'write' });
  expect(publish({ attest: false })).toEqual({ ...READ, 'packages': 'write', 'id-token': 'write' });
  expect(publish({ sign: false })).toEqual({ ...READ, 'packages': 'write', 'id-token': 'write', 'attestations': 'write' });
  expect(workflow({ publish: { attest: false } }, {}, 'images-release').jobs.release.permissions).toEqual({ ...READ, packages: 'write' });
});

test('only where private repositories report too, the report may read what they ask for', () => {
  expect(workflow({ scan: { codeScanning: true } }).jobs.report.permissions).toEqual({ ...READ, 'security-events': 'write', 'actions': 'read' });
});

test('a token of one\'s own leaves the run\'s own without a right to write', () => {
  const { propose } = workflow({ upgrade: { credentials: github.GithubCredentials.fromPersonalAccessToken({ secret: 'UPGRADE_TOKEN' }) } }, {}, 'images-upgrade').jobs;
  expect(propose.permissions).toEqual(READ);
  expect(propose.steps.at(-1).env.GH_TOKEN).toBe('${{ secrets.UPGRADE_TOKEN }}');
});

test('only images that were made of the very commit get its tags; of a release that is gone back to, nobody knows the commit', () => {
  const verify = (job: any) => stepsOf(job).Verify.run as string;
  const { release, rollback } = workflow({}, {}, 'images-release').jobs;
  expect(verify(workflow().jobs.publish)).toMatch(/ --branch main --commit "\$GITHUB_SHA"$/);
  expect(verify(release)).toMatch(/ --branch main --commit "\$\(git rev-parse HEAD\)"$/);
  expect(verify(rollback)).not.toContain('--commit');
});

test('what a job without rights made is taken to where nothing else is', () => {
  const { propose } = workflow({}, {}, 'images-upgrade').jobs;
  const steps = stepsOf(propose);
  expect(steps['Take the patch'].with.path).toBe('${{ runner.temp }}/upgrade');
  expect(steps.Propose.run).toContain('--patch "$RUNNER_TEMP/upgrade/upgrade.patch"');
});

describe('a pull request from a fork', () => {
  const forks = ['check', 'build', 'test', 'scan', 'gate'];

  test.each(LOGINS)('gets no secret and no right to write where images are in %s', (registry, login) => {
    const host = /[.:]/.test(registry.split('/')[0]) ? registry.split('/')[0] : 'docker.io';
    const { jobs } = workflow({ cache: BuildCache.registry(), ...login && { logins: { [host]: login } } }, { registry });
    for (const id of forks) {
      expect([id, JSON.stringify(jobs[id])]).toEqual([id, expect.not.stringMatching(/secrets\.|"write"/)]);
      // The token of the run reads the cache in GitHub's registry, and nothing else.
      const mayUseToken = id === 'build' && host === 'ghcr.io';
      if (!mayUseToken) expect([id, JSON.stringify(jobs[id])]).toEqual([id, expect.not.stringMatching(/github\.token/)]);
    }
  });

  test('builds with the builder\'s own secrets, which GitHub leaves empty there', () => {
    const texts = textsOf({}, {}, project => {
      new NodeService(project, 'web', { port: 3001, buildSecrets: [Secret.fromEnv('NPM_TOKEN'), Secret.fromFile('npmrc', 'secrets/npm rc')] });
    });
    const { jobs } = read(texts);
    const secrets = (id: string) => [...new Set([...JSON.stringify(jobs[id]).matchAll(/secrets\.(\w+)/g)].map(([, name]) => name))];
    expect(Object.fromEntries(forks.map(id => [id, secrets(id)]))).toEqual({ check: [], build: ['NPMRC', 'NPM_TOKEN'], test: [], scan: [], gate: [] });
    expect(jobs.build.steps.find(({ name }: any) => name === 'Write the secret secrets/npm rc')).toEqual({
      name: 'Write the secret secrets/npm rc',
      env: { NPMRC: '${{ secrets.NPMRC }}' },
      run: "install -D -m 600 /dev/null 'secrets/npm rc'\nprintf %s \"$NPMRC\" > 'secrets/npm rc'\n",
    });
  });
});

test('a secret of the build may be called what no secret of GitHub is called', () => {
  const { jobs } = read(textsOf({}, {}, project => {
    new NodeService(project, 'web', { port: 3001, buildSecrets: ['GITHUB_TOKEN', 'GITHUB_PACKAGES_TOKEN', 'MY_GITHUB_TOKEN'].map(name => Secret.fromEnv(name)) });
  }));
  expect(stepsOf(jobs.build).Build.env).toMatchObject({
    GITHUB_TOKEN: '${{ secrets.GITHUB_TOKEN }}', GITHUB_PACKAGES_TOKEN: '${{ secrets._GITHUB_PACKAGES_TOKEN }}', MY_GITHUB_TOKEN: '${{ secrets.MY_GITHUB_TOKEN }}',
  });
});

test('what is called by name comes from the runner, and never from a package that is installed', () => {
  const texts = textsOf(MUCH);
  const scripts = Object.keys(texts).flatMap(name => Object.entries<any>(read(texts, name).jobs).flatMap(([id, { steps, permissions }]) =>
    steps.map(({ run }: any) => ({ job: `${name}/${id}`, run: String(run ?? ''), permissions }))));
  const own = scripts.filter(({ run }) => run.includes('projen-docker '));
  expect(own.length).toBeGreaterThan(15);
  expect(own.filter(({ run }) => !run.includes('node node_modules/@jts/projen-docker/bin/projen-docker '))).toEqual([]);
  // What starts projen puts the programs of all packages first: it may do nothing else.
  const called = scripts.filter(({ run }) => /^npx\b/m.test(run));
  expect(called.map(({ job, permissions }) => [job, permissions])).toEqual([['images-upgrade/upgrade', READ], ['images/check', READ]]);
});

test.each<[string, WorkflowsOptions]>([
  ['as much as there is', MUCH],
  ['releases that are built anew', { release: { rebuild: true } }],
  ['releases of GitHub', { release: { trigger: ReleaseTrigger.RELEASE } }],
])('no expression becomes part of a script: %s', (_, options) => {
  const texts = textsOf(options);
  const scripts = Object.keys(texts).flatMap(name => Object.values<any>(read(texts, name).jobs).flatMap(({ steps }) => steps.map(({ run }: any) => run ?? '')));
  expect(scripts.filter(script => script.includes('${{'))).toEqual([]);
});

describe('packages run their own scripts where nothing can be written', () => {
  test.each<[LockfileKind, string, string]>([
    ['npm', 'package-lock.json', JSON.stringify(PACKAGE_LOCK)],
    ['pnpm', 'pnpm-lock.yaml', "lockfileVersion: '9.0'\nimporters:\n  .: {}\n"],
    ['yarn-classic', 'yarn.lock', '# yarn lockfile v1\n'],
    ['yarn-berry', 'yarn.lock', '__metadata:\n  version: 8\n'],
    ['bun', 'bun.lock', '{}'],
  ])('%s', (manager, path, lock) => {
    const { files } = synthDocker(repository({ ...plainIn('app'), [path]: lock }), project => new NodeService(project, 'api', { port: 3000, directory: 'app' }), { registry: 'ghcr.io/acme', workflows: MUCH });
    const texts = workflowsIn(files);
    const { exact, exactWithoutScripts } = INSTALL_COMMANDS[manager];
    const jobs = Object.keys(texts).flatMap(name => Object.entries<any>(read(texts, name).jobs).flatMap(([id, job]) => {
      const install = stepsOf(job)['Install the tools']?.run.trim().split('\n').pop().replace(/^npx --yes bun@\S+/, 'bun');
      return install === undefined ? [] : [{ name: `${name}/${id}`, install, permissions: job.permissions }];
    }));
    const scripts = jobs.filter(({ install }) => install === exact);
    expect(scripts.map(({ name, permissions }) => [name, permissions])).toEqual([['images-upgrade/upgrade', READ], ['images/check', READ]]);
    expect(jobs.filter(job => !scripts.includes(job)).map(({ install }) => install)).toEqual(Array(jobs.length - 2).fill(exactWithoutScripts));
    expect(jobs.length).toBeGreaterThan(10);
  });
});
