import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { DockerProject, HealthCheck, Instruction, NodeBaseImage, NodeBaseImageOptions, NodeRuntime, NodeService, NodeServiceOptions, Secret } from '../../src';
import { Files, fixture, PACKAGE_LOCK, plainIn, refusal, repository, synthDocker, Synthesis } from '../support';

/** A workspace with two services and a library that only one of them needs. */
const WORKSPACE: Files = {
  'package.json': { name: 'acme', private: true, workspaces: ['apps/*', 'libs/*'] },
  'package-lock.json': PACKAGE_LOCK,
  'apps/api/package.json': { name: 'api', main: 'server.js', dependencies: { log: '*' } },
  'apps/api/server.js': '',
  'apps/web/package.json': { name: 'web', main: 'server.js' },
  'apps/web/server.js': '',
  'libs/log/package.json': { name: 'log', main: 'index.js' },
};

function system(options: NodeBaseImageOptions = {}, service: NodeServiceOptions = {}, files: Files = WORKSPACE,
  more: (base: NodeBaseImage, api: NodeService) => void = () => undefined): Synthesis {
  return synthDocker(repository(files), project => {
    const base = new NodeBaseImage(project, 'base', options);
    const api = new NodeService(project, 'api', { base, directory: 'apps/api', port: 3000, health: HealthCheck.http('/health'), ...service });
    new NodeService(project, 'web', { base, directory: 'apps/web', port: 3001 });
    more(base, api);
  });
}
const stages = (dockerfile: string) => Object.fromEntries(dockerfile.split(/\n\n(?=(?:# .*\n)*FROM )/).slice(1).map(block => [/^FROM \S+ AS (\S+)/m.exec(block)![1], block.trimEnd()]));
const bake = (synthesis: Synthesis) => JSON.parse(synthesis.files['docker-bake.json']);

describe('what is shared', () => {
  const SHARED = ['base', 'deps', 'runtime-base'];

  test('the base has these stages, and each service has them too, to the letter', () => {
    const { files } = system({ packages: ['tzdata'] }, { packages: ['curl'] });
    expect(Object.keys(stages(files['base.Dockerfile']))).toEqual(SHARED);
    for (const path of ['apps/api/Dockerfile', 'apps/web/Dockerfile']) {
      expect(Object.keys(stages(files[path]))).toEqual(['base', 'deps', 'build', 'prod-deps', 'development', 'runtime-base', 'runtime']);
      SHARED.forEach(stage => expect(stages(files[path])[stage]).toBe(stages(files['base.Dockerfile'])[stage]));
    }
  });

  test('Bake and Compose put the base\'s targets in their place', () => {
    const synthesis = system();
    const { target, group } = bake(synthesis);
    expect(Object.keys(target)).toEqual(['base-build', 'base-deps', 'base', 'api', 'web']);
    expect(group.default.targets).toEqual(['api', 'web']);
    expect(target.api.contexts).toEqual({ 'base': 'target:base-build', 'deps': 'target:base-deps', 'runtime-base': 'target:base' });
    expect([target.base, target['base-deps'], target['base-build']].map(({ target: stage, dockerfile, contexts }) => [stage, dockerfile, contexts])).toEqual([
      ['runtime-base', 'base.Dockerfile', { base: 'target:base-build' }], ['deps', 'base.Dockerfile', { base: 'target:base-build' }], ['base', 'base.Dockerfile', undefined],
    ]);
    const { services } = parse(synthesis.files['compose.yaml']);
    expect(services.api.build.additional_contexts).toEqual({ 'base': 'service:base-build', 'deps': 'service:base-deps', 'runtime-base': 'service:base' });
    expect(services.base).toMatchObject({ image: 'acme-base:${TAG:-latest}', deploy: { replicas: 0 }, build: { target: 'runtime-base', dockerfile: 'base.Dockerfile' } });
  });

  test.each(Object.values({ alpine: NodeRuntime.alpine(), slim: NodeRuntime.slim({ strip: true }), distroless: NodeRuntime.distroless() }).map(runtime => [runtime.kind, runtime] as const))('the Dockerfiles are ones for others too: %s', (_, runtime) => {
    const { files } = system({ runtime }, { writable: ['data'] });
    expect(validate(files['base.Dockerfile'])).toEqual([]);
    expect(validate(files['apps/api/Dockerfile'])).toEqual([]);
  });

  test('nothing in it is of one service', () => {
    const { files } = system({ packages: ['tzdata'] });
    expect(files['base.Dockerfile']).not.toMatch(/HEALTHCHECK|ENTRYPOINT|CMD|EXPOSE|PORT|LABEL|^USER/m);
  });

  test('dependencies are those of all members, for each service alike', () => {
    const { deps } = stages(system().files['apps/web/Dockerfile']);
    for (const path of ['package.json', 'apps/api/package.json', 'apps/web/package.json', 'libs/log/package.json']) expect(deps).toContain(`source=${path},target=${path}`);
    expect(system().files['base.Dockerfile.dockerignore']).toMatch(/^\*\n!apps\/api\/package\.json\n!apps\/web\/package\.json\n!libs\/log\/package\.json\n!package-lock\.json\n!package\.json\n$/m);
  });

  test('what runs is installed for each service alone', () => {
    const prod = stages(system().files['apps/web/Dockerfile'])['prod-deps'];
    expect(prod).toContain('npm ci --omit=dev --workspace apps/web');
    expect(prod).not.toContain('libs/log');
  });

  test('every service has the manifests in its context that the shared stage mounts', () => {
    expect(system().files['apps/web/Dockerfile.dockerignore']).toContain('!libs/log/package.json');
    expect(system().files['apps/web/Dockerfile.dockerignore']).not.toMatch(/^!libs\/log$/m);
  });

  test('packages, updates and a user are the base\'s; packages of a service come on top, and then no package manager is left', () => {
    const { 'runtime-base': base, runtime } = stages(system({ packages: ['tzdata'], user: '1001:1002' }, { packages: ['python3'] }).files['apps/api/Dockerfile']);
    expect(base).toContain('RUN apk upgrade --no-cache \\\n && apk add --no-cache libstdc++ tini tzdata \\\n && echo \'node:x:1002:\'');
    expect(base).not.toContain('rm -f');
    expect(runtime).toContain('RUN apk add --no-cache python3\nENV PORT=3000\nRUN rm -f "$(command -v apk)"\nCOPY');
    expect(runtime).toContain('USER 1001:1002');
  });

  test('on Debian alike', () => {
    const { 'runtime-base': base, runtime } = stages(system({ packages: ['tzdata'], runtime: NodeRuntime.slim() }, { packages: ['python3'] }).files['apps/api/Dockerfile']);
    expect(base).toContain('RUN apt-get update \\\n && apt-get upgrade -y \\\n && apt-get install -y --no-install-recommends tzdata \\\n && rm -rf /var/lib/apt/lists/*');
    expect(runtime.indexOf('apt-get install -y --no-install-recommends python3')).toBeLessThan(runtime.indexOf('rm -rf /usr/bin/apt*'));
    expect(stages(system({ runtime: NodeRuntime.slim() }).files['base.Dockerfile'])['runtime-base']).toContain('apt-get upgrade -y \\\n && rm -rf');
  });

  test('updates can be left out', () => {
    expect(system({ upgrade: false }).files['base.Dockerfile']).not.toMatch(/upgrade|Security/);
    expect(system({ runtime: NodeRuntime.distroless() }).files['base.Dockerfile']).not.toMatch(/upgrade|Security/);
  });

  test('the Node version is a build argument, said once', () => {
    const { files } = system({ nodeVersion: '22' });
    expect(files['base.Dockerfile']).toMatch(/^ARG NODE_VERSION=22\.\d+\.\d+$/m);
    expect(files['apps/api/Dockerfile']).toMatch(/^ARG NODE_VERSION=22\.\d+\.\d+$/m);
  });

  test('a toolchain, where anything in the repository may have to be compiled', () => {
    const lock = { ...PACKAGE_LOCK, packages: { '': {}, 'apps/web': { dependencies: { bcrypt: '*' } }, 'node_modules/bcrypt': { version: '1.0.0', hasInstallScript: true, dependencies: { 'node-gyp-build': '*' } }, 'node_modules/node-gyp-build': { version: '4.0.0' } } };
    const files = { ...WORKSPACE, 'package-lock.json': lock, 'apps/web/package.json': { name: 'web', main: 'server.js', dependencies: { bcrypt: '*' } } };
    expect(stages(system({}, {}, files).files['apps/api/Dockerfile']).base).toContain('python3 make g++');
    expect(stages(system({ buildPackages: ['git'] }, {}, files).files['apps/api/Dockerfile']).base).toContain('apk add --no-cache tini git\n');
  });

  test('secrets of the installation are the base\'s', () => {
    const synthesis = system({}, {}, { ...WORKSPACE, '.npmrc': '//registry.acme.dev/:_authToken=${NPM_TOKEN}\n' });
    expect(bake(synthesis).target['base-deps'].secret).toEqual(['type=env,id=NPM_TOKEN,env=NPM_TOKEN']);
    expect(bake(synthesis).target.base.secret).toBeUndefined();
    expect(bake(synthesis).target.api.secret).toEqual(['type=env,id=NPM_TOKEN,env=NPM_TOKEN']);
    const file = system({ buildSecrets: [Secret.fromFile('npmrc', '.npmrc')] }, {}, { ...WORKSPACE, '.npmrc': '//registry.acme.dev/:_authToken=abc\n' });
    expect(file.files['base.Dockerfile.dockerignore']).toContain('# Secrets: mounted by the builder\n.npmrc');
    expect(file.files['base.Dockerfile']).toContain('--mount=type=secret,id=npmrc,target=/root/.npmrc');
  });

  test('what is added to a shared stage is added for all', () => {
    const { files } = system({}, {}, WORKSPACE, base => base.stage('runtime-base').prepend(Instruction.run(['echo all'])));
    for (const path of ['base.Dockerfile', 'apps/api/Dockerfile', 'apps/web/Dockerfile']) expect(stages(files[path])['runtime-base']).toMatch(/RUN echo all$/);
    expect(system({}, {}, WORKSPACE, (_, api) => api.stage('runtime').append(Instruction.run(['echo one']))).files['apps/web/Dockerfile']).not.toContain('echo one');
  });

  test.each(['pnpm', 'yarn-classic', 'yarn-berry', 'yarn-pnp', 'bun'])('with %s', manager => {
    const { files } = synthDocker(fixture(`${manager}-workspace`), project => {
      new NodeService(project, 'api', { base: new NodeBaseImage(project, 'base'), directory: 'apps/api', port: 3000 });
    });
    expect(validate(files['base.Dockerfile'])).toEqual([]);
    expect(stages(files['base.Dockerfile']).deps).toBe(stages(files['apps/api/Dockerfile']).deps);
  });
});

describe('what cannot be', () => {
  const add = (options: NodeBaseImageOptions, service: NodeServiceOptions = {}) => (project: DockerProject) => {
    const base = new NodeBaseImage(project, 'base', options);
    new NodeService(project, 'api', { base, directory: 'apps/api', port: 3000, ...service });
  };
  const instead = (what: string) => `service "api": ${what}; say it there, for all of its services, or leave "base" out`;

  test.each<[string, Files, NodeBaseImageOptions, NodeServiceOptions, string[]]>([
    ['another Node', {}, { nodeVersion: '24.11.1' }, { nodeVersion: '22.1.0' }, [instead('nodeVersion 22.1.0 is not that of base image "base", 24.11.1')]],
    ['another Node in .nvmrc', { 'apps/api/.nvmrc': '22' }, { nodeVersion: '24.11.1' }, {}, [instead('the Node version of apps/api/.nvmrc, "22" is not that of base image "base", 24.11.1')]],
    ['another runtime', {}, {}, { runtime: NodeRuntime.slim() }, [instead('the runtime slim is not that of base image "base", alpine')]],
    ['another binary', {}, {}, { runtime: NodeRuntime.alpine({ strip: true }) }, [instead('the runtime alpine (stripped) is not that of base image "base", alpine')]],
    ['another user', {}, { user: '1001:1001' }, { user: '1002:1002' }, [instead('user 1002:1002 is not that of base image "base", 1001:1001')]],
    ['packages of the build', {}, {}, { buildPackages: ['git'] }, ['service "api": buildPackages belong to the stage "base", which is that of base image "base"; say them there']],
    ['another lockfile', { 'apps/api/package-lock.json': PACKAGE_LOCK }, {}, {}, ['service "api": base image "base" is made from the lockfile in ".", and the service from that in "apps/api"; give it a base image with this "directory"']],
    ['no lockfile there', {}, { directory: 'apps/web' }, {}, ['base image "base": there is no lockfile in "apps/web", only in "."; a base image installs what is locked, so give it the "directory" of the lockfile']],
    ['a root user', {}, { user: '0:0' }, {}, ['base image "base": user must be a numeric user and group other than root, such as "1000:1000", got "0:0"']],
    ['packages for distroless', {}, { runtime: NodeRuntime.distroless(), packages: ['tzdata'] }, {}, ['base image "base": distroless has no package manager, so it cannot take packages tzdata; use NodeRuntime.slim() or NodeRuntime.alpine()']],
    ['names of packages', {}, { packages: ['a b'] }, {}, ['base image "base": packages must be names of system packages such as "libpq5", got "a b"']],
    ['a Node that is not', {}, { nodeVersion: '3' }, {}, ['base image "base": nodeVersion asks for Node 3; choose one of 16, 18, 20, 22, 24, 26']],
    ['a token', { '.npmrc': '//registry/:_authToken=abc' }, {}, {}, ['base image "base": .npmrc holds a token; write ${NPM_TOKEN} in its place, or name the file in "buildSecrets" with Secret.fromFile("npmrc", ".npmrc")']],
  ])('%s', (_, files, options, service, problems) => {
    expect(refusal(repository({ ...WORKSPACE, ...files }), add(options, service)).filter(problem => !(problem.startsWith('service') && problem.includes('holds a token')))).toEqual(problems);
  });

  test.each([
    ['no package.json', 'package.json', 'package.json does not exist: create it with "npm init", or correct the directory'],
    ['no lockfile', 'package-lock.json', 'there is no lockfile in the repository\'s root: run "npm install", "pnpm install", "yarn install" or "bun install" and commit the lockfile that it writes'],
  ])('%s', (_, missing, problem) => {
    const files = Object.fromEntries(Object.entries(WORKSPACE).filter(([path]) => path !== missing));
    expect(refusal(repository(files), add({}))).toEqual([`base image "base": ${problem}`]);
  });

  test('a range that the base is in, and a service of the same Node', () => {
    expect(() => system({ nodeVersion: '24.11.1' }, { nodeVersion: '24.11.1' }, { ...WORKSPACE, 'apps/web/package.json': { name: 'web', main: 'server.js', engines: { node: '>=22' } } })).not.toThrow();
  });

  test('a shared stage cannot be had from a service', () => {
    expect(() => system({}, {}, WORKSPACE, (_, api) => api.stage('deps'))).toThrow('stage "deps" belongs to base image "base" and is the same for all of its services; add to it with stage("deps") of the base image');
    expect(() => system({}, {}, WORKSPACE, base => base.stage('runtime'))).toThrow('base image "base" has the stages base, deps, runtime-base, got "runtime"');
    expect(() => system({}, {}, WORKSPACE, (_, api) => api.stage('nothing'))).toThrow('service "api" has the stages build, prod-deps, development, runtime, got "nothing"');
  });

  test('its targets have names of their own', () => {
    expect(refusal(repository({ ...WORKSPACE, ...plainIn('other') }), project => {
      new NodeBaseImage(project, 'base');
      new NodeService(project, 'base-deps', { directory: 'other' });
    })).toEqual(expect.arrayContaining(['two services are named "base-deps"; give each a name of its own']));
    expect(refusal(repository(WORKSPACE), project => new NodeBaseImage(project, 'Base'))).toEqual([expect.stringContaining('the name of a base image must be lower case')]);
  });
});
