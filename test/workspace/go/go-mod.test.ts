import { readGoMod } from '../../../src/workspace/go/go-mod';
import { Repository } from '../../../src/workspace/repository';
import { repository } from '../../support';

const read = (text: string) => readGoMod(new Repository(repository({ 'go.mod': text })), 'go.mod');

test('everything that we read, in blocks and on lines of its own', () => {
  const text = [
    '// A comment', 'module "example.test/api" // another', '', 'go 1.24.0', 'toolchain go1.26.1', 'godebug default=go1.24',
    'require (', '\tgithub.com/a/b v1.2.3', '\t`example.test/raw` v1.0.0 // indirect', ')', 'require example.test/single v0.1.0', 'exclude example.test/single v0.0.9',
    'replace (', '\texample.test/single v0.1.0 => ../single', '\tgithub.com/a/b => github.com/fork/b v1.2.4', ')', 'replace example.test/here => .', 'retract [v1.0.0, v1.1.0]', 'tool ()',
  ].join('\r\n');
  expect(read(text)).toEqual({
    path: 'go.mod',
    module: 'example.test/api',
    go: '1.24.0',
    toolchain: 'go1.26.1',
    uses: [],
    requires: ['github.com/a/b', 'example.test/raw', 'example.test/single'],
    replacedBy: new Map([['example.test/single', '../single'], ['example.test/here', '.']]),
  });
});

test('there is none', () => {
  expect(readGoMod(new Repository(repository({})), 'go.mod')).toBeUndefined();
});

test.each([
  ['module x\ngo one\n', '"go" of go.mod must be a version such as 1.26 or 1.26.1, got "one"; correct the file'],
  ['module\n', 'go.mod has a "module" without a value in line 1; correct the file'],
  ['require (\n\ta v1\n', 'go.mod has a block "require" that does not end; add the closing parenthesis'],
  ['<<<<<<< HEAD\n', 'go.mod has no directive in line 1: "<<<<<<< HEAD"; correct the file'],
  ['module x\nreplace a\n', 'go.mod has a "replace" without a target in line 2; correct the file'],
])('%j', (text, problem) => {
  expect(() => read(text)).toThrow(problem);
});
