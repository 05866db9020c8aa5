import { checkPlatforms, PLATFORMS } from '../../src/model/platform';

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
