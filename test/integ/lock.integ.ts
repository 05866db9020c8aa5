import { execFile } from 'child_process';
import { sign, X509Certificate } from 'crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Project } from 'projen';
import { LOGIN, Registry } from './registry';
import { requireEngine, run as runProgram } from './support';
import { BackingService, Containers, HealthCheck } from '../../src';
import { parseImageLock } from '../../src/workspace/image-lock';
import { compiledPackage } from '../child';
import { ScriptedServer } from '../registry/server';
import { repository, stateOf, write } from '../support';

requireEngine();

let registry: Registry;
let command: string;
const built: string[] = [];
beforeAll(async () => {
  const folder = compiledPackage();
  cpSync(join(__dirname, '..', '..', 'bin'), join(folder, 'bin'), { recursive: true });
  command = join(folder, 'bin', 'projen-docker');
  registry = await Registry.start();
});
afterAll(async () => {
  if (built.length > 0) runProgram('docker', ['image', 'rm', '--force', ...built], '.');
  await registry?.stop();
});

/** Docker's command line. */
function docker(...args: string[]): string {
  const { status, stdout, stderr } = runProgram('docker', args, '.');
  if (status !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

/** Builds an image for a platform without running anything, and pushes it. */
function push(image: string, platform: string, content: string): string {
  const context = mkdtempSync(join(tmpdir(), 'lock-image-'));
  writeFileSync(join(context, 'Dockerfile'), 'FROM scratch\nCOPY content /\n');
  writeFileSync(join(context, 'content'), content);
  const reference = `${registry.host}/${image}`;
  docker('buildx', 'build', '--load', '--provenance=false', '--platform', platform, '--tag', reference, context);
  rmSync(context, { recursive: true });
  built.push(reference);
  docker('push', reference);
  return reference;
}

function project(...references: string[]): string {
  return repository({ '.projen/docker.json': { references, lockFile: 'docker-lock.json' } });
}
const locked = (root: string) => Object.fromEntries(parseImageLock('docker-lock.json', readFileSync(join(root, 'docker-lock.json'), 'utf8')));

/** Runs `projen-docker lock` as a task does; Docker's configuration is none, unless it is said. */
function lock(root: string, args: string[] = [], env: Record<string, string> = {}): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise(resolve => {
    const child = execFile(process.execPath, [command, 'lock', ...args], { cwd: root, env: { PATH: process.env.PATH, DOCKER_CONFIG: root, ...env } }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode ?? 1, stdout, stderr });
    });
  });
}

test('images that the engine has pushed, for one platform and for two', async () => {
  const [amd64, arm64] = [push('app:amd64', 'linux/amd64', '1'), push('app:arm64', 'linux/arm64', '1')];
  const app = `${registry.host}/app:1`;
  docker('buildx', 'imagetools', 'create', '--tag', app, amd64, arm64);
  const root = project(app, arm64);

  expect(await lock(root)).toMatchObject({ code: 0, stderr: expect.stringContaining(`asking about ${app} (1 of 2)\n`) });
  const { digest } = JSON.parse(docker('buildx', 'imagetools', 'inspect', '--format', '{{json .Manifest}}', app));
  expect(locked(root)).toEqual({
    [app]: { digest, platforms: ['linux/amd64', 'linux/arm64'] },
    [arm64]: { digest: await registry.digest('app', 'arm64'), platforms: ['linux/arm64'] },
  });
  const before = { ...stateOf(root), mtime: statSync(join(root, 'docker-lock.json')).mtimeMs };
  expect(await lock(root)).toMatchObject({ code: 0, stdout: 'docker-lock.json is up to date: 2 images unchanged\n' });
  expect({ ...stateOf(root), mtime: statSync(join(root, 'docker-lock.json')).mtimeMs }).toEqual(before);
  // The second time, the digest was enough: for Docker Hub, that is no pull.
  expect(registry.requests.filter(request => request === 'GET /v2/app/manifests/1 200')).toHaveLength(1);

  // What synthesis makes of it is what Docker pulls, for each platform.
  for (const platform of ['linux/amd64', 'linux/arm64']) {
    const pinned = `${app}@${digest}`;
    docker('pull', '--platform', platform, pinned);
    expect(docker('image', 'inspect', '--format', '{{.Os}}/{{.Architecture}}', pinned)).toBe(platform);
    // The classic image store keeps one image for a digest.
    docker('image', 'rm', pinned);
  }
});

test('a tag that moves, an image that is new, and one that nothing uses', async () => {
  const index = async (content: string, ...platforms: string[]) => registry.putIndex('moving', '1', await Promise.all(platforms.map(platform => registry.putImage('moving', undefined, platform, { content }))));
  const [moving, other] = [`${registry.host}/moving:1`, `${registry.host}/other:1`];
  const first = await index('1', 'linux/amd64', 'linux/arm64/v8', 'linux/arm/v7');
  const root = project(moving);
  expect(await lock(root)).toMatchObject({ code: 0 });
  expect(await lock(root, ['--check'])).toMatchObject({ code: 0, stdout: 'docker-lock.json is up to date: 1 image unchanged\n' });

  const second = await index('2', 'linux/amd64', 'linux/arm64');
  await registry.putImage('other', '1', 'linux/s390x');
  write(root, '.projen/docker.json', { references: [moving, other], lockFile: 'docker-lock.json' });
  const before = stateOf(root);
  const check = await lock(root, ['--check']);
  expect([check.code, check.stdout]).toEqual([1, expect.stringMatching(new RegExp(`^missing   ${other}\noutdated  ${moving}  ${first.slice(7, 19)} -> ${second.slice(7, 19)}\n`))]);
  expect(stateOf(root)).toEqual(before);

  expect(await lock(root, ['--missing'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^added .*\n.* 1 image unchanged\n$/) });
  expect(locked(root)).toEqual({
    [moving]: { digest: first, platforms: ['linux/amd64', 'linux/arm/v7', 'linux/arm64'] },
    [other]: { digest: await registry.digest('other', '1'), platforms: ['linux/s390x'] },
  });

  write(root, '.projen/docker.json', { references: [moving], lockFile: 'docker-lock.json' });
  expect(await lock(root)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^updated .*\ndropped .*\n/) });
  expect(locked(root)).toEqual({ [moving]: { digest: second, platforms: ['linux/amd64', 'linux/arm64'] } });
});

test('a tag that is not there, and a registry that is gone, leave the file as it was', async () => {
  const gone = await Registry.start();
  await gone.putImage('a', '1', 'linux/amd64');
  await registry.putImage('here', '1', 'linux/amd64');
  const [here, away] = [`${registry.host}/here:1`, `${gone.host}/a:1`];
  const root = project(here, away);
  expect(await lock(root)).toMatchObject({ code: 0 });

  await registry.putImage('here', '1', 'linux/arm64');
  await gone.stop();
  write(root, '.projen/docker.json', { references: [here, away, `${registry.host}/here:2`], lockFile: 'docker-lock.json' });
  const before = stateOf(root);
  const { code, stdout, stderr } = await lock(root);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr.slice(stderr.indexOf('projen-docker:'))).toBe([
    'projen-docker: 2 images could not be resolved:',
    `  - image "${away}": ${gone.host} cannot be reached (connect ECONNREFUSED ${gone.host}); check the name and the network, and whether a proxy has to be set`,
    `  - image "${registry.host}/here:2": ${registry.host} does not have it (404 MANIFEST_UNKNOWN: manifest unknown); check the name and the tag`,
    'Nothing was written.',
    '',
  ].join('\n'));
  expect(stateOf(root)).toEqual(before);
});

test('a registry that wants a login gets the one that "docker login" left', async () => {
  const closed = await Registry.start({ login: true });
  try {
    const digest = await closed.putIndex('a', '1', [await closed.putImage('a', undefined, 'linux/amd64')]);
    const image = `${closed.host}/a:1`;
    const root = project(image);
    const refused = await lock(root);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining(`image "${image}": ${closed.host} wants a login, or does not have the image (401 UNAUTHORIZED: authentication required); check the name, or log in with "docker login ${closed.host}"`)]);

    const config = repository({});
    const login = runProgram('sh', ['-c', `printf %s '${LOGIN.password}' | DOCKER_CONFIG='${config}' docker login --username ${LOGIN.username} --password-stdin ${closed.host}`], '.');
    expect(login).toMatchObject({ status: 0 });
    expect(await lock(root, [], { DOCKER_CONFIG: config })).toMatchObject({ code: 0 });
    expect(locked(root)).toEqual({ [image]: { digest, platforms: ['linux/amd64'] } });

    write(config, 'config.json', { auths: { [closed.host]: { auth: Buffer.from('anna:wrong password').toString('base64') } } });
    const wrong = await lock(root, [], { DOCKER_CONFIG: config });
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining(`${closed.host} refuses the login that Docker has for it`)]);
    expect(wrong.stderr).not.toContain('wrong password');
  } finally {
    await closed.stop();
  }
});

test('a registry that wants tokens, as Docker Hub does, from a service of its own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lock-tokens-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const made = runProgram('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=tokens', '-keyout', key, '-out', certificate], '.');
  expect(made).toMatchObject({ status: 0 });
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const tokenFor = (name: string, actions: string[]) => {
    const now = Math.floor(Date.now() / 1000);
    const x5c = [new X509Certificate(readFileSync(certificate)).raw.toString('base64')];
    const claims = { iss: 'tests', aud: 'the registry', sub: '', jti: '1', iat: now, nbf: now - 10, exp: now + 60, access: [{ type: 'repository', name, actions }] };
    const text = `${encoded({ typ: 'JWT', alg: 'RS256', x5c })}.${encoded(claims)}`;
    return `${text}.${sign('RSA-SHA256', Buffer.from(text), readFileSync(key)).toString('base64url')}`;
  };
  // Everybody may read "open", and "anna" may read "closed".
  const service = await ScriptedServer.start(({ path, authorization }) => {
    const { searchParams } = new URL(path, 'http://localhost');
    const [, name, actions] = /^repository:([^:]+):(.+)$/.exec(searchParams.get('scope') ?? '') ?? [];
    const isAllowed = searchParams.get('service') === 'the registry' && (name === 'open' || authorization === `Basic ${Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString('base64')}`);
    return { body: { token: tokenFor(name, isAllowed ? actions.split(',') : []) } };
  });
  let running: Registry | undefined;
  try {
    for (const name of ['open', 'closed']) {
      const setting = { token: { realm: `http://${service.host}/token`, service: 'the registry', issuer: 'tests', rootcertbundle: certificate } };
      running = await Registry.start({ auth: { setting, authorization: `Bearer ${tokenFor(name, ['pull', 'push'])}` } });
      const image = `${running.host}/${name}:1`;
      const digest = await running.putIndex(name, '1', [await running.putImage(name, undefined, 'linux/amd64')]);
      const root = project(image);
      if (name === 'closed') {
        const refused = await lock(root);
        expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining(`${running.host} wants a login, or does not have the image (401 UNAUTHORIZED: authentication required)`)]);
        write(root, 'config.json', { auths: { [running.host]: { auth: Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString('base64') } } });
      }
      expect(await lock(root)).toMatchObject({ code: 0 });
      expect(locked(root)).toEqual({ [image]: { digest, platforms: ['linux/amd64'] } });
      expect(await lock(root)).toMatchObject({ code: 0, stdout: 'docker-lock.json is up to date: 1 image unchanged\n' });
      await running.stop();
    }
  } finally {
    await running?.stop();
    await service.stop();
    rmSync(folder, { recursive: true });
  }
});

test('what is locked is what synthesis writes, and Compose runs', async () => {
  const taken = push('taken:1', docker('version', '--format', '{{.Server.Os}}/{{.Server.Arch}}'), '1');
  const root = repository({});
  const synth = () => {
    const system = new Project({ name: 'locked', outdir: root });
    new BackingService(new Containers(system), 'taken', { image: taken, port: 80, health: HealthCheck.none('it is empty'), user: '1000:1000' });
    system.synth();
  };
  synth();
  expect(readFileSync(join(root, 'compose.yaml'), 'utf8')).toContain(`image: ${taken}\n`);
  expect(await lock(root)).toMatchObject({ code: 0, stdout: expect.stringContaining(`added    ${taken}  `) });
  synth();
  const pinned = `${taken}@${await registry.digest('taken', '1')}`;
  expect(readFileSync(join(root, 'compose.yaml'), 'utf8')).toContain(`image: ${pinned}\n`);
  expect(await lock(root, ['--check'])).toMatchObject({ code: 0, stdout: 'docker-lock.json is up to date: 1 image unchanged\n' });

  docker('image', 'rm', '--force', taken);
  built.push(pinned);
  docker('compose', '--project-directory', root, 'pull', '--quiet');
  expect(JSON.parse(docker('image', 'inspect', '--format', '{{json .RepoDigests}}', pinned))).toContain(pinned.replace(':1@', '@'));
});
