import { randomBytes } from 'crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'fs';
import { delimiter, dirname, join } from 'path';
import { manifest } from './manifest';
import { Result, run } from './run';
import type { Manifest, ManifestTarget } from '../../src/model/manifest';
import { program } from '../child';
import { archive, ImageSpec, tar } from '../engine/archives';
import { repository, temporary, write } from '../support';

// Where an engine is asked, that is a process, which takes long on a machine that is busy.
jest.setTimeout(30_000);

const { PATH, TAG } = process.env;
afterEach(() => {
  process.env.PATH = PATH;
  if (TAG === undefined) delete process.env.TAG;
  else process.env.TAG = TAG;
});

function size(root: string, ...args: string[]): Promise<Result> {
  return run(root, 'size', ...args);
}

const API: ManifestTarget = { name: 'api', image: 'acme/api' };
const WEB: ManifestTarget = { name: 'api-web', image: 'web', maxImageSize: 300_000 };
const BASE: ManifestTarget = { name: 'base', image: 'acme/base', isBase: true };

function project(targets: readonly ManifestTarget[] = [BASE, API, WEB], more: Partial<Manifest> = {}): string {
  return repository({ '.projen/docker.json': manifest({ targets, ...more }) });
}

/** An image with a file of this size that cannot be compressed; what is equal is equal. */
async function image(bytes: number, names: string[] = [], platforms: string[] = ['linux/amd64']): Promise<ImageSpec> {
  const content = await tar({ file: Buffer.alloc(bytes, NOISE) });
  return { names, platforms: platforms.map(platform => ({ platform, layers: [{ tar: content, compression: 'gzip' }], history: [{ created_by: 'COPY file . # buildkit' }] })) };
}
const NOISE = randomBytes(1_000_000);

/** Writes an archive into a project. */
async function save(root: string, path: string, ...images: ImageSpec[]): Promise<void> {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), await archive(...images));
}

describe('archives', () => {
  test('are known by the names of their images, or else by their own', async () => {
    const root = project();
    await save(root, 'first.tar', await image(200_000, ['docker.io/acme/api:latest']), await image(210_000, ['docker.io/library/web:1.2']), await image(1, ['other:1']));
    await save(root, 'api-web-linux-arm64.tar', await image(120_000, [], ['linux/arm64']));
    const { code, out, error } = await size(root, '--archive', 'first.tar', '--archive', 'api-web-linux-arm64.tar');
    expect(out.split('\n').map(line => line.split(/ {2,}/).slice(0, 4)).slice(1, 4)).toEqual([
      ['api', 'linux/amd64', '0.20 MB', '0.20 MB'],
      ['api-web', 'linux/amd64', '0.21 MB', '0.21 MB'],
      ['api-web', 'linux/arm64', '0.12 MB', '0.12 MB'],
    ]);
    expect(error).toBe('measuring first.tar (1 of 2)\nmeasuring api-web-linux-arm64.tar (2 of 2)\n');
    expect(code).toBe(0);
  });

  test('all in a folder; those of base images are shown when they are given', async () => {
    const root = project();
    await save(root, 'out/api.tar', await image(200_000, ['acme/api:latest']));
    await save(root, 'out/base.tar', await image(200_000, ['acme/base:latest']));
    write(root, 'out/notes.txt', 'no archive');
    const { out } = await size(root, '--archive', 'out');
    expect(out).toMatch(/^image .*\nbase .*\napi .*\n\nbase and api share 0\.20 MB/);
  });

  test('of images that were asked for', async () => {
    const root = project();
    await save(root, 'all.tar', await image(200_000, ['acme/api:latest']), await image(200_000, ['web:latest']));
    expect((await size(root, 'api', '--archive', 'all.tar')).out).toMatch(/^image .*\napi .*\n$/);
    await save(root, 'api.tar', await image(200_000, ['acme/api:latest']));
    const missing = await size(root, 'api', 'api-web', '--archive', 'api.tar');
    expect([missing.code, missing.error]).toEqual([1, expect.stringMatching(/\nprojen-docker: "api-web" is not among the images that were measured: api\n$/)]);
  });

  test('one Dockerfile and one Bake file say where layers come from', async () => {
    const root = project();
    await save(root, 'api.tar', await image(200_000));
    write(root, 'docker-bake.json', { target: { api: { context: 'app' } } });
    write(root, 'app/Dockerfile', 'FROM scratch\n\nCOPY file .\n');
    expect((await size(root, '--archive', 'api.tar', '--layers')).out).toMatch(/\n +0\.20 MB +0\.20 MB +app\/Dockerfile:3 +COPY file \.\n$/);
  });

  test.each<[string, ImageSpec[] | undefined, RegExp]>([
    ['not there', undefined, /there is no archive "x\.tar"/],
    ['of somebody else', [{ names: ['docker.io/acme/other:1'], platforms: [{ platform: 'linux/amd64', layers: [] }] }], /x\.tar holds no image of this project, but docker\.io\/acme\/other:1; the images are acme\/base, acme\/api, web/],
    ['without any name', [{ platforms: [{ platform: 'linux/amd64', layers: [] }] }], /x\.tar holds no image of this project, and says no name; the images are/],
    ['empty', [], /x\.tar holds no image of this project, and says no name/],
  ])('%s', async (_, images, message) => {
    const root = project();
    if (images) await save(root, 'x.tar', ...images);
    const { code, out, error } = await size(root, '--archive', 'x.tar');
    expect([code, out, error]).toEqual([1, '', expect.stringMatching(message)]);
  });

  test('a folder without any', async () => {
    const root = repository({ 'out/readme.md': '' }, project());
    expect((await size(root, '--archive', 'out')).error).toBe('projen-docker: there is no file *.tar in "out"\n');
  });

  test('the same platform twice', async () => {
    const root = project();
    for (const path of ['api-1.tar', 'api-2.tar']) await save(root, path, await image(100));
    expect((await size(root, '--archive', 'api-1.tar', '--archive', 'api-2.tar')).error)
      .toMatch(/\nprojen-docker: api-1\.tar and api-2\.tar hold "api" for linux\/amd64 each; name one of them\n$/);
  });
});

describe('budgets', () => {
  test('exit code 1 over budget, with the sentence on standard error where the result is not for people', async () => {
    const root = project();
    await save(root, 'web.tar', await image(350_000, ['web:latest']));
    const sentence = 'api-web (linux/amd64) is 50.0 kB over its budget: 0.35 MB unpacked, of at most 0.30 MB; the largest layer has 0.35 MB: COPY file .';
    const text = await size(root, '--archive', 'web.tar');
    expect([text.code, text.out, text.error]).toEqual([1, expect.stringContaining(`\n\n${sentence}\n`), 'measuring web.tar (1 of 1)\n']);
    const json = await size(root, '--archive', 'web.tar', '--json');
    expect([json.code, JSON.parse(json.out).problems, json.error]).toEqual([1, [sentence], `measuring web.tar (1 of 1)\n${sentence}\n`]);
    const markdown = await size(root, '--archive', 'web.tar', '--markdown');
    expect([markdown.code, markdown.out, markdown.error]).toEqual([1, expect.stringContaining(`\n- ${sentence}\n`), `measuring web.tar (1 of 1)\n${sentence}\n`]);
  });

  test('growth since the record', async () => {
    const root = project();
    await save(root, 'api.tar', await image(200_000));
    expect((await size(root, '--archive', 'api.tar', '--record')).code).toBe(0);
    await save(root, 'api.tar', await image(230_000));
    expect((await size(root, '--archive', 'api.tar')).code).toBe(0);
    const { code, out } = await size(root, '--archive', 'api.tar', '--max-growth', '10');
    expect([code, out]).toEqual([1, expect.stringContaining('api (linux/amd64) has grown by 15.0 %: from 0.20 MB to 0.23 MB unpacked, by more than 10 %')]);
  });
});

describe('the record', () => {
  const record = (root: string) => readFileSync(join(root, 'docker-sizes.json'), 'utf8');

  test('has the same bytes a second time; only what was measured changes', async () => {
    const root = project();
    write(root, 'docker-sizes.json', { gone: { 'linux/amd64': { download: 1, unpacked: 1 } }, base: { 'linux/amd64': { download: 1_000_000, unpacked: 2_000_000 } } });
    await save(root, 'api.tar', await image(200_000, [], ['linux/arm64', 'linux/amd64']));
    expect((await size(root, '--archive', 'api.tar', '--record')).error).toMatch(/\ndocker-sizes\.json is written; commit it\n$/);
    const first = record(root);
    const ours = { download: 200_000, unpacked: 200_000 };
    expect(JSON.parse(first)).toEqual({ '//': expect.any(String), 'api': { 'linux/amd64': ours, 'linux/arm64': ours }, 'base': { 'linux/amd64': { download: 1_000_000, unpacked: 2_000_000 } } });
    await save(root, 'api.tar', await image(200_900, [], ['linux/amd64']));
    expect((await size(root, '--archive', 'api.tar', '--record')).error).toMatch(/\ndocker-sizes\.json says these sizes already\n$/);
    expect(record(root)).toBe(first);
  });

  test('is left alone without --record, and compared with', async () => {
    const root = project();
    await save(root, 'api.tar', await image(200_000));
    await size(root, '--archive', 'api.tar', '--record');
    const first = record(root);
    await save(root, 'api.tar', await image(150_000));
    expect((await size(root, '--archive', 'api.tar')).out).toContain('-50.0 kB (-25.0 %), download -');
    expect(record(root)).toBe(first);
  });

  test('platforms that images are not built for are shown, and not recorded', async () => {
    const root = project([API], { platforms: ['linux/amd64'] });
    await save(root, 'api.tar', await image(200_000, [], ['linux/arm64']));
    const { out, error } = await size(root, '--archive', 'api.tar', '--record');
    expect(out).toContain('linux/arm64');
    expect(error).toMatch(/\nnot recorded, because images are not built for it: linux\/arm64 \(platforms: linux\/amd64\)\n$/);
    expect(Object.keys(JSON.parse(record(root)))).toEqual(['//']);
  });

  test.each([['.projen/docker.json'], ['docker-bake.json']])('with a merge in %s, that is said in a sentence', async path => {
    const root = project();
    await save(root, 'api.tar', await image(200_000));
    write(root, path, '<<<<<<< HEAD\n{}\n');
    const { code, error } = await size(root, '--archive', 'api.tar', '--record');
    expect([code, error]).toEqual([1, expect.stringMatching(/projen-docker: \S+\.json has merge conflict markers \(line 1\): resolve the conflict, then run "npx projen", which writes it anew\n$/)]);
  });

  test('that is broken stops before anything is measured', async () => {
    const root = project();
    write(root, 'docker-sizes.json', '{');
    const { code, error } = await size(root, '--archive', 'x.tar', '--record');
    expect([code, error]).toEqual([1, expect.stringMatching(/^projen-docker: docker-sizes\.json is not valid JSON/)]);
    expect(record(root)).toBe('{');
  });
});

test('before and after, with archives alone', async () => {
  const root = project();
  await save(root, 'api.tar', await image(200_000));
  await save(root, 'old.tar', await image(800_000));
  const { code, out } = await size(root, '--archive', 'api.tar', '--before', 'api=old.tar');
  expect([code, out]).toEqual([0, expect.stringMatching(/\napi +linux\/amd64 +old\.tar +unpacked +0\.80 MB +0\.20 MB +75\.0 %\n/)]);
});

describe('called wrongly', () => {
  test.each<[string[], RegExp]>([
    [['nothing'], /there is no image "nothing"; there are base, api, api-web\n/],
    [['--what'], /Unknown option '--what'/],
    [['--json', '--markdown'], /--json and --markdown exclude each other; choose one/],
    [['--max-growth', 'much'], /--max-growth must be a number of percent such as 5, got "much"/],
    [['--max-growth', '-1'], /--max-growth/],
    [['--before', 'api'], /--before must look like "api=registry\.example\.com\/api:1\.0", got "api"/],
    [['--before', 'nothing=x'], /there is no image "nothing"/],
  ])('%j', async (args, message) => {
    const { code, error } = await size(project(), ...args);
    expect([code, error]).toEqual([2, expect.stringMatching(message)]);
    expect(error).toContain('\n\nUsage: projen-docker size [IMAGE...] [OPTION...]\n');
  });

  test('where no image is built', async () => {
    expect(await size(project([BASE]))).toMatchObject({ code: 1, error: 'projen-docker: no image is built here; there is nothing to measure\n' });
  });
});

describe('images of the engine', () => {
  /** A `docker` that has these images. */
  async function engine(images: Record<string, ImageSpec>): Promise<string> {
    const folder = temporary();
    for (const [reference, spec] of Object.entries(images)) await save(folder, `${encodeURIComponent(reference)}.tar`, spec);
    process.env.PATH = `${program('docker', `
const { createReadStream, existsSync, readFileSync, appendFileSync } = require('fs');
const [command, verb, ...rest] = process.argv.slice(2);
const reference = rest[rest.length - 1];
const path = require('path').join(__dirname, encodeURIComponent(reference) + '.tar');
if (command === 'version') console.log('28.5.2');
else if (!existsSync(path)) { console.error('Error response from daemon: No such image: ' + reference); process.exitCode = 1; }
else if (verb === 'save') {
  appendFileSync(__dirname + '/saved', reference + '\\n');
  if (reference.includes('slow')) setInterval(() => undefined, 1000);
  else if (!reference.includes('broken')) createReadStream(path).pipe(process.stdout);
  else process.stdout.write(readFileSync(path).subarray(0, 3000), () => { console.error('Error response from daemon: unexpected EOF'); process.exitCode = 1; });
}`, folder)}${delimiter}${PATH}`;
    return folder;
  }

  test('those of the tag that Compose and Bake use, without parts of others', async () => {
    const root = project();
    delete process.env.TAG;
    const folder = await engine({ 'acme/api:latest': await image(200_000), 'web:latest': await image(250_000), 'web:v2': await image(100_000) });
    const { code, out, error } = await size(root);
    expect([code, error]).toEqual([0, 'measuring acme/api:latest (1 of 2)\nmeasuring web:latest (2 of 2)\n']);
    expect(out).toMatch(/^image .*\napi +linux\/amd64 +0\.20 MB .*\napi-web +linux\/amd64 +0\.25 MB .*\n$/);
    process.env.TAG = 'v2';
    expect((await size(root, 'api-web')).out).toMatch(/^image .*\napi-web +linux\/amd64 +0\.10 MB .*\n$/);
    expect(readFileSync(join(folder, 'saved'), 'utf8').trim().split('\n').sort()).toEqual(['acme/api:latest', 'web:latest', 'web:v2']);
  });

  test('a base image when it is asked for', async () => {
    const root = project();
    await engine({ 'acme/base:latest': await image(200_000) });
    expect((await size(root, 'base')).out).toMatch(/^image .*\nbase +linux\/amd64 /);
  });

  test('what is not built', async () => {
    process.env.TAG = 'v3';
    await engine({});
    expect(await size(project())).toEqual({
      code: 1, out: '', error: 'projen-docker: the engine has no image acme/api:v3, web:v3; build first: npx projen docker:build (another tag is said with the variable TAG)\n',
    });
  });

  test('before and after with an image, and with one that is not there', async () => {
    const root = project([API]);
    delete process.env.TAG;
    await engine({ 'acme/api:latest': await image(200_000), 'old:1': await image(400_000) });
    const { out, error } = await size(root, '--before', 'api=old:1');
    expect(out).toMatch(/\napi +linux\/amd64 +old:1 +unpacked +0\.40 MB +0\.20 MB +50\.0 %\n/);
    expect(error).toBe('measuring acme/api:latest (1 of 1)\nmeasuring old:1 (1 of 1)\n');
    expect((await size(root, '--before', 'api=old:2')).error).toMatch(/projen-docker: there is no file and no image old:2; pull it first: docker pull old:2\n$/);
    await engine({ 'web:latest': await image(1), 'acme/api:latest': await image(1) });
    expect((await size(project(), 'api', '--before', 'api-web=old:1')).error).toMatch(/projen-docker: "api-web" is not among the images that were measured: api\n$/);
  });

  test('an engine that fails in the middle', async () => {
    const root = project([{ name: 'api', image: 'broken' }]);
    delete process.env.TAG;
    await engine({ 'broken:latest': await image(200_000) });
    expect((await size(root)).error).toMatch(/\nprojen-docker: "docker image save broken:latest" failed: Error response from daemon: unexpected EOF\n$/);
  });

  test('the first failure ends the others', async () => {
    const root = project([{ name: 'slow', image: 'slow' }, { name: 'broken', image: 'broken' }]);
    delete process.env.TAG;
    await engine({ 'slow:latest': await image(200_000), 'broken:latest': await image(200_000) });
    expect(await size(root)).toMatchObject({ code: 1, error: expect.stringMatching(/\nprojen-docker: "docker image save broken:latest" failed: /) });
  });

  test('no engine at all', async () => {
    const folder = temporary();
    process.env.PATH = folder;
    expect((await size(project())).error).toBe('projen-docker: "docker" is not installed, or not on the PATH; install Docker, then try again\n');
  });
});
