import { readFileSync, writeFileSync } from 'fs';
import { createRequire } from 'module';
import { join } from 'path';
import * as ts from 'typescript';
import { Example, filesOf, reportSizes, requireEngine, run } from './support';
import * as api from '../../src';

// Alpine's py3-numpy and py3-pandas are not to be had everywhere these tests run: here strategy-engine, and no other, stands on
// Debian, on a base image of its own. Everything else is the example as it is.
const DEBIAN = {
  'base,\n  description': 'base: name === \'strategy-engine\' ? debian : base,\n  description',
  '/** What is the same': 'const debian = new NodeBaseImage(project, \'debian\', { directory: \'workspace\', packages: [\'tzdata\'], runtime: NodeRuntime.slim() });\n\n/** What is the same',
  '\'py3-numpy\', \'py3-pandas\'': '\'python3-numpy\', \'python3-pandas\'',
  'NodeBaseImage, NxService': 'NodeBaseImage, NodeRuntime, NxService',
};

const SERVICES = {
  'api-gateway': [24001, 3001, '/health'],
  'strategy-engine': [24002, 3002, '/health/strategy'],
  'order-execution': [24003, 3003, '/health/orders'],
  'risk-management': [24004, 3004, '/health'],
  'data-ingestion': [24005, 3005, '/health'],
  'notification-service': [24006, 3006, '/health'],
} as const;
const NAMES = Object.keys(SERVICES) as (keyof typeof SERVICES)[];
const ON_ALPINE = NAMES.filter(name => name !== 'strategy-engine');

const example = new Example('jts', Object.fromEntries(NAMES.map(name => [name, [SERVICES[name][0], SERVICES[name][1]] as const])));
const image = (name: string) => `ghcr.io/ddoachi/jts-${name}:${example.tag}`;
let firstLog: string;

beforeAll(requireEngine);
afterAll(() => example.remove());

/** Synthesizes the example as it is, but for what must be different here. */
function redefine(): void {
  const text = Object.entries(DEBIAN).reduce((before, [from, to]) => {
    expect(before).toContain(from);
    return before.replace(from, to);
  }, readFileSync(join(example.root, '.projenrc.ts'), 'utf8'));
  const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  class DockerProject extends api.DockerProject {
    public constructor(options: api.DockerProjectOptions) {
      super({ ...options, outdir: example.root });
    }
  }
  const require = createRequire(__filename);
  new Function('require', 'exports', outputText)((name: string): unknown => (name === '@jts/projen-docker' ? { ...api, DockerProject } : require(name)), {});
}

/** The steps of a build's log: each with its instruction, and whether it came out of the cache. */
function stepsOf(log: string): { readonly step: string; readonly cached: boolean }[] {
  const names = new Map([...log.matchAll(/^(#\d+) (\[[^\]]*\] (?:RUN|COPY|WORKDIR|FROM).*)$/gm)].map(([, id, step]) => [id, step]));
  return [...names].map(([id, step]) => ({ step, cached: new RegExp(`^${id} CACHED$`, 'm').test(log) }));
}

describe('examples/jts', () => {
  beforeAll(() => {
    redefine();
    firstLog = example.bake();
  });

  test('what services share is built once', () => {
    // Once on Alpine, once on Debian. Under whose name the builder shows a step that is in all of their builds, is its own affair.
    const once = (pattern: RegExp) => expect([pattern, stepsOf(firstLog).filter(({ step }) => pattern.test(step)).length]).toEqual([pattern, 2]);
    once(/ deps .*RUN .*npm ci/);
    once(/ base .*RUN .*tini/);
    once(/ runtime-base .*RUN .*tzdata/);
  });

  test('the targets of the base stand in for the stages of the services', () => {
    const path = join(example.root, 'workspace/base.Dockerfile');
    const before = readFileSync(path, 'utf8');
    writeFileSync(path, `${before}ENV SAID_IN=base\n`);
    const environment = (name: string) => run('docker', ['image', 'inspect', '--format', '{{json .Config.Env}}', image(name)], '.').stdout;
    example.bake('data-ingestion');
    expect(environment('data-ingestion')).toContain('SAID_IN=base');
    example.ok('docker', 'compose', 'build', 'notification-service');
    expect(environment('notification-service')).toContain('SAID_IN=base');
    writeFileSync(path, before);
    example.bake();
    expect(environment('data-ingestion') + environment('notification-service')).not.toContain('SAID_IN');
  });

  test('all start within 30 s, become healthy and answer within a second', async () => {
    const start = Date.now();
    example.ok('docker', 'compose', 'up', '--no-build', '--wait');
    expect(Date.now() - start).toBeLessThan(30_000);
    for (const name of NAMES) {
      const asked = Date.now();
      const response = await example.fetch(name, SERVICES[name][2]);
      expect([name, response.status, (await response.json() as { status: string }).status]).toEqual([name, 200, 'healthy']);
      expect(Date.now() - asked).toBeLessThan(1000);
    }
    expect(await example.json('api-gateway', '/health/live')).toMatchObject({ status: 'healthy' });
  });

  test('they answer together', async () => {
    const { status, checks } = await example.json('api-gateway', '/status') as { status: string; checks: Record<string, { status: string }> };
    expect([status, Object.keys(checks).sort()]).toEqual(['healthy', NAMES.filter(name => name !== 'api-gateway').sort()]);
    const order = await example.fetch('api-gateway', '/orders', { method: 'POST', body: JSON.stringify({ symbol: 'JTS', side: 'buy', quantity: 3 }) });
    expect([order.status, await order.json()]).toEqual([201, expect.objectContaining({ accepted: true, symbol: 'JTS' })]);
    expect((await example.fetch('api-gateway', '/orders', { method: 'POST', body: '{"symbol":"JTS","side":"hold","quantity":1}' })).status).toBe(400);
    expect(await example.json('notification-service', '/notifications')).toMatchObject({ sent: [{ subject: 'order 1 accepted' }] });
  });

  test('the strategy is computed by numpy and pandas', async () => {
    const signal = await example.json('api-gateway', '/signals?symbol=JTS') as Record<string, number>;
    expect(signal).toEqual({ symbol: 'JTS', signal: expect.stringMatching(/^(buy|sell)$/), fast: expect.any(Number), slow: expect.any(Number), volatility: expect.any(Number) });
    const versions = example.ok('docker', 'compose', 'exec', 'strategy-engine', 'python3', '-c', 'import numpy, pandas; print(numpy.mean([1, 2, 6]), pandas.Series([1, 3]).sum())');
    expect(versions).toBe('3.0 4');
  });

  test('Node has the heap that was said', () => {
    const limit = (name: string) => Number(example.ok('docker', 'compose', 'exec', name, 'sh', '-c', 'node $(tr "\\0" "\\n" < /proc/$(pgrep -o node || echo 7)/cmdline | grep max-old) -p "v8.getHeapStatistics().heap_size_limit"'));
    expect(limit('order-execution') / 2 ** 20).toBeGreaterThanOrEqual(512);
    expect(limit('order-execution') / 2 ** 20).toBeLessThan(640);
    const command = run('docker', ['image', 'inspect', '--format', '{{json .Config.Cmd}}', image('order-execution')], '.').stdout;
    expect(JSON.parse(command)).toEqual(['node', '--max-old-space-size=512', 'main.cjs']);
    expect(JSON.parse(run('docker', ['image', 'inspect', '--format', '{{json .Config.Cmd}}', image('api-gateway')], '.').stdout)).toEqual(['node', '--enable-source-maps', 'main.cjs']);
  });

  test.each(NAMES)('%s runs as an unprivileged user who can write nothing', name => {
    expect(example.ok('docker', 'compose', 'exec', name, 'id', '-u')).toBe('1000');
    expect(example.run('docker', 'compose', 'exec', name, 'touch', '/app/x').status).not.toBe(0);
    expect(example.ok('docker', 'compose', 'exec', name, 'cat', '/etc/passwd')).toContain('node:x:1000:1000');
  });

  test.each(NAMES)('%s holds what runs, and nothing that builds', name => {
    const files = [...filesOf(image(name)).keys()];
    const packages = [...new Set(files.flatMap(path => /^app\/node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1] ?? []))].filter(path => !path.startsWith('.')).sort();
    const own: Partial<Record<typeof name, string[]>> = { 'api-gateway': ['zod'], 'order-execution': ['big.js'], 'risk-management': ['big.js'] };
    expect([name, packages]).toEqual([name, own[name] ?? []]);
    expect(files.filter(path => /(^|\/)(npm|npx|yarn|pnpm|apk|apt-get|dpkg|gcc|tsc|nx|esbuild)$/.test(path) && !/^(etc|var|lib\/apk|usr\/lib|usr\/share)/.test(path))).toEqual([]);
    expect(files.filter(path => /^app\/(?!node_modules\/).*(\.ts|project\.json|package-lock\.json)$/.test(path))).toEqual([]);
    expect(files).toContain('usr/share/zoneinfo/Europe/Berlin');
  });

  test('images keep their budgets', () => {
    ON_ALPINE.forEach(name => expect([name, reportSizes(image(name), 150).unpacked < 150]).toEqual([name, true]));
    expect(reportSizes(image('strategy-engine'), 150).download).toBeLessThan(150);
  });

  test('labels say what they must, and source maps stay out where they were turned off', () => {
    const labels = JSON.parse(run('docker', ['image', 'inspect', '--format', '{{json .Config.Labels}}', image('order-execution')], '.').stdout);
    expect(labels).toMatchObject({ 'org.opencontainers.image.title': 'order-execution', 'org.opencontainers.image.vendor': 'JTS', 'security.scan-policy': 'strict' });
    expect(filesOf(image('order-execution')).has('app/main.cjs.map')).toBe(false);
    expect(filesOf(image('api-gateway')).has('app/main.cjs.map')).toBe(true);
  });

  test('SIGTERM ends them at once, and after the open requests', () => {
    const start = Date.now();
    example.ok('docker', 'compose', 'stop');
    expect(Date.now() - start).toBeLessThan(9000);
    expect(example.ok('docker', 'compose', 'ps', '--all', '--format', '{{.ExitCode}}').split('\n')).toEqual(NAMES.map(() => '0'));
    const lines = example.ok('docker', 'compose', 'logs', '--no-log-prefix', 'order-execution').split('\n').map(line => JSON.parse(line));
    expect(lines[lines.length - 1]).toMatchObject({ level: 'info', service: 'order-execution', message: 'stopping' });
  });

  test('one service is built by itself, with Docker alone and with Compose', () => {
    const workspace = join(example.root, 'workspace');
    const alone = run('docker', ['build', '--tag', image('alone'), '--file', 'apps/api-gateway/Dockerfile', '.'], workspace);
    expect([alone.status, alone.stderr.slice(-2000)]).toEqual([0, expect.anything()]);
    example.ok('docker', 'compose', 'build', 'api-gateway');
    const layers = (name: string) => JSON.parse(run('docker', ['image', 'inspect', '--format', '{{json .RootFS.Layers}}', image(name)], '.').stdout);
    expect(layers('alone').slice(0, 4)).toEqual(layers('api-gateway').slice(0, 4));
    expect(run('docker', ['buildx', 'build', '--call', 'check', '--file', 'apps/api-gateway/Dockerfile', '.'], workspace).stdout).toContain('no warnings found');
    expect(run('docker', ['buildx', 'build', '--call', 'check', '--file', 'base.Dockerfile', '.'], workspace).stdout).toContain('no warnings found');
  });

  test('an edit of one application builds that one, and installs nothing', () => {
    const main = join(example.root, 'workspace/apps/risk-management/src/main.ts');
    writeFileSync(main, `${readFileSync(main, 'utf8')}\n// ${Date.now()}\nconsole.error('edited');\n`);
    const log = example.bake();
    const steps = stepsOf(log);
    const rebuilt = steps.filter(({ cached, step }) => !cached && !step.includes('FROM'));
    expect(rebuilt.filter(({ step }) => !step.startsWith('[risk-management '))).toEqual([]);
    expect(rebuilt.filter(({ step }) => /npm ci|apk add|apt-get/.test(step))).toEqual([]);
    const hits = steps.filter(({ cached }) => cached).length / steps.length;
    process.stdout.write(`\ncache hits after an edit of one application: ${Math.round(hits * 100)} % of ${steps.length} steps\n`);
    expect(hits).toBeGreaterThan(0.8);
    // The libraries come out of Nx's own cache, which outlives the build.
    expect(log).toMatch(/Nx read the output from the cache instead of running the command for 2 out of 3 tasks/);
  });

  test('an edit of a library that a service does not need, or of another service, is not in its context', () => {
    expect(readFileSync(join(example.root, 'workspace/apps/api-gateway/Dockerfile.dockerignore'), 'utf8').split('\n').filter(line => line.startsWith('!'))).toEqual([
      '!apps/api-gateway', '!esbuild.config.cjs', '!libs/common', '!libs/health', '!nx.json', '!package-lock.json', '!package.json', '!tsconfig.base.json', '!**/.env.example',
    ].sort((a, b) => Number(a.includes('*')) - Number(b.includes('*'))));
  });

  test('a workspace that is connected to Nx Cloud is built without its token, and without the cloud', () => {
    const path = join(example.root, 'workspace/nx.json');
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), nxCloudId: `0123456789a${Date.now()}` }));
    redefine();
    expect(readFileSync(join(example.root, 'docker-bake.json'), 'utf8')).toContain('type=env,id=NX_CLOUD_ACCESS_TOKEN,env=NX_CLOUD_ACCESS_TOKEN');
    expect(example.bake('data-ingestion')).toMatch(/Successfully ran target .*build.* for project data-ingestion/);
    example.ok('docker', 'compose', 'build', 'notification-service');
  });

  test('the development stage has what Nx built, and the debugger open', () => {
    const files = ['-f', 'compose.yaml', '-f', 'compose.dev.yaml'];
    expect(example.run('docker', 'compose', ...files, 'config', '--quiet')).toEqual({ status: 0, stdout: '', stderr: '' });
    example.ok('docker', 'compose', ...files, 'build', 'data-ingestion');
    const development = 'ghcr.io/ddoachi/jts-data-ingestion:development';
    const script = 'node --inspect=0.0.0.0:9229 dist/apps/data-ingestion/main.cjs & sleep 2; wget -qO- http://127.0.0.1:9229/json/version; wget -qO- http://127.0.0.1:3005/health';
    const { stdout } = run('docker', ['run', '--rm', '--entrypoint', 'sh', development, '-c', script], '.');
    run('docker', ['image', 'rm', development], '.');
    expect(stdout).toMatch(/"Protocol-Version"[^]*"status":"healthy"/);
    expect(readFileSync(join(example.root, 'workspace/apps/data-ingestion/Dockerfile'), 'utf8')).toContain('"--inspect=0.0.0.0:9229", "dist/apps/data-ingestion/main.cjs"]');
  });

  test('another flag is another build', () => {
    const flag = `alerts-${Date.now()}`;
    const log = example.bake('--set', `notification-service.args.FEATURE_FLAGS=${flag}`, 'notification-service');
    expect(stepsOf(log).filter(({ step, cached }) => !cached && step.includes('nx run')).map(({ step }) => step.split(' ')[0])).toEqual(['[notification-service']);
    expect(run('docker', ['run', '--rm', '--entrypoint', 'cat', image('notification-service'), 'main.cjs'], '.').stdout).toContain(flag);
  });
});
