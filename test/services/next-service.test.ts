import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { DockerProject, HealthCheck, Instruction, NextCache, NextService, NextServiceOptions, NodeRuntime, Secret, Size } from '../../src';
import { Files, fixture, refusal, repository, synthDocker, Synthesis, write } from '../support';

const CONFIG = 'export default {\n  output: \'standalone\',\n};\n';

function lock(version: string): object {
  return { name: 'web', lockfileVersion: 3, packages: { '': { dependencies: { next: version } }, 'node_modules/next': { version } } };
}

/** The smallest Next.js application that there can be, of the App Router. */
function application(files: Files = {}, version = '16.4.5'): Files {
  return {
    'package.json': { name: 'web', scripts: { dev: 'next dev', build: 'next build' }, dependencies: { next: version, react: '19.3.1' } },
    'package-lock.json': lock(version),
    'next.config.mjs': CONFIG,
    'app/layout.jsx': '',
    ...files,
  };
}

const define = (options: NextServiceOptions) => (project: DockerProject) => void new NextService(project, 'web', options);
const synth = (options: NextServiceOptions = {}, files: Files = {}, version?: string) => (
  synthDocker(repository(application(files, version)), define(options))
);

/** The lines of a stage, continuations joined. */
function stage({ files }: Synthesis, name: string, path = 'Dockerfile'): string[] {
  const block = files[path].split(/^(?=FROM )/m).find(text => new RegExp(`^FROM \\S+ AS ${name}\\n`).test(text))!;
  return block.replace(/\\\n\s*/g, '').split('\n').filter(line => line && !line.startsWith('#'));
}
const compose = ({ files }: Synthesis) => parse(files['compose.yaml']).services.web;

describe('an application of a workspace', () => {
  let synthesis: Synthesis;
  const path = 'apps/web/Dockerfile';
  beforeAll(() => {
    synthesis = synthDocker(fixture('next-workspace'), project => new NextService(project, 'web', {
      directory: 'apps/web', health: HealthCheck.http('/api/health'), buildArgs: { NEXT_PUBLIC_REGION: 'north' }, publicEnvironment: { API_URL: 'http://api' },
    }));
  });

  test('the Dockerfile is one for others too', () => {
    expect(validate(synthesis.files[path])).toEqual([]);
    expect([...synthesis.files[path].matchAll(/^FROM \S+ AS (\S+)$/gm)].map(([, name]) => name)).toEqual(['base', 'deps', 'build', 'development', 'runtime']);
  });

  test('the build caches outside of the layer, and the standalone output is where the lockfile puts it', () => {
    const build = stage(synthesis, 'build', path);
    expect(build).toContain('ARG NEXT_PUBLIC_REGION=north');
    const [locals, whole] = build.filter(line => line.startsWith('RUN'));
    expect(locals).toBe('RUN pnpm --dir packages/ui run build');
    expect(whole).toMatch(/^RUN --mount=type=cache,id=next-acme-web,target=\/app\/apps\/web\/\.next\/cache,sharing=locked pnpm --dir apps\/web run build && /);
    expect(whole).toContain('[ -f apps/web/.next/standalone/apps/web/server.js ] || { echo \'The build made no ');
    expect(whole).toContain('cp -R apps/web/.next/static /standalone/application/apps/web/.next/static && cp -R apps/web/public /standalone/application/apps/web/public');
  });

  test('the image takes the standalone server, in the order in which it changes', () => {
    const runtime = stage(synthesis, 'runtime', path);
    expect(runtime.filter(line => line.startsWith('COPY'))).toEqual([
      'COPY --from=base /usr/local/bin/node /usr/local/bin/node',
      'COPY --from=build /standalone/dependencies/ /app/node_modules/',
      'COPY --from=build /standalone/application/ /app/',
      'COPY --from=build --chown=1000:1000 /standalone/empty/ /app/apps/web/.next/cache/',
      'COPY --from=build --chown=1000:1000 /standalone/empty/ /app/apps/web/.next/server/route-cache/',
    ]);
    expect(runtime).toEqual(expect.arrayContaining([
      'ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 PORT=3000', 'ENV HOSTNAME=0.0.0.0', 'WORKDIR /app/apps/web', 'USER 1000:1000', 'EXPOSE 3000',
      'STOPSIGNAL SIGTERM', 'ENTRYPOINT ["tini", "-s", "--"]', 'CMD ["node", "server.js"]',
    ]));
    expect(runtime.join('\n')).not.toMatch(/NEXT_PUBLIC/);
  });

  test('Compose gives it two folders in memory, its own, of a limited size', () => {
    expect(compose(synthesis)).toMatchObject({
      read_only: true,
      user: '1000:1000',
      ports: ['127.0.0.1:3000:3000'],
      environment: { PUBLIC_API_URL: 'http://api' },
      tmpfs: [
        '/tmp',
        '/app/apps/web/.next/cache:size=67108864,mode=700,uid=1000,gid=1000',
        '/app/apps/web/.next/server/route-cache:size=67108864,mode=700,uid=1000,gid=1000',
      ],
    });
    expect(compose(synthesis)).not.toHaveProperty('volumes');
  });

  test('what builds write reaches no builder', () => {
    const lines = synthesis.files[`${path}.dockerignore`].split('\n');
    expect(lines).toEqual(expect.arrayContaining(['!apps/web', '!packages/ui', '**/.env*', 'apps/web/.next', 'apps/web/out', 'apps/web/coverage', 'apps/web/next-env.d.ts', 'apps/web/.vercel']));
    expect(lines).not.toContain('!apps/other');
  });

  test('next dev runs over mounted sources, with what it writes and the memory that it needs', () => {
    const development = stage(synthesis, 'development', path);
    expect(development).toContain('ENV NODE_ENV=development HOSTNAME=0.0.0.0 PORT=3000 NEXT_PUBLIC_REGION=north');
    expect(development).toContain('CMD ["pnpm", "run", "dev"]');
    expect(development.find(line => line.includes('chown -R'))).toContain('chown -R 1000:1000 .next next-env.d.ts');
    const { read_only, volumes, deploy, develop } = parse(synthesis.files['compose.dev.yaml'], { logLevel: 'error' }).services.web;
    // In place of those of compose.yaml: older versions clear their output folder when they start, and a mount is in the way.
    expect(synthesis.files['compose.dev.yaml']).toContain('    tmpfs: !override\n      - /tmp\n');
    expect([read_only, deploy.resources.limits]).toEqual([false, { memory: '2048m', pids: 1024 }]);
    expect(volumes.map((volume: { source: string; target: string }) => [volume.source, volume.target])).toEqual([
      ['./apps/web/src', '/app/apps/web/src'], ['./apps/web/public', '/app/apps/web/public'],
    ]);
    expect(develop.watch.map((watch: { path: string }) => watch.path)).toEqual([
      './package.json', './apps/web/package.json', './pnpm-lock.yaml', './apps/web/next.config.ts', './packages/ui',
    ]);
  });
});

describe.each(['npm', 'pnpm', 'yarn-classic', 'yarn-berry', 'bun'])('with %s', manager => {
  test.each([['single', '.'], ['workspace', 'apps/api']])('%s: the same stages, from the lockfile\'s folder', (layout, directory) => {
    const root = fixture(`${manager}-${layout}`);
    const prefix = directory === '.' ? '' : `${directory}/`;
    write(root, `${prefix}package.json`, { name: 'api', scripts: { build: 'next build' }, dependencies: { next: '16.4.5' } });
    write(root, `${prefix}next.config.js`, 'module.exports = { output: \'standalone\' };');
    const synthesis = synthDocker(root, project => new NextService(project, 'web', { directory }));
    const dockerfile = synthesis.files[`${prefix}Dockerfile`];
    expect(validate(dockerfile)).toEqual([]);
    expect(dockerfile).toContain(`[ -f ${prefix}.next/standalone/${prefix}server.js ]`);
    expect(dockerfile).toContain('COPY --from=build /standalone/application/ /app/\n');
  });
});

describe('where things are', () => {
  test('what the configuration says', () => {
    const synthesis = synthDocker(fixture('next-single'), project => new NextService(project, 'web', { health: HealthCheck.http('/docs/api/health') }));
    const [run] = stage(synthesis, 'build').filter(line => line.startsWith('RUN'));
    expect(run).toContain('target=/app/dist/next/cache');
    expect(run).toContain('mv dist/next/standalone /standalone/application');
    expect(compose(synthesis).tmpfs[2]).toMatch(/^\/app\/dist\/next\/server\/route-cache:/);
    expect(synthesis.files['.dockerignore'].split('\n')).toEqual(expect.arrayContaining(['dist/next', '.next']));
  });

  test('what options say in its place', () => {
    const config = 'export default { output: \'standalone\', distDir: process.env.DIST, basePath: base() };';
    const synthesis = synth({ distDir: 'build', basePath: '/shop', health: HealthCheck.http('/shop/health') }, { 'next.config.mjs': config });
    expect(compose(synthesis).tmpfs[1]).toMatch(/^\/app\/build\/cache:/);
  });

  test.each([
    ['in the configuration', { 'apps/web/next.config.ts': 'export default { output: \'standalone\', outputFileTracingRoot: __dirname };' }, undefined],
    ['as an option', { 'apps/web/next.config.ts': 'export default { output: \'standalone\', outputFileTracingRoot: find() };' }, 'apps/web'],
  ])('a tracing root of its own leaves the application where it was: %s', (_, files, tracingRoot) => {
    const root = fixture('next-workspace');
    Object.entries(files).forEach(([path, content]) => write(root, path, content));
    const synthesis = synthDocker(root, project => new NextService(project, 'web', { directory: 'apps/web', tracingRoot }));
    const dockerfile = synthesis.files['apps/web/Dockerfile'];
    expect(dockerfile).toContain('[ -f apps/web/.next/standalone/server.js ]');
    expect(dockerfile).toContain('cp -R apps/web/.next/static /standalone/application/.next/static');
    expect(dockerfile).toContain('COPY --from=build /standalone/application/ /app/apps/web/\n');
    expect(dockerfile).toContain('/app/apps/web/.next/cache/\n');
  });

  test('without public files none are copied', () => {
    expect(synth().files.Dockerfile).not.toContain('public');
  });

  test('types that the build script does not write first stay with the sources', () => {
    const manifest = { name: 'web', scripts: { build: 'tsc --noEmit && next build' }, dependencies: { next: '16.4.5' } };
    expect(synth({}, { 'package.json': manifest }).files['.dockerignore']).not.toContain('next-env.d.ts');
  });
});

describe('the cache', () => {
  test('in a volume, which the user owns; pages stay in memory, because they belong to one build', () => {
    const synthesis = synth({ cache: NextCache.volume({ size: Size.mebibytes(16) }), user: '1001:1001' });
    expect(compose(synthesis)).toMatchObject({
      user: '1001:1001',
      volumes: ['web-next-cache:/app/.next/cache'],
      tmpfs: ['/tmp', '/app/.next/server/route-cache:size=16777216,mode=700,uid=1001,gid=1001'],
    });
    expect(stage(synthesis, 'runtime')).toContain('COPY --from=build --chown=1001:1001 /standalone/empty/ /app/.next/cache/');
    expect(stage(synthesis, 'development').join('\n')).toContain('mkdir -p .next /app/.next/cache && touch');
  });

  test('none: nothing but /tmp can be written', () => {
    const synthesis = synth({ cache: NextCache.none() }, { 'next.config.mjs': 'export default { output: \'standalone\', experimental: { isrFlushToDisk: false } };' });
    expect(compose(synthesis).tmpfs).toEqual(['/tmp']);
    expect([synthesis.files.Dockerfile.includes('--chown='), synthesis.warnings]).toEqual([false, []]);
  });

  test('none, where Next.js writes all the same, is a warning', () => {
    expect(synth({ cache: NextCache.none() }).warnings).toEqual([
      'service "web": with NextCache.none() the server logs an error for every image and page that it wants to keep, unless a cacheHandler takes them; set experimental.isrFlushToDisk to false in next.config.mjs',
    ]);
  });

  test.each(['15.5.26', '16.0.0', '16.3.7'])('next %s writes pages between its code: no folder for them, and a warning', version => {
    const synthesis = synth({}, {}, version);
    expect(compose(synthesis).tmpfs).toHaveLength(2);
    expect(synthesis.warnings.at(-1)).toBe(`service "web": next ${version} writes pages that it makes anew between its code, which it cannot change: `
      + 'it keeps them in memory only and logs an error each time; update it, or set experimental.isrFlushToDisk to false in next.config.mjs');
  });

  test.each(['15.5.27', '16.3.8', '16.4.0', '17.0.0'])('next %s has a folder for them', version => {
    expect(compose(synth({}, {}, version)).tmpfs).toHaveLength(3);
  });

  test('a job in its image has it, too', () => {
    const synthesis = synthDocker(repository(application()), project => {
      new NextService(project, 'web').addInitJob('warm', { command: ['node', 'warm.js'] });
    });
    expect(parse(synthesis.files['compose.yaml']).services.warm.tmpfs).toHaveLength(3);
  });
});

test('a version without security updates is a warning', () => {
  expect(synth({}, {}, '14.2.35').warnings[0]).toBe('service "web": next 14.2.35 has had no security updates since 2025-10-26; move to a supported version');
  expect(synth().warnings).toEqual([]);
});

test('the version counts as it is locked, wherever it is asked for', () => {
  const manifest = { name: 'web', scripts: { build: 'next build' }, dependencies: { next: 'latest' } };
  expect(synth({}, { 'package.json': manifest }, '15.5.29').warnings).toEqual(['service "web": next 15.5.29 has had no security updates since 2026-10-21; move to a supported version']);
});

test.each([
  ['slim', NodeRuntime.slim(), '1000:1000'],
  ['distroless', NodeRuntime.distroless(), '65532:65532'],
])('on %s', (_, runtime, user) => {
  const synthesis = synth({ runtime, heap: Size.mebibytes(256), packages: runtime === NodeRuntime.slim() ? ['fonts-noto-core'] : undefined });
  expect(validate(synthesis.files.Dockerfile)).toEqual([]);
  expect(stage(synthesis, 'runtime')[0]).toBe(`FROM ${runtime.image} AS runtime`);
  expect(compose(synthesis).tmpfs[1]).toContain(`uid=${user.split(':')[0]}`);
  expect(stage(synthesis, 'runtime').at(-1)).toBe('CMD ["node", "--max-old-space-size=256", "server.js"]');
});

test('system packages of the runtime', () => {
  expect(stage(synth({ packages: ['font-noto'] }), 'runtime')[1]).toContain('apk add --no-cache libstdc++ tini font-noto');
});

test('writable folders, secrets and instructions of one\'s own are as in every service', () => {
  const synthesis = synthDocker(repository(application({ secret: 'x' })), project => {
    const web = new NextService(project, 'web', { writable: ['uploads'], secrets: [Secret.fromFile('key', 'secret')], port: 8080 });
    web.stage('runtime').append(Instruction.env({ LATE: 'yes' }));
  });
  expect(compose(synthesis)).toMatchObject({ volumes: ['web-uploads:/app/uploads'], secrets: ['key'], ports: ['127.0.0.1:8080:8080'] });
  expect(stage(synthesis, 'runtime').at(-1)).toBe('ENV LATE=yes');
  expect(stage(synthesis, 'runtime')).toContain('COPY --from=build --chown=1000:1000 /standalone/empty/ /app/uploads/');
});

describe('development', () => {
  test('as it is said', () => {
    const synthesis = synth({ development: { command: ['npx', 'next', 'dev', '--webpack'], sources: ['app'], memory: Size.gibibytes(4) } });
    expect(stage(synthesis, 'development').at(-1)).toBe('CMD ["npx", "next", "dev", "--webpack"]');
    const { volumes, deploy } = parse(synthesis.files['compose.dev.yaml'], { logLevel: 'error' }).services.web;
    expect([volumes.length, deploy.resources.limits.memory]).toEqual([1, '4096m']);
  });

  test('without a script', () => {
    const manifest = { name: 'web', scripts: { build: 'next build' }, dependencies: { next: '16.4.5' } };
    expect(stage(synth({}, { 'package.json': manifest }), 'development').at(-1)).toBe('CMD ["npx", "next", "dev"]');
  });
});

describe('public values', () => {
  const values = { publicEnvironment: { API_URL: 'http://localhost:8000' } };

  test('two files are written once, and then they are the user\'s', () => {
    const root = repository(application({ 'tsconfig.json': {} }));
    const { files, warnings } = synthDocker(root, define(values));
    expect(files['app/env.js/route.ts']).toContain('export async function GET(): Promise<Response> {');
    expect(files['app/public-env.tsx']).toContain('src="/env.js" strategy="beforeInteractive"');
    expect(warnings).toEqual(['service "web": browsers see "publicEnvironment" once app/layout.jsx renders <PublicEnv /> of public-env']);
    write(root, 'app/public-env.tsx', 'mine');
    write(root, 'app/layout.jsx', 'import { PublicEnv } from "./public-env";');
    const again = synthDocker(root, define(values));
    expect([again.files['app/public-env.tsx'], again.warnings]).toEqual(['mine', []]);
    const without = synthDocker(root, define({}));
    expect(Object.keys(without.files)).toEqual(expect.arrayContaining(['app/env.js/route.ts', 'app/public-env.tsx']));
  });

  test('in JavaScript, of the Pages Router, below a base path', () => {
    const { files } = synthDocker(fixture('next-single'), define({ ...values, health: HealthCheck.http('/docs') }));
    expect(files['pages/api/env.js']).toContain('export default function handler(_request, response) {');
    expect(files['public-env.jsx']).toContain('<script id="public-env" src="/docs/api/env" defer />');
    expect(files['public-env.jsx']).not.toContain('next/script');
    expect(files['public-env.jsx']).not.toMatch(/: string|declare|interface/);
  });

  test('of next 14', () => {
    const { files } = synth(values, {}, '14.2.35');
    expect(files['app/env.js/route.js']).toContain('export const dynamic = \'force-dynamic\';');
    expect(files['app/env.js/route.js']).not.toContain('connection');
  });

  test('what the script holds can end neither a string nor a script', async () => {
    const { files } = synth(values);
    const source = files['app/env.js/route.js'].replace(/^import .*$/m, 'const connection = async () => {};').replace('export async', 'async');
    const get = new Function('process', 'Response', `${source}\nreturn GET;`)({ env: { PUBLIC_A: '</script><b>"\'\u2028&', SECRET: 'x', NEXT_PUBLIC_B: 'y' } }, Response) as () => Promise<Response>;
    const script = await (await get()).text();
    expect(script).not.toMatch(/[<>&\u2028]|SECRET|NEXT/);
    const window: { __ENV__?: object } = {};
    new Function('window', script)(window);
    expect(window.__ENV__).toEqual({ A: '</script><b>"\'\u2028&' });
    expect(Object.isFrozen(window.__ENV__)).toBe(true);
  });

  test('a value of the build that is only said at run time has no effect, which is a warning', () => {
    const warning = 'service "web": NEXT_PUBLIC_URL in "environment" does not reach the browser: scripts hold what it was when they were built; '
      + 'put it in "buildArgs", or, as URL, in "publicEnvironment"';
    expect(synth({ environment: { NEXT_PUBLIC_URL: 'x' } }).warnings).toEqual([warning]);
    expect(synth({ environment: { NEXT_PUBLIC_URL: 'x' }, buildArgs: { NEXT_PUBLIC_URL: 'x' } }).warnings).toEqual([]);
  });

  test('values in environment files do not reach the image, which is a warning', () => {
    expect(synth({ buildArgs: { NEXT_PUBLIC_B: 'x' } }, { '.env.production': 'NEXT_PUBLIC_A=1\nexport NEXT_PUBLIC_B=2\nSECRET=3\n' }).warnings).toEqual([
      'service "web": .env.production sets NEXT_PUBLIC_A, and no environment file reaches the image; say it in "buildArgs"',
    ]);
  });

  test('a value that looks like a secret is fine with a reason', () => {
    expect(synth({ buildArgs: { NEXT_PUBLIC_MAPS_KEY: 'x' }, notSecret: { NEXT_PUBLIC_MAPS_KEY: 'bound to our domain' } }).warnings).toEqual([]);
  });
});

test.each<[string, NextServiceOptions, string]>([
  ['a small heap', { heap: Size.mebibytes(256) }, '512m'],
  ['a large heap', { heap: Size.mebibytes(512) }, '896m'],
  ['a large heap and large caches', { heap: Size.mebibytes(512), cache: NextCache.memory({ size: Size.mebibytes(100) }) }, '968m'],
  ['a large heap and a volume', { heap: Size.mebibytes(512), cache: NextCache.volume() }, '832m'],
  ['a large heap and no cache', { heap: Size.mebibytes(512), cache: NextCache.none() }, '768m'],
  ['a limit that is said', { heap: Size.mebibytes(512), memory: Size.mebibytes(700) }, '700m'],
])('the memory limit with %s', (_, options, memory) => {
  expect(compose(synth(options)).deploy.resources.limits.memory).toBe(memory);
});

test('in a project of projen the script is the one that builds and nothing else', () => {
  const scripts = { build: 'npx projen build', compile: 'npx projen compile' };
  const files = { 'package.json': { name: 'web', scripts, dependencies: { next: '16.4.5' } } };
  expect(stage(synth({}, files), 'build').join('\n')).toContain('npm run compile &&');
});

const READABLE = '; leave it to a server, or say in "notSecret" why it is no secret';

test.each<[string, NextServiceOptions, Files, string]>([
  ['no package.json', {}, { 'package.json': undefined }, 'package.json does not exist: create it with "npm init", or correct the directory'],
  ['no lockfile', {}, { 'package-lock.json': undefined },
    'there is no lockfile in the repository\'s root: run "npm install", "pnpm install", "yarn install" or "bun install" and commit the lockfile that it writes'],
  ['no next', {}, { 'package.json': { name: 'web', scripts: { build: 'vite build' }, dependencies: { vite: '7' } } },
    '"next" is not among the dependencies of package.json; install it there, or use NodeService'],
  ['an old next', {}, { 'package-lock.json': lock('13.5.11') }, 'next 13.5.11 is too old; images are made of 14, 15, 16 and later'],
  ['an old next that is not locked', {}, { 'package-lock.json': { lockfileVersion: 3, packages: {} }, 'package.json': { scripts: { build: 'next build' }, dependencies: { next: '^12.1.0' } } },
    'next ^12.1.0 is too old; images are made of 14, 15, 16 and later'],
  ['no configuration', {}, { 'next.config.mjs': undefined }, 'there is no next.config.ts (or .js, .mjs): add one that says "export default { output: \'standalone\' };"'],
  ['no output', {}, { 'next.config.mjs': '/** A comment */\nconst nextConfig = {\n};\n\nexport default nextConfig;\n' },
    'next.config.mjs does not make the server that the image runs; add the line "output: \'standalone\'," after line 2'],
  ['no object to be seen', {}, { 'next.config.mjs': 'export { default } from \'shared\';' },
    'next.config.mjs does not make the server that the image runs; add the line "output: \'standalone\'," to its configuration object'],
  ['an export', {}, { 'next.config.mjs': 'export default { output: \'export\' };' },
    '"output" of next.config.mjs must be \'standalone\', got "export"; for an application that is exported, use a static site in place of NextService'],
  ['a computed output', {}, { 'next.config.mjs': 'export default { output: process.env.OUT };' },
    '"output" of next.config.mjs is computed (process.env.OUT); write output: \'standalone\', or say "configIsStandalone: true" if that is what it comes to'],
  ['a computed folder', {}, { 'next.config.mjs': 'export default { output: \'standalone\', distDir: process.env.DIST };' },
    '"distDir" of next.config.mjs is computed (process.env.DIST); say what it comes to with "distDir"'],
  ['a computed tracing root', {}, { 'next.config.mjs': 'export default { output: \'standalone\', outputFileTracingRoot: root() };' },
    '"outputFileTracingRoot" of next.config.mjs is computed (root()); say what it comes to with "tracingRoot"'],
  ['a tracing root outside', {}, { 'next.config.mjs': 'export default { output: \'standalone\', outputFileTracingRoot: \'..\' };' },
    'outputFileTracingRoot must lie between the lockfile\'s folder "." and the application\'s ".", got ".."; remove it from next.config.mjs, or correct it'],
  ['no script', {}, { 'package.json': { dependencies: { next: '16.4.5' } } }, 'package.json has no script "build"; add "build": "next build", or set "buildScript"'],
  ['a script that is not there', { buildScript: 'compile' }, {}, 'buildScript "compile" is not in package.json; its scripts are dev, build'],
  ['a base path with a slash', { basePath: '/docs/' }, {}, 'basePath must be a path such as "/docs", without a slash at its end, got "/docs/"'],
  ['a folder outside', { distDir: '../out' }, {}, 'distDir must stay inside the service\'s directory, got "../out"'],
  ['an old Node', { nodeVersion: '18' }, {}, 'next 16.4.5 needs Node 20.9.0, and the service gets 18.20.8; set "nodeVersion"'],
  ['a health check outside of the base path', { health: HealthCheck.http('/api/health'), basePath: '/docs' }, {},
    'the health check asks for "/api/health", and all addresses begin with "/docs" ("basePath" of next.config.mjs); ask for "/docs/api/health"'],
  ['caches that fill the memory', { memory: Size.mebibytes(128) }, {}, 'heap and cache in memory, 128m, must together be smaller than the memory limit 128m; raise "memory"'],
  ['a heap that does', { heap: Size.mebibytes(400), memory: Size.mebibytes(512) }, {}, 'heap and cache in memory, 528m, must together be smaller than the memory limit 512m; raise "memory"'],
  ['a package that is none', { packages: ['vips tzdata'] }, {}, 'packages must be names of system packages such as "libpq5", got "vips tzdata"'],
  ['a build package that is none', { buildPackages: [''] }, {}, 'buildPackages must be names of system packages such as "libpq5", got ""'],
  ['packages for distroless', { runtime: NodeRuntime.distroless(), packages: ['vips'] }, {},
    'distroless has no package manager, so it cannot take packages vips; use NodeRuntime.slim() or NodeRuntime.alpine()'],
  ['a source that is not there', { development: { sources: ['source'] } }, {}, 'source "source" of "development" does not exist in "."'],
  ['a public secret of the build', { buildArgs: { NEXT_PUBLIC_API_SECRET: 'x' } }, {}, `NEXT_PUBLIC_API_SECRET can be read by everyone who opens the application, but its name is that of a secret${READABLE}`],
  ['a public secret at run time', { publicEnvironment: { STRIPE: `sk_${'live'}_51Habcdefghijklmnop` } }, {},
    `PUBLIC_STRIPE can be read by everyone who opens the application, but its value looks like a secret key of Stripe${READABLE}`],
  ['a prefix too many', { publicEnvironment: { NEXT_PUBLIC_URL: 'x' } }, {}, 'publicEnvironment takes names without a prefix: write "URL" in place of "NEXT_PUBLIC_URL"'],
])('refuses %s', (_, options, files, message) => {
  const merged = Object.fromEntries(Object.entries(application(files)).filter(([, content]) => content !== undefined));
  expect(refusal(repository(merged), define(options))).toEqual([`service "web": ${message}`]);
});

test('Plug\'n\'Play cannot be traced', () => {
  const root = fixture('yarn-pnp-single');
  write(root, 'package.json', { name: 'web', scripts: { build: 'next build' }, dependencies: { next: '16.4.5' } });
  write(root, 'next.config.mjs', CONFIG);
  expect(refusal(root, define({}))).toEqual(['service "web": the standalone output of Next.js cannot be made with Plug\'n\'Play; set "nodeLinker: node-modules" in .yarnrc.yml']);
});

test('all problems at once', () => {
  expect(refusal(repository(application()), define({ buildArgs: { NEXT_PUBLIC_TOKEN: 'x' }, basePath: 'docs', port: 0 }))).toHaveLength(3);
});

test('a cache of nothing', () => {
  expect(() => NextCache.memory({ size: Size.bytes(1000) })).toThrow('the size of a Next.js cache must be at least 1 MiB, got 1000b');
});

test('configIsStandalone takes the place of what cannot be read', () => {
  expect(() => synth({ configIsStandalone: true }, { 'next.config.mjs': 'export default load();' })).not.toThrow();
});
