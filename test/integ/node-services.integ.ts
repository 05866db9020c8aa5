import { execFileSync } from 'child_process';
import { mkdtempSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { filesOf, layersOf, Repository, requireEngine, run } from './support';
import { HealthCheck, NodeRuntime, NodeService, NodeServiceOptions } from '../../src';

beforeAll(requireEngine);

interface Case {
  readonly title: string;
  readonly fixture: string;
  readonly options?: NodeServiceOptions;
  /** What `GET /` answers at least. */
  readonly answers: Record<string, string>;
  /** Instructions that install: they must be CACHED after an edit of a source. */
  readonly install: RegExp;
  /** A source to edit. */
  readonly source: string;
  /** A part of the path of each production dependency that must be in the image. */
  readonly production: readonly string[];
}

const BUILT = { source: 'src/server.ts', production: ['ms'] };
const WORKSPACE = {
  options: { directory: 'apps/api' },
  source: 'apps/api/src/server.ts',
  production: ['ms', 'escape-string-regexp', 'packages/greeting/dist/index.js'],
};
const single = (fixture: string, install: RegExp): Case => ({ title: fixture, fixture, answers: { name: fixture }, install, ...BUILT });
const workspace = (fixture: string, install: RegExp): Case => ({ title: fixture, fixture, answers: {}, install, ...WORKSPACE });

const CASES: Case[] = [
  single('npm-single', /npm ci/),
  { ...single('npm-single', /npm ci/), title: 'npm-single on slim', options: { runtime: NodeRuntime.slim() } },
  { ...single('npm-single', /npm ci/), title: 'npm-single on distroless', options: { runtime: NodeRuntime.distroless() } },
  { ...single('npm-single', /npm ci/), title: 'npm-single on distroless, stripped', options: { runtime: NodeRuntime.distroless({ strip: true }) } },
  { ...single('npm-plain', /npm ci/), source: 'src/server.js' },
  single('pnpm-single', /pnpm install/),
  single('yarn-classic-single', /yarn install/),
  single('yarn-berry-single', /yarn install/),
  { ...single('yarn-pnp-single', /yarn install/), production: ['.yarn/cache/ms-'] },
  single('bun-single', /bun install/),
  workspace('npm-workspace', /npm ci/),
  workspace('pnpm-workspace', /pnpm install/),
  workspace('yarn-classic-workspace', /yarn install/),
  workspace('yarn-berry-workspace', /yarn install/),
  { ...workspace('yarn-pnp-workspace', /yarn install/), production: ['.yarn/cache/ms-', '.yarn/cache/escape-string-regexp-', 'packages/greeting/dist/index.js'] },
  workspace('bun-workspace', /bun install/),
];

const PACKAGE_MANAGERS = /(^|\/)s?bin\/(npm|npx|yarn|yarnpkg|pnpm|pnpx|bun|bunx|corepack|apk|apt|apt-get|dpkg)$|lib\/node_modules\/(npm|corepack)\//;
let port = 21000;

describe.each(CASES)('$title', ({ fixture, options = {}, answers, install, source, production }) => {
  const hostPort = port++;
  const repository = new Repository(fixture, { '.env': 'SECRET=leak-me\n', '.git/config': 'leak-me\n' });
  const directory = options.directory ? `${options.directory}/` : '';
  const image = `${repository.name}-api:latest`;
  const container = `${repository.name}-api-1`;

  beforeAll(() => {
    repository.synth(containers => new NodeService(containers, 'api', { port: 3000, hostPort, health: HealthCheck.http('/healthz'), ...options }));
    repository.bake();
    repository.up();
  });
  afterAll(() => repository.remove());

  test('the builder has nothing to say about the Dockerfile', () => {
    const { status, stdout } = repository.docker('buildx', 'build', '--call', 'check', '--file', `${directory}Dockerfile`, '.');
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('no warnings found') });
  });

  test('Compose accepts its file and says nothing', () => {
    expect(repository.docker('compose', 'config', '--quiet')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(repository.docker('compose', '-f', 'compose.yaml', '-f', 'compose.dev.yaml', 'config', '--quiet')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('Bake reads every key', () => {
    const said = ['REVISION=abc', 'CREATED=now', 'SOURCE=https://example.com'];
    // Bake opens the file that it would write.
    const variables = [...said, 'CACHE=gha', 'CACHE_WRITE=true', 'CACHE_SUFFIX=-amd64', 'ATTEST=true', 'REFRESH=true', `OUTPUT=${mkdtempSync(join(tmpdir(), 'bake-'))}`];
    const { stdout } = run('env', [...variables, 'docker', 'buildx', 'bake', '--file', 'docker-bake.json', '--print'], repository.root);
    const printed = JSON.parse(stdout).target.api;
    expect(printed['cache-to']).toEqual([expect.objectContaining({ 'type': 'gha', 'scope': 'api-amd64', 'mode': 'max', 'ignore-error': 'true' })]);
    expect(printed.output).toEqual([{ type: 'oci', dest: expect.stringMatching(/api\.tar$/) }]);
    expect(printed.attest).toEqual([{ type: 'provenance', mode: 'max' }, expect.objectContaining({ type: 'sbom' })]);
    expect(Object.keys(printed).sort()).toEqual(Object.keys(JSON.parse(repository.read('docker-bake.json')).target.api).sort());
  });

  test('it is healthy and answers', async () => {
    expect(inspect('{{.State.Health.Status}}')).toBe('healthy');
    const response = await fetch(`http://127.0.0.1:${hostPort}/`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject(answers);
  });

  test('an init process runs Node directly, as a numeric user that is not root', () => {
    const processes = execFileSync('docker', ['top', container, '-eo', 'pid,uid,args'], { encoding: 'utf8' }).trim().split('\n').slice(1).map(line => line.trim().replace(/^\d+ +/, ''));
    expect(processes[0]).toMatch(/^[1-9]\d* +tini -s -- node /);
    expect(processes[1]).toMatch(/^[1-9]\d* +node .*\.js$/);
    expect(inspect('{{.Config.User}}')).toMatch(/^[1-9]\d*:\d+$/);
  });

  test('nothing can be written but /tmp', () => {
    const write = (path: string) => run('docker', ['exec', container, 'node', '-e', `fs.writeFileSync('${path}','x')`], repository.root);
    expect(write('/tmp/x').status).toBe(0);
    expect(write('/app/x').stderr).toMatch(/EROFS/);
    expect(inspect('{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}} {{.HostConfig.Memory}}'))
      .toBe('true [ALL] [no-new-privileges:true] 536870912');
  });

  test('the image holds what runs, and nothing else', () => {
    const files = filesOf(image);
    const application = [...files.keys()].filter(path => path.startsWith('app/'));
    const found = (pattern: RegExp) => application.filter(path => pattern.test(path));

    for (const part of production) expect(application.some(path => path.includes(part))).toBe(true);
    expect([...files.keys()].filter(path => PACKAGE_MANAGERS.test(path))).toEqual([]);
    expect(found(/(^|\/)(\.env[^/]*|\.git|\.npmrc|Dockerfile|tsconfig\.json|tests)(\/|$)/)).toEqual([]);
    expect(found(/node_modules\/(typescript|is-number|@types)(\/|$)|cache\/(typescript|is-number|@types)/)).toEqual([]);
    expect(found(/apps\/other|packages\/unused|is-odd/)).toEqual([]);
    if (source.endsWith('.ts')) expect(found(/(^|\/)src\/|(?<!\.d)\.ts$/).filter(path => !path.includes('node_modules'))).toEqual([]);
    // Owned by root and writable by nobody else, whatever the modes were on the host; links have none of their own.
    expect(application.filter(path => {
      const { mode, owner } = files.get(path)!;
      return owner !== '0/0' || (!mode.startsWith('l') && /^.....w|^........w/.test(mode));
    })).toEqual([]);
  });

  test('an edit of a source installs nothing anew', () => {
    repository.write(`${directory}src/added.${source.split('.').pop()}`, `export const added = '${repository.name}';\n`);
    const steps = stepsOf(repository.bake());
    expect(steps.some(({ instruction, cached }) => /COPY \. \./.test(instruction) && !cached)).toBe(true);
    expect(steps.filter(({ instruction }) => install.test(instruction)).length).toBeGreaterThan(0);
    expect(steps.filter(({ instruction, cached }) => /\b(ci|install|apk|apt-get|focus)\b/.test(instruction) && !cached)).toEqual([]);
  });

  if (fixture.endsWith('-workspace')) {
    test('an edit of another application changes nothing', () => {
      repository.bake();
      const manifest = JSON.parse(repository.read('apps/other/package.json'));
      repository.write('apps/other/package.json', JSON.stringify({ ...manifest, description: 'edited' }));
      repository.write('apps/other/src/added.ts', 'export const added = true;\n');
      expect(stepsOf(repository.bake()).filter(({ instruction, cached }) => /RUN|COPY/.test(instruction) && !cached)).toEqual([]);
    });
  }

  test('SIGTERM ends it at once', () => {
    const started = Date.now();
    execFileSync('docker', ['stop', '--time', '10', container]);
    expect(Date.now() - started).toBeLessThan(2000);
    expect(['0', '143']).toContain(inspect('{{.State.ExitCode}}'));
    const size = Number(execFileSync('docker', ['image', 'inspect', '--format', '{{.Size}}', image], { encoding: 'utf8' }));
    process.stdout.write(`\n${image}: ${(size / 1e6).toFixed(1)} MB\n${layersOf(image)}\n`);
  });

  function inspect(format: string): string {
    return execFileSync('docker', ['inspect', '--format', format, container], { encoding: 'utf8' }).trim();
  }
});

interface Step { readonly instruction: string; readonly cached: boolean }

/** The steps of a plain build log. */
function stepsOf(log: string): Step[] {
  const names = new Map<string, string>();
  const cached = new Set<string>();
  for (const line of log.split('\n')) {
    const [, id, text] = /^#(\d+) (.*)$/.exec(line) ?? [];
    if (text?.startsWith('[')) names.set(id, text);
    if (text === 'CACHED') cached.add(id);
  }
  return [...names].map(([id, instruction]) => ({ instruction, cached: cached.has(id) }));
}
