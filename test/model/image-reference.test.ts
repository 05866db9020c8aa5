import { checkImageReference, checkImageVersion } from '../../src/model/image-reference';

const DIGEST = `@sha256:${'0'.repeat(64)}`;

test.each(['redis:8', 'localhost:5000/a/b:1.2', `redis${DIGEST}`, `ghcr.io/a/b:x-1_2.3${DIGEST}`])('image %s', reference => {
  expect(checkImageReference(reference)).toBe(reference);
});

test.each(['redis', 'redis:latest', 'localhost:5000/redis'])('image %s is another one tomorrow', reference => {
  expect(() => checkImageReference(reference)).toThrow(`image "${reference}" is another one whenever it is pulled; write the version that you want, such as "${reference.replace(':latest', '')}:1.2.3", or a digest`);
});

test.each(['', 'redis:', ':1', 'redis@sha256:12', 'a b:1', 'redis:8\n', undefined])('%j is no image', reference => {
  expect(() => checkImageReference(reference as string)).toThrow('image must look like');
});

test.each(['18', '18.6-alpine', `18${DIGEST}`])('version %s', version => {
  expect(checkImageVersion(version, '1')).toBe(version);
});

test.each(['', ':18', '-18', `${DIGEST}`, '18 ', 18])('%j is no version', version => {
  expect(() => checkImageVersion(version as string, '1.2')).toThrow(/^version must be a tag of the image such as "1.2", with or without a digest behind it, got /);
});
