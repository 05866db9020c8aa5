import {
  branchTag, CACHE_TAG, checkTag, checkVersion, COMMIT_TAG, compareVersions, isCacheTag, isCommitTag, isReleaseTag, isReserved, isTagPattern,
  newerRelease, parseVersion, releasesIn, versionTags, versionText,
} from '../../src/model/image-tags';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const VALID = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

test.each([[CACHE_TAG, true], [`${CACHE_TAG}-linux-amd64`, true], ['BuildCache-api', true], ['my-buildcache', false], ['latest', false]])('%s is the tag of a cache: %j', (tag, isCache) => {
  expect(isCacheTag(tag)).toBe(isCache);
  expect(isReserved(tag)).toBe(isCache || tag === 'latest');
});

test.each([['latest', true], ['sha-9f1c*', true], ['*', true], ['1.2.?', false], ['a b', false], ['', false], ['a/b', false], ['a'.repeat(129), false]])('%j can match tags: %j', (text, can) => {
  expect(isTagPattern(text)).toBe(can);
});

describe('the tag of a commit', () => {
  test('is the whole commit', () => {
    expect([`sha-${COMMIT}`, `${COMMIT_TAG}${COMMIT}`].map(isCommitTag)).toEqual([true, true]);
    expect(isCommitTag(`sha-${COMMIT}${COMMIT.slice(0, 24)}`)).toBe(true);
    expect(isCommitTag(COMMIT)).toBe(false);
  });

  test.each(['', 'abc1234', COMMIT.toUpperCase(), `${COMMIT}0`, 'main'])('is of no other length and of nothing else: %j', commit => {
    expect(isCommitTag(`sha-${commit}`)).toBe(false);
  });
});

describe('the tag of a branch', () => {
  test.each([
    ['main', 'main'],
    ['refs/heads/main', 'main'],
    ['feature/login', 'feature-login'],
    ['refs/heads/feature/a/b', 'feature-a-b'],
    ['Feature/JTS-12_Login', 'Feature-JTS-12_Login'],
    ['release/1.x', 'release-1.x'],
    ['1.x', '1.x'],
    ['v1.x', 'v1.x'],
    ['2-factor-login', '2-factor-login'],
    ['dependabot/npm_and_yarn/left-pad-1.2.3', 'dependabot-npm_and_yarn-left-pad-1.2.3'],
    ['_private', '_private'],
    ['latest-news', 'latest-news'],
  ])('%s is %s', (branch, tag) => expect(branchTag(branch)).toBe(tag));

  test.each([
    ['latest', 'branch-latest'],
    ['Latest', 'branch-Latest'],
    ['1', 'branch-1'],
    ['2024', 'branch-2024'],
    ['1.2', 'branch-1.2'],
    ['v1', 'branch-v1'],
    ['1.2.3', 'branch-1.2.3'],
    ['v1.2.3', 'branch-v1.2.3'],
    ['1.2.3-rc.1', 'branch-1.2.3-rc.1'],
    ['1.2.3/fix', 'branch-1.2.3-fix'],
    [`sha-${COMMIT}`, `branch-sha-${COMMIT}`],
    ['sha256-abc', 'branch-sha256-abc'],
    ['buildcache', 'branch-buildcache'],
    ['buildcache-api', 'branch-buildcache-api'],
    ['buildcache/api', 'branch-buildcache-api'],
    ['branch-latest', 'branch-branch-latest'],
  ])('%s would be taken for something else, and is %s', (branch, tag) => {
    expect(branchTag(branch)).toBe(tag);
    expect(isReleaseTag(tag)).toBe(false);
  });

  test('keeps names apart where more than slashes is lost', () => {
    const names = ['fix#1', 'fix!1', 'fix/#1', 'ä', 'ö', '日本語', '.hidden', '-dash', 'a+b', 'a@b', '1.2.3+build', 'a'.repeat(129), `${'a'.repeat(129)}b`, `buildcache${'x'.repeat(120)}`];
    const tags = names.map(branchTag);
    expect(new Set(tags).size).toBe(names.length);
    for (const tag of tags) {
      expect(tag).toMatch(VALID);
      expect(tag).toMatch(/-[0-9a-f]{8}$/);
      expect(isReserved(tag) && !tag.startsWith('branch-')).toBe(false);
    }
    expect(branchTag('fix#1')).toMatch(/^fix-1-[0-9a-f]{8}$/);
    expect(branchTag('日本語')).toMatch(/^branch-[0-9a-f]{8}$/);
    expect(branchTag('1.2.3+build')).toMatch(/^branch-1\.2\.3-build-[0-9a-f]{8}$/);
    // The same today and tomorrow.
    expect(branchTag('fix#1')).toBe(branchTag('refs/heads/fix#1'));
  });

  test('has at most 128 characters', () => {
    expect(branchTag('a'.repeat(128))).toBe('a'.repeat(128));
    expect(branchTag('a'.repeat(250))).toHaveLength(128);
    expect(branchTag(`${'a/'.repeat(100)}b`)).toMatch(/^[a-]+-[0-9a-f]{8}$/);
  });

  test.each(['12/merge', '12/head', 'refs/pull/12/merge', 'refs/tags/v1.2.3'])('%s is no branch', branch => {
    expect(() => branchTag(branch)).toThrow('is no branch');
  });

  test('has a name', () => {
    expect(() => branchTag('')).toThrow('a branch must have a name');
  });
});

describe('versions', () => {
  test.each([
    ['1.2.3', '1.2.3', ['1.2', '1']],
    ['v1.2.3', '1.2.3', ['1.2', '1']],
    ['v0.3.1', '0.3.1', ['0.3']],
    ['0.0.1', '0.0.1', ['0.0']],
    ['10.20.30', '10.20.30', ['10.20', '10']],
    ['1.2.3-rc.1', '1.2.3-rc.1', []],
    ['v2.0.0-alpha-1.0x', '2.0.0-alpha-1.0x', []],
    ['20261121.0.0', '20261121.0.0', ['20261121.0', '20261121']],
  ])('%s has the tags %s and %j', (text, exact, lines) => {
    expect(versionTags(checkVersion(text, '--release'))).toEqual({ exact, lines });
    expect(isReleaseTag(exact)).toBe(true);
  });

  test.each(['', '1', '1.2', 'v1', '01.2.3', '1.2.3-', '1.2.3-01', '1.2.3-a..b', '1.2.3 ', 'V1.2.3', 'vv1.2.3', 'release-1.2.3', 'latest', `1.2.3-${'a'.repeat(130)}`])('%j is none', text => {
    expect(parseVersion(text)).toBeUndefined();
    expect(isReleaseTag(text)).toBe(false);
    expect(() => checkVersion(text, '--release')).toThrow(`--release must be a semantic version such as "1.2.3" or "v1.2.3-rc.1", got ${JSON.stringify(text)}`);
  });

  test('build metadata cannot be in a tag', () => {
    expect(() => checkVersion('v1.2.3+build.5', '--release')).toThrow('--release must be a version that can be a tag, which has no "+", got "v1.2.3+build.5"; release it as "v1.2.3"');
    expect(() => checkVersion('x+1', '--release')).toThrow('must be a semantic version');
  });

  test('a tag of a release has no "v"', () => {
    expect(isReleaseTag('v1.2.3')).toBe(false);
    expect(isReleaseTag('1.2.3-rc.1')).toBe(true);
  });

  test('are ordered as semver.org says', () => {
    const ordered = [
      '0.9.9', '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2', '1.0.0-beta.11', '1.0.0-rc.1', '1.0.0',
      '1.0.1-99999999999999999998', '1.0.1-99999999999999999999', '1.0.1', '1.0.10', '1.2.0', '1.10.0', '2.0.0', '10.0.0',
    ];
    const versions = ordered.map(text => parseVersion(text)!);
    for (const [i, a] of versions.entries()) {
      for (const [j, b] of versions.entries()) {
        expect([ordered[i], ordered[j], Math.sign(compareVersions(a, b))]).toEqual([ordered[i], ordered[j], Math.sign(i - j)]);
      }
    }
  });

  test('are found among other tags', () => {
    expect(releasesIn(['latest', '1.9.0', '1.10.0', '2.0.0-rc.1', 'v3.0.0', '1', '1.10', 'main', `sha-${COMMIT}`]).map(versionText)).toEqual(['1.10.0', '1.9.0']);
  });

  test.each([
    ['1', '1.0.1', '1.1.0'],
    ['1.0', '1.0.1', undefined],
    ['latest', '1.0.1', '2.0.0'],
    ['1', '1.1.0', undefined],
    ['latest', '2.0.0', undefined],
    ['2', '2.0.1', undefined],
    ['0.3', '0.3.1', '0.3.2'],
  ])('the tag %s of %s stays with %s', (tag, version, newer) => {
    const found = newerRelease(tag, parseVersion(version)!, ['0.3.2', '1.0.0', '1.1.0', '2.0.0', '3.0.0-rc.1', 'main']);
    expect(found && versionText(found)).toBe(newer);
  });
});

test.each(['', '.a', '-a', 'a b', 'a/b', 'a+b', 'ä', 'a'.repeat(129)])('%j is no tag', tag => {
  expect(() => checkTag(tag, '--tag')).toThrow('--tag must be letters, digits and _ . -');
});
test('a tag of 128 characters is one', () => expect(checkTag('a'.repeat(128), '--tag')).toHaveLength(128));
