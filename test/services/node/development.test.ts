import { parse } from 'yaml';
import { NodeServiceOptions, NodeService } from '../../../src';
import { Files, PLAIN, fixture, problemsOf, repository, synthDocker, synthService } from '../../support';

/** The service in compose.dev.yaml, and the last stage that runs for it. */
function development(files: Files, options: NodeServiceOptions = {}) {
  const synthesis = synthService(files, options);
  const stage = /FROM deps AS development\n([^]*?)\n\n/.exec(synthesis.files.Dockerfile)![1];
  return { compose: parse(synthesis.files['compose.dev.yaml']).services.api, command: JSON.parse(/CMD (.*)/.exec(stage)![1]), stage };
}

const BUILT: Files = {
  ...PLAIN,
  'package.json': { name: 'app', scripts: { build: 'tsc', start: 'node dist/server.js' } },
  'tsconfig.json': { compilerOptions: { outDir: 'dist', rootDir: 'src' } },
  'src/server.ts': '',
};
const WITH_DEV: Files = { ...BUILT, 'package.json': { name: 'app', scripts: { build: 'tsc', dev: 'tsx watch src/server.ts', start: 'node dist/server.js' } } };

test('plain JavaScript is watched by Node itself, over mounted sources', () => {
  const { compose, command } = development(PLAIN);
  expect(command).toEqual(['node', '--watch', '--inspect=0.0.0.0:9229', 'src/server.js']);
  expect(compose.volumes).toEqual([{ type: 'bind', source: './src', target: '/app/src', read_only: true, bind: { create_host_path: false } }]);
  expect(compose.develop.watch).toEqual(['package.json', 'package-lock.json'].map(path => ({ action: 'rebuild', path: `./${path}` })));
});

test('a dev script is run, over mounted sources', () => {
  const { compose, command, stage } = development(WITH_DEV);
  expect([command, compose.volumes[0].source]).toEqual([['npm', 'run', 'dev'], './src']);
  expect(stage).not.toContain('npm run build');
});

test('a build without a dev script is built anew when a source changes', () => {
  const { compose, command, stage } = development(BUILT);
  expect(command).toEqual(['node', '--enable-source-maps', '--inspect=0.0.0.0:9229', 'dist/server.js']);
  expect(compose.volumes).toBeUndefined();
  expect(compose.develop.watch).toContainEqual({ action: 'rebuild', path: './src' });
  expect(stage).toContain('RUN npm run build');
});

test('a command of one\'s own', () => {
  const { command, compose } = development(BUILT, { development: { command: ['node', '--watch', '$x'] } });
  expect([command, compose.volumes[0].source]).toEqual([['node', '--watch', '$x'], './src']);
});

test('sources of one\'s own', () => {
  const { compose } = development({ ...PLAIN, 'lib/x.js': '', 'config.json': {} }, { development: { sources: ['lib', 'config.json'] } });
  expect(compose.volumes.map((v: any) => `${v.source}:${v.target}`)).toEqual(['./lib:/app/lib', './config.json:/app/config.json']);
});

test('sources that do not exist are refused', () => {
  expect(problemsOf(() => synthService(PLAIN, { development: { sources: ['lib'] } }))).toEqual(['service "api": source "lib" of "development" does not exist in "."']);
});

test.each([0, 70000])('debugger on port %p is refused', debugPort => {
  expect(problemsOf(() => synthService(PLAIN, { development: { debugPort } }))).toEqual([`service "api": debugPort must be a whole number from 1 to 65535, got ${debugPort}`]);
});

test('the debugger is published on the loopback address only, on a port of its own for each service', () => {
  const { files } = synthDocker(repository({ ...PLAIN, 'worker.js': '' }), project => {
    new NodeService(project, 'a', { port: 3000 });
    new NodeService(project, 'b', { entry: 'worker.js' });
    new NodeService(project, 'c', { entry: 'worker.js', development: { debugPort: 9500 } });
  });
  const { services } = parse(files['compose.dev.yaml']);
  expect(Object.values<any>(services).map(({ ports }) => ports)).toEqual([['127.0.0.1:9229:9229'], ['127.0.0.1:9230:9229'], ['127.0.0.1:9500:9229']]);
});

test('in a workspace, a change of a local package builds anew', () => {
  const { files } = synthDocker(fixture('npm-workspace'), project => new NodeService(project, 'api', { directory: 'apps/api' }));
  const { services: { api } } = parse(files['compose.dev.yaml']);
  expect(api.develop.watch.map(({ path }: any) => path)).toEqual(expect.arrayContaining(['./apps/api/package.json', './package-lock.json', './packages/greeting']));
});
