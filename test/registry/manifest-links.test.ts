import { createdIn, linksOf } from '../../src/registry/manifest-links';

const A = `sha256:${'a'.repeat(64)}`;
const B = `sha256:${'b'.repeat(64)}`;
const read = (value: unknown) => linksOf(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));

test('what an index lists', () => {
  const manifests = [
    { digest: A, mediaType: 'application/vnd.oci.image.manifest.v1+json' }, { digest: A, mediaType: 'application/vnd.oci.image.manifest.v1+json' }, { digest: B },
  ];
  expect(read({ schemaVersion: 2, manifests })).toEqual({ children: [A, B], others: [] });
});

test.each([
  'application/vnd.oci.image.index.v1+json', 'application/vnd.docker.distribution.manifest.list.v2+json', 'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.v1+prettyjws', 'application/vnd.docker.distribution.manifest.v1+json', 'application/vnd.oci.artifact.manifest.v1+json',
])('%s is a manifest', mediaType => expect(read({ manifests: [{ digest: A, mediaType }] })).toMatchObject({ children: [A], others: [] }));

test('digests of SHA-512 are as good', () => {
  const digest = `sha512:${'c'.repeat(128)}`;
  expect(read({ manifests: [{ digest: A }, { digest }], subject: { digest } })).toEqual({ children: [A, digest], others: [], subject: digest });
});

test('the layers of a build cache are listed, and no manifests', () => {
  const manifests = [{ digest: A, mediaType: 'application/vnd.oci.image.layer.v1.tar+zstd' }, { digest: B, mediaType: 'application/vnd.buildkit.cacheconfig.v0' }];
  expect(read({ manifests })).toEqual({ children: [], others: [A, B] });
});

test('an image, a signature', () => {
  const config = { digest: B, mediaType: 'application/vnd.oci.image.config.v1+json' };
  expect(read({ config, layers: [], annotations: { 'org.opencontainers.image.created': '2026' } })).toEqual({ children: [], others: [], config: B, created: '2026' });
  expect(read({ config: { ...config, mediaType: 'application/vnd.oci.empty.v1+json' }, subject: { digest: A }, manifests: null }))
    .toEqual({ children: [], others: [], subject: A });
});

test('something old', () => expect(read({ schemaVersion: 1, fsLayers: [] })).toEqual({ children: [], others: [] }));

test.each<[unknown, string]>([
  ['', 'is no JSON object'], ['[]', 'is no JSON object'], ['null', 'is no JSON object'], ['"a"', 'is no JSON object'],
  [{ manifests: {} }, 'lists manifests'], [{ manifests: [{}] }, 'lists manifests'], [{ manifests: [null] }, 'lists manifests'], [{ manifests: [{ digest: A }, { digest: 'sha512:0' }] }, 'lists manifests'],
  [{ subject: {} }, 'has a subject'], [{ subject: 'a' }, 'has a subject'], [{ subject: { digest: 'sha512:0' } }, 'has a subject'],
])('%j is not understood', (value, problem) => expect(read(value)).toEqual({ problem: expect.stringContaining(problem) }));

test.each<[unknown, object]>([
  [{ created: '2026', config: { Labels: { 'org.opencontainers.image.created': '2025' } } }, { created: '2026', label: '2025' }],
  [{ created: '2026', config: { Labels: null } }, { created: '2026' }], [{ config: { Labels: { 'org.opencontainers.image.created': '2025' } } }, { label: '2025' }],
  [{ created: 1, config: { Labels: { 'org.opencontainers.image.created': 1 } } }, {}], [[], {}], ['x', {}],
])('when %j was made', (config, expected) => expect(createdIn(Buffer.from(JSON.stringify(config)))).toEqual(expected));
