import { problemsOf, repository } from './fixture';
import { readToml } from '../../src/workspace/toml';

test('a TOML file is read once', () => {
  const repo = repository({ 'a.toml': 'x = 1\n[b]\nc = ["d"]\n' });
  expect(readToml(repo, 'a.toml')).toEqual({ x: 1, b: { c: ['d'] } });
  expect(readToml(repo, 'a.toml')).toBe(readToml(repo, 'a.toml'));
});

test('a file that does not exist is undefined', () => {
  expect(readToml(repository({}), 'a.toml')).toBeUndefined();
});

test.each([
  ['a = [1\nb = 2', 'a.toml is not valid TOML: expected comma or end of structure at line 2, column 1; correct the file'],
  ['<<<<<<< HEAD\n', 'a.toml has merge conflict markers (line 1): resolve the conflict, then correct the file'],
])('%j is a problem', (text, problem) => {
  expect(problemsOf(() => readToml(repository({ 'a.toml': text }), 'a.toml'))).toEqual([problem]);
});
