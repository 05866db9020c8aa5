import { join } from 'path';
import { detectServices } from '../../src/adopt/detect';
import { Repository } from '../../src/workspace/repository';
import { Files, fixture, PACKAGE_LOCK, repository } from '../support';

const detect = (files: Files) => detectServices(new Repository(repository(files)));
const EXPRESS = { name: 'api', scripts: { start: 'node server.js' }, dependencies: { express: '^5' } };

describe('what is a service', () => {
  test.each<[string, Files, string[]]>([
    ['nothing', {}, []],
    ['a start script that runs node', { 'package.json': { name: 'api', scripts: { start: 'node server.js' } } }, ['api']],
    ['with variables before it', { 'package.json': { name: 'api', scripts: { start: 'NODE_ENV=production PORT=1 node server.js' } } }, ['api']],
    ['a dependency that listens', { 'package.json': { name: 'api', dependencies: { fastify: '^5' } } }, ['api']],
    ['a library', { 'package.json': { name: 'lib', main: 'index.js' } }, []],
    ['a start script that runs something else', { 'package.json': { name: 'x', scripts: { start: 'nodemon x.js' } } }, []],
    ['a framework with a server of its own', { 'package.json': { name: 'web', scripts: { start: 'node server.js' }, dependencies: { nuxt: '^4' } } }, []],
    ['a scoped name', { 'package.json': { ...EXPRESS, name: '@acme/Api_Gateway' } }, ['api-gateway']],
    ['folders, when there is no manifest around them', { 'b/package.json': EXPRESS, 'a/package.json': { ...EXPRESS, name: 'web' }, 'docs/x.md': '', '.hidden/package.json': EXPRESS, 'node_modules/package.json': EXPRESS }, ['web', 'api']],
    ['folders, when the manifest at the root is there for its tools alone', { 'package.json': { devDependencies: { projen: '*' } }, 'package-lock.json': PACKAGE_LOCK, 'apps/api/package.json': EXPRESS }, ['api']],
    ['a Dockerfile, whatever it builds', { 'services/old/Dockerfile': 'FROM nginx\nEXPOSE 8080\n', 'docs/Dockerfile': 'FROM x' }, ['old']],
    ['the folder\'s name, when there is no other', { 'billing/package.json': { ...EXPRESS, name: undefined } }, ['billing']],
    ['two of one name get names of their own', { 'a/package.json': { ...EXPRESS, name: '@a/api' }, 'b/package.json': { ...EXPRESS, name: '@b/api' } }, ['api', 'b']],
    ['also where the folder\'s name is taken', { 'a/package.json': { ...EXPRESS, name: 'b' }, 'b/package.json': { ...EXPRESS, name: '@b/b' } }, ['b', 'b-2']],
  ])('%s', (_, files, names) => {
    expect(detect(files).map(({ name }) => name)).toEqual(names);
  });

  test('members of a workspace', () => {
    const services = detect({
      'package.json': { workspaces: ['apps/*', 'packages/*'] },
      'package-lock.json': PACKAGE_LOCK,
      'apps/api/package.json': EXPRESS,
      'apps/web/package.json': { ...EXPRESS, name: 'web' },
      'packages/lib/package.json': { name: 'lib' },
    });
    expect(services.map(({ name, directory }) => `${name} ${directory}`)).toEqual(['api apps/api', 'web apps/web']);
  });

  test('a workspace that cannot be read yet is left for synthesis to complain about', () => {
    expect(detect({ 'package.json': { ...EXPRESS, workspaces: ['apps/*'] }, 'apps/web/package.json': { ...EXPRESS, name: 'web' } }).map(({ name }) => name)).toEqual(['api']);
  });

  test.each(['npm', 'pnpm', 'yarn-classic', 'yarn-berry', 'yarn-pnp', 'bun'])('the fixture of %s', manager => {
    expect(detectServices(new Repository(fixture(`${manager}-workspace`)))).toEqual([
      { stack: 'NodeService', name: 'api', directory: 'apps/api', port: 3000, hostPort: undefined, healthPath: '/healthz' },
      { stack: 'NodeService', name: 'other', directory: 'apps/other', port: 3000, hostPort: 3001, healthPath: '/healthz' },
    ]);
  });
});

describe('the port', () => {
  const portOf = (source: string, manifest: object = { name: 'api', scripts: { start: 'node server.js' } }) => detect({ 'package.json': manifest, 'server.js': source })[0].port;

  test.each<[string, number | undefined]>([
    ['app.listen(8080)', 8080],
    ['app.listen( 8080, () => {})', 8080],
    ['const port = process.env.PORT ?? 4000', 4000],
    ['const port = process.env.PORT || \'4000\'', 4000],
    ['const port = process.env["PORT"] || "4000"', 4000],
    ['const port = Number(process.env.PORT) || 4000', 4000],
    ['const port = Number(process.env.PORT ?? 4000)', 4000],
    ['parseInt(process.env.PORT, 10) || 4000', 4000],
    ['serve({ fetch, port: 4000 })', 4000],
    ['http.createServer(handler).listen(port)', 3000],
    ['listen(99999); // no port', undefined],
    ['console.log("a worker")', undefined],
  ])('%s', (source, port) => {
    expect(portOf(source)).toBe(port);
  });

  test('of a known server', () => {
    expect(portOf('', EXPRESS)).toBe(3000);
  });

  test('is read in src, and not in tests or settings', () => {
    const files = { 'package.json': EXPRESS, 'src/main.ts': 'app.listen(5000)', 'a.test.js': 'listen(1111)', 'jest.config.js': 'port: 2222', '.eslintrc.js': 'port: 3333' };
    expect(detect(files)[0].port).toBe(5000);
  });

  test('the host\'s ports differ, as far as there are any left', () => {
    const files = Object.fromEntries(['a', 'b', 'c'].map(name => [`${name}/package.json`, { ...EXPRESS, name }]));
    expect(detect(files).map(({ port, hostPort }) => [port, hostPort])).toEqual([[3000, undefined], [3000, 3001], [3000, 3002]]);
  });
});

test.each([
  ['app.get("/healthz", x)', '/healthz'], ['app.get(\'/api/health\', x)', '/api/health'], ['url === `/livez`', '/livez'], ['app.get("/ready")', '/ready'],
  ['app.get("/users")', undefined], ['app.get("/healthy-food")', undefined],
])('health in %s: %p', (source, path) => {
  expect(detect({ 'package.json': EXPRESS, 'server.js': source })[0].healthPath).toBe(path);
});

test('a worker is asked nothing', () => {
  expect(detect({ 'package.json': { name: 'job', scripts: { start: 'node job.js' } }, 'job.js': 'fetch("/healthz")' })[0]).toMatchObject({ port: undefined, healthPath: undefined });
});

describe('the examples, as if somebody brought them', () => {
  const found = (example: string) => detectServices(new Repository(join(__dirname, '..', '..', 'examples', example)))
    .map(({ stack, directory, port, healthPath }) => [stack, directory, port, healthPath].filter(Boolean).join(' '));

  test.each<[string, string[]]>([
    ['financehub', ['NextService apps/frontend 3000 /api/health', 'PythonService apps/backend 8000 /api/health/']],
    ['fastapi-next', ['NextService apps/web 3000 /api/health', 'PythonService apps/api 8000 /health']],
  ])('%s', (example, services) => {
    expect(found(example)).toEqual(services);
  });
});
