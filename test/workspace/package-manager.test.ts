import { app, BERRY_LOCK, BUN_LOCK, CLASSIC_LOCK, Files, NPM_LOCK, PNPM_LOCK, problemsOf } from './fixture';

const manager = (files: Files) => app({ 'package.json': {}, ...files }).packageManager;
const problems = (files: Files) => problemsOf(() => manager(files));
const plain = { linker: 'node-modules' };

test.each<[what: string, files: Files, expected: object]>([
  ['npm', { 'package-lock.json': NPM_LOCK }, { kind: 'npm', lockfile: 'package-lock.json', ...plain }],
  ['npm, lockfileVersion 1', { 'package-lock.json': { lockfileVersion: 1, dependencies: {} } }, { kind: 'npm', lockfile: 'package-lock.json', ...plain }],
  ['a shrinkwrap, which goes before', { 'package-lock.json': NPM_LOCK, 'npm-shrinkwrap.json': NPM_LOCK }, { kind: 'npm', lockfile: 'npm-shrinkwrap.json', ...plain }],
  ['pnpm 9 and later', { 'pnpm-lock.yaml': PNPM_LOCK }, { kind: 'pnpm', lockfile: 'pnpm-lock.yaml', ...plain }],
  ['pnpm 8', { 'pnpm-lock.yaml': "lockfileVersion: '6.0'\n" }, { kind: 'pnpm', lockfile: 'pnpm-lock.yaml', version: '8', ...plain }],
  ['pnpm 7', { 'pnpm-lock.yaml': 'lockfileVersion: 5.4\n' }, { kind: 'pnpm', lockfile: 'pnpm-lock.yaml', version: '7', ...plain }],
  ['pnpm 6', { 'pnpm-lock.yaml': 'lockfileVersion: 5.3\n' }, { kind: 'pnpm', lockfile: 'pnpm-lock.yaml', version: '6', ...plain }],
  ['pnpm with pnp', { 'pnpm-lock.yaml': PNPM_LOCK, 'pnpm-workspace.yaml': 'nodeLinker: pnp\n' }, { kind: 'pnpm', lockfile: 'pnpm-lock.yaml', linker: 'pnp' }],
  ['pnpm with pnp in .npmrc', { 'pnpm-lock.yaml': PNPM_LOCK, '.npmrc': 'node-linker=pnp\n' }, { kind: 'pnpm', lockfile: 'pnpm-lock.yaml', linker: 'pnp' }],
  ['yarn 1', { 'yarn.lock': CLASSIC_LOCK }, { kind: 'yarn-classic', lockfile: 'yarn.lock', ...plain }],
  ['yarn 2', { 'yarn.lock': '__metadata:\n  version: 4\n' }, { kind: 'yarn-berry', lockfile: 'yarn.lock', version: '2', linker: 'pnp' }],
  ['yarn 3', { 'yarn.lock': '__metadata:\n  version: 6\n' }, { kind: 'yarn-berry', lockfile: 'yarn.lock', version: '3', linker: 'pnp' }],
  ['yarn 4', { 'yarn.lock': BERRY_LOCK }, { kind: 'yarn-berry', lockfile: 'yarn.lock', version: '4', linker: 'pnp' }],
  ['yarn 4, newer format', { 'yarn.lock': '__metadata:\n  version: 10\n' }, { kind: 'yarn-berry', lockfile: 'yarn.lock', version: '4', linker: 'pnp' }],
  ['yarn with node_modules', { 'yarn.lock': BERRY_LOCK, '.yarnrc.yml': 'nodeLinker: node-modules\n' }, { kind: 'yarn-berry', lockfile: 'yarn.lock', version: '4', ...plain }],
  ['yarn with a store', { 'yarn.lock': BERRY_LOCK, '.yarnrc.yml': 'nodeLinker: pnpm\n' }, { kind: 'yarn-berry', lockfile: 'yarn.lock', version: '4', linker: 'pnpm' }],
  ['a Yarn 4 release', { 'yarn.lock': BERRY_LOCK, '.yarnrc.yml': 'yarnPath: .yarn/releases/yarn-4.5.1.cjs\n', '.yarn/releases/yarn-4.5.1.cjs': '' },
    { kind: 'yarn-berry', lockfile: 'yarn.lock', version: '4.5.1', linker: 'pnp', yarnPath: '.yarn/releases/yarn-4.5.1.cjs' }],
  ['a Yarn 1 release', { 'yarn.lock': CLASSIC_LOCK, '.yarnrc': '# x\nyarn-path "./.yarn/releases/yarn-1.22.19.js"\n', '.yarn/releases/yarn-1.22.19.js': '' },
    { kind: 'yarn-classic', lockfile: 'yarn.lock', version: '1.22.19', ...plain, yarnPath: '.yarn/releases/yarn-1.22.19.js' }],
  ['bun', { 'bun.lock': BUN_LOCK }, { kind: 'bun', lockfile: 'bun.lock', ...plain }],
  ['bun, binary', { 'bun.lockb': '#!/usr/bin/env bun\nbun-lockfile-format-v0\n\0' }, { kind: 'bun', lockfile: 'bun.lockb', ...plain }],
  ['bun, both: the text goes before', { 'bun.lock': BUN_LOCK, 'bun.lockb': '\0' }, { kind: 'bun', lockfile: 'bun.lock', ...plain }],
])('finds %s', (_what, files, expected) => {
  expect(manager(files)).toEqual(expected);
});

test.each<[manifest: object, lock: Files, version: string | undefined]>([
  [{ packageManager: 'npm@11.2.0' }, { 'package-lock.json': NPM_LOCK }, '11.2.0'],
  [{ packageManager: 'pnpm@10.1.0+sha512.abc' }, { 'pnpm-lock.yaml': PNPM_LOCK }, '10.1.0'],
  [{ packageManager: 'pnpm@8.15.9' }, { 'pnpm-lock.yaml': "lockfileVersion: '6.0'\n" }, '8.15.9'],
  [{ packageManager: 'yarn@1.22.22' }, { 'yarn.lock': CLASSIC_LOCK }, '1.22.22'],
  [{ packageManager: 'yarn@4.5.0-rc.1' }, { 'yarn.lock': BERRY_LOCK }, '4.5.0-rc.1'],
  [{ packageManager: 'bun@1.2.20' }, { 'bun.lock': BUN_LOCK }, '1.2.20'],
  [{ packageManager: 'pnpm@10.1.0', devEngines: { packageManager: { name: 'pnpm', version: '9.0.0' } } }, { 'pnpm-lock.yaml': PNPM_LOCK }, '10.1.0'],
  [{ devEngines: { packageManager: { name: 'pnpm', version: '10.2.0', onFail: 'download' } } }, { 'pnpm-lock.yaml': PNPM_LOCK }, '10.2.0'],
  [{ devEngines: { packageManager: { name: 'pnpm', version: '^10.2.0' } } }, { 'pnpm-lock.yaml': PNPM_LOCK }, '10'],
  [{ devEngines: { packageManager: [{ name: 'vlt' }, { name: 'pnpm', version: '>=9 <11' }] } }, { 'pnpm-lock.yaml': PNPM_LOCK }, '9'],
  [{ devEngines: { packageManager: { name: 'pnpm', version: '*' } } }, { 'pnpm-lock.yaml': PNPM_LOCK }, undefined],
  [{ devEngines: { packageManager: { name: 'pnpm' } } }, { 'pnpm-lock.yaml': "lockfileVersion: '6.0'\n" }, '8'],
])('%j pins the version %#', (manifest, lock, version) => {
  expect(manager({ 'package.json': manifest, ...lock }).version).toBe(version);
});

const malformedPin = (got: string) => `"packageManager" in package.json must be npm, pnpm, yarn or bun with an exact version, like "pnpm@10.1.0", got "${got}": write the version that you use`;
const create = (commands: string) => `there is no lockfile in the repository's root: run ${commands} and commit the lockfile that it writes`;

test.each<[what: string, files: Files, problem: string | RegExp]>([
  ['no lockfile', {}, create('"npm install", "pnpm install", "yarn install" or "bun install"')],
  ['no lockfile, manager known', { 'package.json': { packageManager: 'pnpm@10.1.0' } }, create('"pnpm install"')],
  ['two lockfiles', { 'package-lock.json': NPM_LOCK, 'yarn.lock': CLASSIC_LOCK },
    'there are lockfiles of several package managers, package-lock.json and yarn.lock: delete all but the one that you use'],
  ['two lockfiles, manager known', { 'package.json': { packageManager: 'yarn@1.22.22' }, 'package-lock.json': NPM_LOCK, 'yarn.lock': CLASSIC_LOCK },
    'there are lockfiles of several package managers, package-lock.json and yarn.lock: delete package-lock.json, which does not match "packageManager": "yarn@1.22.22" in package.json'],
  ['three lockfiles, manager known', { 'package.json': { packageManager: 'bun@1.2.3' }, 'package-lock.json': NPM_LOCK, 'yarn.lock': CLASSIC_LOCK, 'bun.lock': BUN_LOCK },
    'there are lockfiles of several package managers, package-lock.json and yarn.lock and bun.lock: delete package-lock.json and yarn.lock, which do not match "packageManager": "bun@1.2.3" in package.json'],
  ['a lockfile of another manager', { 'package.json': { packageManager: 'pnpm@10.1.0' }, 'package-lock.json': NPM_LOCK },
    'package-lock.json is a lockfile of npm, but "packageManager": "pnpm@10.1.0" in package.json names pnpm: delete the lockfile and run "pnpm install", or correct the field'],
  ['devEngines of another manager', { 'package.json': { devEngines: { packageManager: { name: 'yarn', version: '^4' } } }, 'package-lock.json': NPM_LOCK },
    'package-lock.json is a lockfile of npm, but devEngines.packageManager "yarn@^4" in package.json names yarn: delete the lockfile and run "yarn install", or correct the field'],
  ['Yarn 4 with a lockfile of Yarn 1', { 'package.json': { packageManager: 'yarn@4.5.0' }, 'yarn.lock': CLASSIC_LOCK },
    'yarn.lock has the format of Yarn 1, but "packageManager": "yarn@4.5.0" in package.json names another version: run "yarn install" with that version, or correct the field'],
  ['Yarn 1 with a lockfile of Yarn 4', { 'package.json': { devEngines: { packageManager: { name: 'yarn', version: '^1.22' } } }, 'yarn.lock': BERRY_LOCK },
    'yarn.lock has the format of Yarn 2 and later, but devEngines.packageManager "yarn@^1.22" in package.json names another version: run "yarn install" with that version, or correct the field'],
  ['packageManager without a version', { 'package.json': { packageManager: 'pnpm' }, 'pnpm-lock.yaml': PNPM_LOCK }, malformedPin('pnpm')],
  ['packageManager with a part of one', { 'package.json': { packageManager: 'pnpm@10' }, 'pnpm-lock.yaml': PNPM_LOCK }, malformedPin('pnpm@10')],
  ['packageManager with a tag', { 'package.json': { packageManager: 'yarn@stable' }, 'yarn.lock': BERRY_LOCK }, malformedPin('yarn@stable')],
  ['packageManager that we do not know', { 'package.json': { packageManager: 'vlt@1.0.0' }, 'pnpm-lock.yaml': PNPM_LOCK }, malformedPin('vlt@1.0.0')],
  ['devEngines with nonsense', { 'package.json': { devEngines: { packageManager: { name: 'pnpm', version: 'banana' } } }, 'pnpm-lock.yaml': PNPM_LOCK },
    'devEngines.packageManager.version in package.json must be a version or a range of versions, got "banana": write one like "^10.1.0"'],
  ['an unknown linker', { 'yarn.lock': BERRY_LOCK, '.yarnrc.yml': 'nodeLinker: hoisted\n' },
    'nodeLinker in .yarnrc.yml must be "node-modules", "pnp" or "pnpm", got "hoisted": choose one of them'],
  ['a missing release', { 'yarn.lock': BERRY_LOCK, '.yarnrc.yml': 'yarnPath: .yarn/releases/yarn-4.5.1.cjs\n' },
    'the Yarn release that .yarnrc.yml names does not exist, got ".yarn/releases/yarn-4.5.1.cjs": commit the file, or remove the setting'],
  ['settings that are no YAML', { 'yarn.lock': BERRY_LOCK, '.yarnrc.yml': 'a: [1\n' }, /^\.yarnrc\.yml is not valid YAML: .* at line \d+, column \d+; correct the file$/],
  ['settings that are a list', { 'yarn.lock': BERRY_LOCK, '.yarnrc.yml': '- a\n' }, '.yarnrc.yml must hold a mapping of settings, got ["a"]: correct the file'],
  ['settings in conflict', { 'pnpm-lock.yaml': PNPM_LOCK, 'pnpm-workspace.yaml': '<<<<<<< HEAD\n' },
    'pnpm-workspace.yaml has merge conflict markers (line 1): resolve the conflict, then run the install again'],
  ['npm: cut', { 'package-lock.json': '{"lockfileVersion": 3, "packages": {' },
    'package-lock.json is not valid JSON: the file ends too early at line 1, column 37; run "npm install" to write it anew'],
  ['npm: in conflict', { 'package-lock.json': '{\n<<<<<<< HEAD\n' }, 'package-lock.json has merge conflict markers (line 2): resolve the conflict, then run "npm install"'],
  ['npm: no lockfile', { 'package-lock.json': '{}' }, 'package-lock.json is not a lockfile: it has no "lockfileVersion"; run "npm install" to write it anew'],
  ['npm: not even an object', { 'package-lock.json': 'null' }, 'package-lock.json is not a lockfile: it has no "lockfileVersion"; run "npm install" to write it anew'],
  ['pnpm: cut in a value', { 'pnpm-lock.yaml': `${PNPM_LOCK}packages:\n\n  a@1.0.0:\n    resolution: {integrity: sha5` },
    /^pnpm-lock\.yaml is not valid YAML: .* at line 5, column \d+; run "pnpm install" to write it anew$/],
  ['pnpm: cut in a key', { 'pnpm-lock.yaml': `${PNPM_LOCK}packages:\n\n  a@1.0.0:\n    resolution: {}\n  b` }, /^pnpm-lock\.yaml is not valid YAML: .*line 6.*; run "pnpm install"/],
  ['pnpm: in conflict', { 'pnpm-lock.yaml': `${PNPM_LOCK}<<<<<<< HEAD\n` }, 'pnpm-lock.yaml has merge conflict markers (line 2): resolve the conflict, then run "pnpm install"'],
  ['pnpm: empty', { 'pnpm-lock.yaml': '' }, 'pnpm-lock.yaml is not a lockfile: it has no "lockfileVersion"; run "pnpm install" to write it anew'],
  ['yarn: neither format', { 'yarn.lock': 'a: 1\n' }, 'yarn.lock is not a lockfile of Yarn: it has neither "# yarn lockfile v1" nor __metadata; run "yarn install" to write it anew'],
  ['yarn: no version', { 'yarn.lock': '__metadata:\n  cacheKey: 8\n' }, 'yarn.lock is not a lockfile of Yarn: __metadata has no version; run "yarn install" to write it anew'],
  ['yarn 1: cut in a key', { 'yarn.lock': `${CLASSIC_LOCK}a@^1.0.0:\n  version "1.0.0"\n\nb@^1` }, 'yarn.lock is malformed at line 7: run "yarn install" to write it anew'],
  ['yarn 1: cut in a field', { 'yarn.lock': `${CLASSIC_LOCK}a@^1.0.0:\n  vers` }, 'yarn.lock is malformed at line 5: run "yarn install" to write it anew'],
  ['yarn 1: cut in a dependency', { 'yarn.lock': `${CLASSIC_LOCK}a@^1.0.0:\n  dependencies:\n    b` }, 'yarn.lock is malformed at line 6: run "yarn install" to write it anew'],
  ['yarn 1: no entry', { 'yarn.lock': `${CLASSIC_LOCK}  version "1"\n` }, 'yarn.lock is malformed at line 4: run "yarn install" to write it anew'],
  ['bun: cut', { 'bun.lock': BUN_LOCK.slice(0, 40) }, /^bun\.lock is not valid JSON: the file ends too early at line 3, column \d+; run "bun install" to write it anew$/],
])('refuses %s', (_what, files, problem) => {
  const found = problems(files);
  expect(found).toHaveLength(1);
  if (typeof problem === 'string') expect(found[0]).toBe(problem);
  else expect(found[0]).toMatch(problem);
});
