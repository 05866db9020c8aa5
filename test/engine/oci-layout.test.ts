import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'fs';
import { join } from 'path';
import { unpackLayouts } from '../../src/engine/oci-layout';
import { temporary } from '../support';
import { archive, chunks, ImageSpec, layout, maze, sha256, tar } from './archives';

async function spec(more: Partial<ImageSpec> = {}, platforms = ['linux/amd64', 'linux/arm64']): Promise<ImageSpec> {
  const shared = { tar: await tar({ shared: 'x' }), compression: 'gzip' as const };
  return { names: ['acme/api:1'], platforms: await Promise.all(platforms.map(async platform => ({ platform, layers: [shared, { tar: await tar({ own: platform }) }] }))), ...more };
}

/** Unpacks what is cut into small pieces. */
async function unpack(bytes: Buffer, folder = temporary()) {
  return unpackLayouts(chunks(bytes, 700), 'x.tar', folder);
}

test.each<Partial<ImageSpec>>([{}, { isNested: true, hasAttestation: true }, { isNested: true, hasAttestation: 'artifact' }])('a layout for each platform, with what is of it and nothing else: %j', async more => {
  const folder = join(temporary(), 'new');
  mkdirSync(folder);
  const images = await unpack(await archive(await spec(more)), folder);
  expect(images.map(({ names, platform }) => [names, platform])).toEqual([[['acme/api:1'], 'linux/amd64'], [['acme/api:1'], 'linux/arm64']]);
  for (const { folder: own, platform } of images) {
    expect(JSON.parse(readFileSync(join(own, 'oci-layout'), 'utf8'))).toEqual({ imageLayoutVersion: '1.0.0' });
    const { manifests } = JSON.parse(readFileSync(join(own, 'index.json'), 'utf8'));
    expect(manifests).toEqual([{ mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: expect.any(String), size: expect.any(Number) }]);
    const blob = (digest: string) => readFileSync(join(own, 'blobs', 'sha256', digest.slice(7)));
    const bytes = blob(manifests[0].digest);
    expect(bytes).toHaveLength(manifests[0].size);
    const { config, layers } = JSON.parse(bytes.toString());
    expect(JSON.parse(blob(config.digest).toString()).architecture).toBe(platform.split('/')[1]);
    const digests = [manifests[0].digest, config.digest, ...layers.map(({ digest }: { digest: string }) => digest)];
    expect(digests.map(digest => sha256(blob(digest)))).toEqual(digests);
    expect(readdirSync(join(own, 'blobs', 'sha256'))).toHaveLength(digests.length);
    // Not copied: an image may be large.
    expect(statSync(join(own, 'blobs', 'sha256', config.digest.slice(7))).nlink).toBe(2);
  }
});

test('several images, one with two names, and platforms that are not there', async () => {
  const other: ImageSpec = { names: ['acme/web:1', 'acme/web:2'], platforms: [...(await spec({}, ['linux/arm/v7'])).platforms, { platform: 'linux/s390x', layers: [], isAbsent: true }] };
  const images = await unpack(await archive(await spec({}, ['linux/amd64']), other));
  expect(images.map(({ names, platform }) => [names, platform])).toEqual([[['acme/api:1'], 'linux/amd64'], [['acme/web:1', 'acme/web:2'], 'linux/arm/v7']]);
});

test('an image whose layer is not in the archive is none', async () => {
  const files = await layout([await spec({}, ['linux/amd64'])]);
  const [layer] = Object.keys(files).filter(path => path.startsWith('blobs/') && files[path].subarray(0, 1).toString() !== '{');
  delete files[layer];
  expect(await unpack(await tar(files))).toEqual([]);
});

test.each([[false, 0], [true, 120]])('an image that there are endless ways to is found at once; with names on the way: %j', async (isNamed, names) => {
  const images = await unpack(await maze(60, isNamed));
  expect(images.map(one => [one.names.length, one.platform])).toEqual([[names, 'linux/amd64']]);
});

test('a name that leads out of the folder is left out', async () => {
  const folder = join(temporary(), 'in');
  mkdirSync(folder);
  await unpack(await tar({ ...await layout([await spec()]), '../out': 'x', 'blobs/sha256/../../../out': 'x' }), folder);
  expect(existsSync(join(folder, '..', 'out'))).toBe(false);
});

test.each<[string, () => Promise<Buffer>, string | RegExp]>([
  ['something else', () => tar({ 'readme.md': 'x' }), 'x.tar is not the archive of an image, or not all of it: it has no index.json'],
  ['no tar', async () => Buffer.alloc(2000, 'x'), /^x\.tar cannot be read: /],
  ['an index that is no JSON', () => tar({ 'index.json': '{' }), 'x.tar is broken: "index.json" in it is not JSON'],
  ['a blob with another content', () => tar({ [`blobs/sha256/${'a'.repeat(64)}`]: 'x', 'index.json': '{}' }),
    `x.tar is broken: what it holds as sha256:${'a'.repeat(64)} has the digest ${sha256(Buffer.from('x'))}; build or download it again`],
  ['a manifest that is no JSON', async () => {
    const digest = sha256(Buffer.from('x'));
    return tar({ [`blobs/sha256/${digest.slice(7)}`]: 'x', 'index.json': JSON.stringify({ manifests: [{ digest }] }) });
  }, `x.tar is broken: "${sha256(Buffer.from('x'))}" in it is not JSON`],
])('%s is refused', async (_, bytes, message) => {
  await expect(bytes().then(unpack)).rejects.toThrow(message instanceof RegExp ? message : new Error(message));
});

test('a folder that cannot be written', async () => {
  const folder = join(temporary(), 'file');
  writeFileSync(folder, '');
  await expect(unpack(await archive(await spec()), folder)).rejects.toThrow(/EEXIST|ENOTDIR/);
});
