import { chooseGoVersion } from '../../../src/services/go/version';
import type { GoModule } from '../../../src/workspace/go/go-app';

const moduleOf = (go?: string, toolchain?: string, directory = '.'): GoModule => ({
  directory, mod: { path: directory === '.' ? 'go.mod' : `${directory}/go.mod`, module: directory, go, toolchain, requires: [], replacedBy: new Map(), uses: [] },
});

test.each<[string, GoModule, string | undefined, string, string]>([
  ['nothing is said', moduleOf(), undefined, '1.27.3', 'go of go.mod'],
  ['a supported line', moduleOf('1.26'), undefined, '1.26.10', 'go of go.mod'],
  ['a version of a supported line', moduleOf('1.26.2'), undefined, '1.26.10', 'go of go.mod'],
  ['a version that is newer than what we know', moduleOf('1.27.9'), undefined, '1.27.9', 'go of go.mod'],
  ['a newer line, exactly', moduleOf('1.28.1'), undefined, '1.28.1', 'go of go.mod'],
  ['a line that is past its end: it is only the least', moduleOf('1.18'), undefined, '1.27.3', 'go of go.mod'],
  ['a toolchain', moduleOf('1.24', 'go1.26.4'), undefined, '1.26.4', 'toolchain of go.mod'],
  ['a toolchain of somebody\'s own', moduleOf('1.24', 'go1.26.4-acme'), undefined, '1.26.4', 'toolchain of go.mod'],
  ['no particular toolchain', moduleOf('1.26', 'default'), undefined, '1.26.10', 'go of go.mod'],
  ['an option', moduleOf('1.24', 'go1.26.4'), '1.27', '1.27.3', 'goVersion'],
])('%s', (_, own, chosen, version, source) => {
  expect(chooseGoVersion({ module: own, modules: [own] }, chosen)).toMatchObject({ version, source });
});

test('the module that needs most decides', () => {
  const own = moduleOf('1.24');
  expect(chooseGoVersion({ module: own, modules: [own, moduleOf('1.26', undefined, 'lib')] }, undefined)).toMatchObject({ version: '1.26.10', source: 'go of lib/go.mod' });
});

test('a line that is not out yet', () => {
  expect(() => chooseGoVersion({ module: moduleOf('1.28'), modules: [] }, undefined)).toThrow('go of go.mod asks for Go 1.28; choose one of 1.24, 1.25, 1.26, 1.27');
});
