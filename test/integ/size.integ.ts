import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { basename, join } from 'path';
import { requireEngine, run as exec } from './support';
import { manifest } from '../cli/manifest';
import { run } from '../cli/run';
import { write } from '../support';

beforeAll(requireEngine);

const root = mkdtempSync(join(tmpdir(), 'integ-size-'));
const prefix = basename(root).toLowerCase();
const MEGABYTE = 1_000_000;

// Instructions that make no layer, others that make an empty one, links, what is deleted, and a command before a layer.
const BASE = `FROM alpine:3.24.2 AS base
ARG NOISE=2
ENV A=b C=d
RUN head -c \${NOISE}000000 /dev/urandom > /noise && ln /noise /hard && ln -s /noise /soft
`;
const API = `FROM base AS runtime
ENTRYPOINT ["/bin/sh", "-c"]
WORKDIR /app
LABEL a=b
COPY data /app/data

RUN rm /noise && head -c 3000000 /dev/zero > /zeros
HEALTHCHECK CMD ["true"]
USER 1000
CMD ["true"]
`;
const targets = [
  { name: 'base', image: `${prefix}-base`, isBase: true },
  { name: 'api', image: `${prefix}-api`, maxImageSize: 50 * MEGABYTE },
  { name: 'scratch', image: `${prefix}-scratch`, maxImageSize: 2 * MEGABYTE },
  { name: 'tools', image: `${prefix}-tools` },
];
const bake = {
  target: {
    base: { context: '.', dockerfile: 'base.Dockerfile', target: 'base', tags: [`${prefix}-base:latest`] },
    api: { context: 'api', target: 'runtime', contexts: { base: 'target:base' }, tags: [`${prefix}-api:latest`] },
    scratch: { 'context': 'api', 'dockerfile-inline': 'FROM scratch\nCOPY data /data\nCOPY data /again\n', 'tags': [`${prefix}-scratch:latest`] },
    tools: { 'context': 'api', 'contexts': { base: 'target:base' }, 'dockerfile-inline': 'FROM base\nCOPY data /tools\n', 'tags': [`${prefix}-tools:latest`] },
  },
};

beforeAll(() => {
  write(root, '.projen/docker.json', manifest({ name: 'size', targets }));
  write(root, 'docker-bake.json', bake);
  write(root, 'base.Dockerfile', BASE);
  write(root, 'api/Dockerfile', API);
  write(root, 'api/data/text', 'the same line\n'.repeat(100_000));
  build();
});

afterAll(() => {
  exec('docker', ['image', 'rm', '--force', ...targets.map(({ image }) => `${image}:latest`)], root);
  rmSync(root, { recursive: true, force: true });
});

function build(...args: string[]): void {
  const options = ['--load', '--provenance=false', '--file', 'docker-bake.json', ...args];
  const { status, stderr } = exec('docker', ['buildx', 'bake', ...options, ...Object.keys(bake.target)], root);
  if (status !== 0) throw new Error(`bake failed:\n${stderr.slice(-3000)}`);
}

async function measured(...args: string[]): Promise<Record<string, Measured>> {
  const { out } = await run(root, 'size', '--json', ...args);
  return Object.fromEntries(JSON.parse(out).images.map((image: Measured & { name: string }) => [image.name, image]));
}

interface Measured {
  readonly platform: string;
  readonly unpacked: number;
  readonly download: number;
  readonly isEstimate: boolean;
  readonly layers: readonly MeasuredLayer[];
}

interface MeasuredLayer {
  readonly instruction: string;
  readonly isBase: boolean;
  readonly location?: string;
  readonly unpacked: number;
  readonly images: string[];
}

/** Whether the engine keeps images as they are downloaded, so that its own sizes are others. */
function hasContainerdStore(): boolean {
  return exec('docker', ['info', '--format', '{{.DriverStatus}}'], root).stdout.includes('io.containerd.snapshotter');
}

function inspect(image: string, format: string): string {
  return exec('docker', ['image', 'inspect', '--format', format, `${image}:latest`], root).stdout.trim();
}

test('unpacked is what the engine says, for each image', async () => {
  const images = await measured('base', 'api', 'scratch', 'tools');
  for (const { name, image } of targets) {
    const { unpacked, download, isEstimate, platform } = images[name];
    expect(platform).toBe(inspect(image, '{{.Os}}/{{.Architecture}}'));
    if (name === 'scratch') expect(isEstimate).toBe(!hasContainerdStore());
    expect(download).toBeLessThan(unpacked);
    // Of images that were pulled it counts where links lead to as well, a few thousand bytes.
    const difference = hasContainerdStore() ? 0 : Number(inspect(image, '{{.Size}}')) - unpacked;
    expect(name === 'scratch' ? difference : Math.max(0, Math.abs(difference) - 20_000)).toBe(0);
  }
});

test('layers: which instruction made them, where it stands, and who shares them', async () => {
  const { api } = await measured();
  const ours = api.layers.filter(layer => !layer.isBase);
  expect(ours.map(({ instruction, location, unpacked, images }) => [instruction, location, unpacked, images])).toEqual([
    [expect.stringMatching(/^RUN head -c \$\{NOISE\}000000 \/dev\/urandom > \/noise/), 'base.Dockerfile:4', 2 * MEGABYTE, ['api', 'tools']],
    ['WORKDIR /app', 'api/Dockerfile:3', 0, ['api']],
    ['COPY data /app/data', 'api/Dockerfile:5', 1_400_000, ['api']],
    ['RUN rm /noise && head -c 3000000 /dev/zero > /zeros', 'api/Dockerfile:7', 3 * MEGABYTE, ['api']],
  ]);
  expect(api.layers.length).toBeGreaterThan(ours.length);
});

test('an image over its budget', async () => {
  const { code, out } = await run(root, 'size', 'scratch', 'api');
  expect(code).toBe(1);
  expect(out.trim().split('\n').pop()).toBe(`scratch (${(await measured('scratch')).scratch.platform}) is 0.80 MB over its budget: 2.80 MB unpacked, of at most 2.00 MB; the largest layer has 1.40 MB: COPY data /data`);
  expect((await run(root, 'size', 'api')).code).toBe(0);
});

test('the record has the same bytes a second time, and after everything was built anew', async () => {
  const record = () => readFileSync(join(root, 'docker-sizes.json'), 'utf8');
  await run(root, 'size', '--record');
  const first = record();
  const sizes = JSON.parse(first);
  expect(Object.keys(sizes)).toEqual(['//', 'api', 'scratch', 'tools']);
  expect(Object.values(sizes.scratch)).toEqual([{ download: expect.any(Number), unpacked: 2_800_000 }]);
  expect((await run(root, 'size', '--record')).error).toContain('docker-sizes.json says these sizes already');
  const ids = () => targets.map(({ image }) => inspect(image, '{{.Id}}'));
  const before = ids();
  build('--no-cache');
  const replaced = before.filter(id => !ids().includes(id));
  expect(replaced).toContain(before[1]);
  exec('docker', ['image', 'rm', '--force', ...replaced], root);
  const { out } = await run(root, 'size', '--record', '--max-growth', '0');
  expect(out).toMatch(/\napi .* none\n/);
  expect(record()).toBe(first);
});

test('for the summary of a workflow, with an image that it replaces', async () => {
  const { out, error } = await run(root, 'size', 'scratch', '--markdown', '--before', `scratch=${targets[1].image}:latest`);
  expect(out).toMatch(/^### Image sizes\n\n\| image \| platform \|/);
  expect(out).toMatch(new RegExp(`\\| scratch \\| \\S+ \\| ${targets[1].image}:latest \\| unpacked \\| [\\d.]+ MB \\| 2\\.80 MB \\| \\d\\d\\.\\d % \\|`));
  expect(out).toMatch(/<details><summary>Layers of scratch, \S+<\/summary>\n\n\| download \| unpacked \| instruction \|/);
  expect(error).toContain('scratch (');
});

test('an archive of the images says the same as the engine', async () => {
  const { status } = exec('docker', ['image', 'save', '--output', 'all.tar', ...targets.map(({ image }) => `${image}:latest`)], root);
  expect(status).toBe(0);
  const strip = (images: Record<string, Measured>) => (
    Object.values(images).map(({ platform, unpacked, download, layers }) => ({ platform, unpacked, download, layers })));
  expect(strip(await measured('--archive', 'all.tar'))).toEqual(strip(await measured('base', 'api', 'scratch', 'tools')));
});

test('an image that is not built', async () => {
  process.env.TAG = 'not-built';
  try {
    expect(await run(root, 'size', 'api')).toMatchObject({ code: 1, out: '', error: expect.stringContaining(`the engine has no image ${targets[1].image}:not-built; build first: npx projen docker:build`) });
  } finally {
    delete process.env.TAG;
  }
});
