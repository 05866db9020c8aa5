import { readFileSync } from 'fs';
import { join } from 'path';
import { filesOf, Repository, requireEngine } from './support';
import { NodeBaseImage, NodeRuntime, NodeService, NxService } from '../../src';

beforeAll(requireEngine);

const uncached = (log: string): string[] => {
  const steps = new Map([...log.matchAll(/^(#\d+) (\[[^\]]*\] (?:RUN|COPY).*)$/gm)].map(([, id, step]) => [id, step]));
  return [...steps].filter(([id]) => !new RegExp(`^${id} CACHED$`, 'm').test(log)).map(([, step]) => step);
};

describe.each([
  ['alpine', NodeRuntime.alpine(), 24020, 'tzdata', 'usr/share/zoneinfo/Europe/Berlin'],
  ['slim', NodeRuntime.slim(), 24030, 'openssl', 'usr/bin/openssl'],
  ['distroless', NodeRuntime.distroless(), 24040, undefined, undefined],
])('services of an npm workspace on a base: %s', (kind, runtime, port, systemPackage, file) => {
  const repository = new Repository('npm-workspace');
  const image = (name: string) => `${repository.name}-${name}:latest`;
  afterAll(() => repository.remove());

  beforeAll(() => {
    repository.synth(containers => {
      const base = new NodeBaseImage(containers, 'base', { runtime });
      new NodeService(containers, 'api', { base, directory: 'apps/api', port: 3000, hostPort: port, writable: ['data'] });
      new NodeService(containers, 'other', { base, directory: 'apps/other', port: 3000, hostPort: port + 1, ...systemPackage && { packages: [systemPackage] } });
    });
    repository.bake();
    repository.up();
  });

  test('both answer, as an unprivileged user', async () => {
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port + 1}/`)).status).toBe(200);
    const user = repository.compose('exec', 'api', 'node', '-p', 'process.getuid()').stdout.trim();
    expect(user).toBe(kind === 'distroless' ? '65532' : '1000');
  });

  test('each has the packages that it needs to run, and its own of the system', () => {
    const [api, other] = ['api', 'other'].map(name => [...filesOf(image(name)).keys()]);
    expect(api).toEqual(expect.arrayContaining(['app/node_modules/ms/index.js', 'app/packages/greeting/dist/index.js']));
    expect(other.filter(path => /node_modules\/(ms|typescript)\//.test(path))).toEqual([]);
    expect([api, other].flat().filter(path => /(^|\/)s?bin\/(npm|apk|apt|apt-get|dpkg)$/.test(path))).toEqual([]);
    if (file) expect([api.includes(file), other.includes(file)]).toEqual([false, true]);
  });

  test('an edit of one installs nothing, and leaves the other alone', () => {
    repository.write('apps/other/src/server.js', `${repository.read('apps/other/src/server.js')}\n// edited ${Date.now()}\n`);
    expect(uncached(repository.bake()).filter(step => !/^\[other (build|runtime|stage)/.test(step))).toEqual([]);
  });

  test('Compose builds on it, too, and never starts it', () => {
    expect(repository.compose('build', 'api')).toMatchObject({ status: 0 });
    expect(repository.compose('ps', '--all', '--services').stdout.trim().split('\n').sort()).toEqual(['api', 'other']);
  });

  test('the builder has nothing to say about the Dockerfiles', () => {
    for (const dockerfile of ['base.Dockerfile', 'apps/api/Dockerfile']) {
      expect(repository.docker('buildx', 'build', '--call', 'check', '--file', dockerfile, '.').stdout).toContain('no warnings found');
    }
  });
});

describe('a package of an Nx workspace', () => {
  const repository = new Repository('nx-packages');
  afterAll(() => repository.remove());

  beforeAll(() => {
    repository.synth(containers => new NxService(containers, 'api', { project: '@acme/api', include: ['build.mjs'], port: 3000, hostPort: 24050, buildArgs: { FLAGS: 'a' } }));
    repository.bake();
    repository.up();
  });

  test('Nx built it and what it depends on', async () => {
    const answer = await (await fetch('http://127.0.0.1:24050/')).json();
    expect(answer).toEqual({ greeting: 'hello', minute: 60000, built: ['@acme/api', '@acme/greeting'], flags: 'a', uid: 1000 });
  });

  test('the image has neither Nx nor sources', () => {
    const files = [...filesOf(`${repository.name}-api:latest`).keys()];
    expect(files.filter(path => /node_modules\/(nx|@nx)(\/|$)|\/src\/|nx\.json$|build\.mjs$/.test(path) && path.startsWith('app/'))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['app/node_modules/ms/index.js', 'app/packages/greeting/dist/index.js', 'app/apps/api/dist/server.js']));
  });

  test('an edit installs nothing and leaves the library alone', () => {
    repository.write('apps/api/src/server.js', `${repository.read('apps/api/src/server.js')}\n// edited ${Date.now()}\n`);
    const steps = uncached(repository.bake());
    expect(steps.filter(step => /npm ci|@acme\/greeting:build/.test(step))).toEqual([]);
    expect(steps.some(step => step.includes('nx run @acme/api:build'))).toBe(true);
    expect(readFileSync(join(repository.root, 'apps/api/Dockerfile'), 'utf8')).toContain('--workspace apps/api');
  });

  test('SIGTERM ends it at once', () => {
    const start = Date.now();
    repository.compose('stop');
    expect(Date.now() - start).toBeLessThan(5000);
    expect(repository.compose('ps', '--all', '--format', '{{.ExitCode}}').stdout.trim()).toBe('0');
  });
});
