import { branchPatternToRegExp, checkBranchFilter, matchesBranchFilter } from '../../src/model/branch-filter';
import { lintWorkflow } from '../workflow-validators';

const GOOD: string[][] = [
  ['main'], ['main', 'develop'], ['**'], ['*'], ['main', 'release/**', '!release/old'], ['**', '!dependabot/**', 'dependabot/keep'],
  ['feature/*', 'feature/**'], ['v[0-9]+.[0-9]+.[0-9]+'], ['v[12].*'], ['*-hotfix'], ['**/x/**'], ['v?1'], ['a\\+b'], ['\\!important'],
  ['main', '!mai'], ['release/*', '!release/1'], ['release/**', '!release/*'], ['wip!'], ['héllo'], ['a@b', 'x.y', 'a-b_c#d%e'], ['a.?.b'], ['**', '!**-alpha', '!renovate/**'],
];

test.each(GOOD.map(patterns => [patterns]))('%j is a filter, and actionlint takes it', async patterns => {
  expect(checkBranchFilter(patterns, 'branches')).toEqual(patterns);
  expect(checkBranchFilter(patterns, 'branches')).not.toBe(patterns);
  expect(await lintWorkflow('filter.yml', `on: { push: { branches: ${JSON.stringify(patterns)}, tags: ${JSON.stringify(patterns)} } }
jobs: { one: { runs-on: ubuntu-24.04, steps: [{ run: exit 0 }] } }
`)).toEqual([]);
});

test.each([[[]], [undefined], ['main'], [null]])('%j is no list of patterns', patterns => {
  expect(() => checkBranchFilter(patterns as unknown as string[], 'workflows.branches')).toThrow(new Error(
    `workflows.branches must name at least one pattern, such as "main" or "release/**", got ${JSON.stringify(patterns) ?? 'undefined'}; without one nothing ever runs`));
});

test('what only takes away lets nothing in', () => {
  expect(() => checkBranchFilter(['!main', '!wip/**'], 'branches')).toThrow(new Error(
    'branches only takes away, with "!main", "!wip/**"; put what it takes away from in front, such as "**"'));
  expect(() => checkBranchFilter(['!main', '**'], 'branches')).toThrow(new Error(
    'branches begins with "!main", which takes away from nothing; put it behind what it takes away from'));
});

test('a pattern is named once', () => {
  expect(() => checkBranchFilter(['main', 'develop', 'main'], 'branches')).toThrow(new Error('branches names "main" twice; name it once'));
});

test.each([
  [['main', '!main'], 'main', '"!main"'],
  [['main', '!**'], 'main', '"!**"'],
  [['main', '!*'], 'main', '"!*"'],
  [['main', 'develop', '!m*'], 'main', '"!m*"'],
  [['release/*', '!release/**'], 'release/*', '"!release/**"'],
  [['v[12]', '!v1', 'main', '!v2'], 'v[12]', '"!v1", "!v2"'],
  [['v[0-9]+', '!v[0-9]*'], 'v[0-9]+', '"!v[0-9]*"'],
])('%j takes away what it names', (patterns, name, by) => {
  expect(() => checkBranchFilter(patterns, 'branches')).toThrow(new Error(`branches names "${name}", but ${by} behind it takes it away again; leave out one of them`));
});

test.each([
  ['refs/heads/main', 'GitHub compares the name alone, so write "main"'],
  ['!refs/heads/main', 'GitHub compares the name alone, so write "!main"'],
  ['refs/tags/v*', 'GitHub compares the name alone, so write "v*"'],
  ['${{ vars.BRANCH }}', 'GitHub evaluates no expression here'],
  ['/main', 'no name begins with /'],
  ['release/', 'no name ends with /; everything below is "/**"'],
  ['a//b', 'no name has // in it'],
  ['a..b', 'no name has .. in it'],
  ['v1...*', 'no name has .. in it'],
  ['.hidden', 'no part of a name begins with a dot'],
  ['a/.b/**', 'no part of a name begins with a dot'],
  ['main.', 'no name ends with a dot'],
  ['main.lock', 'no part of a name ends with .lock'],
  ['**/main.lock/x', 'no part of a name ends with .lock'],
  ['a@{b', 'no name has @{ in it'],
  ['@', '@ alone is no name'],
  ['-main', 'no name begins with -'],
  ['a\\*b', 'no name has \\, *, ? or [ in it'],
  ['a\\[b]', 'no name has \\, *, ? or [ in it'],
])('%j can match nothing', (pattern, why) => {
  const expected = `branches has a pattern that nothing matches, ${JSON.stringify(pattern)}: ${why}`;
  expect(() => checkBranchFilter(['other', pattern], 'branches')).toThrow(new Error(expected));
});

test('a pattern is text', () => {
  expect(() => checkBranchFilter([5 as unknown as string], 'branches')).toThrow(new Error('branches has a pattern that nothing matches, 5: a pattern is text'));
});

test.each([
  'two words', 'a~1', 'a^', 'a:b', 'a\tb', 'main\n', '', '!', '+a', '?', '*+', '***', 'a[', 'a[]', 'a[^b]', 'a\\', 'v[0-9.]+',
])('%j does not parse', pattern => {
  expect(() => checkBranchFilter([pattern], 'workflows.branches')).toThrow(/^workflows\.branches: a pattern of branches or tags must look like .*, got ".*": /);
});

test.each<[string[], string, boolean]>([
  [['main'], 'main', true], [['main'], 'mai', false], [['main'], 'xmain', false], [['main'], 'Main', false], [['main'], 'main/x', false],
  [['*'], 'main', true], [['*'], 'a/b', false], [['**'], 'a/b', true],
  [['feature/*'], 'feature/a', true], [['feature/*'], 'feature/a/b', false], [['feature/**'], 'feature/a/b', true],
  [['*feature'], 'my-feature', true], [['v2*'], 'v2.0', true], [['v[12].[0-9]+.[0-9]+'], 'v1.10.1', true], [['v[12].[0-9]+.[0-9]+'], 'v3.1.1', false],
  [['v[12].[0-9]+'], 'v1x2', false],
  // Of the character before it, not any character.
  [['ab?c'], 'ac', true], [['ab?c'], 'abc', true], [['ab?c'], 'axc', false], [['ab+c'], 'abbc', true], [['ab+c'], 'ac', false],
  [['a\\+b'], 'a+b', true], [['a\\+b'], 'aab', false], [['a.b'], 'axb', false], [['a(b|c)$'], 'a(b|c)$', true],
  // The last one that matches decides.
  [['**', '!main'], 'main', false], [['**', '!main'], 'other', true], [['!main', '**'], 'main', true],
  [['**', '!release/**', 'release/1'], 'release/1', true], [['**', '!release/**', 'release/1'], 'release/2', false],
  [['\\!x'], '!x', true], [[], 'main', false],
])('%j and %s: %p', (patterns, name, expected) => {
  expect(matchesBranchFilter(patterns, name)).toBe(expected);
});

test.each([
  ['main', '^main$'], ['release/**', '^release/.*$'], ['release/*', '^release/[^/]*$'], ['v[0-9]+.[0-9]+', '^v[0-9][0-9]*\\.[0-9][0-9]*$'], ['a\\+b', '^a\\+b$'],
])('%s is %s', (pattern, expression) => {
  expect(branchPatternToRegExp(pattern)).toBe(expression);
});
