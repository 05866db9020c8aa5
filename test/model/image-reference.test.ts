import { checkImageReference, checkImageVersion, ImageReference, isDigest, parseReference } from '../../src/model/image-reference';

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

const HUB = { registry: 'docker.io', repository: 'library/node' };

test.each<[string, Partial<ImageReference>]>([
  ['node', { name: 'node', ...HUB }],
  ['node:24', { name: 'node', ...HUB, tag: '24' }],
  [`node:24${DIGEST}`, { name: 'node', ...HUB, tag: '24', digest: DIGEST.slice(1) }],
  [`node${DIGEST}`, { name: 'node', ...HUB, digest: DIGEST.slice(1) }],
  ['docker.io/node:24', { name: 'docker.io/node', ...HUB, tag: '24' }],
  ['index.docker.io/library/node:24', { name: 'index.docker.io/library/node', ...HUB, tag: '24' }],
  ['valkey/valkey:9', { name: 'valkey/valkey', registry: 'docker.io', repository: 'valkey/valkey', tag: '9' }],
  ['gcr.io/distroless/cc-debian13:nonroot', { name: 'gcr.io/distroless/cc-debian13', registry: 'gcr.io', repository: 'distroless/cc-debian13', tag: 'nonroot' }],
  ['registry.example.com/app:1', { name: 'registry.example.com/app', registry: 'registry.example.com', repository: 'app', tag: '1' }],
  ['localhost/app:1', { name: 'localhost/app', registry: 'localhost', repository: 'app', tag: '1' }],
  ['localhost:5000/app', { name: 'localhost:5000/app', registry: 'localhost:5000', repository: 'app' }],
  ['[::1]:5000/a/b:1', { name: '[::1]:5000/a/b', registry: '[::1]:5000', repository: 'a/b', tag: '1' }],
])('the parts of %s', (reference, parts) => {
  expect(parseReference(reference)).toEqual({ tag: undefined, digest: undefined, ...parts });
});

test.each(['', 'Node:24', 'node:24@sha256:12', 'https://ghcr.io/a/b:1', 'a//b:1', null])('%j has no parts', reference => {
  expect(() => parseReference(reference as string)).toThrow('image must look like');
});

test('digests', () => {
  expect(isDigest(DIGEST.slice(1))).toBe(true);
  expect(isDigest(`sha512:${'0'.repeat(128)}`)).toBe(true);
  expect([DIGEST, `sha256:${'0'.repeat(63)}`, `sha512:${'0'.repeat(64)}`, `sha256:${'0'.repeat(128)}`, `sha384:${'0'.repeat(96)}`, `sha256:${'A'.repeat(64)}`, `${DIGEST.slice(1)}\n`, undefined, 1].map(isDigest)).toEqual(Array(9).fill(false));
});
