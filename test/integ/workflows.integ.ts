import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { LOGIN, Registry } from './registry';
import { requireEngine, run } from './support';
import { Origin } from './workflow-origin';
import { Programs } from './workflow-programs';
import type { Run } from './workflow-runner';
import { compiledPackage } from '../child';
import { write } from '../support';

requireEngine();

const SECRETS = { REGISTRY_TOKEN: LOGIN.password };
const BASIC = Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString('base64');
const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

let registry: Registry;
let programs: Programs;
let root: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'integ-workflows-'));
  requireLayouts();
  const [own, next] = [compiledPackage(), compiledPackage()];
  for (const folder of [own, next]) cpSync(join(__dirname, '..', '..', 'bin'), join(folder, 'bin'), { recursive: true });
  release(next);
  programs = Programs.install({ own, next });
  registry = await Registry.start({ login: true });
});
afterAll(async () => {
  const list = run('docker', ['image', 'ls', '--digests', '--format', '{{.Repository}} {{.Tag}} {{.Digest}}'], '.').stdout.split('\n').map(line => line.split(' '));
  const ours = list.filter(([repository]) => registry && repository.startsWith(`${registry.host}/`));
  const names = ours.map(([repository, tag, digest]) => (tag === '<none>' ? `${repository}@${digest}` : `${repository}:${tag}`));
  if (names.length > 0) run('docker', ['image', 'rm', '--force', ...names], '.');
  programs?.remove();
  await registry?.stop();
  rmSync(root, { recursive: true, force: true });
});

/** What builds write here has to be what they write on GitHub: archives with an index, which only some builders can make. */
function requireLayouts(): void {
  write(root, 'layout/Dockerfile', 'FROM scratch\nCOPY Dockerfile /\n');
  const { status, stderr } = run('docker', ['buildx', 'build', '--platform', 'linux/amd64,linux/arm64', '--output', `type=oci,dest=${join(root, 'layout.tar')}`, 'layout'], root);
  if (status === 0) return;
  throw new Error(`This test needs a builder that writes OCI layouts of several platforms: an engine with containerd's image store, or a builder of the driver docker-container ("docker buildx create --use"): ${stderr.slice(-500)}`);
}

/** Makes another version of the package, with which services have more time to start. */
function release(folder: string): void {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, version: '0.9.0' }));
  const path = join(folder, 'lib/model/health-check.js');
  const text = readFileSync(path, 'utf8');
  expect(text).toMatch(/startPeriod \?\? .*seconds\(5\)/);
  writeFileSync(path, text.replace(/(startPeriod \?\? .*seconds\()5\)/, (_, before) => `${before}6)`));
}

/** How jobs ended; what a step that failed has said is part of it, so that it is seen. */
function results({ jobs }: Run): Record<string, string> {
  return Object.fromEntries(Object.entries(jobs).map(([id, job]) => [id, job.result]));
}

/** What was said by the steps of a job that did not do what they should. */
function failures({ jobs }: Run): string {
  return Object.entries(jobs).flatMap(([id, { steps }]) => steps.filter(({ outcome }) => outcome === 'failure').map(({ name, log }) => `${id}: ${name}\n${log.slice(-3000)}`)).join('\n');
}

function expectResults(given: Run, expected: Record<string, string>): void {
  expect([results(given), Object.values(expected).includes('failure') ? '' : failures(given)]).toEqual([expected, '']);
}

const logOf = ({ jobs }: Run, job: string, step: string) => jobs[job].steps.filter(({ name }) => name === step).map(({ log }) => log).join('\n');
const stepsOf = ({ jobs }: Run, job: string) => Object.fromEntries(jobs[job].steps.map(({ name, outcome }) => [name, outcome]));
/** What was asked of the registry to change something. */
const writes = () => registry.requests.filter(request => !/^(GET|HEAD) /.test(request));
const image = (name: string) => `${registry.host}/acme/${name}`;
const digestOf = (name: string, tag: string) => registry.digest(`acme/${name}`, tag);

async function get(name: string, reference: string): Promise<{ status: number; digest: string | null; json: any }> {
  const response = await fetch(`${registry.url}/acme/${name}/manifests/${reference}`, { headers: { accept: `${INDEX}, ${MANIFEST}`, authorization: `Basic ${BASIC}` } });
  return { status: response.status, digest: response.headers.get('docker-content-digest'), json: await response.json() };
}

async function tagsOf(name: string): Promise<string[]> {
  const response = await fetch(`${registry.url}/acme/${name}/tags/list`, { headers: { authorization: `Basic ${BASIC}` } });
  const { tags } = await response.json() as { tags?: string[] };
  return (tags ?? []).filter(tag => !tag.startsWith('sha256-')).sort();
}

/** Pulls exactly these bits, with the login of whoever may read. */
function pull(reference: string, platform: string): void {
  const config = join(root, 'reader');
  rmSync(config, { recursive: true, force: true });
  programs.dockerConfig(config);
  write(config, 'config.json', { auths: { [registry.host]: { auth: BASIC } } });
  expect(run('docker', ['--config', config, 'pull', '--quiet', '--platform', platform, reference], '.')).toMatchObject({ status: 0 });
}

/** The images of an index, without what the builder says of them. */
const childrenOf = (index: any): any[] => index.manifests.filter((entry: any) => entry.platform.os !== 'unknown');
const platformsOf = (index: any): string[] => childrenOf(index).map(({ platform: { os, architecture } }) => `${os}/${architecture}`).sort();

/** The index of an archive, and the layers of its one image. */
function archived(path: string): { index: string; layers: string[] } {
  const read = (name: string) => JSON.parse(run('tar', ['-xOf', path, name], '.').stdout);
  const blob = (digest: string) => read(`blobs/${digest.replace(':', '/')}`);
  const [{ digest }] = read('index.json').manifests;
  const found = blob(digest);
  const manifest = found.manifests ? blob(childrenOf(found)[0].digest) : found;
  return { index: found.manifests ? childrenOf(found)[0].digest : digest, layers: manifest.layers.map((layer: any) => layer.digest) };
}

describe('two services on a shared base', () => {
  const server = (says: string) => `require('http').createServer((_, response) => response.end('${says}')).listen(process.env.PORT);
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(0));
`;
  const app = (name: string) => ({
    [`apps/${name}/package.json`]: { name, version: '1.0.0', private: true, main: 'src/server.js', scripts: { build: 'node --check src/server.js', start: 'node src/server.js' } },
    [`apps/${name}/src/server.js`]: server(`${name} 1`),
  });
  /** The applications are a workspace of their own, so that builds install none of the tools. */
  const WORKSPACE = {
    'apps/package.json': { name: 'apps', private: true, workspaces: ['api', 'web'], engines: { node: '>=24' } },
    'apps/package-lock.json': {
      name: 'apps',
      lockfileVersion: 3,
      requires: true,
      packages: {
        '': { name: 'apps', workspaces: ['api', 'web'], engines: { node: '>=24' } },
        'api': { version: '1.0.0' },
        'web': { version: '1.0.0' },
        'node_modules/api': { resolved: 'api', link: true },
        'node_modules/web': { resolved: 'web', link: true },
      },
    },
  };
  const definition = () => `
import { DockerProject, HealthCheck, NodeBaseImage, NodeService, RegistryLogin } from '@jts/projen-docker';

const project = new DockerProject({
  name: 'shop',
  registry: '${registry.host}/acme',
  platforms: ['linux/amd64'],
  workflows: {
    logins: { '${registry.host}': RegistryLogin.password({ username: '${LOGIN.username}', passwordSecret: 'REGISTRY_TOKEN' }) },
    release: { waitMinutes: 1 },
  },
});
const base = new NodeBaseImage(project, 'base', { directory: 'apps' });
const api = new NodeService(project, 'api', { base, directory: 'apps/api', port: 3000, health: HealthCheck.http('/') });
new NodeService(project, 'web', { base, directory: 'apps/web', port: 3000, hostPort: 3001, health: HealthCheck.http('/'), dependsOn: [api] });
project.synth();
`;
  const NAMES = ['shop-api', 'shop-web'];
  let origin: Origin;
  const commits: string[] = [];

  beforeAll(async () => {
    origin = new Origin('shop', { '.projenrc.ts': definition(), 'docs/notes.md': '# Notes\n', ...WORKSPACE, ...app('api'), ...app('web') }, root, programs, SECRETS);
    commits.push(await origin.create());
  });
  afterAll(() => origin?.runner.remove());

  describe('a pull request from a fork', () => {
    test('builds, starts and scans what it changes, without any right to write', async () => {
      const pulled = await origin.pull(1, () => origin.write('apps/api/src/server.js', server('api of a fork')));
      expectResults(pulled, { check: 'success', build: 'success', test: 'success', scan: 'success', report: 'skipped', publish: 'skipped', gate: 'success' });
      expect(pulled.jobs.check.outputs).toEqual({ targets: 'api', services: 'api' });
      expect(readdirSync(join(pulled.artifacts, 'images-linux-amd64'))).toEqual(['api.tar']);
      expect(logOf(pulled, 'test', 'Start the services')).toMatch(/^api +start +healthy within .* pass$/m);
      expect(logOf(pulled, 'test', 'Start the services')).not.toMatch(/^web /m);
      expect(readdirSync(join(pulled.artifacts, 'findings-linux-amd64', 'linux-amd64', '1'))).toEqual(['api-linux-amd64.sarif']);
      const ran = Object.values(pulled.jobs).filter(({ result }) => result !== 'skipped');
      expect(ran).toHaveLength(5);
      expect(ran.flatMap(({ permissions }) => Object.entries(permissions)).filter(([, access]) => access === 'write')).toEqual([]);
      expect(writes()).toEqual([]);
    });

    test('to a service with another that it needs builds both', async () => {
      programs.findFixable(true);
      const pulled = await origin.pull(2, () => origin.write('apps/web/src/server.js', server('web of a fork')));
      programs.findFixable(false);
      expect(pulled.jobs.check.outputs).toEqual({ targets: 'api,web', services: 'web' });
      expect(readdirSync(join(pulled.artifacts, 'images-linux-amd64')).sort()).toEqual(['api.tar', 'web.tar']);
      // What can be fixed and is not closes the gate; the findings are handed over all the same.
      expectResults(pulled, { check: 'success', build: 'success', test: 'success', scan: 'failure', report: 'skipped', publish: 'skipped', gate: 'failure' });
      expect(pulled.summary).toContain('CVE-2026-0001');
      expect(readdirSync(join(pulled.artifacts, 'findings-linux-amd64', 'linux-amd64', '1')).sort()).toEqual(['api-linux-amd64.sarif', 'web-linux-amd64.sarif']);
    });

    test('that changes no image builds none, and the gate is open', async () => {
      const pulled = await origin.pull(3, () => origin.write('docs/notes.md', '# Better notes\n'));
      expectResults(pulled, { check: 'success', build: 'skipped', test: 'skipped', scan: 'skipped', report: 'skipped', publish: 'skipped', gate: 'success' });
    });

    test('whose build fails closes the gate', async () => {
      const pulled = await origin.pull(4, () => origin.write('apps/web/src/server.js', 'this is not JavaScript\n'));
      expectResults(pulled, { check: 'success', build: 'failure', test: 'skipped', scan: 'skipped', report: 'skipped', publish: 'skipped', gate: 'failure' });
      expect(failures(pulled)).toMatch(/SyntaxError/);
    });

    test('with generated files that are not up to date fails the check', async () => {
      const pulled = await origin.pull(5, () => origin.write('apps/api/Dockerfile', `${origin.read('apps/api/Dockerfile')}# edited\n`));
      expectResults(pulled, { check: 'failure', build: 'skipped', test: 'skipped', scan: 'skipped', report: 'skipped', publish: 'skipped', gate: 'failure' });
      expect(logOf(pulled, 'check', 'Fail if generated files are not up to date')).toMatch(/^-# edited$/m);
      expect(writes()).toEqual([]);
    });
  });

  describe('a push to main', () => {
    let pushed: Run;
    beforeAll(async () => {
      pushed = await origin.on('push', 'images.yml', 'refs/heads/main');
    });

    test('goes through all jobs', () => {
      expectResults(pushed, { check: 'success', build: 'success', test: 'success', scan: 'success', report: 'success', publish: 'success', gate: 'success' });
      expect(Object.values(stepsOf(pushed, 'publish'))).toEqual(Object.values(stepsOf(pushed, 'publish')).map(() => 'success'));
      expect(Object.keys(stepsOf(pushed, 'publish')).slice(-5)).toEqual(['Publish', 'Attest where they come from', 'Sign', 'Verify', 'Move the tags of the branch']);
      expect(logOf(pushed, 'test', 'Start the services')).toMatch(/^web +start +healthy within .* pass$/m);
      expect(pushed.scans).toEqual([{ category: 'api/linux-amd64/', results: 1 }, { category: 'web/linux-amd64/', results: 1 }]);
      for (const part of ['Image sizes', ...NAMES]) expect(pushed.summary).toContain(part);
    });

    test('gives the images of the commit the tags of the branch', async () => {
      for (const name of NAMES) {
        expect(await tagsOf(name)).toEqual(['latest', 'main', `sha-${commits[0]}`]);
        const digest = await digestOf(name, `sha-${commits[0]}`);
        expect([await digestOf(name, 'main'), await digestOf(name, 'latest')]).toEqual([digest, digest]);
      }
      // What services share is part of each.
      expect(await tagsOf('shop-base')).toEqual([]);
    });

    test('copies exactly what was tested, with how it was built', async () => {
      for (const name of NAMES) {
        const { json: index } = await get(name, 'main');
        expect(platformsOf(index)).toEqual(['linux/amd64']);
        const [child] = childrenOf(index);
        const { index: built, layers } = archived(join(pushed.artifacts, 'images-linux-amd64', `${name.replace('shop-', '')}.tar`));
        expect(child.digest).toBe(built);
        const { json: manifest } = await get(name, child.digest);
        expect(manifest.layers.map((layer: any) => layer.digest)).toEqual(layers);
        pull(`${image(name)}@${child.digest}`, 'linux/amd64');
        const labels = JSON.parse(run('docker', ['image', 'inspect', '--format', '{{json .Config.Labels}}', `${image(name)}@${child.digest}`], '.').stdout);
        expect(labels).toMatchObject({ 'org.opencontainers.image.revision': commits[0], 'org.opencontainers.image.source': 'https://github.com/acme/shop' });
        const attestation = index.manifests.find((entry: any) => entry.annotations?.['vnd.docker.reference.digest'] === child.digest);
        const { json: { layers: [statement] } } = await get(name, attestation.digest);
        expect(statement.annotations['in-toto.io/predicate-type']).toMatch(/^https:\/\/slsa\.dev\/provenance\//);
      }
    });

    test('signs and attests what the tags mean, and moves the tags afterwards', async () => {
      const digests = await Promise.all(NAMES.map(name => digestOf(name, 'main')));
      expect(programs.lines('signatures').sort()).toEqual(NAMES.map((name, index) => `${image(name)}@${digests[index]}`));
      const [{ subject, identity }] = JSON.parse(programs.lines('attestations').join('\n'));
      expect(subject).toEqual(NAMES.map((name, index) => ({ name: image(name), digest: { sha256: digests[index].slice('sha256:'.length) } })));
      expect(identity).toBe('https://github.com/acme/shop/.github/workflows/images.yml@refs/heads/main');
      const order = writes();
      const last = (text: string) => order.map(request => request.includes(text)).lastIndexOf(true);
      for (const name of NAMES) {
        const signature = last(`/${name}/manifests/sha256-`);
        expect(signature).toBeGreaterThan(last(`/${name}/manifests/sha-`));
        for (const tag of ['main', 'latest']) expect(order.findIndex(request => request.includes(`/${name}/manifests/${tag} `))).toBeGreaterThan(signature);
      }
    });
  });

  test('as long as nothing is released, nothing is scanned anew', async () => {
    const scanned = await origin.on('schedule', 'images-rescan.yml', 'refs/heads/main');
    expectResults(scanned, { scan: 'success', report: 'skipped' });
    expect(stepsOf(scanned, 'scan')).toMatchObject({ 'Find the newest release': 'success', 'Scan': 'skipped', 'Hand over the findings': 'skipped' });
  });

  describe('releases', () => {
    const digests: Record<string, string[]> = {};
    beforeAll(async () => {
      origin.write('apps/api/src/server.js', server('api 2'));
      commits.push(origin.push('second'));
      expectResults(await origin.on('push', 'images.yml', 'refs/heads/main'), {
        check: 'success', build: 'success', test: 'success', scan: 'success', report: 'success', publish: 'success', gate: 'success',
      });
      for (const name of NAMES) digests[name] = await Promise.all(commits.map(commit => digestOf(name, `sha-${commit}`)));
    });
    /** Which of the two commits each tag means. */
    const state = async (name: string, ...tags: string[]) => {
      const entries = tags.map(async tag => [tag, digests[name].indexOf(await digestOf(name, tag))]);
      return Object.fromEntries(await Promise.all(entries));
    };

    test('a newer commit has the tags of the branch, and the older one keeps its own', async () => {
      for (const name of NAMES) {
        expect(new Set(digests[name]).size).toBe(2);
        expect(await state(name, 'main', 'latest', `sha-${commits[0]}`)).toEqual({ main: 1, latest: 1, [`sha-${commits[0]}`]: 0 });
      }
    });

    test('are the images of their commits', async () => {
      for (const [index, version] of ['v1.0.0', 'v1.1.0'].entries()) {
        origin.tag(version, commits[index]);
        const released = await origin.on('push', 'images-release.yml', `refs/tags/${version}`);
        expectResults(released, { wait: 'success', release: 'success', rollback: 'skipped' });
        expect(logOf(released, 'release', 'Verify')).toContain('verified, images.yml@refs/heads/main');
        expect(released.summary).toContain(`Release ${version.slice(1)}`);
      }
      for (const name of NAMES) expect(await state(name, '1.0.0', '1.0', '1.1.0', '1.1', '1', 'latest')).toEqual({ '1.0.0': 0, '1.0': 0, '1.1.0': 1, '1.1': 1, '1': 1, 'latest': 1 });
    });

    test('what nobody signed is not released', async () => {
      // Somebody with access to the registry gives a commit images that the workflow did not make.
      origin.write('docs/notes.md', '# Other notes\n');
      const commit = origin.push('third');
      for (const name of NAMES) {
        await registry.putIndex(`acme/${name}`, `sha-${commit}`, [await registry.putImage(`acme/${name}`, undefined, 'linux/amd64')]);
      }
      origin.tag('v1.2.0', commit);
      const refused = await origin.on('push', 'images-release.yml', 'refs/tags/v1.2.0');
      expectResults(refused, { wait: 'failure', release: 'skipped', rollback: 'skipped' });
      expect(stepsOf(refused, 'wait')).toMatchObject({ 'Wait for the images of the commit': 'success', 'Verify': 'failure' });
      for (const name of NAMES) expect(await digestOf(name, '1.2.0')).toBeNull();
    });

    test('a rollback moves the tags, and says from where', async () => {
      const rolled = await origin.on('workflow_dispatch', 'images-release.yml', 'refs/heads/main', { version: '1.0.0', tags: 'staging canary' });
      expectResults(rolled, { wait: 'skipped', release: 'skipped', rollback: 'success' });
      for (const name of NAMES) {
        expect(await state(name, 'latest', '1', '1.0', '1.0.0', 'staging', 'canary', 'main', '1.1.0', '1.1')).toEqual({
          'latest': 0, '1': 0, '1.0': 0, '1.0.0': 0, 'staging': 0, 'canary': 0, 'main': 1, '1.1.0': 1, '1.1': 1,
        });
        expect(rolled.summary).toContain(`| \`${image(name)}\` | \`latest\` | \`${digests[name][1]}\` | \`${digests[name][0]}\` | moved |`);
        expect(rolled.summary).toContain(`| \`${image(name)}\` | \`staging\` |  | \`${digests[name][0]}\` | new |`);
      }
      expect(rolled.summary).toContain('### Rollback to 1.0.0');
      expect(rolled.summary).toContain('by `anna`, run [');
    });

    test('a rollback to nothing moves nothing', async () => {
      const before = writes().length;
      const rolled = await origin.on('workflow_dispatch', 'images-release.yml', 'refs/heads/main', { version: '7.0.0' });
      expectResults(rolled, { wait: 'skipped', release: 'skipped', rollback: 'failure' });
      expect(stepsOf(rolled, 'rollback')).toMatchObject({ 'Find the images of the release': 'failure', 'Roll back': 'skipped' });
      expect(writes()).toHaveLength(before);
    });

    test('the newest release is scanned anew', async () => {
      const before = writes().length;
      const scanned = await origin.on('schedule', 'images-rescan.yml', 'refs/heads/main');
      expectResults(scanned, { scan: 'success', report: 'success' });
      expect(logOf(scanned, 'scan', 'Find the newest release')).toContain('1.1.0');
      expect(scanned.scans).toEqual([{ category: 'released/api/linux-amd64/', results: 1 }, { category: 'released/web/linux-amd64/', results: 1 }]);
      programs.findFixable(true);
      const found = await origin.on('schedule', 'images-rescan.yml', 'refs/heads/main');
      programs.findFixable(false);
      // That it is found does not keep it from being shown.
      expect([results(found), found.scans.length]).toEqual([{ scan: 'failure', report: 'success' }, 2]);
      expect(found.summary).toContain('CVE-2026-0001');
      expect(writes()).toHaveLength(before);
    });
  });

  describe('an upgrade', () => {
    test('is made without rights, and proposed as one pull request', async () => {
      const head = origin.remote('rev-parse', 'main');
      const upgraded = await origin.on('schedule', 'images-upgrade.yml', 'refs/heads/main');
      expectResults(upgraded, { upgrade: 'success', propose: 'success' });
      expect(Object.values(upgraded.jobs.upgrade.permissions)).toEqual(['read']);
      const branch = 'projen-docker/upgrade';
      expect(origin.remote('rev-parse', `${branch}^`)).toBe(head);
      const changed = origin.remote('diff', '--name-only', 'main', branch).split('\n');
      expect(changed).toEqual(expect.arrayContaining(['package.json', 'package-lock.json', 'apps/api/Dockerfile']));
      expect(origin.remote('show', `${branch}:apps/api/Dockerfile`)).toContain('--start-period=6s');
      expect(JSON.parse(origin.remote('show', `${branch}:package.json`)).devDependencies['@jts/projen-docker']).toBe('^0.9.0');
      const asked = programs.lines('asked').map(line => JSON.parse(line));
      expect(asked.map(({ method, path }) => `${method} ${path.split('?')[0]}`)).toEqual(['GET pulls', 'POST pulls']);
      expect(asked[1].input).toMatchObject({ head: branch, base: 'main', title: 'chore: upgrade containers' });
    });

    test('is not proposed twice', async () => {
      const head = origin.remote('rev-parse', 'projen-docker/upgrade');
      const upgraded = await origin.on('schedule', 'images-upgrade.yml', 'refs/heads/main');
      expectResults(upgraded, { upgrade: 'success', propose: 'success' });
      expect(logOf(upgraded, 'propose', 'Propose')).toContain('is up to date');
      expect([origin.remote('rev-parse', 'projen-docker/upgrade'), JSON.parse(programs.lines('pulls').join('')).length]).toEqual([head, 1]);
    });

    test('is found to be in order by the workflow, started by hand on its branch, which publishes nothing', async () => {
      const before = writes().length;
      const checked = await origin.on('workflow_dispatch', 'images.yml', 'refs/heads/projen-docker/upgrade');
      expectResults(checked, { check: 'success', build: 'success', test: 'success', scan: 'success', report: 'success', publish: 'skipped', gate: 'success' });
      expect(checked.jobs.check.outputs.targets).toBe('api,web');
      expect(writes()).toHaveLength(before);
    });
  });
});

describe('images for two platforms, of a project in a folder of the repository', () => {
  const PLATFORMS = ['linux/amd64', 'linux/arm64'];
  const NAMES = ['tiny-api', 'tiny-web'];
  const definition = () => `
import { DockerfileService, DockerProject, HealthCheck, RegistryLogin } from '@jts/projen-docker';
import { github, Project } from 'projen';

const repository = new Project({ name: 'repository' });
repository.defaultTask!.exec('node --import tsx .projenrc.ts');
new github.GitHub(repository, { mergify: false, pullRequestLint: false });
const project = new DockerProject({
  parent: repository,
  outdir: 'containers',
  name: 'tiny',
  registry: '${registry.host}/acme',
  platforms: ['linux/amd64', 'linux/arm64'],
  workflows: {
    logins: { '${registry.host}': RegistryLogin.password({ username: '${LOGIN.username}', passwordSecret: 'REGISTRY_TOKEN' }) },
    smoke: false,
    scan: { codeScanning: true },
    cleanup: { enabled: true, keep: 1, olderThanDays: 1 },
  },
});
// What was published a moment ago may be deleted here.
project.containers.workflows!.cleanup.file.addOverride('jobs.cleanup.steps.4.run', 'node ../node_modules/@jts/projen-docker/bin/projen-docker cleanup --keep 1 --older-than 0 $DRY_RUN --markdown >> "$GITHUB_STEP_SUMMARY"');
for (const name of ['api', 'web']) {
  new DockerfileService(project, name, { directory: name, port: 8080, publishPort: false, user: '1000:1000', health: HealthCheck.none('has nothing to ask with') });
}
repository.synth();
`;
  const app = (name: string) => ({
    [`containers/${name}/Dockerfile`]: 'FROM scratch\nARG TARGETARCH\nCOPY content /\nLABEL arch=$TARGETARCH\nUSER 1000:1000\nCMD ["/content"]\n',
    [`containers/${name}/.dockerignore`]: '*\n!content\n',
    [`containers/${name}/content`]: `${name} 1\n`,
  });
  let origin: Origin;
  let pushed: Run;
  const commits: string[] = [];
  /** Of images that no tag means any more. */
  const replaced: string[] = [];
  const PUSHED = { check: 'success', build: 'success', test: 'success', scan: 'success', report: 'success', publish: 'success', gate: 'success' };

  beforeAll(async () => {
    origin = new Origin('tiny', { '.projenrc.ts': definition(), ...app('api'), ...app('web') }, root, programs, SECRETS);
    commits.push(await origin.create());
    pushed = await origin.on('push', 'images-tiny.yml', 'refs/heads/main');
  });
  afterAll(() => origin?.runner.remove());

  test('are built each by itself, and published as one', async () => {
    expectResults(pushed, PUSHED);
    expect(readdirSync(pushed.artifacts).sort()).toEqual(['findings-linux-amd64', 'findings-linux-arm64', 'images-linux-amd64', 'images-linux-arm64']);
    expect(pushed.scans.map(({ category }) => category).sort()).toEqual(['tiny/api/linux-amd64/', 'tiny/api/linux-arm64/', 'tiny/web/linux-amd64/', 'tiny/web/linux-arm64/']);
    for (const name of NAMES) {
      const { json: index, digest } = await get(name, 'latest');
      expect([platformsOf(index), digest]).toEqual([PLATFORMS, await digestOf(name, `sha-${commits[0]}`)]);
      for (const platform of PLATFORMS) {
        const child = childrenOf(index).find((entry: any) => `linux/${entry.platform.architecture}` === platform);
        expect(child.digest).toBe(archived(join(pushed.artifacts, `images-${platform.replace('/', '-')}`, `${name.replace('tiny-', '')}.tar`)).index);
      }
      expect(programs.lines('signatures')).toContain(`${image(name)}@${digest}`);
    }
  });

  test('a run that is started again publishes what it built itself', async () => {
    const before = await Promise.all(NAMES.map(name => digestOf(name, 'latest')));
    expectResults(await origin.on('push', 'images-tiny.yml', 'refs/heads/main'), PUSHED);
    for (const [index, name] of NAMES.entries()) {
      const digest = await digestOf(name, `sha-${commits[0]}`);
      // When it was built is part of it.
      expect(digest).not.toBe(before[index]);
      expect([await digestOf(name, 'main'), await digestOf(name, 'latest')]).toEqual([digest, digest]);
      expect(programs.lines('signatures')).toContain(`${image(name)}@${digest}`);
      replaced.push(before[index]);
    }
  });

  describe('a clean-up', () => {
    /** By commit, the index of each image and the images of its platforms. */
    const indexes: Record<string, { index: string; children: string[] }>[] = [];
    beforeAll(async () => {
      for (const number of [2, 3]) {
        for (const name of ['api', 'web']) origin.write(`containers/${name}/content`, `${name} ${number}\n`);
        commits.push(origin.push(`commit ${number}`));
        expectResults(await origin.on('push', 'images-tiny.yml', 'refs/heads/main'), PUSHED);
      }
      for (const commit of commits) {
        const found = await Promise.all(NAMES.map(async name => {
          const { json, digest } = await get(name, `sha-${commit}`);
          return [name, { index: digest!, children: childrenOf(json).map(({ digest: child }) => child as string) }] as const;
        }));
        indexes.push(Object.fromEntries(found));
      }
    });
    /** The answers for an index and the images of its platforms. */
    const statuses = async (name: string, { index, children }: { index: string; children: string[] }) =>
      Promise.all([index, ...children].map(async digest => (await get(name, digest)).status));

    test('that is only tried says what would be deleted, and deletes nothing', async () => {
      const before = writes().length;
      const tried = await origin.on('workflow_dispatch', 'images-tiny-cleanup.yml', 'refs/heads/main', { 'dry-run': true });
      expectResults(tried, { cleanup: 'success' });
      for (const name of NAMES) expect(tried.summary).toContain(image(name));
      expect(tried.summary).toContain(`sha-${commits[0]}`);
      expect(writes()).toHaveLength(before);
    });

    test('deletes the images of the oldest commit, and every part of the others survives', async () => {
      expectResults(await origin.on('schedule', 'images-tiny-cleanup.yml', 'refs/heads/main'), { cleanup: 'success' });
      for (const name of NAMES) {
        const [first, second, third] = indexes.map(commit => commit[name]);
        expect(await statuses(name, first)).toEqual([404, 404, 404]);
        for (const digest of replaced) expect((await get(name, digest)).status).toBe(404);
        for (const kept of [second, third]) {
          expect(await statuses(name, kept)).toEqual([200, 200, 200]);
          kept.children.forEach((child, index) => pull(`${image(name)}@${child}`, PLATFORMS[index]));
          // Signatures are what refers to an image by a tag.
          expect((await get(name, kept.index.replace(':', '-'))).status).toBe(200);
        }
        expect(await tagsOf(name)).toEqual(['latest', 'main', ...commits.slice(1).map(commit => `sha-${commit}`).sort()]);
        expect((await get(name, `sha-${commits[0]}`)).status).toBe(404);
      }
    });

    test('has nothing left to do afterwards', async () => {
      const before = writes().length;
      expectResults(await origin.on('workflow_dispatch', 'images-tiny-cleanup.yml', 'refs/heads/main', { 'dry-run': false }), { cleanup: 'success' });
      expect(writes()).toHaveLength(before);
    });
  });
});
