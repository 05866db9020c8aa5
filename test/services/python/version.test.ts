import { AS_OF } from '../../../src/catalog/as-of';
import { DEFAULT_PYTHON, PYTHON_RELEASES } from '../../../src/catalog/python';
import { choosePythonVersion, pythonImageTag } from '../../../src/services/python/version';

const newest = (line: string) => PYTHON_RELEASES.find(release => release.line === line)!.newest;

test('the catalogue is in order, and its default is supported', () => {
  expect(PYTHON_RELEASES.find(({ line }) => line === DEFAULT_PYTHON)!.endOfLife > AS_OF).toBe(true);
  expect(PYTHON_RELEASES.map(({ endOfLife }) => endOfLife)).toEqual(PYTHON_RELEASES.map(({ endOfLife }) => endOfLife).sort());
  expect(PYTHON_RELEASES.filter(({ line, newest: version }) => !version.startsWith(`${line}.`))).toEqual([]);
});

test.each([
  ['>=3.9', '3.13'], ['>=3.11,<3.13', '3.12'], ['>=3.14', '3.14'], ['<3.12', '3.11'], ['==3.10.*', '3.10'], ['^3.8', '3.13'],
])('%s is answered with %s', (range, line) => {
  expect(choosePythonVersion({ range, source: 'x' })).toBe(newest(line));
});

test('a line is its newest version, an exact version itself', () => {
  expect(choosePythonVersion(undefined)).toBe(newest(DEFAULT_PYTHON));
  expect(choosePythonVersion({ version: '3.12', source: 'x' })).toBe(newest('3.12'));
  expect(choosePythonVersion({ version: '3.10.4', source: 'x' })).toBe('3.10.4');
});

test('tags are exact in the operating system where we know that the image exists', () => {
  expect([pythonImageTag(newest('3.13')), pythonImageTag('3.13.1')]).toEqual(['slim-trixie', 'slim']);
});

test.each([
  [{ version: '3.9', source: 'api/.python-version' }, 'api/.python-version asks for Python 3.9; choose one of 3.10, 3.11, 3.12, 3.13, 3.14, 3.15'],
  [{ version: '3', source: 'pythonVersion' }, 'pythonVersion must be a Python version such as "3.13" or "3.13.2", got "3"'],
  [{ range: '<3.8', source: 'requires-python of pyproject.toml' }, 'requires-python of pyproject.toml asks for Python "<3.8", which none of 3.10, 3.11, 3.12, 3.13, 3.14, 3.15 satisfies; set "pythonVersion"'],
])('%j is a problem', (request, problem) => {
  expect(() => choosePythonVersion(request)).toThrow(problem);
});
