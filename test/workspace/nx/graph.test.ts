import { readInputs } from '../../../src/workspace/nx/graph';
import { readNxWorkspace } from '../../../src/workspace/nx/nx-workspace';
import { projectOf } from '../../../src/workspace/nx/projects';
import { Files, NPM_LOCK, problemsOf, repository } from '../fixture';

const project = (name: string, more: object = {}): object => ({ name, targets: { build: {} }, ...more });
const BASE: Files = {
  'package.json': { name: 'acme', devDependencies: { nx: '23.2.1' } },
  'package-lock.json': NPM_LOCK,
  'nx.json': '{\n  // comments are allowed\n  "namedInputs": {},\n}',
  'tsconfig.base.json': { compilerOptions: { paths: { '@acme/a': ['libs/a/src/index.ts'], '@acme/b/*': ['libs/b/src/*'], '@acme/b/special': ['libs/c/src/special.ts'] } } },
  'apps/api/project.json': project('api'),
  ...Object.fromEntries(['a', 'b', 'c', 'd'].map(name => [`libs/${name}/project.json`, project(name)])),
};

/** The projects that `api` is built from, and the files beside them. */
function inputs(files: Files, root = '.'): { projects: string[]; files: readonly string[] } {
  const repo = repository({ ...BASE, ...files });
  const workspace = readNxWorkspace(repo, root);
  const found = readInputs(repo, workspace, projectOf(workspace.projects, 'api'), 'build');
  return { projects: found.projects.map(({ name }) => name), files: found.files };
}
const needs = (files: Files): string[] => inputs(files).projects.slice(1);
const source = (text: string): Files => ({ 'apps/api/src/main.ts': text });

test('a project that needs nothing', () => {
  expect(inputs(source('import fs from "fs";\nimport z from "zod";\n'))).toEqual({ projects: ['api'], files: [] });
});

test.each<[string, string, string[]]>([
  ['import … from', 'import { a } from "@acme/a";', ['a']],
  ['import type', "import type { A } from '@acme/a';", ['a']],
  ['over several lines', 'import {\n  a,\n  b,\n} from "@acme/a";', ['a']],
  ['export … from', 'export * from "@acme/a";', ['a']],
  ['for its effects', 'import "@acme/a";', ['a']],
  ['import()', 'const a = await import(\'@acme/a\');', ['a']],
  ['require()', 'const a = require("@acme/a");', ['a']],
  ['require.resolve()', 'require.resolve("@acme/a")', ['a']],
  ['a pattern', 'import "@acme/b/button";', ['b']],
  ['what is exact goes before a pattern', 'import "@acme/b/special";', ['c']],
  ['a path into another project', 'import "../../../libs/d/src/index";', ['d']],
  ['a path within', 'import "./other";', []],
  ['a name that only begins alike', 'import "@acme/aa";', []],
])('%s', (_, text, expected) => {
  expect(needs(source(text))).toEqual(expected);
});

test('transitively, in any source, by name', () => {
  expect(needs({
    'apps/api/src/deep/x.mts': 'import "@acme/b/x";',
    'libs/b/src/x.js': 'require("@acme/a")',
    'libs/a/src/index.tsx': 'export * from "../../d/src";',
  })).toEqual(['a', 'b', 'd']);
});

test('tests need nothing, because they are not built', () => {
  expect(needs({ 'apps/api/src/main.spec.ts': 'import "@acme/a";', 'apps/api/src/__tests__/x.ts': 'import "@acme/b/x";', 'apps/api/dist/main.js': 'require("@acme/a")' })).toEqual([]);
});

test('circles end', () => {
  expect(needs({ ...source('import "@acme/a";'), 'libs/a/src/index.ts': 'import "@acme/b/x";', 'libs/b/src/x.ts': 'import "@acme/a"; import "../../../apps/api/src/main";' })).toEqual(['a', 'b']);
});

test.each<[string, string[], string[]]>([
  ['a name', ['a'], ['a']],
  ['a pattern', ['*'], ['a', 'b', 'c', 'd']],
  ['all but one', ['*', '!c'], ['a', 'b', 'd']],
  ['a tag', ['tag:type:util'], ['d']],
  ['nobody', ['nobody'], []],
])('implicitDependencies: %s', (_, implicitDependencies, expected) => {
  expect(needs({ 'apps/api/project.json': project('api', { implicitDependencies }), 'libs/d/project.json': project('d', { tags: ['type:util'] }) })).toEqual(expected);
});

test('TypeScript\'s project references, and not those of tests', () => {
  expect(needs({
    'apps/api/tsconfig.app.json': { references: [{ path: '../../libs/a/tsconfig.lib.json' }, { path: '../../libs/b' }] },
    'apps/api/tsconfig.spec.json': { references: [{ path: '../../libs/c' }] },
  })).toEqual(['a', 'b']);
});

test('projects whose tasks run first', () => {
  const targets = { build: { dependsOn: ['^build', 'codegen', 'a:generate', { projects: ['b'], target: 'x' }, { projects: 'c', target: 'y' }] } };
  expect(needs({ 'apps/api/project.json': project('api', { targets }) })).toEqual(['a', 'b', 'c']);
});

test('what options name: files of the root, other projects\' folders, and nothing that is not there', () => {
  const options = { outputPath: 'dist/api', main: 'apps/api/src/main.ts', tsConfig: 'apps/api/tsconfig.json', webpackConfig: 'tools/webpack.js', assets: ['{workspaceRoot}/proto', { input: 'libs/c/assets', glob: '**/*', output: '.' }, 'missing/x'] };
  expect(inputs({
    'apps/api/project.json': project('api', { targets: { build: { options } } }),
    'apps/api/src/main.ts': '',
    'tools/webpack.js': '',
    'tools/other.js': '',
    'proto/a.proto': '',
    'libs/c/assets/x': '',
    'dist/api/old.js': '',
  })).toEqual({ projects: ['api', 'c'], files: ['proto', 'tools/webpack.js'] });
});

test('members of the package manager\'s workspace, by the names of their packages', () => {
  expect(needs({
    'package.json': { name: 'acme', workspaces: ['libs/*', 'apps/*'], devDependencies: { nx: '23.2.1' } },
    'apps/api/package.json': { name: '@acme/api', nx: { name: 'api' }, dependencies: { '@scope/d': '*' } },
    'apps/api/src/main.ts': 'import "@scope/b/deep/file";',
    'libs/b/package.json': { name: '@scope/b' },
    'libs/d/package.json': { name: '@scope/d' },
  })).toEqual(['b', 'd']);
});

test('the innermost project owns a file', () => {
  expect(needs({ 'libs/a/inner/project.json': project('inner'), 'apps/api/src/main.ts': 'import "../../../libs/a/inner/src/x";', 'libs/a/inner/src/x.ts': '' })).toEqual(['inner']);
  expect(needs({ 'apps/api/e2e/project.json': project('e2e'), 'apps/api/e2e/src/x.ts': 'import "@acme/a";' })).toEqual([]);
});

test('what nx.json names of the root', () => {
  const repo = repository({
    ...BASE,
    'nx.json': {
      namedInputs: { shared: ['{workspaceRoot}/a.json', '!{workspaceRoot}/b.json', '{workspaceRoot}/conf/**/*.json', '{workspaceRoot}/.env', '{workspaceRoot}/gone.json', '{projectRoot}/x'] },
      targetDefaults: { build: { inputs: ['{workspaceRoot}/c.json', { fileset: '{workspaceRoot}/d.json' }] } },
    },
    ...Object.fromEntries(['a.json', 'b.json', 'c.json', 'd.json', 'conf/x.json', '.env'].map(path => [path, ''])),
  });
  expect(readNxWorkspace(repo, '.').sharedFiles).toEqual(['a.json', 'c.json', 'conf', 'd.json']);
});

test('a workspace in a folder', () => {
  const files = Object.fromEntries(Object.entries({ ...BASE, ...source('import "@acme/a";') }).map(([path, content]) => [`work/${path}`, content]));
  const repo = repository(files);
  const workspace = readNxWorkspace(repo, 'work');
  expect(readInputs(repo, workspace, projectOf(workspace.projects, 'api'), 'build').projects.map(({ root }) => root)).toEqual(['work/apps/api', 'work/libs/a']);
});

test.each<[string, object, boolean]>([
  ['nothing', {}, false],
  ['an id', { nxCloudId: 'x' }, true],
  ['a runner', { tasksRunnerOptions: { default: { runner: 'nx-cloud' } } }, true],
  ['never', { nxCloudId: 'x', neverConnectToCloud: true }, false],
])('Nx Cloud: %s', (_, json, cloud) => {
  expect(readNxWorkspace(repository({ ...BASE, 'nx.json': json }), '.').cloud).toBe(cloud);
});

test('versions', () => {
  const read = (nx: string) => problemsOf(() => readNxWorkspace(repository({ ...BASE, 'package.json': { devDependencies: { nx } } }), '.'));
  expect(read('^17.0.0')).toEqual([]);
  expect(read('latest')).toEqual([]);
  expect(read('~16.9')).toEqual(['package.json asks for Nx "~16.9": move to Nx 17 or later with "nx migrate"']);
});
