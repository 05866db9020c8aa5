import { readFileSync } from 'fs';
import { dirname, join } from 'path';
import Ajv from 'ajv';
import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { Duration, HealthCheck, NodeRuntime, NodeService, NodeServiceOptions, Secret, Size } from '../../src';
import { Files, fixture, PLAIN, repository, synthDocker, synthService, Synthesis, write } from '../support';

const schema = JSON.parse(readFileSync(join(dirname(require.resolve('dclint/package.json')), 'schemas/compose.schema.json'), 'utf8'));
delete schema.$schema;
const isCompose = new Ajv({ strict: false, validateFormats: false }).compile(schema);

const MANAGERS = ['npm', 'pnpm', 'yarn-classic', 'yarn-berry', 'yarn-pnp', 'bun'];
const RUNTIMES = { alpine: NodeRuntime.alpine(), slim: NodeRuntime.slim(), distroless: NodeRuntime.distroless() };
const LAYOUTS = { single: '.', workspace: 'apps/api' };

/** A Dockerfile by its stages: the lines of each, continuations joined. */
function stagesOf(dockerfile: string): Record<string, { from: string; lines: string[] }> {
  const blocks = dockerfile.split(/^(?=FROM )/m).slice(1);
  return Object.fromEntries(blocks.map(block => {
    const [head, ...lines] = block.replace(/\\\n\s*/g, '').split('\n').filter(line => line && !line.startsWith('#'));
    const [, from, name] = /^FROM (\S+) AS (\S+)$/.exec(head)!;
    return [name, { from, lines }];
  }));
}
const stage = (synthesis: Synthesis, name: string, path = 'Dockerfile') => stagesOf(synthesis.files[path])[name];
const linesOf = (lines: string[], keyword: string) => lines.filter(line => line.startsWith(`${keyword} `)).map(line => line.slice(keyword.length + 1));

const TABLE = MANAGERS.flatMap(manager => Object.entries(LAYOUTS).flatMap(([layout, directory]) =>
  Object.keys(RUNTIMES).map(runtime => [manager, layout, runtime as keyof typeof RUNTIMES, directory] as const)));

describe.each(TABLE)('%s, %s, %s', (manager, layout, runtime, directory) => {
  let synthesis: Synthesis;
  let dockerfile: string;
  let stages: ReturnType<typeof stagesOf>;

  beforeAll(() => {
    synthesis = synthDocker(fixture(`${manager}-${layout}`), project => {
      new NodeService(project, 'api', { directory, port: 3000, health: HealthCheck.http('/healthz'), runtime: RUNTIMES[runtime], writable: ['data'] });
    });
    dockerfile = synthesis.files[directory === '.' ? 'Dockerfile' : `${directory}/Dockerfile`];
    stages = stagesOf(dockerfile);
  });

  test('the Dockerfile is one for others too', () => {
    expect(validate(dockerfile)).toEqual([]);
  });

  test('the Compose files follow the schema, also taken together', () => {
    const files = ['compose.yaml', 'compose.dev.yaml'].map(name => parse(synthesis.files[name]));
    expect(files.map(file => [isCompose(file), isCompose.errors])).toEqual([[true, null], [true, null]]);
  });

  test('stages in order, the runtime last: the default target', () => {
    expect(Object.keys(stages)).toEqual(['base', 'deps', 'build', 'prod-deps', 'development', 'runtime']);
  });

  test('every stage starts from an exact tag or an earlier stage', () => {
    const names = Object.keys(stages);
    for (const [i, name] of names.entries()) {
      const { from } = stages[name];
      expect(names.slice(0, i).includes(from) || /^(node:\$\{NODE_VERSION\}-|alpine:\d+\.\d+\.\d+$|debian:\w+-\d{8}-slim$|gcr\.io\/distroless\/cc-debian\d+:nonroot$)/.test(from)).toBe(true);
    }
    expect(stages.runtime.from).toBe(RUNTIMES[runtime].image);
  });

  test('no corepack, no curl, nothing that is fetched by ADD', () => {
    expect(dockerfile).not.toMatch(/corepack|curl|wget|^ADD /m);
  });

  test('installs are frozen, from mounted manifests, with a cache that is not in the layer', () => {
    const frozen = /npm ci|--frozen-lockfile|--immutable|workspaces focus/;
    for (const name of ['deps', 'prod-deps']) {
      const [run, ...others] = linesOf(stages[name].lines, 'RUN').filter(line => frozen.test(line));
      expect([name, others]).toEqual([name, []]);
      expect(run).toMatch(/--mount=type=bind,source=package\.json,target=package\.json/);
      expect(run).toMatch(/--mount=type=cache,\S*sharing=locked/);
      expect(linesOf(stages[name].lines, 'COPY')).toEqual([]);
    }
  });

  test('the sources come after the dependencies', () => {
    expect(stages.build).toMatchObject({ from: 'deps' });
    const copy = stages.build.lines.findIndex(line => line.startsWith('COPY . .'));
    const build = stages.build.lines.length - 1 - [...stages.build.lines].reverse().findIndex(line => /^RUN .*\bbuild\b/.test(line));
    expect([copy >= 0, build > copy]).toEqual([true, true]);
  });

  test('what runs is unprivileged, in exec form, under an init, and says so', () => {
    const { lines } = stages.runtime;
    expect(linesOf(lines, 'USER').at(-1)).toBe(RUNTIMES[runtime].user);
    expect(JSON.parse(linesOf(lines, 'ENTRYPOINT')[0])).toEqual(['tini', '-s', '--']);
    const command = JSON.parse(linesOf(lines, 'CMD')[0]);
    expect([command[0], command.at(-1)]).toEqual(['node', 'dist/server.js']);
    expect(linesOf(lines, 'STOPSIGNAL')).toEqual(['SIGTERM']);
    expect(linesOf(lines, 'EXPOSE')).toEqual(['3000']);
    expect(linesOf(lines, 'HEALTHCHECK')[0]).toMatch(/^--interval=30s --timeout=10s --start-period=5s --retries=3 CMD \["node", "-e", /);
    expect(linesOf(lines, 'ENV').join(' ')).toMatch(/NODE_ENV=production\s*PORT=3000/);
  });

  test('files are copied as root, and only what is writable belongs to the user', () => {
    const { lines } = stages.runtime;
    // A copy with --chown would give away the folders above as well.
    expect(linesOf(lines, 'COPY').filter(line => /--chown|writable/.test(line))).toEqual(['--from=prod-deps /writable/ /']);
    const user = lines.indexOf(`USER ${RUNTIMES[runtime].user}`);
    expect(lines.slice(user).some(line => /^(COPY|RUN|ADD) /.test(line))).toBe(false);
    const folder = `/writable/app/${directory === '.' ? '' : `${directory}/`}data`;
    expect(linesOf(stages['prod-deps'].lines, 'RUN').at(-1)!.replace(/\s+/g, ' ')).toBe(`mkdir -p ${folder} && chown ${RUNTIMES[runtime].user} ${folder}`);
  });

  test('the image takes files from earlier stages only, never from the context', () => {
    expect(linesOf(stages.runtime.lines, 'COPY').every(line => /^--from=(base|build|prod-deps) /.test(line))).toBe(true);
  });

  test('distroless runs nothing, for it has no shell', () => {
    expect(linesOf(stages.runtime.lines, 'RUN').length === 0).toBe(runtime === 'distroless');
  });

  test('an image holds the packages that it depends on, and no others', () => {
    expect(dockerfile.includes('packages/greeting/package.json')).toBe(layout === 'workspace');
    expect(linesOf(stages.runtime.lines, 'COPY').join('\n')).not.toMatch(/unused|apps\/other/);
  });

  test('Compose and Bake say what the Dockerfile says', () => {
    const compose = parse(synthesis.files['compose.yaml']).services.api;
    const bake = JSON.parse(synthesis.files['docker-bake.json']).target.api;
    expect(compose.healthcheck.test).toEqual(['CMD', ...JSON.parse(/HEALTHCHECK[^]*?CMD (\[.*\])/.exec(dockerfile)![1].replace(/\$/g, '$$$$'))]);
    expect([compose.user, compose.build.target, bake.target, compose.build.dockerfile, bake.dockerfile])
      .toEqual([RUNTIMES[runtime].user, 'runtime', 'runtime', bake.dockerfile, directory === '.' ? 'Dockerfile' : `${directory}/Dockerfile`]);
    expect(compose.volumes).toEqual([`api-data:/app/${directory === '.' ? '' : `${directory}/`}data`].map(text => expect.stringMatching(new RegExp(`^api-.*${text.slice(8)}$`))));
    expect(compose.init).toBeUndefined();
  });
});

test('a whole Dockerfile, of the simplest service', () => {
  const { files } = synthService({ ...PLAIN, '.nvmrc': '24.1.0\n' }, { port: 3000, health: HealthCheck.http('/healthz') });
  expect(files.Dockerfile).toMatchSnapshot();
});

describe('the runtime', () => {
  test('a stripped Node is made in the base stage and taken from there', () => {
    const { files } = synthService(PLAIN, { runtime: NodeRuntime.alpine({ strip: true }) });
    const { base, runtime } = stagesOf(files.Dockerfile);
    expect(base.lines.join('\n')).toMatch(/binutils[^]*strip -s -o (\S+) \/usr\/local\/bin\/node/);
    expect(runtime.lines).toContain('COPY --from=base /opt/node /usr/local/bin/node');
  });

  test.each([['alpine', 'apk add --no-cache libstdc++ tini tzdata'], ['slim', 'apt-get install -y --no-install-recommends tzdata']] as const)('%s takes packages', (runtime, command) => {
    expect(linesOf(stage(synthService(PLAIN, { runtime: RUNTIMES[runtime], packages: ['tzdata'] }), 'runtime').lines, 'RUN')[0]).toContain(command);
  });

  test.each([['alpine', '26.1.0', false], ['slim', '24.1.0', false], ['slim', '26.1.0', true], ['distroless', '26.1.0', true]] as const)('%s with Node %s needs libatomic: %p', (runtime, nodeVersion, needs) => {
    expect(/libatomic/.test(stage(synthService(PLAIN, { runtime: RUNTIMES[runtime], nodeVersion }), 'runtime').lines.join('\n'))).toBe(needs);
  });

  test.each([['alpine', 'apk'], ['slim', 'apt']] as const)('%s loses its package manager after the user\'s own instructions', (runtime, program) => {
    const lines = synthService(PLAIN, { runtime: RUNTIMES[runtime] });
    expect(linesOf(stage(lines, 'runtime').lines, 'RUN').at(-1)).toMatch(new RegExp(`^rm -r?f .*${program}`));
  });
});

describe('the toolchain', () => {
  test.each([['npm-native', true], ['npm-plain', false]])('%s compiles: %p', (name, compiles) => {
    const synthesis = synthDocker(fixture(name), project => new NodeService(project, 'api', { port: 3000 }));
    const { base, runtime } = stagesOf(synthesis.files.Dockerfile);
    expect([/python3 make g\+\+/.test(base.lines.join('\n')), /nodedir="?\/usr\/local/i.test(base.lines.join('\n')), /python3|make|g\+\+/.test(runtime.lines.join('\n'))]).toEqual([compiles, compiles, false]);
  });

  test('packages of one\'s own replace it', () => {
    expect(stage(synthService(PLAIN, { buildPackages: ['git', 'cmake'] }), 'base').lines.join('\n')).toContain('apk add --no-cache tini git cmake');
  });
});

describe('a worker', () => {
  test('has neither port nor health check, and says why', () => {
    const { files } = synthDocker(fixture('npm-worker'), project => new NodeService(project, 'worker'));
    expect(files.Dockerfile).toContain('# No health check: a worker without a port\n');
    expect(stagesOf(files.Dockerfile).runtime.lines.join('\n')).not.toMatch(/EXPOSE|PORT/);
    const { worker } = parse(files['compose.yaml']).services;
    expect([worker.ports, worker.healthcheck]).toEqual([undefined, undefined]);
  });

  test('may be asked by a command', () => {
    const { files } = synthDocker(fixture('npm-worker'), project => new NodeService(project, 'worker', { health: HealthCheck.command(['node', 'check "x".js']) }));
    expect(files.Dockerfile).toContain('CMD ["node", "check \\"x\\".js"]\n');
    expect(parse(files['compose.yaml']).services.worker.healthcheck.test).toEqual(['CMD', 'node', 'check "x".js']);
  });
});

test('with a port and no health check, the port is tried', () => {
  expect(linesOf(stage(synthService(PLAIN, { port: 3000 }), 'runtime').lines, 'HEALTHCHECK')[0]).toContain('require(\'net\').connect({host:\'127.0.0.1\',port:3000,timeout:10000}');
});

test.each<[string, NodeServiceOptions, string[]]>([
  ['nothing for plain JavaScript', {}, ['node', 'src/server.js']],
  ['a heap', { heap: Size.mebibytes(256) }, ['node', '--max-old-space-size=256', 'src/server.js']],
  ['source maps', { sourceMaps: true }, ['node', '--enable-source-maps', 'src/server.js']],
])('flags: %s', (_, options, command) => {
  expect(JSON.parse(linesOf(stage(synthService(PLAIN, options), 'runtime').lines, 'CMD')[0])).toEqual(command);
});

test.each([['module', 'dist/server.js', true], ['commonjs', 'dist/server.js', false], [undefined, 'dist/server.js', false], [undefined, 'dist/server.mjs', true]])(
  'Plug\'n\'Play, type %p and %s: the loader of ES modules is there: %p', (type, entry, loads) => {
    const root = fixture('yarn-pnp-single');
    write(root, 'package.json', { ...JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')), type });
    write(root, 'src/server.mts', '');
    const command = JSON.parse(linesOf(stage(synthDocker(root, project => new NodeService(project, 'api', { entry })), 'runtime').lines, 'CMD')[0]);
    expect(command.slice(0, 3)).toEqual(['node', '--require', '/app/.pnp.cjs']);
    expect(command.includes('file:///app/.pnp.loader.mjs')).toBe(loads);
  });

test('everything that a service says of Compose arrives there', () => {
  const { files } = synthService(PLAIN, {
    port: 3000,
    hostPort: 8080,
    hostAddress: '0.0.0.0',
    environment: { LOG_LEVEL: 'debug' },
    secrets: [Secret.fromFile('db', 'db.txt')],
    memory: Size.gibibytes(1),
    cpus: 1.5,
    pids: 32,
    stopGracePeriod: Duration.seconds(20),
    profiles: ['debug'],
    user: '4242:4343',
    writable: ['logs', '/var/lib/app'],
    image: 'ghcr.io/acme/other',
  });
  expect(parse(files['compose.yaml']).services.api).toMatchObject({
    image: 'ghcr.io/acme/other:${TAG:-latest}',
    ports: ['0.0.0.0:8080:3000'],
    environment: { LOG_LEVEL: 'debug' },
    secrets: ['db'],
    deploy: { resources: { limits: { memory: '1024m', cpus: '1.5', pids: 32 } } },
    stop_grace_period: '20s',
    profiles: ['debug'],
    user: '4242:4343',
    volumes: ['api-logs:/app/logs', 'api-var-lib-app:/var/lib/app'],
  });
  expect(linesOf(stagesOf(files.Dockerfile).runtime.lines, 'USER').at(-1)).toBe('4242:4343');
});

test('labels: the manifest\'s, then those of the service', () => {
  const manifest = { ...PLAIN['package.json'] as object, description: 'An "api"\nfor $5', license: 'MIT' };
  const text = (options: NodeServiceOptions) => linesOf(stage(synthService({ ...PLAIN, 'package.json': manifest }, options), 'runtime').lines, 'LABEL')[0];
  expect(text({})).toBe('org.opencontainers.image.title=api org.opencontainers.image.description="An \\"api\\" for \\$5" org.opencontainers.image.licenses=MIT');
  expect(text({ description: 'Mine', labels: { 'a.b': 'x y' } })).toMatch(/description=Mine.*a\.b="x y"$/);
});

describe('build secrets and arguments', () => {
  const NPMRC: Files = { ...PLAIN, '.npmrc': '//npm.example.com/:_authToken=${NPM_TOKEN}\n' };

  test('a token is mounted for the installs, exported for them only, and stands nowhere', () => {
    const { files } = synthService(NPMRC);
    const { deps, runtime } = stagesOf(files.Dockerfile);
    expect(linesOf(deps.lines, 'RUN')[0]).toMatch(/--mount=type=secret,id=NPM_TOKEN.*export NPM_TOKEN="\$\(cat \/run\/secrets\/NPM_TOKEN\)"/);
    expect(files.Dockerfile).not.toMatch(/^(ARG|ENV) .*NPM_TOKEN/m);
    expect(runtime.lines.join('\n')).not.toContain('NPM_TOKEN');
    expect(JSON.parse(files['docker-bake.json']).target.api.secret).toEqual(['type=env,id=NPM_TOKEN,env=NPM_TOKEN']);
    expect(parse(files['compose.yaml'])).toMatchObject({ secrets: { NPM_TOKEN: { environment: 'NPM_TOKEN' } }, services: { api: { build: { secrets: ['NPM_TOKEN'] } } } });
    expect(parse(files['compose.yaml']).services.api.secrets).toBeUndefined();
  });

  test('an .npmrc that is a secret is mounted where npm looks, and kept out of the context', () => {
    const { files } = synthService({ ...PLAIN, '.npmrc': '_authToken=npm_secret\n' }, { buildSecrets: [Secret.fromFile('npmrc', '.npmrc')] });
    const run = linesOf(stagesOf(files.Dockerfile).deps.lines, 'RUN')[0];
    expect(run).toContain('--mount=type=secret,id=npmrc,target=/root/.npmrc');
    expect(run).not.toContain('source=.npmrc');
    expect(files['.dockerignore']).toMatch(/^\.npmrc$/m);
    expect(Object.values(files).filter(text => text.includes('npm_secret'))).toEqual(['_authToken=npm_secret\n']);
  });

  test('build arguments are there for the build, and not in the image', () => {
    const { files } = synthDocker(fixture('npm-single'), project => new NodeService(project, 'api', { buildArgs: { API_URL: 'https://x/${y}' } }));
    const { build, runtime } = stagesOf(files.Dockerfile);
    expect([linesOf(build.lines, 'ARG').map(arg => arg.split('=')[0]), linesOf(runtime.lines, 'ARG')]).toEqual([['API_URL'], []]);
    expect(runtime.lines.join('\n')).not.toMatch(/API_URL|https:\/\/x/);
    expect([JSON.parse(files['docker-bake.json']).target.api.args, parse(files['compose.yaml']).services.api.build.args]).toEqual([{ API_URL: 'https://x/$${y}' }, { API_URL: 'https://x/$${y}' }]);
  });
});

test('where services share a folder, each has a Dockerfile and an ignore file of its own', () => {
  const { files } = synthDocker(repository({ ...PLAIN, 'src/worker.js': '' }), project => {
    new NodeService(project, 'api', { port: 3000 });
    new NodeService(project, 'worker', { entry: 'src/worker.js' });
  });
  expect(Object.keys(files)).toEqual(expect.arrayContaining(['api.Dockerfile', 'api.Dockerfile.dockerignore', 'worker.Dockerfile', 'worker.Dockerfile.dockerignore']));
  expect(files.Dockerfile).toBeUndefined();
});

test('local packages are built before the application is copied, from what they need and nothing else', () => {
  const root = fixture('npm-workspace');
  const dockerfile = synthDocker(root, p => new NodeService(p, 'api', { directory: 'apps/api', port: 3000 })).files['apps/api/Dockerfile'];
  const build = dockerfile.slice(dockerfile.indexOf('AS build'), dockerfile.indexOf('AS prod-deps'));
  expect(build.match(/^(COPY|RUN|ENV) .*$/gm)).toEqual([
    'ENV NODE_ENV=production',
    'COPY apps/api/package.json apps/api/',
    'COPY package-lock.json package.json ./',
    'COPY packages/greeting packages/greeting/',
    expect.stringMatching(/^RUN npm --prefix packages\/greeting run build/),
    'COPY . .',
    expect.stringMatching(/^RUN npm --prefix apps\/api run build/),
  ]);
});

test.each<[string, NodeServiceOptions, string]>([
  ['as always', {}, '512m'],
  ['with a small heap', { heap: Size.mebibytes(256) }, '512m'],
  ['with a large heap', { heap: Size.mebibytes(512) }, '768m'],
  ['where it is said', { heap: Size.mebibytes(512), memory: Size.mebibytes(600) }, '600m'],
])('the memory limit, %s', (_, options, memory) => {
  expect(parse(synthService(PLAIN, options).files['compose.yaml']).services.api.deploy.resources.limits.memory).toBe(memory);
});
