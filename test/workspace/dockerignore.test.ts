import dockerignore from '@balena/dockerignore';
import { isDockerIgnored } from '../../src/workspace/dockerignore';

const IGNORE_FILES: string[] = [
  '', '# .secrets\n', '.secrets', '/.secrets', '.secrets/', './.secrets', '.secrets/*', '.secrets/**', '**/.secrets', '*.txt', '**/*.txt', '**', '*', '*/*',
  '*\n!.secrets', '**\n!src', '.secrets\n!.secrets/token', '!.secrets\n.secrets', 'a?c', 'a[bx]c', 'a[^b]c', 'secrets', '**/token', 'src/**/deep/*.txt', 'src/../.secrets',
  '  .secrets  ', '.secrets\r\n', 'a.b', '.s*', 'src/**', 'src/**/x', '\\.secrets', '!src/a', '.', 'abc/', '**/deep', 'src/*/deep',
];
const PATHS = ['.secrets/token', 'src/.secrets/token', 'token', 'a.txt', 'src/a.txt', 'src/x/deep/a.txt', 'src/deep/a.txt', 'abc', 'axc', 'aXc/file', 'secrets', 'a.b', 'aXb', 'a+b', 'src/x'];

test.each(IGNORE_FILES)('%j decides as Docker does', text => {
  const docker = dockerignore({ ignorecase: false }).add(text);
  for (const path of PATHS) expect([path, isDockerIgnored(text, path)]).toEqual([path, docker.ignores(path)]);
});

test('a plus sign is one, which the library that is compared with does not know', () => {
  expect(isDockerIgnored('a+b', 'a+b')).toBe(true);
  expect(isDockerIgnored('a+b', 'aab')).toBe(false);
});
