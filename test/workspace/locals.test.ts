import { app, BERRY_LOCK, Files, NPM_LOCK, PNPM_LOCK, problemsOf } from './fixture';

/** A workspace with the application `app` and libraries by name; each is given by the fields of its manifest. */
const workspace = (own: object, libs: Record<string, object> = {}, lock: Files = { 'package-lock.json': NPM_LOCK }): Files => ({
  'package.json': { name: 'root', workspaces: ['app', 'libs/*'] },
  'pnpm-workspace.yaml': 'packages: [app, libs/*]\n',
  'app/package.json': { name: 'app', ...own },
  ...Object.fromEntries(Object.entries(libs).map(([name, manifest]) => [`libs/${name}/package.json`, { name, version: '1.2.0', ...manifest }])),
  ...lock,
});
const locals = (files: Files) => app(files, 'app').locals.map(({ name }) => name);

test.each<[spec: string, local: boolean]>([
  ['workspace:*', true], ['workspace:^', true], ['workspace:~', true], ['workspace:^1.0.0', true], ['workspace:../libs/lib', true], ['workspace:lib@*', true],
  ['*', true], ['', true], ['^1.0.0', true], ['1.2.0', true], ['1.x', true], ['>=1 <2', true],
  ['file:../libs/lib', true], ['link:../libs/lib', true], ['portal:../libs/lib', true],
  ['^2.0.0', false], ['1.1.0', false], ['latest', false], ['npm:other@1.2.0', false], ['file:../vendor/lib.tgz', false],
  ['https://example.com/lib.tgz', false], ['github:acme/lib', false],
])('%j is local: %s', (spec, local) => {
  const found = app(workspace({ dependencies: { lib: spec } }, { lib: {} }), 'app');
  expect(found.locals.map(({ directory }) => directory)).toEqual(local ? ['libs/lib'] : []);
  expect(found.members.find(({ name }) => name === 'app')!.dependencies).toEqual(local ? ['lib'] : []);
});

test('a member without a version, or with a pre-release', () => {
  expect(locals(workspace({ dependencies: { lib: '*' } }, { lib: { version: undefined } }))).toEqual(['lib']);
  expect(locals(workspace({ dependencies: { lib: '^1.0.0' } }, { lib: { version: undefined } }))).toEqual([]);
  expect(locals(workspace({ dependencies: { lib: '^1.0.0' } }, { lib: { version: '1.1.0-rc.1' } }))).toEqual([]);
  expect(locals(workspace({ dependencies: { lib: '^1.0.0' } }, { lib: { version: '1.1.0-rc.1' } }, { 'yarn.lock': BERRY_LOCK }))).toEqual(['lib']);
});

test.each<[version: string, expected: string[]]>([['link:../libs/lib', ['lib']], ['file:libs/lib(react@18.0.0)', ['lib']], ['1.2.0', []]])(
  'pnpm links what its lockfile links: %s', (version, expected) => {
    const lock = `${PNPM_LOCK}importers:\n\n  app:\n    dependencies:\n      lib:\n        specifier: ^1.0.0\n        version: ${version}\n\n  libs/lib: {}\n`;
    expect(locals(workspace({ dependencies: { lib: '^1.0.0' } }, { lib: {} }, { 'pnpm-lock.yaml': lock }))).toEqual(expected);
  });

test('all that is needed to build, in build order; and what is needed to run', () => {
  const found = app(workspace(
    { dependencies: { z: '*' }, devDependencies: { tool: '*' }, optionalDependencies: { opt: '*' }, peerDependencies: { peer: '*' } },
    { z: { dependencies: { a: '*', m: '*' } }, m: { devDependencies: { build: '*' } }, a: { dependencies: { m: '*' } }, build: {}, tool: {}, opt: {}, peer: {}, unused: {} },
  ), 'app');
  expect(found.locals.map(({ name }) => name)).toEqual(['build', 'm', 'a', 'opt', 'peer', 'tool', 'z']);
  expect(found.runtimeLocals.map(({ name }) => name)).toEqual(['m', 'a', 'opt', 'peer', 'z']);
  expect(found.locals.find(({ name }) => name === 'z')!.dependencies).toEqual(['a', 'm']);
});

test('a folder that is no member is local too', () => {
  const found = app({ 'package.json': { dependencies: { lib: 'file:./lib' } }, 'lib/package.json': { name: 'lib' }, 'package-lock.json': NPM_LOCK });
  expect(found).toMatchObject({ workspace: false, members: [], locals: [{ directory: 'lib', name: 'lib' }] });
});

test('development dependencies may close a cycle', () => {
  expect(locals(workspace({ dependencies: { a: '*' } }, { a: { devDependencies: { test: '*' } }, test: { dependencies: { a: '*' } } }))).toEqual(['a', 'test']);
  expect(locals(workspace({ devDependencies: { e2e: '*' } }, { e2e: { dependencies: { app: '*' } } }))).toEqual(['e2e']);
});

const cycle = (names: string) => `local packages depend on each other in a cycle, ${names}: remove one of these dependencies`;

test.each<[what: string, own: object, libs: Record<string, object>, problem: string]>([
  ['a cycle', { dependencies: { a: '*' } }, { a: { dependencies: { b: '*' } }, b: { dependencies: { a: '*' } } }, cycle('a → b → a')],
  ['a cycle with the application', { dependencies: { a: '*' } }, { a: { dependencies: { app: '*' } } }, cycle('app → a → app')],
  ['a cycle below a tool', { devDependencies: { t: '*' } }, { t: { dependencies: { t: '*' } } }, cycle('t → t')],
  ['an unknown member', { dependencies: { b: 'workspace:*' } }, {},
    'app/package.json depends on b as "workspace:*", but no member of the workspace has the name b: add the package, or correct the dependency'],
  ['a folder without a package', { dependencies: { b: 'link:../b' } }, {}, 'app/package.json depends on b as "link:../b", but b has no package.json: correct the path'],
  ['a folder outside', { dependencies: { b: 'file:../../b' } }, {},
    'app/package.json depends on b as "file:../../b", which lies outside of the folder with the lockfile: make both members of one workspace'],
  ['a name given twice', { dependencies: { a: '*' } }, { a: {}, b: { name: 'a' } },
    'app/package.json depends on a, which is the name of several packages, libs/a and libs/b: rename all but one'],
])('refuses %s', (_what, own, libs, problem) => {
  expect(problemsOf(() => app(workspace({ version: '1.0.0', ...own }, libs), 'app'))).toEqual([problem]);
});

test('what another application depends on is no problem of this one', () => {
  const libs = { a: { dependencies: { b: '*' } }, b: { dependencies: { a: '*', c: 'workspace:*' } } };
  expect(locals(workspace({}, libs))).toEqual([]);
});
