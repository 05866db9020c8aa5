import { belowRoot, joinPath, outermost, patternOf, relativePath, relativeTo, repositoryPath } from '../../src/model/paths';

test.each([
  ['.', '.'], ['./', '.'], ['apps/api', 'apps/api'], ['./apps//api/', 'apps/api'], ['apps\\api', 'apps/api'], ['apps/x/../api', 'apps/api'], ['apps/..', '.'], ['a b/ü', 'a b/ü'],
])('%p is %p', (path, normal) => {
  expect(repositoryPath(path, 'directory')).toBe(normal);
});

test.each(['', '/apps', '\\apps', 'C:\\apps', 'c:/apps', undefined, 7])('%p is not relative to the repository', path => {
  expect(() => repositoryPath(path as string, 'directory')).toThrow(new Error(`directory must be a path relative to the repository, got ${JSON.stringify(path) ?? 'undefined'}`));
});

test.each(['..', '../x', 'apps/../../x', '..\\x'])('%p leaves the repository', path => {
  expect(() => repositoryPath(path, 'directory')).toThrow(new Error(`directory must stay inside the repository, got ${JSON.stringify(path)}`));
});

test.each([[['.', '.'], '.'], [['apps', 'api'], 'apps/api'], [['.', 'api'], 'api'], [['a/', '/b'], 'a/b']])('%j joins to %p', (parts, path) => {
  expect(joinPath(...parts as [string, string])).toBe(path);
});

test.each([
  ['/', '.'], ['', '.'], ['/etc//passwd/', 'etc/passwd'], ['../../a', 'a'], ['/a/../../b', 'b'], ['..', '.'], ['a/../..', '.'], ['../..', '.'], ['..a/b', '..a/b'], ['\\\\.\\pipe', 'pipe'],
])('below a root, %p is %p', (path, below) => {
  expect(belowRoot(path)).toBe(below);
});

test.each([['.', 'apps/api', 'apps/api'], ['apps', 'apps/api', 'api'], ['apps', 'apps', '.']])('within %p, %p is %p', (base, path, within) => {
  expect(relativeTo(base, path)).toBe(within);
});

test.each([
  ['.', '.', '.'], ['.', 'apps/api', 'apps/api'], ['apps/api', '.', '../..'], ['apps/api', 'apps/web', '../web'], ['apps/api', 'apps/api', '.'], ['app', 'apps', '../apps'],
])('from %p, %p is %p', (from, to, relative) => {
  expect(relativePath(from, to)).toBe(relative);
});

test.each([
  [[], []], [['b', 'a', 'b'], ['a', 'b']], [['apps/api/src', 'apps/api', 'apps/api2'], ['apps/api', 'apps/api2']], [['src', '.', 'a/b'], ['.']],
])('of %j, %j are in no other', (paths, left) => {
  expect(outermost(paths)).toEqual(left);
});

test.each([
  ['apps/api', 'apps/api'], ['app/[id]', 'app/\\[id\\]'], ['*?^', '\\*\\?\\^'], ['#a', '\\#a'], ['!a', '\\!a'], [' a b ', '[ ]a b[ ]'],
])('%p as a pattern is %p', (path, pattern) => {
  expect(patternOf(path)).toBe(pattern);
});

test.each(['a\nb', 'a\rb', 'a\0b'])('%j is no path', path => {
  expect(() => repositoryPath(path, 'directory')).toThrow(new Error(`directory must be a path of one line, got ${JSON.stringify(path)}`));
});
