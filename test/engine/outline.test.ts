import { writeFileSync } from 'fs';
import { join } from 'path';
import { chunks, layout, tar } from './archives';
import { readArchive } from '../../src/engine/image-archive';
import { readLayout } from '../../src/engine/load-archive';
import { unpackLayouts } from '../../src/engine/oci-layout';
import { readOutline } from '../../src/engine/outline';
import { digestOf } from '../../src/registry/manifest';
import { temporary } from '../support';

type Files = Record<string, Buffer>;
const LAYER = { tar: Buffer.from('not really a layer') };
const image = (platform: string) => ({ platform, layers: [LAYER] });
const read = async (files: Files) => readOutline(chunks(await tar(files)), 'api.tar');
const json = (content: Buffer) => JSON.parse(content.toString('utf8'));
const nameOf = (digest: string) => `blobs/sha256/${digest.slice('sha256:'.length)}`;

/** The index of a layout with something else in it, and what leads to it. */
function replaced(files: Files, change: (index: any) => void): Files {
  const top = json(files['index.json']).manifests[0];
  const index = json(files[nameOf(top.digest)]);
  change(index);
  const bytes = Buffer.from(JSON.stringify(index));
  return { ...files, [nameOf(digestOf(bytes))]: bytes, 'index.json': Buffer.from(JSON.stringify({ manifests: [{ digest: digestOf(bytes), size: bytes.length }] })) };
}

test('one image', async () => {
  const files = await layout([{ names: ['ghcr.io/acme/api:dev'], platforms: [image('linux/amd64')] }]);
  const [{ digest }] = json(files['index.json']).manifests;
  expect(await read(files)).toEqual({ names: ['ghcr.io/acme/api:dev'], digest, manifests: [{ digest, platform: 'linux/amd64' }] });
});

test.each([true, 'artifact'] as const)('an index of platforms and attestations: %j', async hasAttestation => {
  const files = await layout([{ platforms: [image('linux/amd64'), image('linux/arm/v7')], isNested: true, hasAttestation }]);
  const outline = await read(files);
  const [{ digest }] = json(files['index.json']).manifests;
  expect(outline).toMatchObject({ names: [], digest });
  expect(outline.manifests.map(({ platform }) => platform)).toEqual(['linux/amd64', 'linux/arm/v7', undefined]);
  expect(outline.manifests.map(({ about }) => about)).toEqual([undefined, undefined, outline.manifests[0].digest]);
  expect(outline.manifests.map(one => one.digest)).toEqual(json(files[nameOf(digest)]).manifests.map((one: any) => one.digest));
});

/** What those who read archives find in one, by what they do with it; the publisher is the first. */
async function readByAll(files: Files): Promise<(() => Promise<(string | undefined)[]>)[]> {
  const bytes = await tar(files);
  const path = join(temporary(), 'api.tar');
  writeFileSync(path, bytes);
  const platforms = (found: readonly { platform?: string }[]) => found.flatMap(one => one.platform ?? []);
  return [
    async () => platforms((await read(files)).manifests),
    async () => platforms(await unpackLayouts(chunks(bytes), path, temporary())),
    async () => platforms(await readLayout(path)),
    async () => platforms(await readArchive(chunks(bytes), path)),
  ];
}

describe('what only looks like something about an image', () => {
  const AMD64 = { os: 'linux', architecture: 'amd64' };
  const real = async (platform: string) => ({ platform, layers: [{ tar: await tar({ file: platform }) }] });
  const attested = async (more: object = {}) => layout([{ platforms: [await real('linux/amd64')], isNested: true, hasAttestation: true, ...more }]);

  test.each([
    ['an attestation', {}], ['one without an annotation', { annotations: undefined }], ['one of another kind', { annotations: { 'vnd.docker.reference.type': 'another' } }],
  ])('is left out where it is %s', async (_, change) => {
    const files = replaced(await attested(), index => Object.assign(index.manifests[1], change));
    for (const found of await readByAll(files)) expect(await found()).toEqual(['linux/amd64']);
  });

  test.each([
    ['a platform', AMD64, '{"os":"linux","architecture":"amd64"}'], ['half a platform', { os: 'unknown', architecture: 'amd64' }, '{"os":"unknown","architecture":"amd64"}'],
    ['no platform', undefined, 'none'],
  ])('is refused by all where it is called so and has %s', async (_, platform, said) => {
    const files = replaced(await attested(), index => {
      const [first, attestation] = index.manifests;
      // The second is what an engine would take, and nobody has looked at.
      index.manifests = [{ ...attestation, platform }, first];
    });
    for (const found of await readByAll(files)) {
      await expect(found()).rejects.toThrow(new RegExp(`api\\.tar calls sha256:[0-9a-f]{64} an attestation, which must have the platform unknown/unknown and has ${said}, so that engines take it for an image; build it again with buildx$`));
    }
  });

  test('is no index that is called so', async () => {
    const files = await attested();
    const index = json(files['index.json']);
    Object.assign(index.manifests[0], { platform: { os: 'unknown', architecture: 'unknown' } });
    for (const found of await readByAll({ ...files, 'index.json': Buffer.from(JSON.stringify(index)) })) expect(await found()).toEqual(['linux/amd64']);
  });

  test.each(['Platform', 'PLATFORM'])('is not published where some read that it has a platform: %s', async key => {
    const files = replaced(await attested(), index => Object.assign(index.manifests[1], { [key]: AMD64 }));
    await expect(read(files)).rejects.toThrow(new RegExp(`^api\\.tar is broken: sha256:[0-9a-f]{64} in it has the key "${key}", which some readers take for another; build or download it again$`));
  });

  test('is refused by all where it is an index and an image at once', async () => {
    const files = await attested();
    const both = replaced(files, index => {
      const manifest = json(files[nameOf(index.manifests[0].digest)]);
      Object.assign(index, { config: manifest.config, layers: manifest.layers });
    });
    for (const found of await readByAll(both)) await expect(found()).rejects.toThrow(/api\.tar is broken: sha256:[0-9a-f]{64} in it is an index and an image at once; build or download it again$/);
  });

  test.each([
    [{ os: 'linux', architecture: 'arm64' }, 'linux/arm64'], [{ os: 'linux', architecture: 'amd64', variant: 'v3' }, 'linux/amd64/v3'], [{ os: 'unknown', architecture: 'amd64' }, '{"os":"unknown","architecture":"amd64"}'],
    [{}, '{}'],
  ])('is an image that is listed for another platform than it says: %j', async (platform, said) => {
    const files = replaced(await attested(), index => index.manifests[0].platform = platform);
    const [publish, ...others] = await readByAll(files);
    await expect(publish()).rejects.toThrow(new RegExp(`api\\.tar lists sha256:[0-9a-f]{64} for ${said}, and its configuration says linux/amd64; build it again, without "--platform" in its last FROM$`));
    // They go by what it is, and leave nothing out.
    for (const found of others) expect(await found()).toEqual(['linux/amd64']);
  });

  test.each([[{ os: 'linux', architecture: 'arm64', variant: 'v8' }, 'linux/arm64'], [{ os: 'linux', architecture: 'arm' }, 'linux/arm/v7'], [undefined, 'linux/arm64']])('is not what says the same in other words: %j', async (platform, name) => {
    const files = replaced(await attested({ platforms: [await real(name)] }), index => index.manifests[0].platform = platform);
    for (const found of await readByAll(files)) expect(await found()).toEqual([name]);
  });
});

test('names may begin with "./", and blobs may come in any order', async () => {
  const files = await layout([{ platforms: [image('linux/amd64')] }]);
  const reversed = Object.fromEntries(Object.entries(files).reverse().map(([name, content]) => [`./${name}`, content]));
  expect((await read(reversed)).manifests).toHaveLength(1);
});

describe('what is refused', () => {
  test('something else', async () => {
    await expect(read({ 'readme.txt': Buffer.from('x') })).rejects.toThrow('api.tar is not the archive of an image, or not all of it: it has no index.json');
    await expect(readOutline(chunks(Buffer.from('no tar at all'.repeat(100))), 'api.tar')).rejects.toThrow('api.tar cannot be read');
  });

  test('several images, and none', async () => {
    const two = await layout([{ platforms: [image('linux/amd64')] }, { platforms: [image('linux/arm64')] }]);
    await expect(read(two)).rejects.toThrow('api.tar must hold one image or one index, and holds 2; write an archive for each image');
    await expect(read({ 'index.json': Buffer.from('{"manifests":[]}') })).rejects.toThrow('and holds 0');
    await expect(read({ 'index.json': Buffer.from('{}') })).rejects.toThrow('and holds none');
    await expect(read({ 'index.json': Buffer.from('{"manifests":[null]}') })).rejects.toThrow(/^api\.tar cannot be read: /);
  });

  test.each(['index.json', 'layer', 'manifest', 'config'])('a %s that is cut off, or was changed', async what => {
    const files = await layout([{ platforms: [image('linux/amd64')] }]);
    const [{ digest }] = json(files['index.json']).manifests;
    const { config, layers } = json(files[nameOf(digest)]);
    const name = { 'index.json': 'index.json', 'layer': nameOf(layers[0].digest), 'manifest': nameOf(digest), 'config': nameOf(config.digest) }[what]!;
    const broken = files[name].subarray(0, -1);
    const message = what === 'index.json' ? 'api.tar is broken: index.json in it is not JSON' : `api.tar is broken: what it holds as sha256:${name.slice(13)} has the digest sha256:`;
    await expect(read({ ...files, [name]: broken })).rejects.toThrow(message);
  });

  test.each(['layer', 'manifest', 'config'])('a %s that is not there', async what => {
    const files = await layout([{ platforms: [image('linux/amd64')] }]);
    const [{ digest }] = json(files['index.json']).manifests;
    const { config, layers } = json(files[nameOf(digest)]);
    const missing: string = { layer: layers[0].digest, manifest: digest, config: config.digest }[what]!;
    delete files[nameOf(missing)];
    await expect(read(files)).rejects.toThrow(`api.tar is not whole: ${what === 'manifest' ? 'index.json' : digest} refers to "${missing}", which is not in it`);
  });

  test('a platform of the index that was not built here', async () => {
    const files = await layout([{ platforms: [image('linux/amd64'), { ...image('linux/arm64'), isAbsent: true }], isNested: true }]);
    await expect(read(files)).rejects.toThrow('api.tar is not whole');
  });

  test('other sizes than are said', async () => {
    const files = replaced(await layout([{ platforms: [image('linux/amd64')], isNested: true }]), index => index.manifests[0].size++);
    await expect(read(files)).rejects.toThrow(/api\.tar is broken: sha256:\S+ has \d+ bytes, and sha256:\S+ says \d+/);
  });

  test('an index in an index', async () => {
    const inner = await layout([{ platforms: [image('linux/amd64')], isNested: true }]);
    const [descriptor] = json(inner['index.json']).manifests;
    const files = replaced(inner, index => index.manifests = [descriptor]);
    await expect(read(files)).rejects.toThrow('api.tar holds an index in an index');
  });
});
