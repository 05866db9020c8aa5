import { execFileSync } from 'child_process';
import { develop, expectContracts, expectToStop, stepsOf } from './binary-support';
import { Example, filesOf, Repository, requireEngine, run } from './support';
import { BinaryRuntime, GoService, GoServiceOptions, HealthCheck, Instruction } from '../../src';

beforeAll(requireEngine);

const BUDGET = 100;
let port = 24400;

interface Case {
  readonly title: string;
  readonly fixture: string;
  readonly options?: GoServiceOptions;
  readonly dockerfile?: string;
  readonly answer: RegExp;
  readonly source: string;
  readonly extend?: (service: GoService) => void;
}

const HTTP = { health: HealthCheck.http('/') };
const PLAIN = { fixture: 'go-plain', answer: /"name":"go-plain"/, source: 'added.go' };
const CASES: Case[] = [
  { ...PLAIN, title: 'distroless', options: { health: HealthCheck.http('/healthz') } },
  { ...PLAIN, title: 'scratch', options: { health: HealthCheck.http('/healthz'), runtime: BinaryRuntime.scratch(), writable: ['data'], args: ['serve'] } },
  { ...PLAIN, title: 'alpine', options: { runtime: BinaryRuntime.alpine() } },
  { ...PLAIN, title: 'slim with C', options: { runtime: BinaryRuntime.slim(), cgo: true, goVersion: '1.24.4', packages: ['libsqlite3-0'] } },
  { title: 'a workspace', fixture: 'go-workspace', options: { ...HTTP, directory: 'services/api', assets: ['templates'] }, dockerfile: 'services/api/Dockerfile', answer: /^<Hello, workspace>/, source: 'libs/greeting/added.go' },
  { title: 'vendored modules', fixture: 'go-vendored', options: { ...HTTP, main: './cmd/server' }, answer: /^[0-9a-f]{8}-[0-9a-f-]{27}/, source: 'cmd/server/added.go' },
  {
    title: 'a module proxy',
    fixture: 'go-proxy',
    dockerfile: 'app/Dockerfile',
    answer: /^Hello, proxy/,
    source: 'local/added.go',
    options: { ...HTTP, directory: 'app', include: ['proxy'], buildArgs: { GOPROXY: 'file:///proxy' } },
    extend: service => service.stage('base').append(Instruction.copy(['proxy/'], '/proxy/')),
  },
];

describe.each(CASES)('$title', ({ fixture, options, dockerfile = 'Dockerfile', answer, source, extend }) => {
  const hostPort = port++;
  const repository = new Repository(fixture, { '.env': 'SECRET=leak-me\n' });

  beforeAll(() => {
    repository.synth(containers => {
      const service = new GoService(containers, 'api', { port: 8080, hostPort, ...options });
      extend?.(service);
    });
    repository.bake();
    repository.up();
  });
  afterAll(() => repository.remove());

  expectContracts(repository, { dockerfile, budget: options?.cgo ? 2 * BUDGET : BUDGET });

  test('it answers', async () => {
    expect(await (await fetch(`http://127.0.0.1:${hostPort}/`)).text()).toMatch(answer);
  });

  test('an edit of a source downloads nothing and compiles no probe', () => {
    const name = /[^/]+$/.exec(source.replace(/\/?added\.go$/, ''))?.[0] ?? 'main';
    repository.write(source, `package ${['server', 'main'].includes(name) ? 'main' : name}\n\nvar _ = "${repository.name}"\n`);
    const steps = stepsOf(repository.bake());
    const ran = steps.filter(({ cached }) => !cached).map(({ instruction }) => instruction);
    expect(ran.some(instruction => /^\[build .*go build/.test(instruction))).toBe(true);
    expect(ran.filter(instruction => /^\[(system|base|deps|probe)|apt-get|apk/.test(instruction))).toEqual([]);
  });

  expectToStop(repository);
});

describe('one binary', () => {
  const repositories: Repository[] = [];
  const repositoryOf = (fixture: string): Repository => {
    repositories.push(new Repository(fixture));
    return repositories.at(-1)!;
  };
  afterAll(() => repositories.forEach(repository => repository.remove()));

  test('in scratch: certificates, time zones, a name for the user, /tmp, a volume, and nothing else that can be written', async () => {
    const repository = repositoryOf('go-plain');
    const hostPort = port++;
    repository.synth(containers => new GoService(containers, 'api', {
      port: 8080, hostPort, runtime: BinaryRuntime.scratch(), writable: ['data'], args: ['serve', '--a b'], versionVariable: 'main.version', revisionVariable: 'main.revision',
    }));
    execFileSync('env', ['TAG=1.2.3', 'REVISION=abc', 'docker', 'buildx', 'bake', '--load', '--provenance=false', '--file', 'docker-bake.json'], { cwd: repository.root, stdio: 'pipe' });
    execFileSync('docker', ['tag', `${repository.name}-api:1.2.3`, `${repository.name}-api:latest`]);
    repository.up();
    const ask = async (path: string): Promise<Record<string, unknown>> => await (await fetch(`http://127.0.0.1:${hostPort}${path}`)).json() as Record<string, unknown>;
    expect(await ask('/')).toEqual({
      name: 'go-plain', version: '1.2.3', revision: 'abc', args: ['serve', '--a b'], uid: 1000, timeZones: true, users: 'app:x:1000:1000:app:/home/app:/usr/sbin/nologin\n', memoryLimit: '460MiB',
    });
    const certificates = await ask('/certificates');
    expect([certificates.error, Number(certificates.bytes) > 100_000]).toEqual(['', true]);
    expect(await ask('/write?path=/tmp/x')).toEqual({ error: '' });
    expect(await ask('/write?path=/app/data/x')).toEqual({ error: '' });
    expect((await ask('/write?path=/app/x')).error).toMatch(/read-only file system/);
    expect([...filesOf(`${repository.name}-api:latest`).keys()].filter(path => /(^|\/)(sh|busybox|bash)$/.test(path))).toEqual([]);
  });

  test('the probe tells a service that is not well', async () => {
    const repository = repositoryOf('go-plain');
    const hostPort = port++;
    repository.synth(containers => new GoService(containers, 'api', { port: 8080, hostPort, health: HealthCheck.http('/healthz') }));
    repository.bake();
    repository.up();
    const probe = (...args: string[]) => run('docker', ['exec', `${repository.name}-api-1`, 'probe', ...args], repository.root);
    expect(probe('8080', '2000', '/healthz')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(probe('8080', '2000')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(probe('8081', '2000')).toMatchObject({ status: 1, stderr: expect.stringContaining('connection refused') });
    await fetch(`http://127.0.0.1:${hostPort}/write?path=/tmp/sick`);
    expect(probe('8080', '2000', '/healthz')).toMatchObject({ status: 1, stderr: 'status 503\n' });
  });

  test('the same sources make the same binary', () => {
    const build = (): string => {
      const repository = repositoryOf('go-plain');
      repository.synth(containers => new GoService(containers, 'api', { port: 8080, hostPort: port }));
      execFileSync('docker', ['build', '--no-cache-filter', 'build', '--tag', `${repository.name}-api`, '.'], { cwd: repository.root, stdio: 'pipe' });
      return execFileSync('sh', ['-c', `id=$(docker create ${repository.name}-api) && docker cp -q $id:/app/api - | sha256sum; docker rm $id > /dev/null`], { encoding: 'utf8' }).slice(0, 64);
    };
    const [first, second] = [build(), build()];
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(second).toBe(first);
  });

  test('for another platform nothing is emulated', () => {
    const repository = repositoryOf('go-plain');
    repository.synth(containers => new GoService(containers, 'api', { port: 8080, hostPort: port, runtime: BinaryRuntime.scratch() }));
    execFileSync('docker', ['build', '--platform', 'linux/arm64', '--output', `type=local,dest=${repository.root}/out`, '.'], { cwd: repository.root, stdio: 'pipe' });
    for (const path of ['app/api', 'usr/local/bin/probe', 'usr/local/bin/tini']) {
      // e_machine of an ELF file: 183 is AArch64.
      expect(execFileSync('od', ['-An', '-tu2', '-j18', '-N2', `${repository.root}/out/${path}`], { encoding: 'utf8' }).trim()).toBe('183');
    }
  });

  test('development: a build for debugging that is made anew when sources change', async () => {
    const repository = repositoryOf('go-workspace');
    const hostPort = port++;
    repository.synth(containers => new GoService(containers, 'api', { directory: 'services/api', port: 8080, hostPort, writable: ['data'], health: HealthCheck.http('/') }));
    develop(repository);
    expect(await (await fetch(`http://127.0.0.1:${hostPort}/`)).text()).toBe('<Hello, workspace>\n');
    repository.write('libs/greeting/greeting.go', repository.read('libs/greeting/greeting.go').replace('Hello', 'Goodbye'));
    develop(repository);
    expect(await (await fetch(`http://127.0.0.1:${hostPort}/`)).text()).toBe('<Goodbye, workspace>\n');
  });
});

describe('examples/go-service', () => {
  const example = new Example('go-service', { api: [24480, 8080] });
  afterAll(() => example.remove());

  test('builds, becomes healthy, answers and stops', async () => {
    example.start();
    const created = await example.fetch('api', '/links', { method: 'POST', body: JSON.stringify({ url: 'https://example.com/a' }) });
    expect(created.status).toBe(201);
    const link = await created.json() as { id: string };
    expect((await example.fetch('api', `/links/${link.id}`, { redirect: 'manual' })).headers.get('location')).toBe('https://example.com/a');
    expect((await example.fetch('api', '/links', { method: 'POST', body: '{"url":"ftp://x"}' })).status).toBe(400);
    expect(await example.json('api', '/healthz')).toMatchObject({ status: 'ok' });
    example.ok('docker', 'compose', 'stop');
    const events = example.ok('docker', 'compose', 'logs', '--no-log-prefix').split('\n').map(line => JSON.parse(line).msg);
    expect([events[0], events.at(-1)]).toEqual(['listening', 'stopped']);
    expect(example.ok('docker', 'compose', 'ps', '--all', '--format', '{{.ExitCode}}')).toBe('0');
  });
});
