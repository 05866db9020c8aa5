import { readFileSync, statSync, utimesSync, writeFileSync } from 'fs';
import { join } from 'path';
import { listen, run as runMain } from './run';
import { lockCommand } from '../../src/cli/lock';
import { parseImageLock, renderImageLock } from '../../src/workspace/image-lock';
import { digest, index, manifestReply, Reply, Request, ScriptedServer } from '../registry/server';
import { repository, stateOf, write } from '../support';

// Some tests synthesize, which is a process.
jest.setTimeout(30_000);

let registry: ScriptedServer;
let root: string;
const images = new Map<string, unknown>();
/** What the registry does instead of answering. */
let disturb: (request: Request) => Reply | undefined;
let timeout: number;
const cwd = process.cwd();

const NODE = index('linux/amd64', 'linux/arm64');
const NEWER = index('linux/amd64', 'linux/arm64', 'linux/s390x');

beforeEach(async () => {
  images.clear();
  timeout = 30_000;
  disturb = () => undefined;
  registry = await ScriptedServer.start(request => {
    const [, name, tag] = /^\/v2\/(.+)\/manifests\/(.+)$/.exec(request.path) ?? [];
    const manifest = images.get(`${name}:${tag}`);
    return disturb(request) ?? (manifest ? manifestReply(manifest) : { status: 404, body: { errors: [{ code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' }] } });
  });
  root = repository({});
  process.chdir(root);
});
afterEach(async () => {
  process.chdir(cwd);
  await registry.stop();
});

const ref = (name: string) => `${registry.host}/${name}`;
function uses(...references: string[]): void {
  write(root, '.projen/docker.json', { references: references.map(ref), lockFile: 'docker-lock.json' });
}
const path = () => join(root, 'docker-lock.json');
const locked = () => parseImageLock('docker-lock.json', readFileSync(path(), 'utf8'));
function lockTo(...entries: [string, object, string[]?][]): void {
  writeFileSync(path(), renderImageLock(new Map(entries.map(([name, manifest, platforms]) => [ref(name), { digest: digest(manifest), platforms: platforms ?? ['linux/amd64'] }]))));
}
const short = (manifest: unknown) => digest(manifest).slice(7, 19);

/** Runs the command: its exit code and what it says, with "HOST" in place of the registry. */
async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const command = lockCommand({ timeout, attempts: 2, pause: 1, env: { DOCKER_CONFIG: root } });
  const { value, out, error } = await listen(async () => command.run(args));
  return { code: value, out: out.replaceAll(registry.host, 'HOST'), err: error.replaceAll(registry.host, 'HOST') };
}
const failure = async (...args: string[]) => (await run(...args).catch(error => error)).message.replaceAll(registry.host, 'HOST');

test('locks every image', async () => {
  uses('node:24', 'a/redis:8');
  images.set('node:24', NODE).set('a/redis:8', NEWER);
  expect(await run()).toEqual({
    code: 0,
    out: `added    HOST/a/redis:8  ${short(NEWER)}\nadded    HOST/node:24    ${short(NODE)}\ndocker-lock.json is written, 0 images unchanged\n`,
    err: 'asking about HOST/node:24 (1 of 2)\nasking about HOST/a/redis:8 (2 of 2)\n',
  });
  expect(readFileSync(path(), 'utf8')).toBe(renderImageLock(new Map([
    [ref('a/redis:8'), { digest: digest(NEWER), platforms: ['linux/amd64', 'linux/arm64', 'linux/s390x'] }],
    [ref('node:24'), { digest: digest(NODE), platforms: ['linux/amd64', 'linux/arm64'] }],
  ])));
  expect(registry.log.sort()).toEqual(['GET /v2/a/redis/manifests/8', 'GET /v2/node/manifests/24']);
});

test('says what has changed, and drops what nothing uses', async () => {
  uses('node:24', 'redis:8', 'valkey:9');
  images.set('node:24', NEWER).set('redis:8', NODE).set('valkey:9', NODE);
  lockTo(['node:24', NODE], ['postgres:17', NODE], ['redis:8', NODE]);
  expect((await run()).out).toBe([
    `added    HOST/valkey:9     ${short(NODE)}`,
    `updated  HOST/node:24      ${short(NODE)} -> ${short(NEWER)}`,
    `dropped  HOST/postgres:17  ${short(NODE)}`,
    'docker-lock.json is written, 1 image unchanged',
    '',
  ].join('\n'));
  expect([...locked().keys()]).toEqual(['node:24', 'redis:8', 'valkey:9'].map(ref));
  expect(locked().get(ref('node:24'))).toEqual({ digest: digest(NEWER), platforms: ['linux/amd64', 'linux/arm64', 'linux/s390x'] });
});

test('a file in which nothing changes is not touched, and costs no pull', async () => {
  uses('node:24');
  images.set('node:24', NODE);
  lockTo(['node:24', NODE]);
  // As git may have checked it out.
  writeFileSync(path(), readFileSync(path(), 'utf8').replaceAll('\n', '\r\n'));
  utimesSync(path(), 1, 1);
  const before = stateOf(root);
  expect((await run()).out).toBe('docker-lock.json is up to date: 1 image unchanged\n');
  expect(stateOf(root)).toEqual(before);
  expect(statSync(path()).mtimeMs).toBe(1000);
  expect(registry.log).toEqual(['HEAD /v2/node/manifests/24']);
});

test('what another tool has written gets its platforms back', async () => {
  uses('node:24');
  images.set('node:24', NODE);
  lockTo(['node:24', NODE]);
  writeFileSync(path(), JSON.stringify({ images: { [ref('node:24')]: { digest: digest(NODE) } } }));
  expect((await run()).out).toBe('updated  HOST/node:24  its platforms\ndocker-lock.json is written, 0 images unchanged\n');
  expect(locked().get(ref('node:24'))!.platforms).toEqual(['linux/amd64', 'linux/arm64']);
});

test('without images there is no file, and nothing left of one', async () => {
  uses();
  expect((await run()).out).toBe('docker-lock.json is up to date: 0 images unchanged\n');
  expect(Object.keys(stateOf(root))).not.toContain('docker-lock.json');
  lockTo(['node:24', NODE]);
  expect((await run()).out).toBe(`dropped  HOST/node:24  ${short(NODE)}\ndocker-lock.json is written, 0 images unchanged\n`);
  expect(locked().size).toBe(0);
});

test('the lock file stands where the project says', async () => {
  write(root, '.projen/docker.json', { references: [ref('node:24')], lockFile: 'locks/images.json' });
  images.set('node:24', NODE);
  expect((await run()).out).toContain('locks/images.json is written');
  expect(readFileSync(join(root, 'locks/images.json'), 'utf8')).toContain(digest(NODE));
});

describe('--missing', () => {
  beforeEach(() => {
    uses('node:24', 'redis:8');
    images.set('node:24', NEWER).set('redis:8', NODE);
  });

  test('leaves what is locked as it is', async () => {
    lockTo(['node:24', NODE], ['postgres:17', NODE]);
    expect((await run('--missing')).out).toBe(`added    HOST/redis:8      ${short(NODE)}\ndropped  HOST/postgres:17  ${short(NODE)}\ndocker-lock.json is written, 1 image unchanged\n`);
    expect(locked().get(ref('node:24'))!.digest).toBe(digest(NODE));
    expect(registry.log).toEqual(['GET /v2/redis/manifests/8']);
  });

  test('asks nobody when nothing is missing, also for what nothing uses', async () => {
    lockTo(['node:24', NODE], ['redis:8', NODE]);
    expect((await run('--missing')).out).toBe('docker-lock.json is up to date: 2 images unchanged\n');
    expect(registry.log).toEqual([]);
  });

  test('adds the platforms that another tool has left out, of the digest that it has written', async () => {
    writeFileSync(path(), JSON.stringify({ images: { [ref('node:24')]: { digest: digest(NODE) }, [ref('redis:8')]: { digest: digest(NODE), platforms: ['linux/amd64'] } } }));
    expect((await run('--missing', '--check')).code).toBe(0);
    expect(registry.log).toEqual([]);
    images.set(`node:${digest(NODE)}`, NODE);
    expect((await run('--missing')).out).toBe('updated  HOST/node:24  its platforms\ndocker-lock.json is written, 1 image unchanged\n');
    expect(locked().get(ref('node:24'))).toEqual({ digest: digest(NODE), platforms: ['linux/amd64', 'linux/arm64'] });
  });

  test('--check says so without a network', async () => {
    lockTo(['node:24', NODE], ['postgres:17', NODE]);
    await registry.stop();
    const before = stateOf(root);
    const { code, out } = await run('--missing', '--check');
    expect([code, out]).toEqual([1, `missing   HOST/redis:8\nunused    HOST/postgres:17  ${short(NODE)}\ndocker-lock.json is not up to date, 1 image unchanged: run "npx projen docker:lock"\n`]);
    expect(stateOf(root)).toEqual(before);
    lockTo(['node:24', NODE], ['redis:8', NODE]);
    expect((await run('--missing', '--check')).code).toBe(0);
  });
});

describe('--check', () => {
  test('says what is missing, out of date or unused, and writes nothing', async () => {
    uses('node:24', 'redis:8', 'valkey:9');
    images.set('node:24', NEWER).set('redis:8', NODE).set('valkey:9', NODE);
    lockTo(['node:24', NODE], ['postgres:17', NODE], ['redis:8', NODE]);
    const before = stateOf(root);
    const { code, out } = await run('--check');
    expect([code, out]).toEqual([1, [
      'missing   HOST/valkey:9',
      `outdated  HOST/node:24      ${short(NODE)} -> ${short(NEWER)}`,
      `unused    HOST/postgres:17  ${short(NODE)}`,
      'docker-lock.json is not up to date, 1 image unchanged: run "npx projen docker:lock"',
      '',
    ].join('\n')]);
    expect(stateOf(root)).toEqual(before);
    expect(registry.log.sort()).toEqual(['HEAD /v2/node/manifests/24', 'HEAD /v2/redis/manifests/8']);
  });

  test('is content when nothing has changed', async () => {
    uses('node:24');
    images.set('node:24', NODE);
    lockTo(['node:24', NODE]);
    expect(await run('--check')).toMatchObject({ code: 0, out: 'docker-lock.json is up to date: 1 image unchanged\n' });
  });

  test('fails when it cannot know', async () => {
    uses('node:24');
    lockTo(['node:24', NODE]);
    expect(await failure('--check')).toBe('image "HOST/node:24": HOST does not have it (404); check the name and the tag\nNothing was written.');
  });
});

describe('some images', () => {
  beforeEach(() => {
    uses('node:22', 'node:24', 'redis:8');
    ['node:22', 'node:24', 'redis:8'].forEach(name => images.set(name, NEWER));
    lockTo(['node:22', NODE], ['node:24', NODE], ['redis:8', NODE]);
  });
  const changed = () => [...locked()].filter(([, entry]) => entry.digest === digest(NEWER)).map(([image]) => image.replace(registry.host, 'HOST'));

  test('by reference', async () => {
    await run(ref('node:24'));
    expect(changed()).toEqual(['HOST/node:24']);
    expect([...locked().keys()]).toHaveLength(3);
  });

  test('by name', async () => {
    await run(ref('node'));
    expect(changed()).toEqual(['HOST/node:22', 'HOST/node:24']);
  });

  test('that nobody uses', async () => {
    expect(await failure('nginx')).toBe('there is no image "nginx" to lock; those that are used: HOST/node:22, HOST/node:24, HOST/redis:8');
  });
});

test('--json', async () => {
  uses('node:24', 'redis:8', 'valkey:9');
  images.set('node:24', NEWER).set('redis:8', NODE).set('valkey:9', NODE);
  lockTo(['node:24', NODE], ['postgres:17', NODE], ['redis:8', NODE]);
  const changes = (to: string | undefined) => [
    { kind: 'added', image: 'HOST/valkey:9', to },
    { kind: 'updated', image: 'HOST/node:24', from: digest(NODE), to: digest(NEWER) },
    { kind: 'dropped', image: 'HOST/postgres:17', from: digest(NODE) },
  ];
  expect(JSON.parse((await run('--check', '--json')).out)).toEqual({ lockFile: 'docker-lock.json', changes: changes(undefined), unchanged: 1 });
  expect(JSON.parse((await run('--json')).out)).toEqual({ lockFile: 'docker-lock.json', changes: changes(digest(NODE)), unchanged: 1 });
});

test('a registry that asks to wait is waited for, and it is said', async () => {
  uses('node:24');
  images.set('node:24', NODE);
  disturb = () => (registry.requests.length === 1 ? { status: 429, headers: { 'retry-after': '1' } } : undefined);
  expect(await run()).toMatchObject({ code: 0, err: 'asking about HOST/node:24 (1 of 1)\nHOST asks to wait 1 s\n' });
});

describe('all or nothing', () => {
  test.each<[string, Reply, string]>([
    ['401', { status: 401 }, 'HOST wants a login, or does not have the image (401); check the name, or log in with "docker login HOST"'],
    ['403', { status: 403 }, 'HOST wants a login'],
    ['404', { status: 404 }, 'HOST does not have it (404); check the name and the tag'],
    ['429', { status: 429 }, 'HOST has had too many requests (429); wait'],
    ['500', { status: 500 }, 'HOST has a fault (500); try again later'],
    ['garbage', { body: 'garbage' }, 'is no manifest'],
    ['another digest', { body: NODE, headers: { 'docker-content-digest': digest('x') } }, 'sends something else than it says'],
    ['the end of the connection', 'reset', 'HOST cannot be reached'],
    ['nothing', 'silence', 'HOST does not answer within 1 s'],
  ])('%s for one image leaves the file as it was', async (_what, reply, message) => {
    uses('node:24', 'redis:8');
    images.set('node:24', NEWER);
    lockTo(['node:24', NODE], ['postgres:17', NODE]);
    if (reply === 'silence') timeout = 1000;
    disturb = ({ path: asked }) => (asked.includes('redis') ? reply : undefined);
    const before = stateOf(root);
    const said = await failure();
    expect(said).toContain('image "HOST/redis:8": ');
    expect(said).toContain(message);
    expect(said).toContain('Nothing was written.');
    expect(stateOf(root)).toEqual(before);
  });

  test('every image that fails is named', async () => {
    uses('node:24', 'redis:8', 'postgres:18');
    images.set('redis:8', NODE);
    disturb = ({ path: asked }) => (asked.includes('postgres') ? { status: 403 } : undefined);
    expect(await failure()).toBe([
      '2 images could not be resolved:',
      '  - image "HOST/node:24": HOST does not have it (404 MANIFEST_UNKNOWN: manifest unknown); check the name and the tag',
      '  - image "HOST/postgres:18": HOST wants a login, or does not have the image (403); check the name, or log in with "docker login HOST"',
      'Nothing was written.',
    ].join('\n'));
  });

  test('a lock file that cannot be read is left alone', async () => {
    uses('node:24');
    images.set('node:24', NODE);
    writeFileSync(path(), '<<<<<<< HEAD\n{}\n');
    const before = stateOf(root);
    expect(await failure()).toMatch(/^docker-lock\.json has merge conflict markers \(line 1\): resolve the conflict, then run "npx projen docker:lock"$/);
    expect(stateOf(root)).toEqual(before);
    expect(registry.log).toEqual([]);
  });
});

test('no more than six images are asked about at once', async () => {
  const names = Array.from({ length: 20 }, (_, at) => `a${at}:1`);
  uses(...names);
  names.forEach(name => images.set(name, NODE));
  let now = 0;
  let most = 0;
  const fetch = globalThis.fetch;
  const spy = jest.spyOn(globalThis, 'fetch').mockImplementation(async (...args) => {
    most = Math.max(most, ++now);
    try {
      return await fetch(...args);
    } finally {
      now--;
    }
  });
  try {
    const { err } = await run();
    expect(most).toBe(6);
    expect(err.match(/^asking about \S+ \(\d+ of 20\)$/gm)).toHaveLength(20);
  } finally {
    spy.mockRestore();
  }
});

test.each<[string[], number, RegExp]>([
  [['lock', '--wrong'], 2, /^projen-docker: Unknown option '--wrong'\n\nUsage: projen-docker lock /],
  [['lock', 'nginx'], 2, /^projen-docker: there is no image "nginx" to lock; those that are used: none\n\nUsage: projen-docker lock /],
])('projen-docker %j', async (args, code, message) => {
  uses();
  expect(await runMain(root, ...args)).toEqual({ code, out: '', error: expect.stringMatching(message) });
});

test('a corrupt lock file is said in a sentence', async () => {
  uses();
  writeFileSync(path(), '[]');
  expect(await runMain(root, 'lock')).toEqual({ code: 1, out: '', error: expect.stringMatching(/^projen-docker: docker-lock\.json is no lock file of images.*\n$/) });
});

test('a folder that is no project', async () => {
  expect(await failure()).toMatch(/^\.projen\/docker\.json is not in this folder/);
});

describe('--synth', () => {
  /** A projen that finds a new image, and says what the lock file held each time. */
  function projen(program: string): void {
    write(root, 'node_modules/projen/package.json', { name: 'projen', version: '0.0.0' });
    write(root, 'node_modules/projen/bin/projen.js', `const fs = require('fs');
      fs.appendFileSync('log', process.argv.slice(2) + ' ' + (fs.existsSync('docker-lock.json') ? 'locked' : 'not locked') + '\\n');\n${program}\n`);
  }
  const log = () => readFileSync(join(root, 'log'), 'utf8');

  test('synthesizes before, so that new images are known, and after, so that files have the digests', async () => {
    images.set('node:24', NODE);
    uses();
    projen(`fs.writeFileSync('.projen/docker.json', ${JSON.stringify(JSON.stringify({ references: [ref('node:24')], lockFile: 'docker-lock.json' }))});`);
    expect(await run('--synth')).toMatchObject({ code: 0 });
    expect([log(), [...locked().keys()]]).toEqual(['default not locked\ndefault locked\n', [ref('node:24')]]);
    // Nothing changes now: once is enough.
    expect(await run('--synth')).toMatchObject({ code: 0 });
    expect(log()).toBe('default not locked\ndefault locked\ndefault locked\n');
  });

  test('writes nothing with --check', async () => {
    uses();
    projen('process.exit(1);');
    expect(await run('--synth', '--check')).toMatchObject({ code: 0 });
  });

  test('stops where synthesis does', async () => {
    uses();
    projen('console.error("DefinitionError: service \\"api\\": port must be: a number"); process.exit(1);');
    await expect(run('--synth')).rejects.toThrow('synthesis failed; "npx projen" says more: DefinitionError: service "api": port must be: a number');
  });

  test('needs projen', async () => {
    uses();
    await expect(run('--synth')).rejects.toThrow('projen is not installed here; install the packages of this repository first, or leave out --synth');
  });
});
