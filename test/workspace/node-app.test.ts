import * as fs from 'node:fs';
import { app, Files, NPM_LOCK, PNPM_LOCK, problemsOf, repository } from './fixture';
import { readNodeApp } from '../../src/workspace/node-app';
import { Repository } from '../../src/workspace/repository';

const single: Files = { 'package.json': { name: 'a' }, 'package-lock.json': NPM_LOCK };
const monorepo: Files = {
  'package.json': { name: 'root', workspaces: ['apps/*'] },
  'package-lock.json': NPM_LOCK,
  'apps/api/package.json': { name: 'api' },
  'apps/web/package.json': { name: 'web' },
};

test('a single package', () => {
  expect(app(single)).toEqual({
    directory: '.',
    root: '.',
    manifest: { name: 'a' },
    rootManifest: { name: 'a' },
    packageManager: { kind: 'npm', lockfile: 'package-lock.json', linker: 'node-modules' },
    workspace: false,
    members: [],
    locals: [],
    runtimeLocals: [],
    nativeAddons: [],
    installFiles: [],
  });
});

test.each(['apps/api', 'apps\\api', './apps//api/', 'apps/x/../api'])('a member of a workspace, written %s', (directory) => {
  const found = app(monorepo, directory);
  expect(found).toMatchObject({ directory: 'apps/api', root: '.', manifest: { name: 'api' }, rootManifest: { name: 'root' }, workspace: true });
  expect(found.members.map((member) => member.directory)).toEqual(['apps/api', 'apps/web']);
});

test('the root of a workspace as application', () => {
  expect(app(monorepo).members.map((member) => member.directory)).toEqual(['.', 'apps/api', 'apps/web']);
});

test('the nearest lockfile decides', () => {
  const found = app({ ...monorepo, 'apps/api/pnpm-lock.yaml': PNPM_LOCK }, 'apps/api');
  expect(found).toMatchObject({ root: 'apps/api', workspace: false, members: [], packageManager: { kind: 'pnpm' } });
});

test('a folder without dependencies of its own uses the install around it', () => {
  const natives = { '': { dependencies: { n: '*' } }, 'node_modules/n': { gypfile: true } };
  const files: Files = { 'package.json': { dependencies: { n: '*' } }, 'package-lock.json': { lockfileVersion: 3, packages: natives }, 'api/package.json': { type: 'module' } };
  expect(app(files, 'api')).toMatchObject({ directory: 'api', root: '.', workspace: false, nativeAddons: ['n'] });
});

const rootless = 'must lie in the repository';

test.each<[what: string, files: Files, directory: string, problems: (string | RegExp)[]]>([
  ['a folder that does not exist', single, 'apps/api', ['directory "apps/api" does not exist: write it relative to the repository\'s root, like "apps/api"']],
  ['a file', single, 'package.json', [/^directory "package.json" does not exist/]],
  ['a folder outside', single, '../x', [`directory ${rootless}, got "../x": write it relative to the repository's root, like "apps/api"`]],
  ['a folder outside, hidden', single, 'apps\\..\\..\\x', [/must lie in the repository, got "apps\\..\\..\\x"/]],
  ['an absolute folder', single, '/srv', ['directory must be relative to the repository\'s root, got "/srv": write it like "apps/api", or "." for the root']],
  ['an absolute folder of Windows', single, 'C:\\srv', [/^directory must be relative to the repository's root, got "C:\\srv"/]],
  ['no package.json', { 'package-lock.json': NPM_LOCK }, '.', ['package.json does not exist: create it with "npm init", or correct the directory']],
  ['no package.json in the root', { 'package-lock.json': NPM_LOCK, 'api/package.json': {} }, 'api', ['package.json does not exist: create it with "npm init", or correct the directory']],
  ['a malformed package.json', { ...single, 'package.json': '{\n  "name": "a",\n}' }, '.',
    ['package.json is not valid JSON: unexpected "}" at line 3, column 1; correct the file']],
  ['an empty package.json', { ...single, 'package.json': '' }, '.', ['package.json is not valid JSON: the file ends too early at line 1, column 1; correct the file']],
  ['a package.json in conflict', { ...single, 'package.json': '{\n<<<<<<< HEAD\n' }, '.',
    ['package.json has merge conflict markers (line 2): resolve the conflict, then correct the file']],
  ['a package.json that is a list', { ...single, 'package.json': '[]' }, '.', ['package.json must hold a JSON object, got []: write at least {}']],
  ['a package.json that is null', { ...single, 'package.json': 'null' }, '.', ['package.json must hold a JSON object, got null: write at least {}']],
  ...([
    ['name', 1, 'a string'], ['version', null, 'a string'], ['main', [], 'a string'], ['packageManager', {}, 'a string'],
    ['scripts', [], 'an object of strings'], ['dependencies', 'x', 'an object of strings'], ['devDependencies', { a: 1 }, 'an object of strings'],
    ['optionalDependencies', [], 'an object of strings'], ['peerDependencies', [], 'an object of strings'], ['engines', ['node'], 'an object of strings'],
    ['files', 'x', 'a list of strings'], ['bin', 1, 'a string or an object of strings'], ['pnpm', { patchedDependencies: [] }, 'an object'],
    ['patchedDependencies', [], 'an object of strings'], ['module', 1, 'a string'], ['type', 1, 'a string'],
    ['workspaces', 'apps/*', 'a list of folders, or an object with such a list named "packages"'],
    ['workspaces', { packages: 'x' }, 'a list of folders, or an object with such a list named "packages"'],
    ['devEngines', { runtime: 'node' }, 'an object whose "runtime" and "packageManager" are { "name", "version" } or a list of them'],
    ['devEngines', { packageManager: [{}] }, 'an object whose "runtime" and "packageManager" are { "name", "version" } or a list of them'],
  ] as const).map(([field, value, expected]): [string, Files, string, string[]] => [
    `${field} ${JSON.stringify(value)}`, { ...single, 'package.json': { [field]: value } }, '.',
    [`"${field}" in package.json must be ${expected}, got ${JSON.stringify(value)}: correct the field or remove it`],
  ]),
  ['a folder that is no member', { ...monorepo, 'tools/x/package.json': {} }, 'tools/x', [
    '"tools/x" is no member of the workspace that package-lock.json belongs to, and has no lockfile of its own: add it to "workspaces" of package.json, or run the install in it',
  ]],
  ['a folder that is no member, pnpm', { 'package.json': {}, 'pnpm-lock.yaml': PNPM_LOCK, 'pnpm-workspace.yaml': 'packages: []', 'x/package.json': {} }, 'x', [
    '"x" is no member of the workspace that pnpm-lock.yaml belongs to, and has no lockfile of its own: add it to "packages" of pnpm-workspace.yaml, or run the install in it',
  ]],
  ['dependencies that the lockfile around does not cover', { ...single, 'api/package.json': { dependencies: { a: '*' } } }, 'api', [
    '"api" has dependencies, but no lockfile, and package-lock.json does not cover it: make it a member of a workspace, or run the install in it',
  ]],
  ['no lockfile anywhere, manager named at the root', { 'package.json': { packageManager: 'bun@1.2.3' }, 'api/package.json': {} }, 'api', [
    'there is no lockfile in "api" or a folder around it: run "bun install" and commit the lockfile that it writes',
  ]],
  ['all at once', { 'package.json': '[]', '.nvmrc': 'banana', 'yarn.lock': '', 'package-lock.json': NPM_LOCK, 'api/package.json': '{' }, 'api', [
    /^api\/package.json is not valid JSON/, /^package.json must hold/, /^.nvmrc must hold/, /^there are lockfiles of several/,
  ]],
  ['a cycle and an unknown member at once', { ...monorepo, 'apps/api/package.json': { name: 'api', dependencies: { web: '*', x: 'workspace:*' } }, 'apps/web/package.json': { name: 'web', dependencies: { api: '*' } } }, 'apps/api',
    [/no member of the workspace has the name x/, /api → web → api/]],
])('refuses %s', (_what, files, directory, problems) => {
  const found = problemsOf(() => app(files, directory));
  expect(found).toEqual(problems.map((problem) => typeof problem === 'string' ? problem : expect.stringMatching(problem)));
});

test('a shared lockfile is read once, and its error is the same for all', () => {
  const repo = repository({ ...monorepo, 'package-lock.json': '{' });
  const parse = jest.spyOn(JSON, 'parse');
  const first = problemsOf(() => readNodeApp(repo, 'apps/api'));
  const calls = parse.mock.calls.filter(([text]) => text === '{').length;
  expect(problemsOf(() => readNodeApp(repo, 'apps/web'))).toEqual(first);
  expect(parse.mock.calls.filter(([text]) => text === '{')).toHaveLength(calls);
  expect(calls).toBe(1);
  parse.mockRestore();
});

test('hundreds of applications cost one reading of what they share', () => {
  const files: Files = { ...monorepo };
  for (let index = 0; index < 300; index++) files[`apps/a${index}/package.json`] = { name: `a${index}` };
  const lock = JSON.stringify({ lockfileVersion: 3, packages: { marker: {} } });
  const repo = repository({ ...files, 'package-lock.json': lock });
  const parse = jest.spyOn(JSON, 'parse');
  for (let index = 0; index < 300; index++) expect(readNodeApp(repo, `apps/a${index}`).nativeAddons).toEqual([]);
  expect(parse.mock.calls.filter(([text]) => text === lock)).toHaveLength(1);
  expect(parse.mock.calls.length).toBe(300 + 4);
  parse.mockRestore();
});

test('nothing depends on the order in which files are listed, nor on the place of the repository', () => {
  const files: Files = {
    ...monorepo,
    'package.json': { name: 'root', workspaces: ['libs/*', 'apps/*'] },
    'apps/api/package.json': { name: 'api', dependencies: { b: '*', a: '*', Z: '*' } },
    ...Object.fromEntries(['a', 'b', 'Z', 'ä'].map((name) => [`libs/${name}/package.json`, { name, version: '1.0.0' }])),
  };
  const plain = (found: object) => JSON.stringify(found);
  const usual = plain(app(files, 'apps/api'));
  const actual = jest.requireActual<typeof fs>('node:fs');
  const { readdirSync } = actual;
  const listing = jest.spyOn(actual, 'readdirSync').mockImplementation(((...args: Parameters<typeof readdirSync>) => readdirSync(...args).reverse()) as never);
  expect(plain(app(files, 'apps/api'))).toBe(usual);
  expect(listing).toHaveBeenCalled();
  listing.mockRestore();
  expect(app(files, 'apps/api').locals.map(({ name }) => name)).toEqual(['Z', 'a', 'b']);
  expect(plain(app(files, 'apps/api'))).not.toContain(fs.realpathSync(repository({}).root));
});

test('a root that is not there yet reads as an empty folder', () => {
  expect(() => readNodeApp(new Repository('/does/not/exist'), '.')).toThrow(/^package\.json does not exist/);
});
