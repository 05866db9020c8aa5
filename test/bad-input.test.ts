import { Construct } from 'constructs';
import { DockerProject, DockerProjectOptions, HealthCheck, NodeRuntime, NodeService, NodeServiceOptions, Secret, Size } from '../src';
import { Files, PLAIN, plainIn, problemsOf, quiet, refusal, repository, stateOf, synthDocker } from './support';

/** A repository without one of its files. */
function without(path: string, files: Files = PLAIN): Files {
  const { [path]: _, ...rest } = files;
  return rest;
}
const DIST = { name: 'app', scripts: { build: 'tsc', start: 'node dist/server.js' } };

/** One service `api`: what is wrong with it, and the sentences that say so, without the service's name in front. */
const SERVICES: [what: string, files: Files, options: NodeServiceOptions, problems: string[]][] = [
  ['no lockfile', without('package-lock.json'), {},
    ['there is no lockfile in the repository\'s root: run "npm install", "pnpm install", "yarn install" or "bun install" and commit the lockfile that it writes']],
  ['no lockfile, in a folder', plainIn('apps/api', without('package-lock.json')), { directory: 'apps/api' },
    ['there is no lockfile in "apps/api" or a folder around it: run "npm install", "pnpm install", "yarn install" or "bun install" and commit the lockfile that it writes']],
  ['no lockfile, and a package manager that is named', { ...without('package-lock.json'), 'package.json': { packageManager: 'pnpm@10.24.0' } }, { entry: 'src/server.js' },
    ['there is no lockfile in the repository\'s root: run "pnpm install" and commit the lockfile that it writes']],
  ['two lockfiles', { ...PLAIN, 'yarn.lock': '# yarn lockfile v1\n' }, {},
    ['there are lockfiles of several package managers, package-lock.json and yarn.lock: delete all but the one that you use']],
  ['a malformed lockfile', { ...PLAIN, 'package-lock.json': '{"lockfileVersion": 3,\n' }, {},
    ['package-lock.json is not valid JSON: the file ends too early at line 2, column 1; run "npm install" to write it anew']],
  ['an empty lockfile', { ...PLAIN, 'package-lock.json': '{}' }, {},
    ['package-lock.json is not a lockfile: it has no "lockfileVersion"; run "npm install" to write it anew']],
  ['a lockfile with conflicts', { ...PLAIN, 'package-lock.json': '{\n<<<<<<< HEAD\n' }, {},
    ['package-lock.json has merge conflict markers (line 2): resolve the conflict, then run "npm install"']],
  ['a lockfile of another package manager', { ...PLAIN, 'package.json': { packageManager: 'yarn@4.18.1' } }, { entry: 'src/server.js' },
    ['package-lock.json is a lockfile of npm, but "packageManager": "yarn@4.18.1" in package.json names yarn: delete the lockfile and run "yarn install", or correct the field']],
  ['no package.json', without('package.json'), {}, ['package.json does not exist: create it with "npm init", or correct the directory']],
  ['a malformed package.json', { ...PLAIN, 'package.json': '{"name": "app"\n"version": 1}' }, {},
    ['package.json is not valid JSON: unexpected "\\"" at line 2, column 1; correct the file']],
  ['a package.json that is a list', { ...PLAIN, 'package.json': '[]' }, {}, ['package.json must hold a JSON object, got []: write at least {}']],
  ['a package.json with scripts that are none', { ...PLAIN, 'package.json': { scripts: ['build'] } }, {},
    ['"scripts" in package.json must be an object of strings, got ["build"]: correct the field or remove it']],
  ['a package.json with a description that is none', { ...PLAIN, 'package.json': { description: 5 } }, {},
    ['"description" in package.json must be a string, got 5: correct the field or remove it']],
  ['a malformed .nvmrc', { ...PLAIN, '.nvmrc': 'latest-ish\n' }, {}, ['.nvmrc must hold a Node version, got "latest-ish": write a version like "24" or "24.11.1"']],
  ['an empty .nvmrc', { ...PLAIN, '.nvmrc': '\n' }, {}, ['.nvmrc must hold one Node version, got none: write a version like "24" or "24.11.1"']],
  ['a Node version that does not exist', { ...PLAIN, '.nvmrc': '19' }, {}, ['.nvmrc asks for Node 19; choose one of 16, 18, 20, 22, 24, 26']],
  ['a range that nothing satisfies', { ...PLAIN, 'package.json': { engines: { node: '>=99' } } }, { entry: 'src/server.js' },
    ['engines.node of package.json asks for Node ">=99", which none of 16, 18, 20, 22, 24, 26 satisfies; set "nodeVersion"']],
  ['a nodeVersion that is none', PLAIN, { nodeVersion: 'latest' }, ['nodeVersion must be a Node version such as "24" or "24.11.1", got "latest"']],
  ['port 0', PLAIN, { port: 0 }, ['port must be a whole number from 1 to 65535, got 0']],
  ['port 70000', PLAIN, { port: 70000 }, ['port must be a whole number from 1 to 65535, got 70000']],
  ['port "80a"', PLAIN, { port: '80a' as never }, ['port must be a whole number from 1 to 65535, got "80a"']],
  ['hostPort 0', PLAIN, { port: 80, hostPort: 0 }, ['hostPort must be a whole number from 1 to 65535, got 0']],
  ['hostPort without a port', PLAIN, { hostPort: 80 }, ['hostPort needs a port; set "port" to what the service listens on']],
  ['a host address that is a name', PLAIN, { port: 80, hostAddress: 'localhost' }, ['hostAddress must be an IP address such as "127.0.0.1" or "[::1]", got "localhost"']],
  ['an HTTP health check without a port', PLAIN, { health: HealthCheck.http('/healthz') }, ['an HTTP health check needs a port; set "port", or use HealthCheck.command()']],
  ['a TCP health check without a port', PLAIN, { health: HealthCheck.tcp() }, ['a TCP health check needs a port; set "port", or use HealthCheck.command()']],
  ['an image name in upper case', PLAIN, { image: 'Acme/Api' }, ['image must look like "owner/name" (lower case letters, digits and . _ - between them, no tag), got "Acme/Api"']],
  ['an image name with a tag', PLAIN, { image: 'acme/api:1' }, ['image must look like "owner/name" (lower case letters, digits and . _ - between them, no tag), got "acme/api:1"']],
  ['a directory that does not exist', PLAIN, { directory: 'apps/gone' }, ['directory "apps/gone" does not exist: write it relative to the repository\'s root, like "apps/api"']],
  ['a directory that is a file', PLAIN, { directory: 'package.json' }, ['directory "package.json" does not exist: write it relative to the repository\'s root, like "apps/api"']],
  ['a directory that leaves the repository', PLAIN, { directory: '../other' }, ['directory must stay inside the repository, got "../other"']],
  ['an absolute directory', PLAIN, { directory: '/srv' }, ['directory must be a path relative to the repository, got "/srv"']],
  ['an absolute directory of Windows', PLAIN, { directory: 'C:\\srv' }, ['directory must be a path relative to the repository, got "C:\\\\srv"']],
  ['an entry that no build makes', { ...PLAIN, 'package.json': DIST, 'tsconfig.json': { compilerOptions: { outDir: 'dist', rootDir: 'src' } } }, { entry: 'dist/main.js' },
    ['no build makes entry "dist/main.js": there is no src/main.ts to compile; correct "entry"']],
  ['an entry that does not exist', PLAIN, { entry: 'src/gone.js' }, ['entry "src/gone.js" does not exist in ".", and no build makes it; correct "entry"']],
  ['nothing to run', without('src/server.js', { ...PLAIN, 'package.json': {} }), {},
    ['nothing says which file to run: set "entry", or "main" or a "start" script of package.json, such as "node dist/server.js"']],
  ['distroless with packages', PLAIN, { runtime: NodeRuntime.distroless(), packages: ['curl', 'tzdata'] },
    ['distroless has no package manager, so it cannot take packages curl, tzdata; use NodeRuntime.slim() or NodeRuntime.alpine()']],
  ['a package that is a command', PLAIN, { packages: ['curl && rm -rf /'] }, ['packages must be names of system packages such as "libpq5", got "curl && rm -rf /"']],
  ['a build package that is none', PLAIN, { buildPackages: [''] }, ['buildPackages must be names of system packages such as "libpq5", got ""']],
  ['a heap as large as the memory', PLAIN, { heap: Size.mebibytes(512), memory: Size.mebibytes(512) }, ['heap 512m must be smaller than the memory limit 512m; raise "memory"']],
  ['a heap larger than the memory', PLAIN, { heap: Size.gibibytes(2), memory: Size.gibibytes(1) }, ['heap 2048m must be smaller than the memory limit 1024m; raise "memory"']],
  ['a token in .npmrc', { ...PLAIN, '.npmrc': '//registry.npmjs.org/:_authToken=npm_x\n' }, {},
    ['.npmrc holds a token; write ${NPM_TOKEN} in its place, or name the file in "buildSecrets" with Secret.fromFile("npmrc", ".npmrc")']],
  ['a user with a name', PLAIN, { user: 'node' }, ['user must be a numeric user and group other than root, such as "1000:1000", got "node"']],
  ['root', PLAIN, { user: '0:0' }, ['user must be a numeric user and group other than root, such as "1000:1000", got "0:0"']],
  ['no CPU', PLAIN, { cpus: 0 }, ['cpus must be a number from 0.01, got 0']],
  ['less memory than Docker takes', PLAIN, { memory: Size.mebibytes(1) }, ['memory must be at least 6 MiB, got 1048576 bytes']],
  ['a host address that cannot be', PLAIN, { port: 80, hostAddress: '999.1.1.1' }, ['hostAddress must be an IP address such as "127.0.0.1" or "[::1]", got "999.1.1.1"']],
  ['no processes', PLAIN, { pids: -1 }, ['pids must be a positive whole number, got -1']],
  ['half a process', PLAIN, { pids: 1.5 }, ['pids must be a positive whole number, got 1.5']],
  ['a secret of the running service from a variable', PLAIN, { secrets: [Secret.fromEnv('TOKEN')] }, ['secret "TOKEN" comes from a variable, which a running read-only container cannot take; use Secret.fromFile()']],
  ['a variable with a dash', PLAIN, { environment: { 'LOG-LEVEL': 'x' } }, ['the name of an environment variable must be letters, digits and _ and not start with a digit, got "LOG-LEVEL"']],
  ['a build argument that is a number', PLAIN, { buildArgs: { N: 1 as never } }, ['build argument N must be a string, got 1']],
  ['a build argument of two lines', PLAIN, { buildArgs: { N: 'a\nb' } }, ['a line break cannot stand in ARG, got "a\\nb"; use one entry per line, or Instruction.raw() for a heredoc']],
  ['a label of two lines', PLAIN, { labels: { a: 'x\ny' } }, ['a line break cannot stand in LABEL, got "x\\ny"; use one entry per line, or Instruction.raw() for a heredoc']],
  ['a pattern of two lines', PLAIN, { ignorePatterns: ['a\nb'] }, ['ignorePatterns must be patterns of one line each, such as "!certs/ca.pem", got "a\\nb"']],
  ['a profile that is none', PLAIN, { profiles: ['A b'] }, ['the name of a profile must be lower case letters and digits with - or _ between them, at most 63 characters, got "A b"']],
  ['a writable folder outside', PLAIN, { writable: ['../data'] }, ['writable must be a folder inside the service\'s own, or an absolute one such as "/var/lib/app", got "../data"']],
  ['a writable folder that is everything', PLAIN, { writable: ['/'] }, ['writable must be a folder inside the service\'s own, or an absolute one such as "/var/lib/app", got "/"']],
  ['a writable folder that is the application', PLAIN, { writable: ['.'] }, ['writable must be a folder inside the service\'s own, or an absolute one such as "/var/lib/app", got "."']],
  ['a writable folder with a colon', PLAIN, { writable: ['a:b'] }, ['writable must be a folder inside the service\'s own, or an absolute one such as "/var/lib/app", got "a:b"']],
  ['an output outside', { ...PLAIN, 'package.json': DIST }, { output: ['../dist'], entry: 'src/server.js' }, ['output must stay inside the service\'s directory, got "../dist"']],
  ['an asset outside', PLAIN, { assets: ['../../etc'] }, ['assets must stay inside the service\'s directory, got "../../etc"']],
  ['an include outside', PLAIN, { include: ['/etc/passwd'] }, ['include must be a path relative to the workspace, got "/etc/passwd"']],
  ['development sources outside', PLAIN, { development: { sources: ['../x'] } }, ['development.sources must stay inside the service\'s directory, got "../x"']],
];

test.each(SERVICES)('%s', (_, files, options, problems) => {
  expect(refusal(repository(files), project => new NodeService(project, 'api', options))).toEqual(problems.map(problem => `service "api": ${problem}`));
});

/** What is wrong with all images at once. */
const PROJECTS: [what: string, options: Partial<DockerProjectOptions>, problems: string[]][] = [
  ['an unknown platform', { platforms: ['linux/amd64', 'linux/sparc'] },
    ['platform must be one of linux/amd64, linux/arm64, linux/arm/v7, linux/arm/v6, linux/386, linux/ppc64le, linux/s390x, linux/riscv64, got "linux/sparc"']],
  ['a platform twice', { platforms: ['linux/amd64', 'linux/amd64'] }, ['platform "linux/amd64" is named twice; name it once']],
  ['a registry with a scheme', { registry: 'https://ghcr.io/acme' }, ['registry must look like "ghcr.io/owner" (no scheme, no tag), got "https://ghcr.io/acme"']],
  ['a prefix in upper case', { imagePrefix: 'Acme' }, ['imagePrefix must be lower case letters and digits with . _ - between them, got "Acme"']],
];

test.each(PROJECTS)('%s', (_, options, problems) => {
  expect(refusal(repository(PLAIN), project => new NodeService(project, 'api', { port: 3000 }), options)).toEqual(problems);
});

test('a service with a name that is none', () => {
  expect(refusal(repository(PLAIN), project => new NodeService(project, 'API', { image: 'x' })))
    .toEqual(['service "API": the name of a service must be lower case letters and digits with - or _ between them, at most 63 characters, got "API"']);
});

test.each([
  ['composeFile', { composeFile: '../compose.yaml' }, 'composeFile must stay inside the repository, got "../compose.yaml"'],
  ['composeDevelopmentFile', { composeDevelopmentFile: '/compose.yaml' }, 'composeDevelopmentFile must be a path relative to the repository, got "/compose.yaml"'],
  ['bakeFile', { bakeFile: '' }, 'bakeFile must be a path relative to the repository, got ""'],
])('a %s outside', (_, options, message) => {
  const root = repository(PLAIN);
  const before = stateOf(root);
  expect(() => synthDocker(root, () => undefined, options)).toThrow(new Error(message));
  expect(stateOf(root)).toEqual(before);
});

test('several problems of several services come in one error, and nothing is written', () => {
  const root = repository({ ...plainIn('a'), ...plainIn('b', without('package-lock.json')), 'compose.yaml': 'mine', 'a/.npmrc': '_authToken=x\n' });
  const before = stateOf(root);
  const run = () => synthDocker(root, project => {
    new NodeService(project, 'a', { directory: 'a', port: 0, image: 'X', packages: [';'], heap: Size.gibibytes(1), memory: Size.mebibytes(512) });
    new NodeService(project, 'b', { directory: 'b', port: 70000, hostAddress: 'x' });
  }, { platforms: ['x'], registry: 'x:' });
  expect(run).toThrow([
    '10 problems in the container definitions:',
    '  - registry must look like "ghcr.io/owner" (no scheme, no tag), got "x:"',
    '  - platform must be one of linux/amd64, linux/arm64, linux/arm/v7, linux/arm/v6, linux/386, linux/ppc64le, linux/s390x, linux/riscv64, got "x"',
    '  - service "a": port must be a whole number from 1 to 65535, got 0',
    '  - service "a": image must look like "owner/name" (lower case letters, digits and . _ - between them, no tag), got "X"',
    '  - service "a": a/.npmrc holds a token; write ${NPM_TOKEN} in its place, or name the file in "buildSecrets" with Secret.fromFile("npmrc", "a/.npmrc")',
    '  - service "a": packages must be names of system packages such as "libpq5", got ";"',
    '  - service "a": heap 1024m must be smaller than the memory limit 512m; raise "memory"',
    '  - service "b": port must be a whole number from 1 to 65535, got 70000',
    '  - service "b": there is no lockfile in "b" or a folder around it: run "npm install", "pnpm install", "yarn install" or "bun install" and commit the lockfile that it writes',
    '  - compose.yaml stands where a generated file goes, and projen did not write it; remove or rename it, or give ours another path',
    'Nothing was written.',
  ].join('\n'));
  expect(stateOf(root)).toEqual(before);
});

describe('what is wrong where it is said stops there', () => {
  const project = () => new DockerProject({ name: 'acme', outdir: repository(PLAIN), ...quiet });
  test.each<[string, () => unknown, string]>([
    ['a stage that does not exist', () => new NodeService(project(), 'api').stage('final'), 'service "api" has the stages base, deps, build, prod-deps, development, runtime, got "final"'],
    ['a second service of a name', () => {
      const p = project();
      new NodeService(p, 'api');
      new NodeService(p, 'api');
    }, 'two services are named "api"; give each a name of its own'],
    ['a service without containers', () => new NodeService(new Construct(undefined as never, ''), 'api'),
      'service "api" has no containers to belong to: give it a DockerProject, or add "new Containers(project)" to the project first'],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(new Error(message));
  });
});

test('a Node version past its end of life is a warning with the date', () => {
  const { warnings, files } = synthDocker(repository({ ...PLAIN, '.nvmrc': '18\n' }), project => new NodeService(project, 'api'));
  expect(warnings).toEqual(['service "api": "node:18.20.8-alpine3.24" has Node.js 18, which has had no security updates since 2025-04-30; set "nodeVersion" to 22, 24 or 26 (end-of-life-image)']);
  expect(files.Dockerfile).toContain('ARG NODE_VERSION=18.20.8\n');
});

test('a supported one is not', () => {
  expect(synthDocker(repository({ ...PLAIN, '.nvmrc': '24' }), project => new NodeService(project, 'api')).warnings).toEqual([]);
});

describe('foreign files in the way', () => {
  const foreign = (path: string) => `${path} stands where a generated file goes, and projen did not write it; remove or rename it, or ${path.endsWith('Dockerfile') ? 'take the service in as it is, with DockerfileService' : 'give ours another path'}`;

  test('one message lists all of them, and nothing is written', () => {
    const files = { ...PLAIN, 'Dockerfile': 'FROM scratch\n', '.dockerignore': 'x\n', 'compose.yaml': 'services: {}\n', 'compose.dev.yaml': '', 'docker-bake.json': {}, '.projen/tasks.json': '{}' };
    expect([...refusal(repository(files), project => new NodeService(project, 'api'))].sort())
      .toEqual(['Dockerfile', '.dockerignore', 'compose.yaml', 'compose.dev.yaml', 'docker-bake.json', '.projen/tasks.json'].map(foreign).sort());
  });

  test('a folder is in the way, too, and so is a file where a folder must be', () => {
    expect([...refusal(repository({ ...PLAIN, 'Dockerfile/x': '', 'deploy': 'a file' }), project => new NodeService(project, 'api'), { composeFile: 'deploy/compose.yaml' })].sort())
      .toEqual([foreign('Dockerfile'), foreign('deploy/compose.yaml')]);
  });

  test('another path is a way out', () => {
    const { files } = synthDocker(repository({ ...PLAIN, 'compose.yaml': 'services: {}\n' }), project => new NodeService(project, 'api'), { composeFile: 'compose.acme.yaml' });
    expect(files['compose.yaml']).toBe('services: {}\n');
    expect(files['compose.acme.yaml']).toContain('acme-api');
  });
});

test('a secret stands in no file', () => {
  process.env.DEPLOY_TOKEN = 'very-secret';
  const { files } = synthDocker(repository({ ...PLAIN, 'secrets/db.txt': 'db-secret' }), project => new NodeService(project, 'api', {
    secrets: [Secret.fromFile('db', 'secrets/db.txt')], buildSecrets: [Secret.fromEnv('DEPLOY_TOKEN')],
  }));
  delete process.env.DEPLOY_TOKEN;
  expect(Object.entries(files).filter(([, text]) => /very-secret|db-secret/.test(text)).map(([path]) => path)).toEqual(['secrets/db.txt']);
});

test('what is wrong with package.json stops synthesis also where no service reads it', () => {
  const root = repository({ ...plainIn('api'), 'package.json': '{"devDependencies": []' });
  expect(problemsOf(() => synthDocker(root, project => new NodeService(project, 'api', { directory: 'api' }))))
    .toEqual(['package.json is not valid JSON: the file ends too early at line 1, column 23; correct the file']);
});


