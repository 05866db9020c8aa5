import { ChildProcess, spawn } from 'child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { setTimeout as sleep } from 'timers/promises';
import { gzipSync } from 'zlib';
import * as zlib from 'zlib';
import { Example, Repository, requireEngine, run } from './support';
import { Containers, DockerfileService, DockerfileServiceOptions, Duration, HealthCheck, Job, MariaDb, Postgres, RabbitMq, Redis, Secret, Size, Valkey } from '../../src';
import type { Verdict } from '../../src/cli/smoke/verdict';
import { readLayout } from '../../src/engine/load-archive';
import { compiledPackage } from '../child';
import { sha256, tar, unpacked, untar } from '../engine/archives';

let program: string;
beforeAll(() => {
  requireEngine();
  program = join(compiledPackage(), 'projen-docker.js');
  writeFileSync(program, 'require(\'./lib/cli\').main(process.argv.slice(2));\n');
});

interface End { readonly code: number | null; readonly signal: string | null; readonly stdout: string; readonly stderr: string }

/** The command in a process of its own, as somebody at a keyboard has it. */
class Command {
  public readonly end: Promise<End>;
  public stderr = '';
  private readonly child: ChildProcess;

  public constructor({ root }: { readonly root: string }, args: readonly string[], env: Record<string, string> = {}) {
    this.child = spawn(process.execPath, [program, 'smoke', ...args], { cwd: root, env: { ...process.env, ...env }, detached: true });
    let stdout = '';
    this.child.stdout!.on('data', chunk => stdout += chunk);
    this.child.stderr!.on('data', chunk => this.stderr += chunk);
    this.end = new Promise(done => this.child.on('close', (code, signal) => done({ code, signal, stdout, stderr: this.stderr })));
  }

  /** Waits until it says that it is doing something. */
  public async reach(step: string): Promise<void> {
    for (let waited = 0; !this.stderr.includes(step); waited += 20) {
      if (waited > 120_000 || this.child.exitCode !== null) throw new Error(`it never came to "${step}":\n${this.stderr}`);
      await sleep(20);
    }
  }

  /** Ctrl-C reaches everything that the terminal has in the foreground, so also what the command has started. */
  public kill(signal: NodeJS.Signals): void {
    if (signal === 'SIGINT') process.kill(-this.child.pid!, signal);
    else this.child.kill(signal);
  }
}

interface Report {
  readonly passed: boolean;
  readonly services: readonly { readonly name: string; readonly measured: Record<string, unknown>; readonly promises: readonly Verdict[] }[];
}

/** What is broken, by service, and what was seen. */
function broken({ services }: Report): Record<string, Record<string, string>> {
  return Object.fromEntries(services.flatMap(({ name, promises }) => {
    const failed = promises.filter(({ result }) => result === 'fail').map(({ promise, seen }) => [promise, seen]);
    return failed.length > 0 ? [[name, Object.fromEntries(failed)]] : [];
  }));
}

/** Containers, networks and volumes of the command's own projects. */
function leftovers(repository: Repository): string[] {
  const label = '{{.Label "com.docker.compose.project"}}';
  return [['container', 'ls', '--all'], ['network', 'ls'], ['volume', 'ls']]
    .flatMap(list => run('docker', [...list, '--format', `${list[0]} ${label}`], '.').stdout.split('\n'))
    .filter(line => line.includes(` ${repository.name}-smoke-`));
}

async function nothingIsLeft(repository: Repository, patience: number): Promise<void> {
  for (let waited = 0; leftovers(repository).length > 0 && waited < patience; waited += 250) await sleep(250);
  expect(leftovers(repository)).toEqual([]);
}

function remove(repository: Repository): void {
  repository.remove();
  const list = ['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}', '--filter', `reference=${repository.name}-*`];
  const images = run('docker', list, '.').stdout.split('\n').filter(Boolean);
  if (images.length > 0) run('docker', ['image', 'rm', '--force', ...images], '.');
}

const ASK = ['wget', '-q', '-O', '-', 'http://127.0.0.1:8080/'];
const asked = (startPeriod = 10) => HealthCheck.command(ASK, { startPeriod: Duration.seconds(startPeriod), timeout: Duration.seconds(5) });

/** A service that keeps everything it promises. */
const service = (containers: Containers, name: string, given: Partial<DockerfileServiceOptions> = {}) => new DockerfileService(containers, name, {
  target: 'runtime',
  port: 8080,
  publishPort: false,
  user: '1000:1000',
  readOnly: true,
  dropCapabilities: true,
  memory: Size.mebibytes(128),
  stopGracePeriod: Duration.seconds(3),
  health: asked(),
  ...given,
});

describe('a good system', () => {
  const repository = new Repository('smoke');
  afterAll(() => remove(repository));
  beforeAll(() => {
    repository.synth(containers => {
      const cache = new Redis(containers, 'cache');
      const key = Secret.generated('key');
      const api = service(containers, 'api', {
        hostPort: 24610,
        secrets: [key],
        environment: { READS: '/run/secrets/key', KEEPS: '/data/seen' },
        writable: ['/data'],
        connectsTo: [cache],
        maxImageSize: Size.megabytes(400),
        maxDownloadSize: Size.megabytes(200),
      });
      api.addInitJob('migrate', { command: ['node', 'server.js', 'job'] });
      service(containers, 'web', { environment: { NEEDS: 'http://api:8080/' }, dependsOn: [api] });
      service(containers, 'bare', {
        target: 'distroless', user: 'nonroot', health: HealthCheck.command(['/node', '-e', 'fetch("http://127.0.0.1:8080/")']),
      });
      // What is not of the definition has only to start.
      containers.compose.addOverride('services.foreign', { image: 'alpine:3.24.2', command: ['sleep', '600'], stop_grace_period: '1s' });
      containers.compose.addOverride('services.api.depends_on.foreign', { condition: 'service_started' });
      new Job(containers, 'import', api, { command: ['node', 'server.js', 'job'] });
      containers.compose.addOverride('services.api.container_name', repository.name);
      containers.compose.addOverride('services.api.networks.default.aliases', ['backend']);
      containers.compose.addOverride('networks.default', { name: repository.name, ipam: { config: [{ subnet: '172.30.246.0/24' }] } });
      containers.compose.addOverride('volumes.api-data.name', `${repository.name}-data`);
    }, { guide: false });
  });

  test('keeps its promises, on a fresh clone', async () => {
    rmSync(join(repository.root, '.secrets'), { recursive: true });
    const { code, stdout, stderr } = await new Command(repository, []).end;
    expect([stdout, code]).toEqual([expect.stringMatching(/^Service +Promise +Promised +Seen +Result\ncache +start +healthy within 60 s +healthy after /), 0]);
    expect(stdout).not.toMatch(/FAIL|import/);
    expect(stdout).toMatch(/\nbare +start .*pass\n(.*\n)* +user +nonroot +65532:65532 +pass\n/);
    expect(stdout).toContain(`
api      start         healthy within 10 s  `);
    const api = stdout.split('\n').slice(stdout.split('\n').findIndex(line => line.startsWith('api '))).slice(0, 10);
    expect(api.map(line => line.slice(9, -4).replace(/[\d.]+/g, '#').trim().split(/ {2,}/))).toEqual([
      ['start', 'healthy within # s', 'healthy after # s'],
      ['answer', 'under # s', '# ms'],
      ['user', '#:#', '#:#'],
      ['read-only', 'root file system', 'read-only'],
      ['privileges', 'no new ones', 'no new ones'],
      ['capabilities', 'none', 'none'],
      ['stop', 'within # s', '# ms, exit code #'],
      ['memory', 'under # MiB', '# MiB'],
      ['image', 'up to # MB', '# MB'],
      ['download', 'up to # MB', '# MB'],
    ]);
    expect(stdout).toMatch(/\nforeign +start +runs for 5 s +runs for .*pass\n\w/);
    expect(stdout).toMatch(/\nmigrate +start +ends with exit code 0 +exit code 0 after .*pass\n/);
    expect(stderr).toMatch(/created \.secrets\/key\n/);
    // eslint-disable-next-line no-control-regex
    expect(stdout + stderr).not.toMatch(/[\x00-\x08\x0b-\x1f]/);
    await nothingIsLeft(repository, 0);
  });

  test('beside one that runs already, which stays as it is', async () => {
    repository.up();
    const ids = repository.compose('ps', '--quiet').stdout.trim().split('\n').sort();
    const state = () => repository.docker('inspect', '--format', '{{.Id}} {{.State.StartedAt}} {{.State.Status}}', ...ids).stdout;
    const before = state();
    expect(before.match(/running/g)).toHaveLength(5);
    const { code, stdout } = await new Command(repository, ['--no-build', '--json']).end;
    expect([broken(JSON.parse(stdout)), code]).toEqual([{}, 0]);
    expect(state()).toBe(before);
    repository.compose('down', '--volumes');
    await nothingIsLeft(repository, 0);
  });

  test('a service that is named, with what it needs and nothing else', async () => {
    const { code, stdout } = await new Command(repository, ['import', '--no-build', '--json']).end;
    const { services } = JSON.parse(stdout) as Report;
    expect([services.map(({ name }) => name), code]).toEqual([['cache', 'import'], 0]);
  });

  test('is built unless it must not be: then what is missing is named', async () => {
    const { code, stdout, stderr } = await new Command(repository, ['web', '--no-build'], { TAG: 'none' }).end;
    const images = ['migrate', 'api', 'web'];
    expect([stdout, stderr, code]).toEqual(['', expect.stringContaining(`the engine has no image ${repository.name}-api:none, ${repository.name}-web:none of ${images.map(name => `"${name}"`).join(', ')}; build it with`), 1]);
  });

  const interrupt = async (step: string, signal: NodeJS.Signals, exitCode: number) => {
    const command = new Command(repository, ['--no-build']);
    await command.reach(step);
    command.kill(signal);
    const { code, stdout, stderr } = await command.end;
    expect([code, stdout]).toEqual([exitCode, '']);
    expect(stderr).toMatch(/interrupted; what was started is removed\n$/);
    await nothingIsLeft(repository, 0);
  };

  test.each<[NodeJS.Signals, number]>([['SIGTERM', 143], ['SIGHUP', 129]])('by %s, it removes everything first', (signal, exitCode) => interrupt('Waiting for', signal, exitCode));

  describe.each([
    ['Creating containers'], ['Starting web'], ['Watching what runs'], ['Stopping web'],
  ])('ended while it says "%s"', step => {
    test('by Ctrl-C, it removes everything first', () => interrupt(step, 'SIGINT', 130));

    test('by SIGKILL, somebody else removes everything', async () => {
      const command = new Command(repository, ['--no-build']);
      await command.reach(step);
      command.kill('SIGKILL');
      expect((await command.end).signal).toBe('SIGKILL');
      // What was under way may still come into being: it must be found, too.
      await sleep(1500);
      await nothingIsLeft(repository, 30_000);
      await sleep(2000);
      await nothingIsLeft(repository, 0);
    });
  });

  test('ended twice, it goes at once, and somebody else removes everything', async () => {
    const command = new Command(repository, ['--no-build']);
    await command.reach('Waiting for');
    command.kill('SIGINT');
    await sleep(30);
    command.kill('SIGINT');
    expect((await command.end).code).toBe(130);
    await nothingIsLeft(repository, 30_000);
  });

  test('no process of it is left', async () => {
    const processes = () => run('ps', ['-eo', 'args'], '.').stdout.split('\n').filter(line => line.includes('reaper-process') && line.includes(repository.name));
    for (let waited = 0; processes().length > 0 && waited < 30_000; waited += 250) await sleep(250);
    expect(processes()).toEqual([]);
  });
});

describe('images from archives', () => {
  const repository = new Repository('smoke');
  afterAll(() => remove(repository));
  const TAG = 'archived';
  const reference = `${repository.name}-api:${TAG}`;
  const archive = join(repository.root, 'images/api.tar');
  const hasContainerd = /io\.containerd\.snapshotter/.test(run('docker', ['info', '--format', '{{json .DriverStatus}}'], '.').stdout);
  const identity = () => run('docker', ['image', 'inspect', '--format', '{{.Id}}', reference], '.').stdout.trim();
  /** What the archive is, whichever way the engine knows it. */
  const digests = async () => {
    const [{ root, manifest, config }] = await readLayout(archive);
    return [root, manifest, config].map(({ digest }) => digest);
  };
  const smoke = (...args: string[]) => new Command(repository, args, { TAG }).end;

  /** The image as a builder exports it: nothing but an OCI layout, compressed, with something beside it for each layer. */
  const exported = async (pack: (layer: Buffer) => Buffer) => {
    const saved = join(repository.root, 'saved.tar');
    run('docker', ['image', 'save', '--output', saved, reference], '.');
    const [image] = await readLayout(saved);
    const files = await untar(readFileSync(saved));
    const content = (digest: string) => files[`blobs/${digest.replace(':', '/')}`];
    const blobs: Record<string, Buffer> = {};
    const add = (bytes: Buffer, mediaType: string) => {
      blobs[`blobs/${sha256(bytes).replace(':', '/')}`] = bytes;
      return { mediaType, digest: sha256(bytes), size: bytes.length };
    };
    const json = (value: object) => Buffer.from(JSON.stringify(value));
    const TYPE = 'application/vnd.oci.image';
    const layers = image.layers.map(({ digest }) => add(pack(unpacked(content(digest))), `${TYPE}.layer.v1.tar+${pack === gzipSync ? 'gzip' : 'zstd'}`));
    const config = add(content(image.config.digest), `${TYPE}.config.v1+json`);
    const manifest = add(json({ schemaVersion: 2, mediaType: `${TYPE}.manifest.v1+json`, config, layers }), `${TYPE}.manifest.v1+json`);
    const [os, architecture] = image.platform.split('/');
    const index = add(json({ schemaVersion: 2, mediaType: `${TYPE}.index.v1+json`, manifests: [{ ...manifest, platform: { os, architecture } }] }), `${TYPE}.index.v1+json`);
    mkdirSync(join(repository.root, 'images'), { recursive: true });
    writeFileSync(archive, await tar({ ...blobs, 'index.json': json({ schemaVersion: 2, manifests: [index] }), 'oci-layout': '{"imageLayoutVersion":"1.0.0"}' }));
  };

  beforeAll(async () => {
    repository.synth(containers => {
      const api = service(containers, 'api', { secrets: [Secret.generated('key')], environment: { READS: '/run/secrets/key' } });
      api.addInitJob('migrate', { command: ['node', 'server.js', 'job'] });
      service(containers, 'web', { environment: { NEEDS: 'http://api:8080/' }, dependsOn: [api] });
    }, { guide: false });
    rmSync(join(repository.root, '.secrets'), { recursive: true });
    const { status, stderr } = run('env', [`TAG=${TAG}`, 'docker', 'buildx', 'bake', '--load', '--provenance=false', '--file', 'docker-bake.json', 'api'], repository.root);
    if (status !== 0) throw new Error(stderr);
    await exported(gzipSync);
    run('docker', ['image', 'rm', '--force', reference], '.');
  });

  test('are what is tried out, exactly; secrets of a fresh checkout are made up for this time', async () => {
    expect(identity()).toBe('');
    const { code, stdout, stderr } = await smoke('api', '--archive', 'images', '--json');
    if (!stdout) throw new Error(stderr);
    const report = JSON.parse(stdout) as Report;
    expect([broken(report), report.services.map(({ name }) => name), code]).toEqual([{}, ['migrate', 'api'], 0]);
    expect(stderr).toMatch(new RegExp(`^loaded ${reference} from images/api\\.tar \\(linux/\\w+\\)$`, 'm'));
    expect(await digests()).toContain(identity());
    expect(report.services[1].measured.image).toBe(identity());

    expect(stderr).toContain('secret "key": .secrets/key is not there; a random value is taken for this trial\n');
    expect(existsSync(join(repository.root, '.secrets'))).toBe(false);
    await nothingIsLeft(repository, 0);
  });

  test('replace images of their names, which is said', async () => {
    run('docker', ['image', 'tag', 'alpine:3.24.2', reference], '.');
    const { code, stderr } = await smoke('api', '--archive', 'images');
    expect([stderr, code]).toEqual([expect.stringMatching(new RegExp(`loaded ${reference} .*, in place of the image that had this name\n`)), 0]);
    expect(await digests()).toContain(identity());
  });

  const { zstdCompressSync } = zlib as { zstdCompressSync?: (bytes: Buffer) => Buffer };
  (zstdCompressSync ? test : test.skip)('may be compressed in another way', async () => {
    await exported(zstdCompressSync!);
    run('docker', ['image', 'rm', '--force', reference], '.');
    const { code, stderr } = await smoke('api', '--archive', 'images');
    expect([stderr, code]).toEqual([expect.stringContaining(`loaded ${reference} from images/api.tar (`), 0]);
    expect(await digests()).toContain(identity());
    expect(run('docker', ['run', '--rm', '--entrypoint', 'node', reference, '--print', '40 + 2'], '.')).toMatchObject({ status: 0, stdout: '42\n' });
  });

  // The classic image store cannot export them.
  (hasContainerd ? test : test.skip)('are what Bake writes, with attestations', async () => {
    const { status, stderr: log } = run('env', [`TAG=${TAG}`, 'OUTPUT=images', 'docker', 'buildx', 'bake', '--file', 'docker-bake.json', '--set', '*.attest=type=provenance,mode=max', '--set', 'web.output=type=oci,dest=images/web.tar,compression=zstd,force-compression=true'], repository.root);
    if (status !== 0) throw new Error(log);
    const { code, stdout, stderr } = await smoke('--archive', 'images', '--json');
    if (!stdout) throw new Error(stderr);
    expect([broken(JSON.parse(stdout)), code]).toEqual([{}, 0]);
    expect(stderr).toContain(`loaded ${repository.name}-web:${TAG} from images/web.tar (`);
    // What is published has this digest, attestations and all.
    expect(identity()).toBe((await readLayout(archive))[0].root.digest);
  });

  test('are all that is tried out, whatever the engine has', async () => {
    run('docker', ['image', 'tag', reference, `${repository.name}-web:${TAG}`], '.');
    rmSync(join(repository.root, 'images/web.tar'), { force: true });
    const { code, stdout, stderr } = await smoke('web', '--archive', 'images');
    expect([stdout, stderr, code]).toEqual(['', 'projen-docker: there is no web.tar in images, which "web" runs; write it with OUTPUT and Bake, or name other services\n', 1]);
  });
});

test('databases, caches and queues keep their promises', async () => {
  const repository = new Repository('smoke');
  try {
    repository.synth(containers => {
      const all = [new Postgres(containers, 'postgres'), new MariaDb(containers, 'mariadb'), new Valkey(containers, 'valkey'), new RabbitMq(containers, 'rabbitmq')];
      service(containers, 'api', { dependsOn: all });
    }, { guide: false });
    const { code, stdout, stderr } = await new Command(repository, ['--json']).end;
    if (!stdout) throw new Error(stderr);
    const report = JSON.parse(stdout) as Report;
    expect([broken(report), code]).toEqual([{}, 0]);
    expect(report.services.map(({ name }) => name)).toEqual(['postgres', 'mariadb', 'valkey', 'rabbitmq', 'api']);
    expect(report.services[0].promises.map(({ promise, result }) => `${promise} ${result}`)).toEqual(
      ['start pass', 'user pass', 'read-only pass', 'privileges pass', 'capabilities pass', 'stop pass', 'memory pass']);
    await nothingIsLeft(repository, 0);
  } finally {
    remove(repository);
  }
});

test('examples/node-service keeps its promises', async () => {
  const example = new Example('node-service', { app: [24611, 3000] });
  try {
    const { code, stdout, stderr } = await new Command(example, ['--json'], { TAG: example.tag }).end;
    if (!stdout) throw new Error(stderr);
    const report = JSON.parse(stdout) as Report;
    expect([broken(report), code]).toEqual([{}, 0]);
    expect(report.services.map(({ name, promises }) => [name, promises.map(({ promise, result }) => `${promise} ${result}`)])).toEqual([
      ['app', ['start pass', 'answer pass', 'user pass', 'read-only pass', 'privileges pass', 'capabilities pass', 'stop pass', 'memory pass']],
    ]);
  } finally {
    example.remove();
  }
});

describe('services that break their promises', () => {
  const repository = new Repository('smoke');
  afterAll(() => remove(repository));
  const faults: Record<string, object> = {
    root: { user: '0:0' },
    group: { user: '1000:0' },
    writes: { read_only: false },
    gains: { security_opt: ['no-new-privileges:false'] },
    privileged: { privileged: true },
    capable: { cap_add: ['NET_ADMIN'] },
    unlimited: { deploy: 'nothing' },
    patient: { stop_grace_period: '20s' },
    absent: { entrypoint: ['/app/not-there'] },
    npm: { command: ['npm', 'start'], environment: { npm_config_cache: '/tmp', npm_config_update_notifier: 'false' } },
    dull: { healthcheck: { disable: true } },
  };
  let report: Report;
  let end: End;

  beforeAll(async () => {
    repository.synth(containers => {
      const good = (name: string, given?: Partial<DockerfileServiceOptions>) => service(containers, name, given);
      const fault = (name: string, environment: Record<string, string>, given: Partial<DockerfileServiceOptions> = {}) =>
        good(name, { environment, ...given });
      good('good');
      const unhealthy = fault('unhealthy', { FAULT: 'unhealthy' });
      const dependent = good('dependent', { dependsOn: [unhealthy] });
      good('dependent-of-that', { dependsOn: [dependent] });
      fault('late', { STARTS_AFTER: '6000' }, { health: asked(2) });
      fault('slow', { ANSWERS_AFTER: '1200' });
      fault('deaf', { FAULT: 'deaf' });
      fault('patient', { FAULT: 'deaf' });
      fault('status', { FAULT: 'status' });
      fault('crash', { FAULT: 'crash' });
      fault('early', { FAULT: 'early' }, { health: HealthCheck.none('nobody asks'), port: undefined });
      fault('memory', { FAULT: 'memory' }, { health: HealthCheck.none('nobody asks'), port: undefined });
      const failing = fault('failing', {});
      failing.addInitJob('failing-migrate', { command: ['node', 'server.js', 'job'], environment: { FAULT: 'job' } });
      good('fat', { maxImageSize: Size.megabytes(100), maxDownloadSize: Size.megabytes(10) });
      for (const name of Object.keys(faults).filter(key => key !== 'patient')) good(name);
    }, { guide: false });
    repository.write('faults.yaml', JSON.stringify({ services: faults }).replace('"nothing"', '!reset {}'));
    end = await new Command(repository, ['--json', '--timeout', '15', '--file', 'compose.yaml', '--file', 'faults.yaml', '--skip', 'group:user']).end;
    if (!end.stdout) throw new Error(end.stderr);
    report = JSON.parse(end.stdout) as Report;
  });

  test('are told from those that keep them', () => {
    expect(broken(report)).toEqual({
      'unhealthy': { start: 'not healthy after 15 s' },
      'dependent': { start: 'not started: "unhealthy" is not healthy' },
      'dependent-of-that': { start: 'not started: "dependent" was not started' },
      'late': { start: expect.stringMatching(/^healthy after (6|7|8|9)[.\d]* s$/) },
      'slow': { answer: expect.stringMatching(/^(1\.[2-9]|[2-4](\.\d)?) s$/) },
      'deaf': { stop: expect.stringMatching(/^killed after [3-5](\.\d)? s, exit code 137$/) },
      'patient': { stop: expect.stringMatching(/^killed after 2[0-2] s, exit code 137$/) },
      'crash': { start: expect.stringMatching(/^ended after [\d.]+ m?s with exit code 1$/) },
      'early': { start: expect.stringMatching(/^ended after [2-4](\.\d)? s with exit code 4$/) },
      'memory': { start: expect.stringMatching(/^ended after .* with exit code 137$/), memory: 'out of memory: the engine killed a process' },
      'failing-migrate': { start: expect.stringMatching(/^exit code 3 after /) },
      'failing': { start: 'not started: "failing-migrate" has not succeeded' },
      'npm': { stop: expect.stringMatching(/but the signal goes to "npm start", not to the application$/) },
      'fat': { image: expect.stringMatching(/^1\d\d\.\d MB$/), download: expect.stringMatching(/^\d\d\.\d MB$/) },
      'root': { user: '0:0' },
      'dull': { start: 'nobody asks how it is' },
      'writes': { 'read-only': 'writable' },
      'gains': { privileges: 'it can gain some' },
      'privileged': { privileges: 'privileged', capabilities: 'all: it is privileged' },
      'capable': { capabilities: 'NET_ADMIN' },
      'unlimited': { memory: 'without a limit' },
      'absent': { start: expect.stringMatching(/^not started: .*not-there.* no such file or directory/) },
    });
    expect([end.code, report.passed]).toEqual([1, false]);
  });

  const promise = (name: string, of: string) => report.services.find(one => one.name === name)!.promises.find(one => one.promise === of);

  test('say what they said', () => {
    expect(promise('unhealthy', 'start')!.detail).toEqual([expect.stringMatching(/^health check, exit code 1:/), expect.stringContaining('503'), 'listening']);
    expect(promise('crash', 'start')!.detail!.join('\n')).toContain('there is nothing to connect to');
    expect(promise('good', 'start')!.detail).toBeUndefined();
  });

  test('an exit code of its own is no fault, and is shown', () => {
    expect(promise('status', 'stop')).toMatchObject({ seen: expect.stringMatching(/exit code 7$/), result: 'pass' });
  });

  test('what nobody wants to know is shown, and no fault', () => {
    expect(promise('group', 'user')).toMatchObject({ seen: '1000:0', result: 'skip' });
  });

  test('numbers for programs', () => {
    expect(report.services.find(({ name }) => name === 'good')!.measured).toMatchObject({
      image: expect.stringMatching(/^sha256:/),
      healthyAfter: expect.any(Number),
      answers: expect.arrayContaining([expect.any(Number)]),
      users: ['1000:1000'],
      command: 'node server.js',
      memory: expect.any(Number),
      memoryLimit: 128 << 20,
      stopDuration: expect.any(Number),
      exitCode: 0,
    });
  });

  test('nothing is left', () => nothingIsLeft(repository, 0));

  test('a file that nobody can make up has to be there', async () => {
    repository.write('secret.yaml', JSON.stringify({ services: { good: { secrets: ['token'] } }, secrets: { token: { file: './keys/token' } } }));
    const { code, stderr } = await new Command(repository, ['good', '--file', 'compose.yaml', '--file', 'secret.yaml']).end;
    expect([stderr, code]).toEqual(['projen-docker: the file of a secret is not there: "token" (keys/token); write it first\n', 1]);
    expect(readFileSync(join(repository.root, 'compose.yaml'), 'utf8')).not.toContain('token');
  });
});
