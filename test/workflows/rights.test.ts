import { github } from 'projen';
import { isScalar, parseDocument, visit } from 'yaml';
import { read, stepsOf, Texts, textsOf, workflow } from './support';
import { BuildCache, NodeService, RegistryLogin, ReleaseTrigger, Secret, WorkflowsOptions } from '../../src';
import { ACTIONS } from '../../src/catalog/actions';

// Who may do what: actions at their commits, the rights of each job's token, and the secrets that it gets.

const UUID = '00000000-0000-0000-0000-000000000000';
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
  ['europe-docker.pkg.dev/acme/images', RegistryLogin.google({
    workloadIdentityProvider: 'projects/1/locations/global/workloadIdentityPools/github/providers/acme', serviceAccount: 'images@acme.iam.gserviceaccount.com',
  }), { 'id-token': 'write' }, { 'id-token': 'write' }],
  ['acme.azurecr.io', RegistryLogin.azure({ clientId: UUID, tenantId: UUID, subscriptionId: UUID }), { 'id-token': 'write' }, { 'id-token': 'write' }],
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
    'images-release/wait': { ...READ, ...reading },
    'images-release/release': { ...READ, ...writing, attestations: 'read' },
    'images-release/rollback': { ...READ, ...writing, attestations: 'read' },
    'images-rescan/scan': { ...READ, ...reading },
    'images-rescan/report': { ...READ, 'security-events': 'write' },
    'images-cleanup/cleanup': { ...READ, ...writing },
    'images-upgrade/upgrade': READ,
    'images-upgrade/propose': { 'contents': 'write', 'pull-requests': 'write' },
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

test.each<[string, WorkflowsOptions]>([
  ['as much as there is', MUCH],
  ['releases that are built anew', { release: { rebuild: true } }],
  ['releases of GitHub', { release: { trigger: ReleaseTrigger.RELEASE } }],
])('no expression becomes part of a script: %s', (_, options) => {
  const texts = textsOf(options);
  const scripts = Object.keys(texts).flatMap(name => Object.values<any>(read(texts, name).jobs).flatMap(({ steps }) => steps.map(({ run }: any) => run ?? '')));
  expect(scripts.filter(script => script.includes('${{'))).toEqual([]);
});

test('jobs that have rights run no package\'s own scripts', () => {
  const texts = textsOf(MUCH);
  for (const name of Object.keys(texts)) {
    for (const [id, { permissions, steps }] of Object.entries<any>(read(texts, name).jobs)) {
      const installs = steps.some(({ run }: any) => /^npm ci$/.test(run ?? ''));
      const { contents, ...more } = permissions;
      if (installs) expect([`${name}/${id}`, contents, more]).toEqual([`${name}/${id}`, 'read', {}]);
    }
  }
});
