import { app, BERRY_LOCK, BUN_LOCK, CLASSIC_LOCK, Files, NPM_LOCK, PNPM_LOCK } from './fixture';

const everywhere: Files = {
  '.npmrc': '',
  '.yarnrc': '',
  '.yarnrc.yml': '',
  '.yarn/releases/yarn-4.5.0.cjs': '',
  '.yarn/plugins/p.cjs': '',
  '.yarn/patches/a.patch': '',
  '.yarn/cache/a.zip': '',
  '.pnpmfile.cjs': '',
  'bunfig.toml': '',
  'patches/a.patch': '',
  'other/b.patch': '',
  'c.patch': '',
  'vendor/a.tgz': '',
};

test.each<[what: string, lock: Files, manifest: object, expected: string[]]>([
  ['npm', { 'package-lock.json': NPM_LOCK }, {}, ['.npmrc']],
  ['pnpm', { 'pnpm-lock.yaml': PNPM_LOCK, 'pnpm-workspace.yaml': '' }, {}, ['.npmrc', '.pnpmfile.cjs', 'pnpm-workspace.yaml']],
  ['yarn 1', { 'yarn.lock': CLASSIC_LOCK }, {}, ['.npmrc', '.yarn/releases/yarn-4.5.0.cjs', '.yarnrc']],
  ['yarn 4', { 'yarn.lock': BERRY_LOCK }, {}, ['.yarn/patches', '.yarn/plugins', '.yarn/releases/yarn-4.5.0.cjs', '.yarnrc.yml']],
  ['bun', { 'bun.lock': BUN_LOCK }, {}, ['.npmrc', 'bunfig.toml']],
  ['patches of bun', { 'bun.lock': BUN_LOCK }, { patchedDependencies: { 'a@1': 'patches/a.patch' } }, ['.npmrc', 'bunfig.toml', 'patches']],
  ['patches of pnpm', { 'pnpm-lock.yaml': PNPM_LOCK }, { pnpm: { patchedDependencies: { a: './other/b.patch', b: 'c.patch' } } }, ['.npmrc', '.pnpmfile.cjs', 'c.patch', 'other']],
  ['patches of pnpm 10', { 'pnpm-lock.yaml': PNPM_LOCK, 'pnpm-workspace.yaml': 'patchedDependencies:\n  a: patches/a.patch\n' }, {},
    ['.npmrc', '.pnpmfile.cjs', 'patches', 'pnpm-workspace.yaml']],
  ['patch-package', { 'package-lock.json': NPM_LOCK }, { scripts: { postinstall: 'patch-package' } }, ['.npmrc', 'patches']],
  ['patch-package, elsewhere', { 'package-lock.json': NPM_LOCK }, { scripts: { postinstall: 'npx patch-package --patch-dir other' } }, ['.npmrc', 'other']],
  ['archives', { 'package-lock.json': NPM_LOCK }, { dependencies: { a: 'file:vendor/a.tgz', b: 'file:vendor/gone.tgz', c: 'file:../out.tgz' } }, ['.npmrc', 'vendor/a.tgz']],
])('%s', (_what, lock, manifest, expected) => {
  expect(app({ 'package.json': manifest, ...everywhere, ...lock }).installFiles).toEqual(expected);
});

test('those of a member and of what it needs, but of no other', () => {
  const files: Files = {
    'package.json': { workspaces: ['apps/*', 'lib'] },
    'package-lock.json': NPM_LOCK,
    'apps/api/package.json': { name: 'api', dependencies: { lib: '*', x: 'file:./x.tgz' } },
    'apps/web/package.json': { name: 'web', dependencies: { y: 'file:./y.tgz' } },
    'lib/package.json': { name: 'lib', scripts: { postinstall: 'patch-package' } },
    'apps/api/x.tgz': '',
    'apps/web/y.tgz': '',
    'lib/patches/a.patch': '',
  };
  expect(app(files, 'apps/api').installFiles).toEqual(['apps/api/x.tgz', 'lib/patches']);
});

test('relative to the install root', () => {
  const files: Files = { 'sub/package.json': {}, 'sub/package-lock.json': NPM_LOCK, 'sub/.npmrc': '', '.npmrc': '' };
  expect(app(files, 'sub').installFiles).toEqual(['.npmrc']);
});
