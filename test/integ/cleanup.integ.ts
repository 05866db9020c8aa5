import { execFile } from 'child_process';
import { cpSync } from 'fs';
import { join } from 'path';
import { Registry } from './registry';
import { requireEngine, run } from './support';
import { compiledPackage } from '../child';
import { repository } from '../support';

requireEngine();

const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar';
const EMPTY = 'application/vnd.oci.empty.v1+json';
const PLATFORMS = ['linux/amd64', 'linux/arm64'];
const NAME = 'acme/shop-api';
const sha = (letter: string) => `sha-${letter.repeat(40)}`;

let registry: Registry;
let command: string;
beforeAll(async () => {
  const folder = compiledPackage();
  cpSync(join(__dirname, '..', '..', 'bin'), join(folder, 'bin'), { recursive: true });
  command = join(folder, 'bin', 'projen-docker');
});
beforeEach(async () => {
  registry = await Registry.start();
});
afterEach(() => registry?.stop());

interface Descriptor {
  readonly digest: string;
  readonly size: number;
  readonly mediaType: string;
  readonly platform?: object;
  readonly annotations?: object;
}

/** An image for one platform, with a layer, that was made some days ago. */
async function image(content: string, platform: string, age?: number): Promise<Descriptor> {
  const [os, architecture] = platform.split('/');
  const created = age === undefined ? undefined : new Date(Date.now() - age * 86_400_000).toISOString();
  const config = JSON.stringify({ os, architecture, created, config: {}, rootfs: { type: 'layers', diff_ids: [] } });
  const layer = `layer of ${content}`;
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: { mediaType: CONFIG, digest: await registry.putBlob(NAME, config), size: Buffer.byteLength(config) },
    layers: [{ mediaType: LAYER, digest: await registry.putBlob(NAME, layer), size: layer.length }],
  };
  const digest = await registry.putManifest(NAME, undefined, manifest);
  return { mediaType: MANIFEST, digest, size: JSON.stringify(manifest).length, platform: { os, architecture } };
}

/** What BuildKit puts beside each platform. */
async function attestation(of: Descriptor): Promise<Descriptor> {
  const made = await image(`attestation of ${of.digest}`, 'unknown/unknown');
  return { ...made, annotations: { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': of.digest } };
}

/** A signature, as cosign and others store it. */
async function referrer(kind: string, subject: string, tag?: string, byTag = false): Promise<Descriptor> {
  const content = `${kind} of ${subject}`;
  const blob = { mediaType: LAYER, digest: await registry.putBlob(NAME, content), size: content.length };
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    artifactType: `application/vnd.example.${kind}`,
    config: { mediaType: EMPTY, digest: await registry.putBlob(NAME, '{}'), size: 2 },
    layers: [blob],
    ...(!byTag && { subject: { mediaType: INDEX, digest: subject, size: 1 } }),
  };
  return { mediaType: MANIFEST, digest: await registry.putManifest(NAME, tag, manifest), size: JSON.stringify(manifest).length };
}

interface Pushed { readonly index: string; readonly children: readonly string[]; readonly referrers: readonly string[] }

/** An image as it is published: both platforms with attestations, a signature by its tag, and a list of referrers. */
async function publish(tag: string, name: string, age: number, shared: readonly Descriptor[] = []): Promise<Pushed> {
  const own = await Promise.all(PLATFORMS.slice(shared.length).map(platform => image(`${name} ${platform}`, platform, age)));
  const platforms = [...shared, ...own];
  const manifests = [...platforms, ...await Promise.all(platforms.map(attestation))];
  const index = await registry.putIndex(NAME, tag, manifests);
  const hex = index.slice('sha256:'.length);
  const [signature, attested] = [await referrer('signature', index, `sha256-${hex}.sig`, true), await referrer('attestation', index)];
  const list = await registry.putIndex(NAME, `sha256-${hex}`, [attested]);
  return { index, children: manifests.map(({ digest }) => digest), referrers: [signature.digest, attested.digest, list] };
}

/** Docker's command line. */
function docker(...args: string[]): void {
  const { status: code, stderr } = run('docker', args, '.');
  if (code !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr}`);
}

function clean(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const root = repository({ '.projen/docker.json': { targets: [{ name: 'api', image: `${registry.host}/${NAME}` }] } });
  return new Promise(resolve => {
    const child = execFile(process.execPath, [command, 'cleanup', ...args], { cwd: root, env: { PATH: process.env.PATH, DOCKER_CONFIG: root } }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode ?? 1, stdout, stderr });
    });
  });
}

async function status(path: string): Promise<number> {
  const response = await fetch(`${registry.url}/${NAME}/${path}`, { headers: { accept: `${INDEX}, ${MANIFEST}` } });
  await response.arrayBuffer();
  return response.status;
}

/** Everything that somebody needs who pulls an image: the index, all that it lists, their configurations and layers. */
async function pull(digest: string): Promise<void> {
  const response = await fetch(`${registry.url}/${NAME}/manifests/${digest}`, { headers: { accept: `${INDEX}, ${MANIFEST}` } });
  expect([digest, response.status]).toEqual([digest, 200]);
  const { manifests = [], config, layers = [] } = await response.json() as { manifests?: Descriptor[]; config?: Descriptor; layers?: Descriptor[] };
  for (const child of manifests) await pull(child.digest);
  for (const blob of [...config ? [config] : [], ...layers]) expect([blob.digest, await status(`blobs/${blob.digest}`)]).toEqual([blob.digest, 200]);
}

async function statuses(digests: readonly string[]): Promise<number[]> {
  return Promise.all(digests.map(digest => status(`manifests/${digest}`)));
}

const everything = ({ index, children, referrers }: Pushed) => [index, ...children, ...referrers];

test('old images go with all that is theirs, and everything kept can be pulled', async () => {
  const shared = await image('shared', 'linux/amd64', 50);
  const release = await publish('1.2.3', 'release', 90);
  await registry.putManifest(NAME, 'latest', JSON.parse(await (await fetch(`${registry.url}/${NAME}/manifests/1.2.3`, { headers: { accept: INDEX } })).text()));
  const main = await publish('main', 'main', 1);
  const oldest = await publish(sha('1'), 'oldest', 40);
  const older = await publish(sha('2'), 'older', 30, [shared]);
  const newest = await publish(sha('3'), 'newest', 20, [shared]);
  await registry.putIndex(NAME, 'buildcache-linux-amd64', [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: await registry.putBlob(NAME, 'cached'), size: 6 }]);
  const all = [release, main, oldest, older, newest].flatMap(everything);

  const dry = await clean('--keep', '1', '--older-than', '0', '--dry-run');
  expect(dry).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing is deleted in a dry run') });
  expect(registry.requests.filter(line => line.startsWith('DELETE'))).toEqual([]);
  expect(await statuses(all)).toEqual(all.map(() => 200));

  const { code, stdout } = await clean('--keep', '1', '--older-than', '0');
  expect(stdout).toContain('  keeps 25: 1 latest, 1 of branches and other tags, 1 build caches, 1 among the newest 1, 12 as part of those, 9 as signature');
  expect(stdout).toContain('what has no tag is found only as a part of something else: this registry does not list it');
  // Each has an index, two platforms with attestations, a signature, an attestation and a list; what is shared stays.
  expect(stdout).toContain('  deleted 14\n');
  expect(code).toBe(0);

  for (const { index, referrers } of [release, main, newest]) {
    for (const digest of [index, ...referrers]) await pull(digest);
  }
  for (const tag of ['latest', '1.2.3', 'main', sha('3'), 'buildcache-linux-amd64']) expect([tag, await status(`manifests/${tag}`)]).toEqual([tag, 200]);
  const gone = [oldest, older].flatMap(everything).filter(digest => !everything(newest).includes(digest));
  expect(gone).toHaveLength(14);
  expect(await statuses(gone)).toEqual(gone.map(() => 404));
  for (const tag of [sha('1'), sha('2'), `sha256-${oldest.index.slice(7)}.sig`, `sha256-${older.index.slice(7)}`]) expect([tag, await status(`manifests/${tag}`)]).toEqual([tag, 404]);

  expect(await clean('--keep', '1', '--older-than', '0')).toMatchObject({ code: 0, stdout: expect.stringContaining('  deletes nothing\n') });
});

test('what is shared goes with the last that needs it', async () => {
  const shared = await image('shared', 'linux/amd64', 50);
  const older = await publish(sha('2'), 'older', 30, [shared]);
  const newer = await publish(sha('3'), 'newer', 20, [shared]);
  await publish(sha('4'), 'newest', 10);
  expect(await clean('--keep', '2')).toMatchObject({ code: 0 });
  expect(await status(`manifests/${shared.digest}`)).toBe(200);
  expect(await clean('--keep', '1')).toMatchObject({ code: 0 });
  const gone = [...new Set([...everything(older), ...everything(newer)])];
  expect(await statuses(gone)).toEqual(gone.map(() => 404));
});

test('age, protected tags, and only what has no tag', async () => {
  const [old, young] = [await publish(sha('1'), 'old', 9), await publish(sha('2'), 'young', 3)];
  await publish(sha('3'), 'newest', 1);
  const unharmed = async () => expect(await statuses([...everything(old), ...everything(young)])).toEqual(Array.from({ length: 16 }, () => 200));
  expect(await clean('--keep', '1', '--older-than', '10')).toMatchObject({ code: 0 });
  await unharmed();
  expect(await clean('--keep', '1', '--untagged-only', '--older-than', '0')).toMatchObject({ code: 0 });
  await unharmed();
  expect(await clean('--keep', '1', '--protect', 'sha-*')).toMatchObject({ code: 0 });
  await unharmed();
  expect(await clean('--keep', '1', '--older-than', '5')).toMatchObject({ code: 0 });
  expect(await statuses([...everything(old)])).toEqual(Array.from({ length: 8 }, () => 404));
  expect(await statuses([...everything(young)])).toEqual(Array.from({ length: 8 }, () => 200));
});

test('a kept image that has lost a part stops everything', async () => {
  const main = await publish('main', 'main', 1);
  const old = await publish(sha('1'), 'old', 9);
  await publish(sha('2'), 'new', 2);
  await fetch(`${registry.url}/${NAME}/manifests/${main.children[1]}`, { method: 'DELETE' });
  const { code, stdout } = await clean('--keep', '1', '--json');
  expect(code).toBe(1);
  const [{ problems, deletions }] = JSON.parse(stdout).images;
  expect(problems).toEqual([`${main.index.slice(0, 19)} (main) lists ${main.children[1].slice(0, 19)}, which is not there`]);
  expect(deletions.every(({ outcome }: { outcome: string }) => outcome === 'left')).toBe(true);
  expect(await statuses(everything(old))).toEqual(everything(old).map(() => 200));
});

test('a registry that does not delete', async () => {
  await registry.stop();
  registry = await Registry.start({ keeps: true });
  await publish(sha('1'), 'old', 9);
  await publish(sha('2'), 'new', 2);
  const { code, stdout } = await clean('--keep', '1');
  expect(code).toBe(1);
  expect(stdout).toContain(`problem: ${registry.host} does not delete it when asked by the API (405 UNSUPPORTED); use the means that it has for that, or have deleting enabled`);
  expect(registry.requests.filter(line => line.startsWith('DELETE'))).toHaveLength(1);
});

test('what the builder pushes: platforms, attestations, and caches as indexes of layers', async () => {
  const name = `${registry.host}/${NAME}`;
  const build = (letter: string, tag = sha(letter)) => {
    const context = repository({ Dockerfile: 'FROM scratch\nCOPY content /\n', content: `${letter} ${Math.random()}` });
    const cache = `type=registry,ref=${name}:buildcache,mode=max,image-manifest=false`;
    docker('buildx', 'build', '--platform', PLATFORMS.join(), '--provenance=mode=max', '--push', '--tag', `${name}:${tag}`, '--cache-to', cache, context);
  };
  build('1', 'main');
  ['1', '2', '3'].forEach(letter => build(letter));
  const [old, kept] = await Promise.all(['1', '3'].map(letter => registry.digest(NAME, sha(letter))));
  expect(await clean('--keep', '1', '--older-than', '0')).toMatchObject({ code: 0, stdout: expect.stringContaining('  deleted 10\n') });
  expect(await statuses([old, kept])).toEqual([404, 200]);
  for (const tag of ['main', sha('3')]) {
    await pull(await registry.digest(NAME, tag));
    for (const platform of PLATFORMS) docker('pull', '--quiet', '--platform', platform, `${name}:${tag}`);
    docker('image', 'rm', '--force', `${name}:${tag}`);
  }
  expect(await status('manifests/buildcache')).toBe(200);
});
