import { chunks, layout, tar } from './archives';
import { readOutline } from '../../src/engine/outline';
import { digestOf } from '../../src/registry/manifest';

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
  expect(await read(files)).toEqual({ names: ['ghcr.io/acme/api:dev'], digest, isIndex: false, manifests: [{ digest, platform: 'linux/amd64' }] });
});

test('an index of platforms and attestations', async () => {
  const files = await layout([{ platforms: [image('linux/amd64'), image('linux/arm/v7')], isNested: true, hasAttestation: true }]);
  const outline = await read(files);
  const [{ digest }] = json(files['index.json']).manifests;
  expect(outline).toMatchObject({ names: [], digest, isIndex: true });
  expect(outline.manifests.map(({ platform }) => platform)).toEqual(['linux/amd64', 'linux/arm/v7', undefined]);
  expect(outline.manifests.map(one => one.digest)).toEqual(json(files[nameOf(digest)]).manifests.map((one: any) => one.digest));
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
