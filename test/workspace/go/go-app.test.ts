import { readGoApp } from '../../../src/workspace/go/go-app';
import { findMainPackage } from '../../../src/workspace/go/main-package';
import { Repository } from '../../../src/workspace/repository';
import { Files, repository } from '../../support';

const repo = (files: Files) => new Repository(repository(files));
const mod = (name: string, more = '') => `module example.test/${name}\n\ngo 1.27\n${more}`;
const MAIN = 'package main\n';

describe('the modules of a program', () => {
  const WORKSPACE: Files = {
    'go.work': 'go 1.27\n\nuse (\n\t./api\n\t./a\n\t./b\n\t./other\n)\n',
    'api/go.mod': mod('api'),
    'api/main.go': 'package main\n\nimport "example.test/a/inner"\n',
    'a/go.mod': mod('a'),
    'a/inner/a.go': 'package inner\n\nimport _ "example.test/b"\n',
    'a/a_test.go': 'package a\n\nimport _ "example.test/other"\n',
    'b/go.mod': mod('b'),
    'b/b.go': 'package b\n',
    'other/go.mod': mod('other'),
    'other/testdata/x.go': 'package x\n',
  };

  test('of a workspace are those that imports lead to, but for tests', () => {
    const app = readGoApp(repo(WORKSPACE), 'api');
    expect(app.sources.map(({ directory }) => directory)).toEqual(['api', 'a', 'b']);
    expect(app.manifests).toEqual(['a/go.mod', 'api/go.mod', 'b/go.mod', 'go.work', 'other/go.mod']);
    expect([app.root, app.downloads, app.vendored]).toEqual(['.', false, false]);
  });

  test('a workspace that does not use the module is none of ours', () => {
    const app = readGoApp(repo({ ...WORKSPACE, 'apart/go.mod': mod('apart'), 'apart/main.go': MAIN }), 'apart');
    expect([app.workspace, app.root]).toEqual([undefined, 'apart']);
  });

  test('a folder of a package belongs to the module above it', () => {
    const app = readGoApp(repo({ 'go.mod': mod('all'), 'services/x/main.go': MAIN }), 'services/x');
    expect([app.module.directory, app.root, app.directory]).toEqual(['.', '.', 'services/x']);
  });

  test('a replacement widens the context to the folder that holds both; vendored, it does not', () => {
    const files: Files = { 'x/api/go.mod': mod('api', 'require example.test/lib v0.0.0\nreplace example.test/lib => ../lib\n'), 'x/api/main.go': MAIN, 'x/lib/go.mod': mod('lib') };
    expect(readGoApp(repo(files), 'x/api')).toMatchObject({ root: 'x', downloads: false, manifests: ['x/api/go.mod', 'x/lib/go.mod'] });
    expect(readGoApp(repo({ ...files, 'x/api/vendor/modules.txt': '' }), 'x/api')).toMatchObject({ root: 'x/api', vendored: true });
  });

  test('a required module of a workspace needs no checksums', () => {
    expect(readGoApp(repo({ ...WORKSPACE, 'api/go.mod': mod('api', 'require example.test/a v0.0.0\n') }), 'api').downloads).toBe(false);
  });
});

describe('the main package', () => {
  const find = (files: Files, directory = '.', chosen?: string) => {
    const r = repo({ 'go.mod': mod('api'), ...files });
    return findMainPackage(r, readGoApp(r, directory), 'api', chosen);
  };

  test.each<[string, Files, string]>([
    ['the module itself', { 'main.go': MAIN }, '.'],
    ['the only command', { 'cmd/serve/main.go': MAIN, 'lib.go': 'package lib\n' }, 'cmd/serve'],
    ['the command of the service\'s name', { 'main.go': MAIN, 'cmd/api/main.go': MAIN, 'cmd/x/main.go': MAIN }, 'cmd/api'],
    ['no generator and no test', { 'generate.go': `//go:build ignore\n\n${MAIN}`, 'cmd/x/x_test.go': MAIN, 'cmd/y/main.go': MAIN }, 'cmd/y'],
  ])('%s', (_, files, main) => {
    expect(find(files)).toBe(main);
  });

  test('is the folder that was named, or the one that an option names', () => {
    expect(find({ 'tools/x/main.go': MAIN, 'main.go': MAIN }, 'tools/x')).toBe('tools/x');
    expect(find({ 'tools/x/main.go': MAIN, 'main.go': MAIN }, '.', 'tools/x')).toBe('tools/x');
  });
});
