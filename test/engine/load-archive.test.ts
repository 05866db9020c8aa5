import { chmodSync, existsSync, readFileSync, writeFileSync } from 'fs';
import { delimiter, join } from 'path';
import { archive, ImageSpec, layout, maze, sha256, tar, untar } from './archives';
import { imageFor, LoadableImage, loadImage, readLayout } from '../../src/engine/load-archive';
import { temporary } from '../support';

const platform = async (name: string, text = name) => ({ platform: name, layers: [{ tar: await tar({ [text]: text }), compression: 'gzip' as const }] });

async function file(...images: ImageSpec[]): Promise<string> {
  const path = join(temporary(), 'api.tar');
  writeFileSync(path, await archive(...images));
  return path;
}

describe('what is in a layout', () => {
  test.each<[string, Partial<ImageSpec>]>([
    ['alone', {}], ['below an index with attestations', { isNested: true, hasAttestation: true }], ['beside artifacts', { isNested: true, hasAttestation: 'artifact' }], ['with two names', { names: ['a:1', 'a:2'], isNested: true }],
  ])('an image %s', async (_, spec) => {
    const path = await file({ platforms: [await platform('linux/amd64')], ...spec });
    const images = await readLayout(path);
    expect(images).toEqual([expect.objectContaining({ path, platform: 'linux/amd64' })]);
    expect(images[0].root.digest === images[0].manifest.digest).toBe(!spec.isNested);
  });

  test('several platforms', async () => {
    const path = await file({ platforms: [await platform('linux/amd64'), await platform('linux/arm/v7')], isNested: true });
    expect((await readLayout(path)).map(image => image.platform)).toEqual(['linux/amd64', 'linux/arm/v7']);
  });

  test('an image that there are endless ways to', async () => {
    const path = join(temporary(), 'api.tar');
    writeFileSync(path, await maze(60));
    expect((await readLayout(path)).map(image => image.platform)).toEqual(['linux/amd64']);
  });

  test('nothing, where it is something else or broken off', async () => {
    const path = join(temporary(), 'api.tar');
    writeFileSync(path, await tar({ 'etc/passwd': 'root' }));
    await expect(readLayout(path)).rejects.toThrow(`${path} is not an image as an OCI layout, or not all of it; write it with OUTPUT and Bake`);
    writeFileSync(path, '');
    await expect(readLayout(path)).rejects.toThrow('is not an image as an OCI layout');
    writeFileSync(path, (await archive({ platforms: [await platform('linux/amd64')] })).subarray(0, 1500));
    await expect(readLayout(path)).rejects.toThrow(/cannot be read: |is not an image/);
    const files = await layout([{ platforms: [await platform('linux/amd64')] }]);
    const blob = Object.keys(files)[0];
    const { [blob]: lost, ...rest } = files;
    writeFileSync(path, await tar(rest));
    await expect(readLayout(path)).rejects.toThrow(`${path} is not whole: ${JSON.stringify(blob)} is not in it`);
    await expect(readLayout(join(temporary(), 'nope.tar'))).rejects.toThrow('cannot be read: ENOENT');
  });
});

describe('the image for the engine', () => {
  const images = (...platforms: string[]) => platforms.map((name, index) => ({ path: `${index}.tar`, platform: name })) as unknown as LoadableImage[];

  test.each([
    ['linux/arm64', ['linux/amd64', 'linux/arm64'], 'linux/arm64'],
    ['linux/arm', ['linux/amd64', 'linux/arm/v7'], 'linux/arm/v7'],
    ['linux/amd64', ['linux/arm64'], 'linux/arm64'],
  ])('for %s, of %j', (engine, platforms, wanted) => {
    expect(imageFor(engine, images(...platforms), 'the image').platform).toBe(wanted);
  });

  test.each<[string[], string]>([
    [[], 'the image of "api" has no image'],
    [['linux/amd64', 'linux/amd64'], 'the image of "api" is there more than once: 0.tar (linux/amd64), 1.tar (linux/amd64); name one of them'],
    [['linux/arm64', 'linux/s390x'], 'the image of "api" is there for other platforms than linux/amd64, which the engine has: 0.tar (linux/arm64), 1.tar (linux/s390x)'],
  ])('is not guessed from %j', (platforms, message) => {
    expect(() => imageFor('linux/amd64', images(...platforms), 'the image of "api"')).toThrow(message);
  });
});

describe('what the engine is given', () => {
  const { PATH } = process.env;
  let folder: string;
  afterEach(() => {
    process.env.PATH = PATH;
  });

  /** An engine that knows an image by what a file says, before and after it has read an archive. */
  const engine = (before: string, after: string, code = 0) => {
    folder = temporary();
    writeFileSync(join(folder, 'identity'), before);
    const program = join(folder, 'docker');
    writeFileSync(program, `#!${process.execPath}
const { readFileSync, writeFileSync } = require('fs');
process.chdir(${JSON.stringify(folder)});
if (process.argv[3] === 'inspect') {
  const identity = readFileSync('identity', 'utf8');
  if (identity) console.log(identity); else process.exitCode = 1;
} else if (${code}) {
  process.stderr.write('no space left on device\\n');
  process.exitCode = ${code};
} else {
  const parts = [];
  process.stdin.on('data', part => parts.push(part)).on('end', () => {
    writeFileSync('given.tar', Buffer.concat(parts));
    writeFileSync('identity', ${JSON.stringify(after)});
  });
}
`);
    chmodSync(program, 0o755);
    process.env.PATH = `${folder}${delimiter}${PATH}`;
  };

  test.each([
    ['acme-api:1', 'docker.io/library/acme-api:1'], ['acme/api:1', 'docker.io/acme/api:1'], ['docker.io/acme/api:1', 'docker.io/acme/api:1'],
    ['ghcr.io/acme/api:1', 'ghcr.io/acme/api:1'], ['localhost:5000/api:1', 'localhost:5000/api:1'],
  ])('are the very blobs, with the name %s', async (reference, whole) => {
    const path = await file({ names: ['docker.io/library/other:2'], platforms: [await platform('linux/amd64'), await platform('linux/arm64')], isNested: true, hasAttestation: true });
    const image = imageFor('linux/arm64', await readLayout(path), 'it');
    engine('', image.root.digest);
    expect(await loadImage(image, reference)).toBe(false);
    const blobs = (files: Record<string, Buffer>) => Object.fromEntries(Object.entries(files).filter(([name]) => name.startsWith('blobs/')));
    const given = await untar(readFileSync(join(folder, 'given.tar')));
    expect(blobs(given)).toEqual(blobs(await untar(readFileSync(path))));
    expect(JSON.parse(given['oci-layout'].toString())).toEqual({ imageLayoutVersion: '1.0.0' });
    // For containerd's image store: everything below the index, by its digest.
    expect(JSON.parse(given['index.json'].toString()).manifests).toEqual([
      { ...image.root, annotations: { 'io.containerd.image.name': whole, 'org.opencontainers.image.ref.name': '1' } },
    ]);
    // For the classic one: the image of one platform.
    const [{ Config, RepoTags, Layers }] = JSON.parse(given['manifest.json'].toString());
    expect([RepoTags, JSON.parse(given[Config].toString()).architecture, Layers.map((layer: string) => sha256(given[layer]))])
      .toEqual([[whole], 'arm64', image.layers.map(({ digest }) => digest)]);
  });

  test.each([['', false], ['sha256:other', true]])('replaces an image of its name: %j', async (before, wanted) => {
    const [image] = await readLayout(await file({ platforms: [await platform('linux/amd64')] }));
    engine(before, image.config.digest);
    expect(await loadImage(image, 'api:1')).toBe(wanted);
    expect(await loadImage(image, 'api:1')).toBe(false);
  });

  test('must be what the engine has in the end', async () => {
    const [image] = await readLayout(await file({ platforms: [await platform('linux/amd64')] }));
    engine('', 'sha256:other');
    await expect(loadImage(image, 'api:1')).rejects.toThrow(`the engine has sha256:other as api:1 after loading ${image.path}, which is ${image.root.digest}`);
  });

  test('what the engine says is said, also where it does not read to the end', async () => {
    const text = 'x'.repeat(5_000_000);
    const [image] = await readLayout(await file({ platforms: [{ platform: 'linux/amd64', layers: [{ tar: await tar({ text }) }] }] }));
    engine('', '', 1);
    await expect(loadImage(image, 'api:1')).rejects.toThrow(`the engine does not load ${image.path}: no space left on device`);
    expect(existsSync(join(folder, 'given.tar'))).toBe(false);
  });
});
