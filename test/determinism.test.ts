import { rmSync } from 'fs';
import { join } from 'path';
import { parse } from 'yaml';
import { HealthCheck, NodeService, NodeServiceOptions, Secret } from '../src';
import { Child, compiledPackage, run } from './child';
import { fixture, PLAIN, plainIn, readTree, repository, stateOf, synthDocker, temporary } from './support';

/** Two workspaces and a single package, with most of what services can be told. */
const PROGRAM = `
  const { LogLevel } = require(process.env.PACKAGE + '/node_modules/projen');
  const { DockerProject, HealthCheck, NodeRuntime, NodeService, Secret, Size } = require(process.env.PACKAGE + '/lib');
  const project = new DockerProject({ name: 'acme', outdir: process.env.OUTDIR, registry: 'ghcr.io/acme', platforms: ['linux/amd64', 'linux/arm64'], logging: { level: LogLevel.OFF } });
  const api = new NodeService(project, 'api', { directory: 'npm/apps/api', port: 3000, health: HealthCheck.http('/healthz'), environment: { B: 'b', A: 'a' }, writable: ['data'] });
  new NodeService(project, 'web', { directory: 'pnpm/apps/api', port: 3001, dependsOn: [api], runtime: NodeRuntime.slim(), secrets: [Secret.fromFile('DB', 'db.txt')] });
  new NodeService(project, 'job', { directory: 'single', heap: Size.mebibytes(128) });
  project.synth();
`;

function fresh(root = temporary()): string {
  const parts = { npm: readTree(fixture('npm-workspace')), pnpm: readTree(fixture('pnpm-workspace')), single: readTree(repository(PLAIN)) };
  return repository(Object.fromEntries(Object.entries(parts).flatMap(([name, files]) => Object.entries(files).map(([path, text]) => [`${name}/${path}`, text]))), root);
}

let folder: string;
let expected: Record<string, string>;

async function synthesize(root: string, child: Child = {}): Promise<Record<string, string>> {
  const { code, output } = await run(folder, PROGRAM, { ...child, env: { ...child.env, OUTDIR: root } });
  expect({ code, output }).toEqual({ code: 0, output: '' });
  return stateOf(root);
}

beforeAll(async () => {
  folder = compiledPackage();
  expected = await synthesize(fresh());
}, 120_000);

test('there is something to compare', () => {
  expect(Object.keys(expected)).toEqual(expect.arrayContaining(['compose.yaml', 'npm/apps/api/Dockerfile', 'pnpm/apps/api/Dockerfile', 'single/Dockerfile']));
});

test.each<[string, Child]>([
  ['in another folder', {}],
  ['in another time zone', { env: { TZ: 'Pacific/Kiritimati' } }],
  ['in another locale', { env: { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', LANGUAGE: 'tr' } }],
  ['without tools', { env: { PATH: '' }, hook: 'for (const name of Object.keys(require("child_process"))) require("child_process")[name] = () => { throw new Error(name); };' }],
  ['without network', { hook: 'const fail = () => { throw new Error("network"); }; require("net").Socket.prototype.connect = fail; require("dns").lookup = fail;' }],
  ['at another time', { hook: 'Date = class extends Date { constructor(...args) { super(...(args.length ? args : [1e12])); } static now() { return 1e12; } };' }],
  ['with files listed in another order', {
    hook: `
    const fs = require('fs');
    const { readdirSync } = fs;
    fs.readdirSync = (...args) => [...readdirSync(...args)].reverse();
  `,
  }],
  ['with other random numbers', { hook: 'Math.random = () => 0.5;' }],
  ['with another user name and home', { env: { HOME: '/nonexistent', USER: 'someone', HOSTNAME: 'elsewhere' } }],
  ['in CI', { env: { CI: 'true', GITHUB_ACTIONS: 'true', NODE_ENV: 'production' } }],
  ['with another umask', { hook: 'process.umask(0o077);' }],
  ['from another folder', { cwd: '/' }],
])('the same bytes %s', async (_, child) => {
  expect(await synthesize(fresh(), child)).toEqual(expected);
});

test('the same bytes the second time', async () => {
  const root = fresh();
  await synthesize(root);
  expect(await synthesize(root)).toEqual(expected);
});

test('the same bytes when the generated files were taken away', async () => {
  const root = fresh();
  await synthesize(root);
  Object.keys(expected).filter(path => expected[path].startsWith('444 ')).forEach(path => rmSync(join(root, path)));
  expect(await synthesize(root)).toEqual(expected);
});

test('nothing of the machine stands in a file', () => {
  const text = Object.values(expected).join('\n');
  expect([text.includes(folder), text.includes('/tmp/'), text.includes(process.version)]).toEqual([false, false, false]);
});

test('separators of Windows never reach a file', () => {
  const files = { ...plainIn('apps/api'), 'apps/api/public/x': '', 'apps/api/lib/deep/x.js': '', 'config/a/x.json': '', 'secrets/npmrc': '', 'secrets/db': '' };
  const define = (separate: (path: string) => string) => synthDocker(repository(files), project => {
    const options: NodeServiceOptions = {
      directory: separate('apps/api'),
      entry: separate('lib/deep/x.js'),
      assets: [separate('src/more'), separate('./public/')],
      include: [separate('config/a')],
      writable: [separate('data/files')],
      development: { sources: [separate('lib/deep')] },
      secrets: [Secret.fromFile('db', separate('secrets/db'))],
      buildSecrets: [Secret.fromFile('npmrc', separate('secrets/npmrc'))],
      health: HealthCheck.none('x'),
    };
    new NodeService(project, 'api', options);
  }, { composeFile: separate('deploy/local/compose.yaml'), composeDevelopmentFile: separate('deploy/local/dev.yaml'), bakeFile: separate('deploy/bake.json') }).files;
  Object.assign(files, { 'apps/api/src/more/x': '' });
  const posix = define(path => path);
  expect(define(path => path.replace(/\//g, '\\'))).toEqual(posix);
  expect(parse(posix['deploy/local/compose.yaml']).services.api.volumes).toEqual(['api-data-files:/app/data/files']);
});
