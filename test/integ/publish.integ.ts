import { execFile, spawnSync } from 'child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { delimiter, join } from 'path';
import { Project } from 'projen';
import { LOGIN, Registry } from './registry';
import { requireEngine, run as runProgram } from './support';
import { Containers, DockerfileService, HealthCheck } from '../../src';
import { readDigests } from '../../src/cli/digests';
import { compiledPackage, program } from '../child';
import { manifest } from '../cli/manifest';
import { write } from '../support';

requireEngine();

const COMMITS = ['first', 'second', 'third', 'fourth'];
/** When a commit was made: a day each. */
const dateOf = (commit: string) => `2026-03-0${COMMITS.indexOf(commit) + 1}T10:00:00Z`;
const ARCHS = ['amd64', 'arm64'];
const PLATFORMS = ARCHS.map(arch => `linux/${arch}`);
const BASIC = Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString('base64');

let registry: Registry;
let command: string;
let root: string;
const pulled: string[] = [];

beforeAll(async () => {
  const folder = compiledPackage();
  cpSync(join(__dirname, '..', '..', 'bin'), join(folder, 'bin'), { recursive: true });
  command = join(folder, 'bin', 'projen-docker');
  registry = await Registry.start({ login: true });
  root = mkdtempSync(join(tmpdir(), 'integ-publish-'));
  write(root, '.projen/docker.json', manifest({
    platforms: PLATFORMS,
    targets: [{ name: 'base', image: image('base'), isBase: true }, { name: 'api', image: image('api') }, { name: 'web', image: image('web') }],
  }));
  configure('login', { auths: { [registry.host]: { auth: BASIC } } });
  // Each build is another image; those of a commit are in a folder of its own.
  for (const commit of COMMITS) {
    for (const arch of ARCHS) {
      build('api', commit, arch, true);
      build('web', commit, arch, false);
    }
  }
});
afterAll(async () => {
  if (pulled.length > 0) runProgram('docker', ['image', 'rm', '--force', ...pulled], '.');
  if (root) rmSync(root, { recursive: true, force: true });
  await registry?.stop();
});

/** A folder for Docker's configuration: with the plugin where this machine's Docker has it, which may be in the other one. */
function configure(folder: string, config: object): void {
  write(root, `${folder}/config.json`, config);
  const { stdout } = runProgram('docker', ['info', '--format', '{{range .ClientInfo.Plugins}}{{if eq .Name "buildx"}}{{.Path}}{{end}}{{end}}'], root);
  mkdirSync(join(root, folder, 'cli-plugins'));
  symlinkSync(stdout.trim(), join(root, folder, 'cli-plugins', 'docker-buildx'));
}

const image = (name: string) => `${registry.host}/acme/${name}`;
const folderOf = (commit: string, arch: string) => join(root, 'images', commit, `images-linux-${arch}`);
const archiveOf = (name: string, commit: string, arch: string) => join(folderOf(commit, arch), `${name}.tar`);
const digestIn = (archive: string): string => JSON.parse(runProgram('tar', ['-xOf', archive, 'index.json'], root).stdout).manifests[0].digest;

/** Builds an image without running anything in it, as the workflow does: an OCI layout for each platform. */
function build(name: string, commit: string, arch: string, hasProvenance: boolean): void {
  const context = join(root, 'context');
  mkdirSync(context, { recursive: true });
  mkdirSync(folderOf(commit, arch), { recursive: true });
  writeFileSync(join(context, 'Dockerfile'), 'FROM scratch\nARG TARGETARCH\nCOPY content /\nARG CREATED\nLABEL arch=$TARGETARCH org.opencontainers.image.created=$CREATED\nCMD ["/content"]\n');
  writeFileSync(join(context, 'content'), `${name} ${commit}\n`);
  const { status, stderr } = runProgram('docker', [
    'buildx', 'build', '--platform', `linux/${arch}`, '--build-arg', `CREATED=${dateOf(commit)}`, `--provenance=${hasProvenance ? 'mode=max' : 'false'}`,
    '--output', `type=oci,dest=${archiveOf(name, commit, arch)}`, context,
  ], root);
  if (/OCI exporter is not supported/.test(stderr)) {
    throw new Error('This test needs a builder that writes OCI layouts: one of the driver docker-container ("docker buildx create --use"), or an engine with containerd\'s image store');
  }
  if (status !== 0) throw new Error(`the build failed: ${stderr}`);
}

interface Result { readonly code: number; readonly stdout: string; readonly stderr: string }

/** Runs a command as a workflow does, with Docker's configuration in a folder of its own. */
function run(args: string[], env: Record<string, string> = {}, cwd: string = root): Promise<Result> {
  const { PATH = '', DOCKER_HOST, HOME = '' } = process.env;
  return new Promise(resolve => {
    const child = execFile(process.execPath, [command, ...args], {
      cwd,
      env: { PATH, HOME, ...DOCKER_HOST === undefined ? {} : { DOCKER_HOST }, DOCKER_CONFIG: join(root, 'login'), ...env },
    }, (_, stdout, stderr) => resolve({ code: child.exitCode ?? 1, stdout: stdout.replaceAll(registry.host, 'HOST'), stderr: stderr.replaceAll(registry.host, 'HOST') }));
  });
}

/** The same, of something that has to succeed. */
async function succeed(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(args);
  if (code !== 0) throw new Error(`projen-docker ${args.join(' ')}: ${stderr}\n${stdout}`);
  return stdout;
}

async function get(path: string): Promise<{ type: string; json: any }> {
  const accept = 'application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json';
  const response = await fetch(`${registry.url}/acme/${path}`, { headers: { accept, authorization: `Basic ${BASIC}` } });
  return { type: response.headers.get('content-type') ?? '', json: await response.json() };
}
const tagsOf = async (name: string): Promise<string[]> => ((await get(`${name}/tags/list`)).json.tags ?? []).sort();
const digestOf = (name: string, tag: string) => registry.digest(`acme/${name}`, tag);
/** What tags of an image mean, by the name of the commit. */
async function state(name: string, ...tags: string[]): Promise<Record<string, string>> {
  const commits = new Map<string, string>();
  for (const commit of COMMITS) commits.set(await digestOf(name, commit) ?? commit, commit);
  return Object.fromEntries(await Promise.all(tags.map(async tag => [tag, commits.get(await digestOf(name, tag)) ?? 'none'])));
}

async function publish(commit: string, ...args: string[]): Promise<string> {
  return succeed('publish', '--archive', join('images', commit), '--tag', commit, '--digests', `${commit}.txt`, ...args);
}

test('publishes two platforms of two images under one tag', async () => {
  const out = await publish('first');
  const digests = readDigests(join(root, 'first.txt'));
  expect(digests).toEqual([
    { image: image('api'), digest: await digestOf('api', 'first') },
    { image: image('web'), digest: await digestOf('web', 'first') },
  ]);
  expect(out.split('\n').slice(0, 3).map(line => line.split(/ {2,}/))).toEqual([
    ['image', 'platforms', 'digest', 'tag'],
    ['HOST/acme/api', 'linux/amd64, linux/arm64', digests[0].digest, 'new'],
    ['HOST/acme/web', 'linux/amd64, linux/arm64', digests[1].digest, 'new'],
  ]);
  expect(await tagsOf('api')).toEqual(['first']);

  const api = await get('api/manifests/first');
  expect(api.type).toBe('application/vnd.oci.image.index.v1+json');
  const entries = api.json.manifests.map((entry: any) => `${entry.platform.os}/${entry.platform.architecture}`);
  expect(entries.sort()).toEqual([...PLATFORMS, 'unknown/unknown', 'unknown/unknown']);
  // The attestations are those of the builder, and belong to the images beside them.
  const attested = api.json.manifests.map((entry: any) => entry.annotations?.['vnd.docker.reference.digest']).filter(Boolean);
  expect(attested.sort()).toEqual(api.json.manifests.filter((entry: any) => entry.platform.os === 'linux').map((entry: any) => entry.digest).sort());
  const web = await get('web/manifests/first');
  expect(web.json.manifests.map((entry: any) => entry.digest).sort()).toEqual(ARCHS.map(arch => digestIn(archiveOf('web', 'first', arch))).sort());
});

test('what was published can be pulled, for each platform', () => {
  const reference = `${image('api')}:first`;
  const config = ['--config', join(root, 'login')];
  for (const arch of ARCHS) {
    const { status, stderr } = runProgram('docker', [...config, 'pull', '--platform', `linux/${arch}`, reference], root);
    expect([status, stderr]).toEqual([0, '']);
    pulled.push(reference);
    const inspected = runProgram('docker', ['image', 'inspect', '--platform', `linux/${arch}`, '--format', '{{.Architecture}} {{.Config.Labels.arch}}', reference], root);
    expect([inspected.stdout.trim(), inspected.stderr]).toEqual([`${arch} ${arch}`, '']);
  }
});

test('publishing again changes nothing', async () => {
  const before = readFileSync(join(root, 'first.txt'), 'utf8');
  const out = await publish('first');
  expect(out.match(/unchanged/g)).toHaveLength(2);
  expect(readFileSync(join(root, 'first.txt'), 'utf8')).toBe(before);
});

test('one platform without attestations keeps its digest, also with the tags of a release', async () => {
  const archive = archiveOf('web', 'second', 'arm64');
  const project = mkdtempSync(join(root, 'single-'));
  const digest = digestIn(archive);
  write(project, '.projen/docker.json', manifest({ platforms: ['linux/arm64'], targets: [{ name: 'web', image: image('single') }] }));
  const inProject = (...args: string[]) => run(args, {}, project);
  expect((await inProject('publish', '--archive', archive, '--tag', 'one', '--digests', 'd.txt')).code).toBe(0);
  expect(readDigests(join(project, 'd.txt'))).toEqual([{ image: image('single'), digest }]);
  expect((await inProject('promote', '--digests', 'd.txt', '--release', 'v1.0.0', '--latest')).code).toBe(0);
  for (const tag of ['one', '1.0.0', '1.0', '1', 'latest']) expect([tag, await digestOf('single', tag)]).toEqual([tag, digest]);
  expect((await get('single/manifests/latest')).type).toBe('application/vnd.oci.image.manifest.v1+json');
});

test('a branch gets its tag, and "latest" if it is the one', async () => {
  await succeed('promote', '--digests', 'first.txt', '--branch', 'feature/login', '--latest-on', 'main');
  expect(await state('api', 'feature-login', 'latest')).toEqual({ 'feature-login': 'first', 'latest': 'none' });
  const out = await succeed('promote', '--digests', 'first.txt', '--branch', 'main', '--latest-on', 'main', '--tag', 'staging');
  expect(out.match(/ new$/gm)).toHaveLength(6);
  for (const name of ['api', 'web']) expect(await state(name, 'main', 'latest', 'staging')).toEqual({ main: 'first', latest: 'first', staging: 'first' });
});

test('releases go forward, and never back', async () => {
  for (const commit of ['second', 'third', 'fourth']) await publish(commit);
  const release = async (commit: string, version: string) => {
    await succeed('resolve', '--tag', commit, '--digests', 'digests.txt');
    return succeed('promote', '--digests', 'digests.txt', '--release', version, '--latest');
  };
  await release('first', 'v1.0.0');
  expect(await state('web', '1.0.0', '1.0', '1', 'latest')).toEqual({ '1.0.0': 'first', '1.0': 'first', '1': 'first', 'latest': 'first' });
  await release('second', 'v1.1.0');
  // A fix of the line before.
  const out = await release('third', '1.0.1');
  expect(out.match(/stays: 1\.1\.0 is newer/g)).toHaveLength(4);
  await release('fourth', 'v2.0.0-rc.1');
  for (const name of ['api', 'web']) {
    expect(await state(name, '1.0.0', '1.1.0', '1.0.1', '1.0', '1.1', '1', 'latest', '2.0.0-rc.1')).toEqual({
      '1.0.0': 'first', '1.1.0': 'second', '1.0.1': 'third', '1.0': 'third', '1.1': 'second', '1': 'second', 'latest': 'second', '2.0.0-rc.1': 'fourth',
    });
  }
  expect(await tagsOf('api')).not.toContain('2');
});

test('the run of an older commit that ends last moves nothing of its branch back', async () => {
  const branch = (commit: string, ...more: string[]) => succeed('promote', '--digests', `${commit}.txt`, '--branch', 'next', '--latest-on', 'main', '--tag', 'canary', ...more);
  await branch('third');
  const out = await branch('second');
  expect(out.match(/stays: the branch has newer images/g)).toHaveLength(4);
  const line = 'HOST/acme/api:next is of 2026-03-03T10:00:00Z, and what was to replace it of 2026-03-02T10:00:00Z: the branch has newer images, and its tags stay.';
  expect(out.trimEnd().split('\n').pop()).toBe(line);
  expect(await branch('second', '--markdown')).toContain(line.replace('HOST/acme/api:next', '`HOST/acme/api:next`'));
  for (const name of ['api', 'web']) expect(await state(name, 'next', 'canary')).toEqual({ next: 'third', canary: 'third' });
  expect((await branch('third')).match(/ unchanged$/gm)).toHaveLength(4);
  expect((await branch('fourth')).match(/ moved$/gm)).toHaveLength(4);
  for (const name of ['api', 'web']) expect(await state(name, 'next', 'canary')).toEqual({ next: 'fourth', canary: 'fourth' });
});

test('a release is never another one', async () => {
  const before = await tagsOf('api');
  const { code, stderr } = await run(['promote', '--digests', 'fourth.txt', '--release', '1.0.0', '--tag', 'production']);
  expect(code).toBe(1);
  expect(stderr).toContain('nothing was moved: HOST/acme/api:1.0.0 is released already, as sha256:');
  expect(await tagsOf('api')).toEqual(before);
  const pushed = await run(['publish', '--archive', 'images/fourth', '--tag', '1.0.0']);
  expect([pushed.code, pushed.stderr]).toEqual([1, expect.stringContaining('nothing was pushed: HOST/acme/api:1.0.0 is a release, and something else')]);
  // The same once more is what a run that is repeated does.
  expect(await succeed('promote', '--digests', 'first.txt', '--release', '1.0.0')).toMatch(/1\.0\.0 .* unchanged$/m);
});

test('the newest release is the highest version, not the last one', async () => {
  expect(JSON.parse(await succeed('resolve', '--newest-release', '--digests', 'newest.txt', '--json'))).toMatchObject({ tag: '1.1.0', images: [{ name: 'api' }, { name: 'web' }] });
  expect(readFileSync(join(root, 'newest.txt'), 'utf8')).toBe(readFileSync(join(root, 'second.txt'), 'utf8'));
});

test('a rollback moves what people take, and no release', async () => {
  await succeed('resolve', '--tag', 'v1.0.1', '--digests', 'back.txt');
  const dry = await succeed('promote', '--digests', 'back.txt', '--rollback', 'v1.0.1', '--dry-run');
  expect(dry).toContain('dry run, nothing was moved: rollback to 1.0.1');
  expect(await state('api', 'latest')).toEqual({ latest: 'second' });
  const { code, stdout } = await run(['promote', '--digests', 'back.txt', '--rollback', 'v1.0.1', '--tag', 'production', '--markdown'], {
    GITHUB_ACTOR: 'anna', GITHUB_RUN_ID: '17', GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'acme/shop', GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
  });
  expect(code).toBe(0);
  const [second, third] = [await digestOf('api', 'second'), await digestOf('api', 'third')];
  expect(stdout).toContain(`| \`HOST/acme/api\` | \`latest\` | \`${second}\` | \`${third}\` | moved |`);
  expect(stdout).toContain('by `anna`, run [17](https://github.com/acme/shop/actions/runs/17), commit [`0123456789ab`](https://github.com/acme/shop/commit/0123456789abcdef0123456789abcdef01234567).');
  for (const name of ['api', 'web']) {
    expect(await state(name, 'latest', '1', '1.0', '1.1', '1.1.0', '1.0.1', 'production')).toEqual({
      'latest': 'third', '1': 'third', '1.0': 'third', '1.1': 'second', '1.1.0': 'second', '1.0.1': 'third', 'production': 'third',
    });
  }
  const wrong = await run(['promote', '--digests', 'first.txt', '--rollback', '1.1.0']);
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('write it anew: projen-docker resolve --tag 1.1.0')]);
});

test('what Bake writes for all platforms at once, by hand', async () => {
  const folder = mkdtempSync(join(root, 'bake-'));
  write(folder, 'svc/Dockerfile', 'FROM scratch\nCOPY --chown=1000:1000 content /\nUSER 1000\nCMD ["/content"]\n');
  write(folder, 'svc/content', 'baked\n');
  mkdirSync(join(folder, 'images'));
  const project = new Project({ name: 'baked', outdir: folder });
  new DockerfileService(new Containers(project, { registry: `${registry.host}/acme`, platforms: ['linux/amd64', 'linux/arm64'] }), 'svc', {
    directory: 'svc', port: 8080, health: HealthCheck.none('it only holds a file'),
  });
  project.synth();
  const built = spawnSync('docker', ['buildx', 'bake', '--file', 'docker-bake.json'], { cwd: folder, encoding: 'utf8', env: { ...process.env, OUTPUT: 'images' } });
  expect([built.status, built.status === 0 ? '' : built.stderr]).toEqual([0, '']);
  const { code, stderr } = await run(['publish', '--archive', 'images', '--tag', 'sha-1', '--digests', 'd.txt'], {}, folder);
  expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
  expect(readDigests(join(folder, 'd.txt'))).toEqual([{ image: image('baked-svc'), digest: await digestOf('baked-svc', 'sha-1') }]);
  const { json } = await get('baked-svc/manifests/sha-1');
  expect(json.manifests.map((entry: any) => entry.platform.architecture)).toEqual(ARCHS);
});

describe('a login', () => {
  test('that a program keeps for all registries is used by everything', async () => {
    const helper = program('docker-credential-vault', `process.stdin.resume().on('end', () => console.log(JSON.stringify({ Username: '${LOGIN.username}', Secret: '${LOGIN.password}' })))`);
    configure('vault', { credsStore: 'vault' });
    const env = { DOCKER_CONFIG: join(root, 'vault'), PATH: `${helper}${delimiter}${process.env.PATH}` };
    const { code, stderr } = await run(['publish', '--archive', 'images/first', '--tag', 'by-helper', '--digests', 'helper.txt'], env);
    expect([code, stderr.split('\n').filter(line => !/^(reading|copying|tagging) |^$/.test(line))]).toEqual([0, []]);
    expect((await run(['promote', '--digests', 'helper.txt', '--tag', 'helped'], env)).code).toBe(0);
    expect(await digestOf('api', 'helped')).toBe(await digestOf('api', 'first'));
  });

  test('that is missing is said before anything is tagged', async () => {
    configure('none', {});
    // Nothing that skopeo could find elsewhere.
    const { code, stderr } = await run(['publish', '--archive', 'images/first', '--tag', 'refused', '--digests', 'refused.txt'], { DOCKER_CONFIG: join(root, 'none'), HOME: join(root, 'none') });
    expect(code).toBe(1);
    expect(stderr).toMatch(/cannot be copied to HOST\/acme\/api: .*log in with "docker login HOST" as somebody who may push there\. No tag was made/);
    expect(existsSync(join(root, 'refused.txt'))).toBe(false);
    expect(await tagsOf('api')).not.toContain('refused');
  });
});

test('an archive that was cut off is noticed before anything is pushed', async () => {
  const broken = join(root, 'broken');
  cpSync(join(root, 'images', 'fourth'), broken, { recursive: true });
  const path = join(broken, 'images-linux-arm64', 'web.tar');
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.subarray(0, bytes.length / 2));
  const { code, stderr } = await run(['publish', '--archive', 'broken', '--tag', 'broken']);
  expect([code, stderr]).toEqual([1, expect.stringContaining('web.tar cannot be read')]);
  expect(await tagsOf('api')).not.toContain('broken');
});
