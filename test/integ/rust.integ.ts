import { execFileSync } from 'child_process';
import { utimesSync } from 'fs';
import { join } from 'path';
import { develop, expectContracts, expectToStop, stepsOf } from './binary-support';
import { Example, filesOf, Repository, requireEngine, run } from './support';
import { BinaryRuntime, HealthCheck, RustService, RustServiceOptions } from '../../src';

beforeAll(requireEngine);

const BUDGET = 100;
let port = 24440;

interface Case {
  readonly title: string;
  readonly fixture: string;
  readonly options: RustServiceOptions;
  readonly dockerfile?: string;
  readonly answer: string;
  readonly source: string;
  readonly before: string;
  readonly after: string;
}

const PLAIN = { fixture: 'rust-plain', answer: 'rust-plain unstamped \n', source: 'src/main.rs', before: '"rust-plain {} {}', after: '"edited {} {}' };
const WORKSPACE = { fixture: 'rust-workspace', dockerfile: 'services/api/Dockerfile', answer: '<Hello, workspace (9)>\n', source: 'crates/greeting/src/lib.rs', before: '{}, {name}', after: '{}! {name}' };
const OPTIONS = { rustVersion: '1.91', health: HealthCheck.http('/') };
const CASES: Case[] = [
  { ...PLAIN, title: 'distroless', options: OPTIONS },
  { ...PLAIN, title: 'scratch', options: { ...OPTIONS, runtime: BinaryRuntime.scratch() } },
  { ...PLAIN, title: 'slim with packages', options: { rustVersion: '1.91', runtime: BinaryRuntime.slim(), packages: ['libsqlite3-0'], buildPackages: ['libsqlite3-dev'] } },
  { ...WORKSPACE, title: 'a workspace with vendored crates', options: { ...OPTIONS, directory: 'services/api', assets: ['templates'] } },
];

describe.each(CASES)('$title', ({ fixture, options, dockerfile = 'Dockerfile', answer, source, before, after }) => {
  const hostPort = port++;
  const repository = new Repository(fixture, { '.env': 'SECRET=leak-me\n' });
  const ask = async (): Promise<string> => (await fetch(`http://127.0.0.1:${hostPort}/`)).text();

  beforeAll(() => {
    repository.synth(containers => new RustService(containers, 'api', { port: 8080, hostPort, ...options }));
    repository.bake();
    repository.up();
  });
  afterAll(() => repository.remove());

  expectContracts(repository, { dockerfile, budget: options.packages ? 2 * BUDGET : BUDGET });

  test('it answers', async () => {
    expect(await ask()).toBe(answer);
  });

  test('an edit of a source compiles no dependency, and arrives', async () => {
    // The name makes it an edit that no build has seen.
    repository.write(source, `${repository.read(source).replace(before, after)}// ${repository.name}\n`);
    // An old file must not be taken for one that is compiled already.
    execFileSync('touch', ['-d', '2020-01-01', source], { cwd: repository.root });
    const log = repository.bake();
    const ran = stepsOf(log).filter(({ cached }) => !cached).map(({ instruction }) => instruction);
    expect(ran.some(instruction => /^\[build .*cargo (build|rustc)/.test(instruction))).toBe(true);
    expect(ran.filter(instruction => /^\[(system|base|deps|probe)|apt-get|apk/.test(instruction))).toEqual([]);
    expect(log).not.toMatch(/Compiling itoa/);
    repository.up();
    expect(await ask()).toBe(answer.replace('Hello,', 'Hello!').replace('rust-plain', 'edited'));
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

  test('in scratch it is linked statically, and knows its version', async () => {
    const repository = repositoryOf('rust-plain');
    const hostPort = port++;
    repository.synth(containers => new RustService(containers, 'api', { rustVersion: '1.91', port: 8080, hostPort, runtime: BinaryRuntime.scratch(), versionVariable: 'APP_VERSION', args: ['serve'] }));
    repository.bake();
    repository.up();
    expect(await (await fetch(`http://127.0.0.1:${hostPort}/`)).text()).toBe('rust-plain dev serve\n');
    expect([...filesOf(`${repository.name}-api:latest`).keys()].filter(path => /\.so(\.|$)/.test(path))).toEqual([]);
    const probe = (...args: string[]) => run('docker', ['exec', `${repository.name}-api-1`, 'probe', ...args], repository.root);
    expect(probe('8080', '2000', '/')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(probe('8080', '2000')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(probe('8080', '2000', '/sick')).toMatchObject({ status: 1, stderr: expect.stringContaining('status 503') });
    expect(probe('8081', '2000')).toMatchObject({ status: 1, stderr: expect.stringContaining('ConnectionRefused') });
  });

  test('development: a build for debugging that is made anew when sources change', async () => {
    const repository = repositoryOf('rust-workspace');
    const hostPort = port++;
    repository.synth(containers => new RustService(containers, 'api', { rustVersion: '1.91', directory: 'services/api', port: 8080, hostPort, writable: ['data'], health: HealthCheck.http('/') }));
    const ask = async (): Promise<string> => (await fetch(`http://127.0.0.1:${hostPort}/`)).text();
    develop(repository);
    expect(await ask()).toBe('<Hello, workspace (9)>\n');
    repository.write('crates/greeting/build.rs', repository.read('crates/greeting/build.rs').replace('Hello', 'Goodbye'));
    develop(repository);
    expect(await ask()).toBe('<Goodbye, workspace (9)>\n');
    // Another checkout, with other sources that are no newer, finds the same cache.
    const other = repositoryOf('rust-workspace');
    other.write('crates/greeting/build.rs', other.read('crates/greeting/build.rs').replace('Hello', 'Welcome'));
    utimesSync(join(other.root, 'crates/greeting/build.rs'), new Date(0), new Date(0));
    repository.compose('down', '--timeout', '1');
    other.synth(containers => new RustService(containers, 'api', { rustVersion: '1.91', directory: 'services/api', port: 8080, hostPort, writable: ['data'], health: HealthCheck.http('/') }));
    develop(other);
    expect(await ask()).toBe('<Welcome, workspace (9)>\n');
  });
});

describe('examples/rust-service', () => {
  const example = new Example('rust-service', { api: [24490, 8080] });
  afterAll(() => example.remove());

  test('builds, becomes healthy, answers and stops', async () => {
    example.start();
    expect(await example.json('api', '/healthz')).toEqual({ status: 'ok', version: 'test-24490' });
    expect(await example.json('api', '/count', { method: 'POST', body: 'the cat and the dog' })).toEqual({ words: 5, distinct: 4 });
    expect((await example.fetch('api', '/nowhere')).status).toBe(404);
    example.ok('docker', 'compose', 'stop');
    const events = example.ok('docker', 'compose', 'logs', '--no-log-prefix').split('\n').map(line => JSON.parse(line).message);
    expect([events[0], events.at(-1)]).toEqual(['listening', 'stopped']);
    expect(example.ok('docker', 'compose', 'ps', '--all', '--format', '{{.ExitCode}}')).toBe('0');
  });
});
