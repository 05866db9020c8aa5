import { readFileSync } from 'fs';
import { join } from 'path';
import { Example, Repository, requireEngine, run } from './support';
import { DockerfileService, HealthCheck, Job, Secret } from '../../src';

beforeAll(requireEngine);

describe('a Dockerfile of one\'s own', () => {
  const repository = new Repository('own-dockerfile', { 'secrets/token.txt': 'twelve bytes' });
  afterAll(() => {
    repository.remove();
    for (const name of ['checked', 'hardened', 'next']) run('docker', ['image', 'rm', '--force', `${repository.name}-${name}:latest`], '.');
  });
  const inService = (service: string, ...command: string[]) => repository.compose('exec', '-T', service, ...command);
  const before = ['Dockerfile', '.dockerignore'].map(path => readFileSync(join(repository.root, path), 'utf8'));
  const token = Secret.fromFile('token', 'secrets/token.txt');

  beforeAll(() => {
    repository.synth(containers => {
      const checked = new DockerfileService(containers, 'checked', { target: 'checked', hostPort: 24520, buildArgs: { FLAVOUR: 'a $b' }, buildSecrets: [token] });
      checked.addInitJob('prepare', { command: ['test', '-f', '/srv/flavour'] });
      new DockerfileService(containers, 'hardened', {
        target: 'runtime',
        hostPort: 24521,
        buildSecrets: [token],
        dependsOn: [checked],
        readOnly: true,
        dropCapabilities: true,
        user: '1000:1000',
        writable: ['/data'],
        temporary: ['/tmp', '/run/app'],
        health: HealthCheck.command(['test', '-d', '/data']),
      });
      new DockerfileService(containers, 'next', { target: 'runtime', hostPort: 24522, buildSecrets: [token] });
      new Job(containers, 'later', checked, { command: ['cat', '/srv/flavour'] });
    });
    repository.bake();
    repository.up();
  });

  test('it is built with what it was told, and not written', () => {
    expect(['Dockerfile', '.dockerignore'].map(path => repository.read(path))).toEqual(before);
    expect(inService('checked', 'cat', '/srv/flavour', '/srv/token-length').stdout).toBe('a $b\n12\n');
  });

  test('the secret is in no context, no image and no environment', () => {
    expect(inService('checked', 'cat', '/srv/context').stdout).not.toMatch(/secret|token/);
    const image = `${repository.name}-checked:latest`;
    expect(repository.docker('history', '--no-trunc', image).stdout + repository.docker('inspect', image).stdout).not.toContain('twelve bytes');
  });

  test('the Dockerfile\'s own health check counts, and that of Compose where there is one', () => {
    expect(repository.compose('ps', '--format', '{{.Service}} {{.Health}}').stdout.trim().split('\n').map(line => line.trim()).sort()).toEqual(['checked healthy', 'hardened healthy', 'next']);
  });

  test('the Compose file says nothing that Compose has to remark on', () => {
    expect(repository.docker('compose', 'config', '--quiet')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('what is said makes it tight', () => {
    const { stdout } = inService('hardened', 'sh', '-c', 'id -u; touch /srv/x || echo no; touch /data/x /run/app/x && echo yes; grep CapBnd /proc/1/status');
    expect(stdout).toBe('1000\nno\nyes\nCapBnd:\t0000000000000000\n');
    expect(inService('next', 'sh', '-c', 'grep CapBnd /proc/1/status').stdout).not.toMatch(/:\t0+$/);
    expect(inService('next', 'sh', '-c', 'grep NoNewPrivs /proc/1/status').stdout).toBe('NoNewPrivs:\t1\n');
  });

  test('labels of ours join those of the Dockerfile', () => {
    const labels = JSON.parse(repository.docker('inspect', '--format', '{{json .Config.Labels}}', `${repository.name}-checked:latest`).stdout);
    expect(labels).toMatchObject({ 'org.opencontainers.image.title': 'An old title' });
  });

  test('jobs run in its image: before it, and when they are asked for', () => {
    expect(repository.compose('ps', '--all', '--format', '{{.ExitCode}}', 'prepare').stdout.trim()).toBe('0');
    expect(repository.compose('run', '--rm', '-T', 'later').stdout).toBe('a $b\n');
    expect(repository.compose('--profile', 'jobs', 'config', '--services').stdout.trim().split('\n').sort()).toEqual(['checked', 'hardened', 'later', 'next', 'prepare']);
  });
});

describe('examples/own-dockerfile', () => {
  const example = new Example('own-dockerfile', { guestbook: [24510, 8000] });
  afterAll(() => example.remove());
  const inspect = (format: string) => example.ok('docker', 'inspect', '--format', format, example.ok('docker', 'compose', 'ps', '--quiet', 'guestbook'));

  beforeAll(() => example.start());

  test('it answers, and counts in a Redis that wants a password', async () => {
    expect(await example.json('guestbook', '/visits', { method: 'POST' })).toEqual({ visits: 1 });
    expect(await example.json('guestbook', '/')).toEqual({ welcome: 'Please sign the book', visits: 1 });
    expect(example.run('docker', 'compose', 'exec', '-T', 'redis', 'redis-cli', '-e', 'get', 'visits').status).not.toBe(0);
  });

  test('it is healthy by the check of its Dockerfile, and locked up', () => {
    expect(inspect('{{.State.Health.Status}} {{.Config.User}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}}')).toBe('healthy 65534:65534 true [ALL]');
    const password = readFileSync(join(example.root, '.secrets', 'redis-password'), 'utf8');
    expect(inspect('{{json .}}')).not.toContain(password);
  });

  test('visits outlive all containers, and a second start does no harm', async () => {
    example.ok('docker', 'compose', 'down');
    example.ok('docker', 'compose', 'up', '--no-build', '--wait');
    expect(await example.json('guestbook', '/')).toEqual({ welcome: 'Please sign the book', visits: 1 });
  });

  test('SIGTERM ends it at once', () => {
    const start = Date.now();
    example.ok('docker', 'compose', 'stop', 'guestbook');
    expect(Date.now() - start).toBeLessThan(5000);
    expect(example.ok('docker', 'compose', 'ps', '--all', '--format', '{{.ExitCode}}', 'guestbook')).toBe('0');
  });
});
