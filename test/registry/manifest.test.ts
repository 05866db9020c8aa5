import { digestOf, parseManifest, platformNames } from '../../src/registry/manifest';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const CONFIG = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: DIGEST };
const parse = (value: unknown) => parseManifest(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));

test('an index', () => {
  const manifests = [{ digest: DIGEST, platform: { os: 'linux', architecture: 'amd64' } }];
  expect(parse({ schemaVersion: 2, manifests })).toEqual({ kind: 'index', manifests });
});

test.each([CONFIG, { ...CONFIG, mediaType: 'application/vnd.docker.container.image.v1+json' }, { ...CONFIG, digest: `sha512:${'a'.repeat(128)}` }])('an image', config => {
  expect(parse({ schemaVersion: 2, config, layers: [] })).toEqual({ kind: 'image', config });
});

test.each<[string, unknown]>([
  ['is no manifest', ''],
  ['is no manifest', '<html>'],
  ['is no manifest', 'null'],
  ['is no manifest', []],
  ['is no manifest', {}],
  ['is no manifest', { manifests: 'x' }],
  ['lists manifests without a digest of SHA-256 or SHA-512', { manifests: [{ digest: DIGEST }, {}] }],
  ['lists manifests without a digest of SHA-256 or SHA-512', { manifests: [{ digest: `sha384:${'a'.repeat(96)}` }] }],
  ['lists manifests without a digest of SHA-256 or SHA-512', { manifests: [{ digest: `sha512:${'a'.repeat(64)}` }] }],
  ['has a configuration without a digest of SHA-256 or SHA-512', { config: { ...CONFIG, digest: '../../x' } }],
  ['is no manifest', { config: 'x' }],
  ['is an index and an image at once', { manifests: [], layers: [] }],
  ['is no image, but something else that a registry keeps', { config: { ...CONFIG, mediaType: 'application/vnd.cncf.helm.config.v1+json' } }],
  ['has the manifest format of before 2016 (schema 1), which Docker no longer pulls', { schemaVersion: 1, name: 'a', fsLayers: [] }],
])('%s', (reason, value) => {
  expect(parse(value)).toEqual({ kind: 'unusable', reason });
});

test('a digest by the algorithm of another one', () => {
  const body = Buffer.from('abc');
  expect(digestOf(body)).toBe('sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(digestOf(body, `sha512:${'0'.repeat(128)}`))
    .toBe('sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f');
});

test('platforms are in order, each once', () => {
  expect(platformNames([
    { os: 'windows', architecture: 'amd64' }, { os: 'linux', architecture: 'arm64' }, { os: 'unknown', architecture: 'unknown' },
    { os: 'linux', architecture: '386' }, { os: 'windows', architecture: 'amd64' },
  ])).toEqual(['linux/386', 'linux/arm64', 'windows/amd64']);
});
