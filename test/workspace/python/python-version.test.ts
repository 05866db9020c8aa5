import { readPyproject } from '../../../src/workspace/python/pyproject';
import { includesLine, readPythonVersion } from '../../../src/workspace/python/python-version';
import { problemsOf, repository } from '../fixture';

const read = (files: Record<string, string>, directory = 'api') => {
  const repo = repository({ 'api/x': '', ...files });
  return readPythonVersion(repo, directory, readPyproject(repo, directory));
};
const project = (range: string) => `[project]\nname = "x"\nrequires-python = "${range}"\n`;

test('the first that says something counts', () => {
  const files: Record<string, string> = {
    'api/.python-version': '# mine\n\n3.12.4\n3.11\n',
    '.python-version': 'cpython-3.11\n',
    'api/runtime.txt': 'python-3.10.1\n',
    'api/pyproject.toml': project('>=3.9'),
  };
  expect(read(files)).toEqual({ version: '3.12.4', source: 'api/.python-version' });
  delete files['api/.python-version'];
  expect(read(files)).toEqual({ version: '3.11', source: '.python-version' });
  delete files['.python-version'];
  expect(read(files)).toEqual({ version: '3.10.1', source: 'api/runtime.txt' });
  delete files['api/runtime.txt'];
  expect(read(files)).toEqual({ range: '>=3.9', source: 'requires-python of api/pyproject.toml' });
  expect(read({})).toBeUndefined();
});

test('Poetry has a field of its own', () => {
  expect(read({ 'api/pyproject.toml': '[tool.poetry]\nname = "x"\n[tool.poetry.dependencies]\npython = "^3.11"\n' }))
    .toEqual({ range: '^3.11', source: 'tool.poetry.dependencies.python of api/pyproject.toml' });
});

test.each([
  [{ 'api/.python-version': 'pypy3.10\n' }, 'api/.python-version must hold a Python version, got "pypy3.10": write a version like "3.13" or "3.13.2"'],
  [{ 'api/.python-version': '\n' }, 'api/.python-version must hold a Python version, got "": write a version like "3.13" or "3.13.2"'],
  [{ 'api/runtime.txt': 'python3\n' }, 'api/runtime.txt must hold a Python version, got "python3": write a version like "3.13" or "3.13.2"'],
  [{ 'api/pyproject.toml': project('new') }, 'requires-python of api/pyproject.toml must be a range of versions, got "new": write one like ">=3.11"'],
])('%j is a problem', (files, problem) => {
  expect(problemsOf(() => read(files as unknown as Record<string, string>))).toEqual([problem]);
});

test.each([
  ['>=3.11', ['3.11', '3.12', '3.13', '3.14']],
  ['>=3.11,<3.13', ['3.11', '3.12']],
  ['>= 3.11 , < 4', ['3.11', '3.12', '3.13', '3.14']],
  ['>3.11.5,<=3.12', ['3.11', '3.12']],
  ['~=3.12', ['3.12', '3.13', '3.14']],
  ['~=3.12.1', ['3.12']],
  ['==3.12.*', ['3.12']],
  ['3.12', ['3.12']],
  ['^3.12', ['3.12', '3.13', '3.14']],
  ['~3.12', ['3.12']],
  ['>=3.10,!=3.11.*,!=3.12.1', ['3.10', '3.11', '3.12', '3.13', '3.14']],
  ['^3.13 || 3.10.*', ['3.10', '3.13', '3.14']],
])('%s includes %j', (range, lines) => {
  expect(['3.10', '3.11', '3.12', '3.13', '3.14'].filter(line => includesLine(range, line))).toEqual(lines);
});
