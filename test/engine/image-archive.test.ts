import { randomBytes } from 'crypto';
import { gzipSync } from 'zlib';
import { archive, chunks, hasZstd, ImageSpec, layout, packed, sha256, tar } from './archives';
import { ArchivedImage, LayerSizes, readArchive } from '../../src/engine/image-archive';

const AMD64 = 'linux/amd64';

function read(bytes: Buffer, sizes?: LayerSizes): Promise<ArchivedImage[]> {
  return readArchive(chunks(bytes), 'test.tar', sizes);
}

/** An image of one platform with these layers. */
async function one(...layers: Buffer[]): Promise<Buffer> {
  return archive({ names: ['docker.io/library/api:latest'], platforms: [{ platform: AMD64, layers: layers.map(layer => ({ tar: layer })) }] });
}

test('a layer takes the sizes of its files: links, folders, whiteouts and the tar itself take nothing', async () => {
  const [image] = await read(await one(await tar({
    'app': { type: 'directory' },
    'app/a': 'x'.repeat(1500),
    'app/hard': { type: 'link', linkname: 'app/a' },
    'app/soft': { type: 'symlink', linkname: 'a-long-name-of-something-else' },
    'app/.wh.old': '',
    'app/device': { type: 'character-device' },
    'empty': '',
    'b': 'y',
  })));
  expect(image.layers.map(layer => layer.unpacked)).toEqual([1501]);
});

test('names that are too long for a header of a tar', async () => {
  const [image] = await read(await one(await tar({ [`${'folder/'.repeat(40)}ü`]: 'x'.repeat(700) })));
  expect(image.layers[0].unpacked).toBe(700);
});

test('what is not compressed is compressed as builders do when they push', async () => {
  const content = await tar({ text: 'a line\n'.repeat(100_000), noise: randomBytes(50_000) });
  const [{ layers: [layer] }] = await read(await one(content));
  const { length } = gzipSync(content, { level: 4 });
  expect(layer).toEqual({ download: length, unpacked: 750_000, isEstimate: true, isBase: false, digest: sha256(content) });
});

test('what is compressed with gzip is downloaded as it is', async () => {
  const content = await tar({ text: 'a line\n'.repeat(100_000) });
  const [{ layers: [layer] }] = await read(await archive({ platforms: [{ platform: AMD64, layers: [{ tar: content, compression: 'gzip' }] }] }));
  const { length } = packed({ tar: content, compression: 'gzip' });
  expect(layer).toEqual({ download: length, unpacked: 700_000, isEstimate: false, isBase: false, digest: sha256(content) });
});

test('what is compressed with zstd is read where Node can, and refused in a sentence where it cannot', async () => {
  const content = await tar({ text: 'a line\n'.repeat(100_000) });
  const reading = read(await archive({ platforms: [{ platform: AMD64, layers: [{ tar: content, compression: 'zstd' }] }] }));
  if (hasZstd) {
    const [{ layers: [layer] }] = await reading;
    expect(layer).toMatchObject({ download: packed({ tar: content, compression: 'zstd' }).length, unpacked: 700_000, isEstimate: false });
  } else {
    await expect(reading).rejects.toThrow(`a layer is compressed with zstd, which Node.js ${process.versions.node} cannot read; use Node.js 22.15 or later`);
  }
});

test('an empty layer', async () => {
  const [{ layers: [layer] }] = await read(await one(Buffer.alloc(1024)));
  expect(layer).toMatchObject({ unpacked: 0, isEstimate: true });
});

describe('platforms', () => {
  const layerOf = async (size: number) => [{ tar: await tar({ file: 'x'.repeat(size) }) }];

  test.each([false, true])('several in one archive, without those that are not there and without attestations; an index of its own: %s', async isNested => {
    const images = await read(await archive({
      names: ['ghcr.io/acme/api:latest', 'ghcr.io/acme/api:1'],
      isNested,
      hasAttestation: true,
      platforms: [
        { platform: 'linux/amd64', layers: await layerOf(1) },
        { platform: 'linux/arm64/v8', layers: await layerOf(2) },
        { platform: 'linux/arm/v7', layers: await layerOf(3) },
        { platform: 'linux/s390x', layers: [], isAbsent: true },
      ],
    }));
    expect(images.map(({ platform, names, layers }) => [platform, names, layers[0].unpacked])).toEqual([
      ['linux/amd64', ['ghcr.io/acme/api:latest', 'ghcr.io/acme/api:1'], 1],
      ['linux/arm64', ['ghcr.io/acme/api:latest', 'ghcr.io/acme/api:1'], 2],
      ['linux/arm/v7', ['ghcr.io/acme/api:latest', 'ghcr.io/acme/api:1'], 3],
    ]);
  });

  test('one whose layers are somewhere else is left out', async () => {
    const files = await layout([{ platforms: [{ platform: 'linux/amd64', layers: await layerOf(1) }, { platform: 'linux/arm64', layers: await layerOf(2) }] }]);
    const { digest } = (await read(await tar(files)))[1].layers[0];
    delete files[`blobs/sha256/${digest.slice(7)}`];
    expect((await read(await tar(files))).map(({ platform }) => platform)).toEqual(['linux/amd64']);
  });
});

describe('shared layers', () => {
  test('are measured once, however many archives have them', async () => {
    const [base, a, b] = await Promise.all(['base', 'a', 'b'].map(name => tar({ [name]: name })));
    const sizes: LayerSizes = new Map();
    await read(await one(base, a), sizes);
    const [first] = sizes.values();
    const [, second] = await Promise.all([read(await one(base, b), sizes), read(await one(base, a), sizes)]);
    expect([sizes.size, sizes.values().next().value === first]).toEqual([3, true]);
    expect(second[0].layers.map(layer => [layer.digest, layer.unpacked])).toEqual([[sha256(base), 4], [sha256(a), 1]]);
  });

  test('two archives at the same time do not wait for each other for ever', async () => {
    const layers = await Promise.all(['a', 'b', 'c'].map(name => tar({ [name]: name.repeat(200_000) })));
    const sizes: LayerSizes = new Map();
    const [forth, back] = await Promise.all([read(await one(...layers), sizes), read(await one(...[...layers].reverse()), sizes)]);
    expect(forth[0].layers.map(({ digest }) => digest)).toEqual(back[0].layers.map(({ digest }) => digest).reverse());
  });

  test('a layer that an image has twice is unpacked twice and downloaded once', async () => {
    const layer = await tar({ a: 'x'.repeat(1000) });
    const [{ layers }] = await read(await one(layer, layer));
    expect(layers.map(({ unpacked }) => unpacked)).toEqual([1000, 1000]);
    expect(layers.map(({ download }) => download > 0)).toEqual([true, false]);
  });
});

test('layers are told from instructions that made none', async () => {
  const spec: ImageSpec = {
    platforms: [{
      platform: AMD64,
      layers: [{ tar: await tar({ root: '1' }) }, { tar: await tar({ app: '22' }) }],
      history: [
        { created_by: 'ADD root.tar / # buildkit', comment: 'buildkit.dockerfile.v0' },
        { created_by: 'CMD ["/bin/sh"]', comment: 'buildkit.dockerfile.v0', empty_layer: true },
        { created_by: 'ENV A=b', comment: 'buildkit.dockerfile.v0', empty_layer: true },
        { created_by: 'COPY app /app # buildkit', comment: 'buildkit.dockerfile.v0' },
        { created_by: 'USER 1000', comment: 'buildkit.dockerfile.v0', empty_layer: true },
      ],
    }],
  };
  const [{ layers, history }] = await read(await archive(spec));
  expect(layers.map(({ instruction, step, isBase, unpacked }) => [instruction, step, isBase, unpacked])).toEqual([
    ['ADD root.tar /', 0, true, 1],
    ['COPY app /app', 3, false, 2],
  ]);
  expect(history).toEqual(['ADD root.tar /', 'CMD ["/bin/sh"]', 'ENV A=b', 'COPY app /app', 'USER 1000']);
});

describe('what is no archive of an image', () => {
  test.each<[string, () => Promise<Buffer>, string | RegExp]>([
    ['nothing', async () => Buffer.alloc(0), 'test.tar is not the archive of an image, or not all of it: it has no index.json'],
    ['a tar of something else', () => tar({ 'readme.md': 'hello' }), 'test.tar is not the archive of an image, or not all of it: it has no index.json'],
    ['no tar', async () => Buffer.from('hello '.repeat(200)), /^test\.tar cannot be read: Invalid tar header/],
    [
      'what engines before Docker 25 write', () => tar({ 'abc/layer.tar': 'x', 'abc.json': '{}', 'manifest.json': '[]' }),
      'test.tar has no index.json: Docker 25 and later write one, this comes from something older',
    ],
    ['an index that is no JSON', () => tar({ 'index.json': '{"manifests": [' }), 'test.tar is broken: "index.json" in it is not JSON'],
  ])('%s', async (_, bytes, message) => {
    await expect(read(await bytes())).rejects.toThrow(message);
  });

  test('an archive that ends too early, wherever it does', async () => {
    const whole = await one(await tar({ file: randomBytes(3000) }), await tar({ other: 'x' }));
    const index = whole.indexOf('"manifests"');
    for (const end of [100, 512, 1000, 2048, 5000, index - 700, index]) {
      await expect(read(whole.subarray(0, end))).rejects.toThrow(/^test\.tar (cannot be read: Unexpected end of data|is not the archive of an image, or not all of it)/);
    }
  });

  test('a layer whose compression is broken, and one that ends too early', async () => {
    const content = gzipSync(await tar({ file: randomBytes(5000) }));
    const broken = Buffer.from(content);
    broken.fill(0xff, 1000, 1100);
    await expect(read(await one(broken))).rejects.toThrow(/^test\.tar cannot be read: (incorrect|invalid|unexpected)/i);
    await expect(read(await one(content.subarray(0, 2000)))).rejects.toThrow(/^test\.tar cannot be read: unexpected end of file/);
  });

  test('what cannot be read any further', async () => {
    const bytes = await one(await tar({ file: 'x' }));
    async function* failing() {
      yield bytes.subarray(0, 700);
      throw new Error('connection reset');
    }
    await expect(readArchive(failing(), 'test.tar')).rejects.toThrow('test.tar cannot be read: connection reset');
  });
});
