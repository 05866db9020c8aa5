import { readRequirements } from '../../../src/workspace/python/requirements';
import { problemsOf, repository } from '../fixture';

const read = (files: Record<string, string>, directory = '.', names = ['requirements.txt']) => readRequirements(repository(files), directory, names);

test('names are normalised; only exact versions are versions', () => {
  expect(read({
    'requirements.txt': [
      '# a comment', '', 'Django==4.2.28  # pinned', 'Uvicorn_Worker[a, B_c] === 0.3.0 ; python_version > "3.8"', 'requests>=2', 'plain', 'star==1.*',
      '--index-url https://example.com/simple', 'direct @ https://example.com/direct-1.0-py3-none-any.whl', 'git+https://example.com/x.git',
    ].join('\r\n'),
  })).toEqual({
    files: ['requirements.txt'],
    packages: [
      { name: 'django', version: '4.2.28', extras: [] },
      { name: 'uvicorn-worker', version: '0.3.0', extras: ['a', 'b-c'] },
      { name: 'requests', version: undefined, extras: [] },
      { name: 'plain', version: undefined, extras: [] },
      { name: 'star', version: undefined, extras: [] },
      { name: 'direct', version: undefined, extras: [] },
    ],
    locals: [],
    archives: [],
    hashed: false,
    loose: ['requests', 'plain', 'star'],
  });
});

test('hashes stand on continued lines', () => {
  const { packages, hashed } = read({ 'requirements.txt': 'h11==0.14.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\nclick==8.1.8 --hash=sha256:cc\n' });
  expect(hashed).toBe(true);
  expect(packages).toEqual([{ name: 'h11', version: '0.14.0', extras: [] }, { name: 'click', version: '8.1.8', extras: [] }]);
});

test('includes are relative to the file that names them, and read once; constraints install nothing', () => {
  const { files, packages, loose } = read({
    'api/requirements/prod.txt': '-r base.txt\n--requirement=../../shared.txt\n-cconstraints.txt\n',
    'api/requirements/base.txt': '-r base.txt\nflask==3.1.1\n',
    'api/requirements/constraints.txt': 'click==8.1.8\nwerkzeug\n-r more.txt\n',
    'api/requirements/more.txt': 'six\n',
    'shared.txt': 'sentry-sdk==2.0\n',
  }, 'api', ['requirements/prod.txt']);
  expect(files).toEqual(['api/requirements/prod.txt', 'api/requirements/base.txt', 'shared.txt', 'api/requirements/constraints.txt', 'api/requirements/more.txt']);
  expect(packages.map(({ name }) => name)).toEqual(['flask', 'sentry-sdk']);
  expect(loose).toEqual([]);
});

test('folders and archives of the repository are relative to where pip runs', () => {
  const { locals, archives, packages } = read({
    'api/requirements/base.txt': './lib[extra]\n-e ../shared\n--editable=tools\nlocal @ file:./named\n./wheels/a-1.0-py3-none-any.whl\n-e git+https://example.com/x.git#egg=x\n',
    'api/requirements.txt': '-r requirements/base.txt',
  }, 'api');
  expect(locals).toEqual(['api/lib', 'shared', 'api/tools', 'api/named']);
  expect(archives).toEqual(['api/wheels/a-1.0-py3-none-any.whl']);
  expect(packages.map(({ name }) => name)).toEqual(['local']);
});

test.each([
  [{}, 'requirements.txt does not exist; create it, or take its name out'],
  [{ 'requirements.txt': '-r base.txt' }, 'base.txt does not exist, but requirements.txt includes it; create it, or take its name out'],
  [{ 'requirements.txt': '-c ../c.txt' }, '../c.txt does not exist, but requirements.txt includes it; create it, or take its name out'],
  [{ 'requirements.txt': '../lib' }, 'requirements.txt installs "../lib", which lies outside of the repository; move it inside, or publish it'],
])('%j is a problem', (files, problem) => {
  expect(problemsOf(() => read(files as unknown as Record<string, string>))).toEqual([problem]);
});
