import { parseManifest, platformNames } from '../../src/registry/manifest';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const CONFIG = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: DIGEST };
const parse = (value: unknown) => parseManifest(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));

test('an index', () => {
  const manifests = [{ digest: DIGEST, platform: { os: 'linux', architecture: 'amd64' } }];
  expect(parse({ schemaVersion: 2, manifests })).toEqual({ kind: 'index', manifests });
});

test.each([CONFIG, { ...CONFIG, mediaType: 'application/vnd.docker.container.image.v1+json' }])('an image', config => {
  expect(parse({ schemaVersion: 2, config, layers: [] })).toEqual({ kind: 'image', config });
});

test.each<[string, unknown]>([
  ['is no manifest', ''],
  ['is no manifest', '<html>'],
  ['is no manifest', 'null'],
  ['is no manifest', []],
  ['is no manifest', {}],
  ['is no manifest', { manifests: [{}] }],
  ['is no manifest', { manifests: 'x' }],
  ['is no manifest', { config: { ...CONFIG, digest: '../../x' } }],
  ['is an index and an image at once', { manifests: [], layers: [] }],
  ['is no image, but something else that a registry keeps', { config: { ...CONFIG, mediaType: 'application/vnd.cncf.helm.config.v1+json' } }],
  ['has the manifest format of before 2016 (schema 1), which Docker no longer pulls', { schemaVersion: 1, name: 'a', fsLayers: [] }],
])('%s', (reason, value) => {
  expect(parse(value)).toEqual({ kind: 'unusable', reason });
});

test('platforms are in order, each once', () => {
  expect(platformNames([
    { os: 'windows', architecture: 'amd64' }, { os: 'linux', architecture: 'arm64' }, { os: 'unknown', architecture: 'unknown' },
    { os: 'linux', architecture: '386' }, { os: 'windows', architecture: 'amd64' },
  ])).toEqual(['linux/386', 'linux/arm64', 'windows/amd64']);
});
