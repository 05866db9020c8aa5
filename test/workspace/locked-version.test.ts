import { Files, repository } from './fixture';
import { lockedVersion } from '../../src/workspace/locked-version';
import { readNodeApp } from '../../src/workspace/node-app';

const WORKSPACE: Files = {
  'package.json': { name: 'root', private: true, workspaces: ['apps/*'] },
  'apps/web/package.json': { name: 'web', dependencies: { next: '^16.0.0', other: '*' } },
};

test.each<[string, Files]>([
  ['npm', {
    'package-lock.json': {
      lockfileVersion: 3,
      packages: {
        'apps/web': { dependencies: { next: '^16.0.0' } },
        'node_modules/next': { version: '14.2.1' },
        'apps/web/node_modules/next': { version: '16.4.6' },
        'node_modules/web': { resolved: 'apps/web', link: true },
      },
    },
  }],
  ['npm, first format', { 'package-lock.json': { lockfileVersion: 1, dependencies: { next: { version: '16.4.6', requires: {} } } } }],
  ['pnpm', {
    'pnpm-workspace.yaml': 'packages:\n  - apps/*\n',
    'pnpm-lock.yaml': 'lockfileVersion: \'9.0\'\n\nimporters:\n\n  apps/web:\n    dependencies:\n      next:\n        specifier: ^16.0.0\n        version: 16.4.6(react@19.3.1)\n\npackages:\n\n  next@16.4.6:\n    resolution: {integrity: x}\n\nsnapshots:\n\n  next@16.4.6(react@19.3.1): {}\n',
  }],
  ['pnpm 7', {
    'pnpm-workspace.yaml': 'packages:\n  - apps/*\n',
    'pnpm-lock.yaml': 'lockfileVersion: 5.4\n\nimporters:\n\n  apps/web:\n    specifiers:\n      next: ^16.0.0\n    dependencies:\n      next: 16.4.6_react@19.3.1\n\npackages:\n\n  /next/16.4.6_react@19.3.1:\n    resolution: {integrity: x}\n',
  }],
  ['Yarn classic', { 'yarn.lock': '# yarn lockfile v1\n\n\nnext@^16.0.0:\n  version "16.4.6"\n  resolved "https://x"\n' }],
  ['Yarn berry', {
    '.yarnrc.yml': 'nodeLinker: node-modules\n',
    'yarn.lock': '__metadata:\n  version: 8\n\n"next@npm:^16.0.0":\n  version: 16.4.6\n  resolution: "next@npm:16.4.6"\n\n"web@workspace:apps/web":\n  version: 0.0.0-use.local\n  resolution: "web@workspace:apps/web"\n  dependencies:\n    next: "npm:^16.0.0"\n',
  }],
  ['Bun', { 'bun.lock': '{ "lockfileVersion": 1, "workspaces": { "": { "name": "root" }, "apps/web": { "name": "web", "dependencies": { "next": "^16.0.0" } } }, "packages": { "next": ["next@16.4.6", "", {}, "sha512-x"], "web": ["web@workspace:apps/web"] } }' }],
])('%s', (_, files) => {
  const repo = repository({ ...WORKSPACE, ...files });
  expect(lockedVersion(repo, readNodeApp(repo, 'apps/web'), 'next')).toBe('16.4.6');
});

test('what a lockfile does not say is not known', () => {
  const repo = repository({ ...WORKSPACE, 'package-lock.json': { lockfileVersion: 3, packages: {} } });
  expect(lockedVersion(repo, readNodeApp(repo, 'apps/web'), 'next')).toBeUndefined();
});
