import { matchesBranchFilter } from '../../src/model/branch-filter';
import { parseVersion } from '../../src/model/image-tags';
import { beginningOf, checkVersionFilter } from '../../src/model/version-filter';

/** Patterns, what stands before the version, and a tag that they let in. */
const GOOD: [patterns: string[], prefix: string, tag: string][] = [
  [['v*'], '', 'v1.2.3'],
  [['v1.*'], '', 'v1.0.0-rc.1'],
  [['v[0-9]+.[0-9]+.[0-9]+'], '', 'v10.20.30'],
  [['v2.*.*'], '', 'v2.0.1'],
  [['v10.4.[0-9]+'], '', 'v10.4.7'],
  [['[0-9]*'], '', '1.2.3'],
  [['v?[0-9]*'], '', '1.2.3'],
  [['v1.2.3'], '', 'v1.2.3'],
  [['*'], '', '1.2.3'],
  [['**'], '', 'v1.2.3'],
  [['*.*.*'], '', 'v1.2.3'],
  [['v*-rc*'], '', 'v1.2.3-rc.1'],
  [['*-rc*'], '', '1.2.3-rc.1'],
  [['v*-dev*'], '', 'v1.2.3-dev.4'],
  [['v*', '!v*-rc*'], '', 'v1.2.3'],
  [['v*', '!**beta'], '', 'v1.2.3'],
  [['v1.*', '[0-9]*'], '', '2.0.0'],
  [['portal-v*'], 'portal-', 'portal-v1.2.3'],
  [['portal/v*'], 'portal/', 'portal/v1.2.3'],
  [['portal@[0-9]*'], 'portal@', 'portal@1.2.3'],
  [['@acme/portal@v1.*'], '@acme/portal@', '@acme/portal@v1.2.3'],
  [['portal-v*', 'portal-[0-9]*', '!portal-v*-*'], 'portal-', 'portal-1.2.3'],
  [['app2-v*'], 'app2-', 'app2-v1.2.3'],
  [['a-1-v*'], 'a-1-', 'a-1-v1.2.3'],
  [['c\\+\\+-v*'], 'c++-', 'c++-v1.2.3'],
];

test.each(GOOD)('%j are versions behind %j', (patterns, prefix, tag) => {
  expect(checkVersionFilter(patterns, 'tags')).toBe(prefix);
  expect(matchesBranchFilter(patterns, tag)).toBe(true);
  expect(parseVersion(tag.slice(prefix.length))).toBeDefined();
});

test.each([
  ['release-*', 'write "release-v*" or "release-[0-9]*" for versions behind "release-"'],
  ['portal/*', 'write "portal/v*" or "portal/[0-9]*" for versions behind "portal/"'],
  ['portal-*.*.*', 'write "portal-v*" or "portal-[0-9]*" for versions behind "portal-"'],
  // A prefix ends where a word does: "dev1.2.3" is no version behind "de".
  ...['dev*', 'nightly', 'v', 'v*/x', '*-v*', '**/v*', 'v[0-9].[0-9]', 'v01.*', 'V*'].map(pattern => [pattern, 'write "v*" or "[0-9]*", or "portal-v*" for versions behind "portal-"']),
])('%j lets no version in', (pattern, advice) => {
  expect(() => checkVersionFilter(['v*', pattern], 'tags')).toThrow(new Error(`tags must let versions in, and ${JSON.stringify(pattern)} does not; ${advice}`));
});

test('what stands before the version is the same in all patterns', () => {
  expect(() => checkVersionFilter(['portal-v*', 'portal-v1.*', 'shop-v*'], 'tags')).toThrow(new Error(
    'tags must have the same before the version in all patterns, got "portal-v*" and "shop-v*"; leave out those of other projects'));
});

test('some version stays', () => {
  expect(() => checkVersionFilter(['v*', '!v*.*'], 'tags')).toThrow(new Error('tags takes away every version again, with "v*", "!v*.*"; leave out what begins with !'));
  expect(() => checkVersionFilter(['!v*'], 'tags')).toThrow('tags only takes away');
});

test.each([
  ['v*', 'v'], ['portal-v*', 'portal-v'], ['portal-v1.**', 'portal-v1.'], ['portal@[0-9]*', 'portal@'], ['[0-9]*', ''], ['*', ''],
  ['!v*', undefined], ['v1.2.3', undefined], ['v*-rc*', undefined], ['v[0-9]+.*', undefined], ['v?[0-9]*', undefined], ['v[0-9][0-9]*', undefined],
])('%j asks for the beginning %j', (pattern, beginning) => {
  expect(beginningOf(pattern)).toBe(beginning);
});
