import { checkPlatforms, platformName, PLATFORMS } from '../../src/model/platform';

test('all known platforms may be named, and the list is copied', () => {
  const given = [...PLATFORMS];
  expect(checkPlatforms(given)).toEqual(given);
  expect(checkPlatforms(given)).not.toBe(given);
});

test.each(['linux/x86', 'amd64', 'LINUX/AMD64', 'windows/amd64', '', 'linux/arm64/v8', 'linux/amd64,linux/arm64'])('%p is unknown', platform => {
  expect(() => checkPlatforms(['linux/amd64', platform])).toThrow(new Error(
    `platform must be one of linux/amd64, linux/arm64, linux/arm/v7, linux/arm/v6, linux/386, linux/ppc64le, linux/s390x, linux/riscv64, got ${JSON.stringify(platform)}`));
});

test('a platform is named once', () => {
  expect(() => checkPlatforms(['linux/amd64', 'linux/amd64'])).toThrow(new Error('platform "linux/amd64" is named twice; name it once'));
});

test.each([
  ['linux', 'amd64', undefined, 'linux/amd64'],
  ['linux', 'amd64', 'v1', 'linux/amd64'],
  ['linux', 'amd64', 'v3', 'linux/amd64/v3'],
  ['linux', 'arm64', 'v8', 'linux/arm64'],
  ['linux', 'arm64', '', 'linux/arm64'],
  ['linux', 'arm', 'v6', 'linux/arm/v6'],
  ['linux', 'arm', undefined, 'linux/arm/v7'],
  ['unknown', 'unknown', undefined, undefined],
  ['linux', undefined, undefined, undefined],
  ['linux\n', 'amd64', undefined, undefined],
  [1, 'amd64', undefined, undefined],
])('platform %j %j %j is %s', (os, architecture, variant, name) => {
  expect(platformName({ os, architecture, variant })).toBe(name);
});
