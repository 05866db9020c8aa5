import { isPattern, matchesPattern } from '../../../src/cli/scan/pattern';

// What doublestar, which Trivy uses, says of them.
test.each([
  ['app/server', 'app/server', true],
  ['app/server', 'app/server.js', false],
  ['app/*', 'app/server', true],
  ['app/*', 'app/a/b', false],
  ['app/*', 'app/.pnpm', true],
  ['*/server', 'server', false],
  ['**', 'a/b/c', true],
  ['**/package.json', 'package.json', true],
  ['**/package.json', 'a/b/package.json', true],
  ['**/package.json', 'a/xpackage.json', false],
  ['app/**', 'app/a/b', true],
  ['app/**', 'app', true],
  ['app/**', 'apps/a', false],
  ['app/**/semver/package.json', 'app/semver/package.json', true],
  ['app/**/semver/package.json', 'app/node_modules/.pnpm/semver@7/node_modules/semver/package.json', true],
  ['app/a**z/x', 'app/abz/x', true],
  ['app/a**z/x', 'app/a/z/x', false],
  ['app/?.js', 'app/a.js', true],
  ['app/?.js', 'app/ab.js', false],
  ['a.c', 'abc', false],
  ['app/[ab].js', 'app/b.js', true],
  ['app/[a-c]x', 'app/dx', false],
  ['app/[!ab].js', 'app/c.js', true],
  ['app/[^ab].js', 'app/a.js', false],
  ['app/{web,api}/x', 'app/api/x', true],
  ['app/{web,api}/x', 'app/db/x', false],
  ['{app/**,srv}/x', 'app/1/2/x', true],
  ['a\\*b', 'a*b', true],
  ['a\\*b', 'acb', false],
  ['a,b', 'a,b', true],
])('%s and %s: %s', (pattern, path, expected) => {
  expect(matchesPattern(pattern, path)).toBe(expected);
});

test.each([['app/**', true], ['[z-a]', false], ['{a,b', false], ['[a', false], ['a}', true]])('%s is a pattern: %s', (pattern, expected) => {
  expect(isPattern(pattern)).toBe(expected);
});
