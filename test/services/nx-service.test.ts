import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { HealthCheck, NodeBaseImage, NxService, NxServiceOptions, Secret, Size } from '../../src';
import { Files, refusal, repository, synthDocker, Synthesis, write } from '../support';

/** An integrated workspace: one package.json, two applications, three libraries. */
const INTEGRATED: Files = {
  'package.json': { name: 'acme', description: 'All of it', license: 'MIT', devDependencies: { 'nx': '23.2.1', '@nx/esbuild': '23.2.1' }, dependencies: { zod: '4.1.12' } },
  'package-lock.json': { name: 'acme', lockfileVersion: 3, requires: true, packages: {} },
  'nx.json': {
    namedInputs: { sharedGlobals: ['{workspaceRoot}/babel.config.json', '{workspaceRoot}/config/**/*', '{workspaceRoot}/missing.json'] },
    targetDefaults: {
      '@nx/esbuild:esbuild': { dependsOn: ['^build'], options: { format: ['cjs'], generatePackageJson: true, esbuildOptions: { outExtension: { '.js': '.js' } } }, configurations: { production: {} } },
    },
  },
  'babel.config.json': {},
  'config/flags.json': {},
  'tsconfig.base.json': { compilerOptions: { paths: { '@acme/log': ['libs/log/src/index.ts'], '@acme/ui/*': ['libs/ui/src/*'] } } },
  'apps/api/project.json': app('api'),
  'apps/api/src/main.ts': 'import { log } from "@acme/log";\n',
  'apps/web/project.json': app('web'),
  'apps/web/src/main.ts': 'export * from "@acme/ui/button";\n',
  'libs/log/project.json': { name: 'log' },
  'libs/log/src/index.ts': 'export const log = console.log;\n',
  'libs/ui/project.json': { name: 'ui' },
  'libs/ui/src/button.ts': '',
  'libs/other/project.json': { name: 'other' },
};

function app(name: string, target: object = {}): object {
  return { name, targets: { build: { executor: '@nx/esbuild:esbuild', options: { main: `apps/${name}/src/main.ts`, outputPath: `dist/apps/${name}`, tsConfig: `apps/${name}/tsconfig.json` }, ...target } } };
}

/** A workspace of packages: each with its own package.json. */
const PACKAGES: Files = {
  'package.json': { name: 'acme', private: true, workspaces: ['apps/*', 'packages/*'], devDependencies: { nx: '^22.0.0' } },
  'package-lock.json': { name: 'acme', lockfileVersion: 3, requires: true, packages: {} },
  'nx.json': { targetDefaults: { build: { dependsOn: ['^build'], cache: true } } },
  'tsconfig.base.json': {},
  'apps/api/package.json': { name: '@acme/api', version: '1.0.0', main: 'dist/main.js', scripts: { build: 'tsc' }, dependencies: { '@acme/log': '*' } },
  'apps/api/src/main.ts': 'import "@acme/log";\n',
  'packages/log/package.json': { name: '@acme/log', version: '1.0.0', main: 'dist/index.js', scripts: { build: 'tsc' } },
  'packages/log/src/index.ts': '',
  'packages/other/package.json': { name: '@acme/other', version: '1.0.0' },
};

function nx(options: NxServiceOptions = {}, files: Files = {}, base: Files = INTEGRATED): Synthesis {
  return synthDocker(repository({ ...base, ...files }), project => new NxService(project, 'api', { port: 3000, ...options }));
}
const dockerfile = (synthesis: Synthesis) => synthesis.files['apps/api/Dockerfile'];
const context = (synthesis: Synthesis) => synthesis.files['apps/api/Dockerfile.dockerignore'].split('\n').filter(line => /^![^*]/.test(line)).map(line => line.slice(1));

describe('an integrated workspace', () => {
  test('the Dockerfile is one for others too', () => {
    expect(validate(dockerfile(nx({ health: HealthCheck.http('/health'), packages: ['python3'], writable: ['data'], buildArgs: { FLAGS: 'a' } })))).toEqual([]);
  });

  test('the builder gets the project, the projects that it needs, and what nx.json names', () => {
    expect(context(nx())).toEqual(['apps/api', 'babel.config.json', 'config', 'libs/log', 'nx.json', 'package-lock.json', 'package.json', 'tsconfig.base.json']);
  });

  test('an edit of another application or library changes no byte', () => {
    expect(nx({}, { 'apps/web/src/main.ts': 'import "@acme/log";', 'libs/other/src/index.ts': 'x' }).files['apps/api/Dockerfile']).toBe(dockerfile(nx()));
  });

  test('Nx builds: by itself, with a cache that is not in a layer, and without the cloud', () => {
    const text = dockerfile(nx());
    expect(text).toContain('RUN --mount=type=cache,id=nx-acme,target=/nx,sharing=locked \\\n    node_modules/.bin/nx run api:build:production --output-style=static');
    for (const variable of ['CI=true', 'NX_DAEMON=false', 'NX_TUI=false', 'NX_NO_CLOUD=true', 'NX_CACHE_DIRECTORY=/nx/cache', 'NX_WORKSPACE_DATA_DIRECTORY=/nx/workspace-data']) {
      expect(text).toContain(`    ${variable}`);
    }
  });

  test('dependencies are what the build found, and installed again only when that changes', () => {
    const text = dockerfile(nx());
    expect(text).toContain('COPY --from=build /manifests/ ./\nRUN --mount=type=cache,id=npm,target=/root/.npm,sharing=locked \\\n    npm ci --omit=dev');
    expect(text).toContain('mv dist/apps/api/package-lock.json /manifests/');
    expect(text).toContain('COPY --from=prod-deps /app/node_modules ./node_modules\nCOPY --from=build /app/dist/apps/api/ ./');
    expect(text).toContain('CMD ["node", "--enable-source-maps", "main.js"]');
  });

  test('without a generated manifest: all dependencies of the workspace that are not for development', () => {
    const text = dockerfile(nx({}, { 'apps/api/project.json': app('api', { options: { main: 'apps/api/src/main.ts', outputPath: 'dist/apps/api', generatePackageJson: false } }) }));
    expect(text).not.toContain('/manifests');
    expect(text).toMatch(/AS prod-deps\nENV NODE_ENV=production\nRUN --mount=type=bind,source=package\.json[^]*npm ci --omit=dev/);
  });

  test('a bundle needs none', () => {
    const options = { main: 'apps/api/src/main.ts', outputPath: 'dist/apps/api', generatePackageJson: false, thirdParty: true };
    const text = dockerfile(nx({}, { 'apps/api/project.json': app('api', { options }) }));
    expect(text).not.toContain('prod-deps');
    const writable = dockerfile(nx({ writable: ['data'] }, { 'apps/api/project.json': app('api', { options }) }));
    expect(writable).toContain('FROM base AS prod-deps\nRUN mkdir -p /writable/app/data');
    expect(writable).not.toContain('node_modules ./node_modules');
  });

  test('the target that prunes the lockfile runs, and its modules come along', () => {
    const project = {
      name: 'api',
      targets: {
        'build': { executor: '@nx/esbuild:esbuild', options: { main: 'apps/api/src/main.ts', outputPath: 'apps/api/dist', generatePackageJson: false }, configurations: { production: {} } },
        'prune-lockfile': { executor: '@nx/js:prune-lockfile', options: { buildTarget: 'build' } },
        'copy-workspace-modules': { executor: '@nx/js:copy-workspace-modules', options: { buildTarget: 'build' } },
        'prune': { executor: 'nx:noop', dependsOn: ['prune-lockfile', 'copy-workspace-modules'] },
      },
    };
    const text = dockerfile(nx({}, { 'apps/api/project.json': project }));
    expect(text).toContain('nx run api:prune --output-style=static --configuration=production');
    expect(text).toContain('mv apps/api/dist/workspace_modules /manifests/');
    expect(text).toContain('COPY --from=prod-deps /app/ ./\nCOPY --from=build /app/apps/api/dist/ ./');
  });

  test('build arguments reach Nx, and each set of values has a cache of its own', () => {
    const text = dockerfile(nx({ buildArgs: { FLAGS: 'a b', TIER: 'x' } }));
    expect(text).toContain('ARG FLAGS="a b"\nARG TIER=x');
    expect(text).toContain('cache="/nx/$(printf \'%s\\n\' "$FLAGS" "$TIER" | sha256sum | cut -c 1-16)"');
    expect(text).toContain('export NX_CACHE_DIRECTORY="$cache/cache" NX_WORKSPACE_DATA_DIRECTORY="$cache/workspace-data"');
    expect(text).not.toContain('NX_CACHE_DIRECTORY=/nx/cache');
  });

  test('with Nx Cloud: its token is a secret of the build alone, and may be missing', () => {
    const synthesis = nx({}, { 'nx.json': { nxCloudId: 'abc' }, 'apps/api/project.json': app('api', { options: { main: 'apps/api/src/main.ts', outputPath: 'dist/apps/api', format: ['cjs'], generatePackageJson: true } }) });
    const text = dockerfile(synthesis);
    expect(text.match(/type=secret,id=NX_CLOUD_ACCESS_TOKEN/g)).toHaveLength(2);
    expect(text).toContain('{ [ -n "${NX_CLOUD_ACCESS_TOKEN:-}" ] || export NX_NO_CLOUD=true; }');
    expect(text).not.toContain('NX_NO_CLOUD=true \\');
    expect(text).toContain('main.cjs');
    expect(JSON.parse(synthesis.files['docker-bake.json']).target.api.secret).toEqual(['type=env,id=NX_CLOUD_ACCESS_TOKEN,env=NX_CLOUD_ACCESS_TOKEN']);
  });

  test('a token that was named takes the place of the default one', () => {
    const synthesis = nx({ buildSecrets: [Secret.fromFile('NX_CLOUD_ACCESS_TOKEN', 'secrets/nx')] }, { 'nx.json': { nxCloudId: 'abc' }, 'apps/api/project.json': app('api', { options: { main: 'apps/api/src/main.ts', outputPath: 'dist/apps/api' } }) });
    expect(JSON.parse(synthesis.files['docker-bake.json']).target.api.secret).toEqual(['type=file,id=NX_CLOUD_ACCESS_TOKEN,src=secrets/nx']);
  });

  test('the image is told nothing of the workspace, only of the service', () => {
    expect(dockerfile(nx())).not.toContain('All of it');
    expect(dockerfile(nx())).toContain('org.opencontainers.image.licenses=MIT');
    expect(dockerfile(nx({ description: 'Answers' }))).toContain('org.opencontainers.image.description=Answers');
  });

  test('heap, source maps, user and volumes are those of any Node service', () => {
    const synthesis = nx({ heap: Size.mebibytes(128), sourceMaps: false, user: '1001:1001', writable: ['data'] });
    expect(dockerfile(synthesis)).toContain('CMD ["node", "--max-old-space-size=128", "main.js"]');
    expect(parse(synthesis.files['compose.yaml']).services.api).toMatchObject({ volumes: ['api-data:/app/data'], read_only: true });
    expect(dockerfile(synthesis)).toContain('USER 1001:1001');
  });

  test('in development Compose builds anew what changed, with the debugger open', () => {
    const { api } = parse(nx().files['compose.dev.yaml']).services;
    expect(api.develop.watch.map(({ path }: { path: string }) => path).sort()).toEqual(['./apps/api', './babel.config.json', './config', './libs/log', './nx.json', './package-lock.json', './package.json', './tsconfig.base.json']);
    expect(api.ports).toEqual(['127.0.0.1:9229:9229']);
    expect(dockerfile(nx())).toContain('CMD ["node", "--enable-source-maps", "--inspect=0.0.0.0:9229", "dist/apps/api/main.js"]');
  });

  test('in development a source must be there', () => {
    expect(refusal(repository(INTEGRATED), project => new NxService(project, 'api', { development: { sources: ['apps/api', 'gone'] } }))).toEqual([
      'service "api": source "gone" of "development" does not exist in "."',
    ]);
  });

  test('two services of one project have Dockerfiles of their own', () => {
    const { files } = synthDocker(repository(INTEGRATED), project => {
      new NxService(project, 'api', { port: 3000 });
      new NxService(project, 'api-worker', { project: 'api', entry: 'worker.js' });
    });
    expect(Object.keys(files).filter(path => path.endsWith('Dockerfile'))).toEqual(['apps/api/api-worker.Dockerfile', 'apps/api/api.Dockerfile']);
  });

  test('a project in the root is everything but the others', () => {
    const { files } = nx({ project: 'root' }, { 'project.json': { ...app('root', { options: { main: 'src/main.ts', outputPath: 'dist/root', format: ['cjs'] } }) }, 'src/main.ts': '' });
    expect(files['.dockerignore']).toContain('# Other projects\napps/api\napps/web\nlibs/log\nlibs/other\nlibs/ui\n');
  });
});

describe('what an executor makes', () => {
  test.each<[string, object, string]>([
    ['esbuild, modules', { executor: '@nx/esbuild:esbuild', options: { main: 'apps/api/src/main.ts', outputPath: 'out/api', format: ['esm'] } }, 'main.js'],
    ['esbuild, CommonJS', { executor: '@nx/esbuild:esbuild', options: { main: 'apps/api/src/start.ts', outputPath: 'out/api', format: ['cjs'], esbuildOptions: {} } }, 'start.cjs'],
    ['esbuild, named', { executor: '@nx/esbuild:esbuild', options: { main: 'apps/api/src/start.ts', outputPath: 'out/api', outputFileName: 'index.js' } }, 'index.js'],
    ['webpack', { executor: '@nx/webpack:webpack', options: { main: 'apps/api/src/start.ts', outputPath: 'out/api' } }, 'main.js'],
    ['tsc', { executor: '@nx/js:tsc', options: { main: 'apps/api/src/start.ts', outputPath: 'out/api' } }, 'src/start.js'],
    ['swc', { executor: '@nx/js:swc', options: { main: '{projectRoot}/src/start.ts', outputPath: 'out/api', stripLeadingPaths: true } }, 'start.js'],
  ])('%s', (_, target, entry) => {
    const text = dockerfile(nx({}, { 'apps/api/src/start.ts': '', 'apps/api/project.json': { name: 'api', targets: { build: target } } }));
    expect(text).toContain(`CMD ["node", "--enable-source-maps", "${entry}"]`);
    expect(text).toContain('COPY --from=build /app/out/api/ ./');
  });

  test('outputs say the folder, where options do not', () => {
    const target = { executor: 'nx:run-commands', options: { command: 'make' }, outputs: ['{workspaceRoot}/out/{projectName}/**/*.js'] };
    expect(dockerfile(nx({ entry: 'a.js' }, { 'apps/api/project.json': { name: 'api', targets: { build: target } } }))).toContain('COPY --from=build /app/out/api/ ./');
  });

  test('what a plugin builds is said', () => {
    const files = { 'nx.json': { plugins: ['@nx/webpack/plugin'] }, 'apps/api/project.json': { name: 'api' } };
    const text = dockerfile(nx({ output: 'dist/api', entry: 'main.js' }, files));
    expect(text).toContain('nx run api:build --output-style=static');
  });
});

describe('a workspace of packages', () => {
  const synthesis = () => nx({}, {}, PACKAGES);

  test('Nx builds what the package managers\' scripts would: local packages first, in layers of their own', () => {
    const text = dockerfile(nx({ project: '@acme/api' }, {}, PACKAGES));
    expect(validate(text)).toEqual([]);
    const runs = [...text.matchAll(/nx run \S+/g)].map(([run]) => run);
    expect(runs.slice(0, 2)).toEqual(['nx run @acme/log:build', 'nx run @acme/api:build']);
    expect(text).toContain('npm ci --omit=dev --workspace apps/api');
    expect(text).toContain('CMD ["node", "--enable-source-maps", "dist/main.js"]');
    expect(text).not.toMatch(/npm (--prefix \S+ )?run build/);
  });

  test('the builder gets what it needs of the workspace', () => {
    expect(context(nx({ project: '@acme/api' }, {}, PACKAGES))).toEqual(['apps/api', 'nx.json', 'package-lock.json', 'package.json', 'packages/log', 'tsconfig.base.json']);
  });

  test('the project has the name of its package', () => {
    expect(() => synthesis()).toThrow('there is no Nx project "api": set "project" to one of @acme/api, @acme/log, @acme/other');
  });

  test('what an executor builds into the package is taken from there', () => {
    const project = { name: 'api', targets: { build: { executor: '@nx/esbuild:esbuild', options: { main: 'apps/api/src/main.ts', outputPath: 'apps/api/dist', format: ['cjs'] } } } };
    const text = dockerfile(nx({}, { 'apps/api/project.json': project }, PACKAGES));
    expect(text).toContain('WORKDIR /app/apps/api\nCOPY --from=build /app/apps/api/package.json ./\nCOPY --from=build /app/apps/api/dist ./dist');
    expect(text).toContain('CMD ["node", "--enable-source-maps", "dist/main.cjs"]');
  });
});

/** A lockfile that has Nx in a version. */
function locked(range: string, version: string): object {
  return { name: 'acme', lockfileVersion: 3, requires: true, packages: { '': { devDependencies: { nx: range } }, 'node_modules/nx': { version, dev: true } } };
}

test('a range may begin before what is supported, where the lockfile does not', () => {
  expect(() => nx({}, { 'package.json': { name: 'acme', devDependencies: { nx: '>=16' } }, 'package-lock.json': locked('>=16', '23.2.1') })).not.toThrow();
});

describe('what cannot be', () => {
  test.each<[string, Files, NxServiceOptions, string[]]>([
    ['no nx.json', { 'nx.json': undefined }, {}, ['there is no nx.json: name the folder of the Nx workspace with "workspace", or use NodeService']],
    ['no package.json', { 'package.json': undefined }, {}, ['package.json does not exist: create it with "npm init", or correct the directory']],
    ['no lockfile', { 'package-lock.json': undefined }, {}, ['there is no lockfile in the repository\'s root: run "npm install", "pnpm install", "yarn install" or "bun install" and commit the lockfile that it writes']],
    ['no such project', {}, { project: 'apj' }, ['there is no Nx project "apj": set "project" to one of api, log, other, ui, web']],
    ['no such target', {}, { target: 'bundle' }, ['project "api" has no target "bundle", its targets are build; set "target", or add it to apps/api/project.json']],
    ['no such configuration', {}, { configuration: 'staging' }, ['target "build" of project "api" has no configuration "staging": its configurations are production']],
    ['an old Nx', { 'package.json': { devDependencies: { nx: '^16.10.0' } } }, {}, ['package.json asks for Nx "^16.10.0": move to Nx 17 or later with "nx migrate"']],
    ['an old Nx that is locked', { 'package.json': { devDependencies: { nx: '>=16' } }, 'package-lock.json': locked('>=16', '16.10.0') }, {},
      ['the lockfile of package.json holds Nx 16.10.0: move to Nx 17 or later with "nx migrate"']],
    ['no Nx', { 'package.json': { name: 'acme' } }, {}, ['nx is not among the devDependencies of package.json: add it, so that the lockfile says which one builds']],
    ['a package that is none', {}, { packages: ['tzdata curl'] }, ['packages must be names of system packages such as "libpq5", got "tzdata curl"']],
    ['a build package that is none', {}, { buildPackages: [''] }, ['buildPackages must be names of system packages such as "libpq5", got ""']],
    ['a token', { 'nx.json': { nxCloudAccessToken: 'secret' } }, {}, ['nx.json holds a token of Nx Cloud, which would reach the builder: set "nxCloudId" in its place, and give the token in the variable NX_CLOUD_ACCESS_TOKEN']],
    ['a token of a runner', { 'nx.json': { tasksRunnerOptions: { default: { runner: 'nx-cloud', options: { accessToken: 'x' } } } } }, {}, ['nx.json holds a token of Nx Cloud, which would reach the builder: set "nxCloudId" in its place, and give the token in the variable NX_CLOUD_ACCESS_TOKEN']],
    ['an unknown executor', { 'apps/api/project.json': { name: 'api', targets: { build: { executor: 'nx:run-commands', options: { command: 'make' } } } } }, {}, ['project "api" is built by "nx:run-commands", which does not say where its output goes: set "output", relative to the workspace, and "entry", relative to the output']],
    ['an unknown entry', { 'apps/api/project.json': { name: 'api', targets: { build: { executor: '@nx/vite:build', options: { outputPath: 'dist/api' } } } } }, {}, ['project "api" is built by "@nx/vite:build", which does not say which file to run: set "entry", relative to the output']],
    ['a plugin', { 'nx.json': { plugins: ['@nx/vite/plugin'] }, 'apps/api/project.json': { name: 'api' } }, {}, ['project "api" is built by a plugin, which does not say where its output goes: set "output", relative to the workspace, and "entry", relative to the output']],
    ['a main that is not there', { 'apps/api/project.json': app('api', { options: { main: '{projectRoot}/src/mian.ts', outputPath: 'dist/apps/api' } }) }, {}, ['main "apps/api/src/mian.ts" of project "api" does not exist; correct it in project.json']],
    ['a main that is not there, beside an entry', { 'apps/api/src/main.ts': undefined }, { entry: 'main.js' }, ['main "apps/api/src/main.ts" of project "api" does not exist; correct it in project.json']],
    ['an output outside', {}, { output: '../out' }, ['output must stay inside the workspace, got "../out"']],
    ['the root as output', {}, { output: '.' }, ['the output of project "api" must be a folder inside of the workspace, got "."; set "output"']],
    ['two projects of a name', { 'libs/other/project.json': { name: 'log' } }, {}, ['two Nx projects are named "log", in "libs/log" and in "libs/other": rename one']],
    ['broken JSON', { 'apps/api/project.json': '{ "name": }' }, {}, ['apps/api/project.json is not valid JSON: unexpected "}" at line 1, column 11; correct the file']],
  ])('%s', (_, files, options, problems) => {
    const all = Object.fromEntries(Object.entries({ ...INTEGRATED, ...files }).filter(([, content]) => content !== undefined));
    expect(refusal(repository(all), project => new NxService(project, 'api', { port: 3000, ...options }))).toEqual(problems.map(problem => `service "api": ${problem}`));
  });

  test('a package that is built outside of its folder, where its dependencies are not', () => {
    const project = { name: 'api', targets: { build: { executor: '@nx/esbuild:esbuild', options: { main: 'apps/api/src/main.ts', outputPath: 'dist/api' } } } };
    expect(refusal(repository({ ...PACKAGES, 'apps/api/project.json': project }), p => new NxService(p, 'api'))).toEqual([
      'service "api": project "api" has a package.json of its own and is built into "dist/api", outside of its folder, where its dependencies cannot be found; build into "apps/api/dist", or let the build write its own lockfile',
    ]);
  });

  test('a stage that is not there, because nothing is installed', () => {
    const root = repository(INTEGRATED);
    write(root, 'apps/api/project.json', app('api', { options: { main: 'apps/api/src/main.ts', outputPath: 'dist/apps/api', generatePackageJson: false, thirdParty: true } }));
    const { Instruction } = jest.requireActual<typeof import('../../src')>('../../src');
    expect(refusal(root, p => new NxService(p, 'api').stage('prod-deps').append(Instruction.run(['true'])))).toEqual([
      'service "api": there is no stage "prod-deps", because the build puts all dependencies into its output; add to the stage "build" or "runtime"',
    ]);
  });
});

test('a base image says where the workspace is', () => {
  const files = Object.fromEntries(Object.entries(INTEGRATED).map(([path, content]) => [`work/${path}`, content]));
  const synthesis = synthDocker(repository(files), project => {
    const base = new NodeBaseImage(project, 'base', { directory: 'work' });
    new NxService(project, 'api', { base, port: 3000 });
  });
  expect(synthesis.files['work/apps/api/Dockerfile']).toContain('FROM runtime-base AS runtime');
  expect(JSON.parse(synthesis.files['docker-bake.json']).target.api).toMatchObject({
    context: 'work', dockerfile: 'apps/api/Dockerfile', contexts: { 'base': 'target:base-build', 'deps': 'target:base-deps', 'runtime-base': 'target:base' },
  });
});

describe('the starter of a health endpoint', () => {
  test('is written once, where the workspace wants it', () => {
    expect(nx({ healthStarter: 'libs/log/src/health.ts' }).files['libs/log/src/health.ts']).toContain('export function checkHealth()');
    expect(nx({ healthStarter: 'libs/log/src/health.ts' }, { 'libs/log/src/health.ts': 'mine' }).files['libs/log/src/health.ts']).toBe('mine');
    expect(nx({ project: '@acme/api', healthStarter: 'apps/api/src/health.ts' }, {}, PACKAGES).files['apps/api/src/health.ts']).toContain('export function checkHealth()');
  });

  test.each([
    ['../health.ts', 'healthStarter must stay inside the workspace, got'],
    ['health.txt', 'healthStarter must be a file of TypeScript or JavaScript such as "src/health.ts", got "health.txt"'],
  ])('cannot be %s', (healthStarter, message) => {
    expect(refusal(repository(INTEGRATED), project => new NxService(project, 'api', { healthStarter }))[0]).toContain(message);
  });
});
