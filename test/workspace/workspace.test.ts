import { app, Files, NPM_LOCK, PNPM_LOCK, problemsOf } from './fixture';

const packages: Files = Object.fromEntries([
  'apps/api', 'apps/web', 'apps/deep/inner', 'apps/node_modules/x', 'apps/.hidden', 'packages', 'packages/a', 'packages/a/node_modules/y', 'packages/b/c', 'tool',
].map((directory) => [`${directory}/package.json`, {}]));
const files: Files = { ...packages, 'apps/empty/readme.md': '', 'package-lock.json': NPM_LOCK };
const members = (workspaces: unknown) => app({ ...files, 'package.json': { workspaces } }).members.map(({ directory }) => directory);

test.each<[patterns: unknown, expected: string[]]>([
  [['apps/*'], ['apps/api', 'apps/web']],
  [['./apps/*/'], ['apps/api', 'apps/web']],
  [{ packages: ['apps/*'] }, ['apps/api', 'apps/web']],
  [{ packages: [] }, []],
  [['apps/a*', 'tool'], ['apps/api', 'tool']],
  [['apps/?eb', 'nowhere', 'apps/empty'], ['apps/web']],
  [['packages/**'], ['packages', 'packages/a', 'packages/b/c']],
  [['**'], ['apps/api', 'apps/deep/inner', 'apps/web', 'packages', 'packages/a', 'packages/b/c', 'tool']],
  [['packages/**', '!packages/b/**'], ['packages', 'packages/a']],
  [['!apps/web', 'apps/*'], ['apps/api']],
  [['{apps/api,packages/{a,b/c}}'], ['apps/api', 'packages/a', 'packages/b/c']],
  [['apps/[aw]*'], ['apps/api', 'apps/web']],
  [['apps/[!a]*'], ['apps/web']],
  [['apps/.hidden', 'apps/.h*'], ['apps/.hidden']],
  [['apps/deep/*', '*/a+b', 'a.c'], ['apps/deep/inner']],
])('workspaces %j', (workspaces, expected) => {
  const found = members(workspaces);
  expect(found.filter((directory) => directory !== '.')).toEqual(expected);
  expect(found).toContain('.');
});

test('pnpm reads its own file, and not that of the others', () => {
  const pnpm: Files = { ...packages, 'package.json': { workspaces: ['tool'] }, 'pnpm-lock.yaml': PNPM_LOCK };
  const withFile = app({ ...pnpm, 'pnpm-workspace.yaml': "packages:\n  - 'apps/*'\n  - '!apps/web'\n" }, 'apps/api');
  expect(withFile.members).toEqual([{ directory: 'apps/api', name: 'api', manifest: {}, dependencies: [] }]);
  expect(app({ ...pnpm, 'pnpm-workspace.yaml': 'nodeLinker: hoisted\n' })).toMatchObject({ workspace: false, members: [] });
  expect(app(pnpm)).toMatchObject({ workspace: false, members: [] });
});

test('members are known by name, else by folder', () => {
  const found = app({ ...files, 'package.json': { workspaces: ['apps/*'] }, 'apps/api/package.json': { name: '@acme/api', version: '1.0.0' } }, 'apps/web').members;
  expect(found.map(({ directory, name }) => [directory, name])).toEqual([['apps/api', '@acme/api'], ['apps/web', 'web']]);
});

test.each<[what: string, extra: Files, problem: string]>([
  ['a pattern that leaves', { 'package.json': { workspaces: ['../x'] } },
    'the workspace pattern "../x" leaves its root (the repository\'s root): only folders in it can be members'],
  ['an absolute pattern', { 'package.json': { workspaces: ['!/x'] } },
    'the workspace pattern "!/x" leaves its root (the repository\'s root): only folders in it can be members'],
  ['a malformed member', { 'package.json': { workspaces: ['apps/*'] }, 'apps/web/package.json': '{' },
    'apps/web/package.json is not valid JSON: the file ends too early at line 1, column 2; correct the file'],
])('refuses %s', (_what, extra, problem) => {
  expect(problemsOf(() => app({ ...files, ...extra }))).toEqual([problem]);
});

test('refuses packages that are no list', () => {
  expect(problemsOf(() => app({ 'package.json': {}, 'pnpm-lock.yaml': PNPM_LOCK, 'pnpm-workspace.yaml': 'packages: apps/*\n' }))).toEqual([
    '"packages" in pnpm-workspace.yaml must be a list of folders, got "apps/*": write them like "- apps/*"',
  ]);
});
