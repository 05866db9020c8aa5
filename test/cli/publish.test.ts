import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import { FakeRegistry } from './fake-registry';
import { manifest } from './manifest';
import { readDigests } from '../../src/cli/digests';
import { publishCommand } from '../../src/cli/publish';
import type { Manifest } from '../../src/model/manifest';
import { INDEX_TYPE, digestOf } from '../../src/registry/manifest';
import { program } from '../child';
import { archive, type ImageSpec, layout, tar } from '../engine/archives';
import { repository, write } from '../support';

// Programs are processes, which take long on a machine that is busy.
jest.setTimeout(60_000);

const PLATFORMS = ['linux/amd64', 'linux/arm64'];
let registry: FakeRegistry;
let root: string;
const cwd = process.cwd();
const { DOCKER_CONFIG, TMPDIR, PATH } = process.env;

beforeEach(async () => {
  registry = await FakeRegistry.start();
  registry.install(['docker', 'skopeo']);
  root = repository({ 'login/config.json': {}, 'tmp/empty': '' });
  process.env.DOCKER_CONFIG = join(root, 'login');
  process.env.TMPDIR = join(root, 'tmp');
  process.chdir(root);
  project({ platforms: PLATFORMS });
  // What copies an archive is what fills the registry.
  const fill = registry.fail;
  registry.fail = call => {
    if (call.program === 'skopeo' && call.args[0] !== '--version') fillFrom(call.args);
    return fill(call);
  };
});
afterEach(async () => {
  process.chdir(cwd);
  await registry.stop();
  for (const [name, value] of Object.entries({ DOCKER_CONFIG, TMPDIR, PATH })) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

const ref = (name: string) => `${registry.host}/acme/${name}`;
function project(given: Partial<Manifest> = {}): void {
  const targets = [{ name: 'base', image: ref('base'), isBase: true }, { name: 'api', image: ref('api') }, { name: 'web', image: ref('web') }];
  write(root, '.projen/docker.json', manifest({ targets, ...given }));
}

interface Spec { platforms?: string[]; names?: string[]; hasAttestation?: ImageSpec['hasAttestation']; isNested?: boolean }
const archives = new Map<string, Record<string, Buffer>>();
/** Writes an archive of an image, which is another one for each name and platform. */
async function save(path: string, spec: Spec = {}): Promise<string> {
  const { platforms = ['linux/amd64'], names = [], hasAttestation, isNested = Boolean(hasAttestation) } = spec;
  const contents = platforms.map(platform => ({ platform, layers: [{ tar: Buffer.from(`${path} ${platform}`) }] }));
  const image: ImageSpec = { names, isNested, hasAttestation, platforms: contents };
  const files = await layout([image]);
  const [{ digest }] = JSON.parse(files['index.json'].toString()).manifests;
  archives.set(path, files);
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), await archive(image));
  return digest;
}
function fillFrom(args: readonly string[]): void {
  const [source, destination] = args.slice(-2).map(arg => arg.replace(/^oci-archive:|^docker:\/\/[^/]*\//, ''));
  const [name, digest] = destination.split('@');
  for (const [path, bytes] of Object.entries(archives.get(source)!)) {
    const text = bytes.toString('utf8');
    const own = path.replace('blobs/sha256/', 'sha256:');
    if (own === digest) registry.manifests.set(destination, text);
    else if (text.startsWith('{"os"')) registry.blobs.set(`${name}@${own}`, JSON.parse(text));
  }
}
/** Archives of both images, for each platform, as artifacts are downloaded. */
async function saveAll(): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const arch of ['amd64', 'arm64']) {
    for (const name of ['api', 'web']) digests[`${name}-${arch}`] = await save(`images/images-linux-${arch}/${name}.tar`, { platforms: [`linux/${arch}`], hasAttestation: name === 'api' });
  }
  return digests;
}

function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const patience = { persistence: { pauses: [1, 1] }, settling: { pauses: [1, 1, 1] } };
  return registry.run(publishCommand({ registry: { attempts: 1, env: process.env }, ...patience }), args);
}
const copies = () => registry.work.filter(line => line.startsWith('skopeo'));

test('copies everything by its digest, and then makes one tag of the platforms of each image', async () => {
  const digests = await saveAll();
  const { code, out, err } = await run('--archive', 'images', '--tag', 'sha-1', '--digests', 'out/d.txt');
  expect([code, err.split('\n').filter(line => /^projen|cannot/.test(line))]).toEqual([0, []]);
  expect(copies().sort()).toEqual(['api', 'web'].flatMap(name => ['amd64', 'arm64'].map(arch => (
    `skopeo oci-archive:images/images-linux-${arch}/${name}.tar docker://HOST/acme/${name}@${digests[`${name}-${arch}`]}`))).sort());
  expect(registry.work.slice(4)).toEqual(['api', 'web'].map(name => `docker HOST/acme/${name}:sha-1 ${['amd64', 'arm64'].map(arch => `HOST/acme/${name}@${digests[`${name}-${arch}`]}`).join(' ')}`));
  const written = readDigests('out/d.txt');
  expect(written).toEqual(['api', 'web'].map(name => ({ image: ref(name), digest: registry.digest(`acme/${name}`, 'sha-1') })));
  expect(out.split('\n').map(line => line.split(/ {2,}/))).toEqual([
    ['image', 'platforms', 'digest', 'tag'],
    ...written.map(({ image, digest }) => [image.replace(registry.host, 'HOST'), 'linux/amd64, linux/arm64', digest, 'new']),
    [''], ['published as sha-1'], [''],
  ]);
});

test('skopeo is called so that nothing is changed, and without encryption only on this machine', async () => {
  await save('api.tar');
  project();
  await run('--archive', 'api.tar', '--tag', 't', 'api');
  const { args } = registry.calls.find(call => call.program === 'skopeo' && call.args[0] !== '--version')!;
  expect(args.slice(0, -2)).toEqual(['--insecure-policy', 'copy', '--all', '--preserve-digests', '--quiet', '--retry-times', '3', '--dest-tls-verify=false']);
  project({ targets: [{ name: 'api', image: 'registry.invalid/acme/api' }] });
  registry.calls.length = 0;
  registry.fail = ({ args: [first] }) => (first === '--insecure-policy' ? { stderr: 'no' } : undefined);
  await run('--archive', 'api.tar', '--tag', 't');
  expect(registry.calls.find(call => call.args[0] === '--insecure-policy')!.args).not.toContain('--dest-tls-verify=false');
});

test('one platform without attestations keeps its digest', async () => {
  project();
  const digest = await save('api.tar');
  expect((await run('--archive', 'api.tar', '--tag', 't', '--digests', 'd.txt', 'api')).code).toBe(0);
  expect(readDigests('d.txt')).toEqual([{ image: ref('api'), digest }]);
});

test('an archive of several platforms is one of each', async () => {
  const digest = await save('api.tar', { platforms: PLATFORMS, isNested: true, hasAttestation: true });
  expect((await run('--archive', 'api.tar', '--tag', 't', '--digests', 'd.txt', 'api')).code).toBe(0);
  expect(readDigests('d.txt')).toEqual([{ image: ref('api'), digest }]);
});

test('attestations that are artifacts are listed beside their images, and are no images', async () => {
  project({ platforms: PLATFORMS, targets: [{ name: 'api', image: ref('api') }] });
  for (const arch of ['amd64', 'arm64']) await save(`images/${arch}/api.tar`, { platforms: [`linux/${arch}`], hasAttestation: 'artifact' });
  const { code, out } = await run('--archive', 'images', '--tag', 't', '--digests', 'd.txt');
  expect([code, out]).toEqual([0, expect.stringContaining('linux/amd64, linux/arm64')]);
  const { manifests } = registry.manifests.get('acme/api:t') as { manifests: { digest: string; platform: object; annotations?: Record<string, string> }[] };
  expect(manifests.map(({ platform }) => Object.values(platform).join('/'))).toEqual(['linux/amd64', 'unknown/unknown', 'linux/arm64', 'unknown/unknown']);
  expect(manifests.map(({ annotations }) => annotations?.['vnd.docker.reference.digest'])).toEqual([undefined, manifests[0].digest, undefined, manifests[2].digest]);
  const artifact = JSON.parse(String(registry.manifests.get(`acme/api@${manifests[1].digest}`) ?? archives.get('images/amd64/api.tar')![`blobs/sha256/${manifests[1].digest.slice(7)}`]));
  expect(artifact).toMatchObject({ config: { mediaType: 'application/vnd.oci.empty.v1+json', size: 2 }, subject: { digest: manifests[0].digest } });
  expect(readDigests('d.txt')).toEqual([{ image: ref('api'), digest: registry.digest('acme/api', 't') }]);
});

test('an image that is only called an attestation is not pushed', async () => {
  project({ targets: [{ name: 'api', image: ref('api') }] });
  await save('api.tar', { hasAttestation: 'artifact' });
  const files = archives.get('api.tar')!;
  const [{ digest }] = JSON.parse(files['index.json'].toString()).manifests;
  const index = JSON.parse(files[`blobs/sha256/${digest.slice(7)}`].toString());
  index.manifests = [{ ...index.manifests[1], platform: { os: 'linux', architecture: 'amd64' } }, index.manifests[0]];
  const bytes = Buffer.from(JSON.stringify(index));
  const changed = { ...files, [`blobs/sha256/${digestOf(bytes).slice(7)}`]: bytes, 'index.json': Buffer.from(JSON.stringify({ manifests: [{ digest: digestOf(bytes), size: bytes.length }] })) };
  writeFileSync(join(root, 'api.tar'), await tar(changed));
  const { code, err } = await run('--archive', 'api.tar', '--tag', 't');
  expect([code, err]).toEqual([1, expect.stringContaining(`api.tar calls ${index.manifests[0].digest} an attestation, which must have the platform unknown/unknown and has {"os":"linux","architecture":"amd64"}`)]);
  expect(registry.work).toEqual([]);
});

test('the same again makes no tag', async () => {
  await saveAll();
  await run('--archive', 'images', '--tag', 't', '--digests', 'd.txt');
  const before = readFileSync('d.txt', 'utf8');
  registry.calls.length = 0;
  const { code, out } = await run('--archive', 'images', '--tag', 't', '--digests', 'd.txt');
  expect([code, out.match(/unchanged/g)!.length, readFileSync('d.txt', 'utf8')]).toEqual([0, 2, before]);
  expect(registry.work.filter(line => line.startsWith('docker'))).toEqual([]);
});

test('another image under a tag replaces it, but not under that of a release', async () => {
  await saveAll();
  registry.has('acme/web', { manifests: [] }, 't', '1.2.3');
  const refused = await run('--archive', 'images', '--tag', '1.2.3', '--digests', 'd.txt');
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('nothing was pushed: HOST/acme/web:1.2.3 is a release, and something else than these archives') });
  expect([copies(), existsSync('d.txt')]).toEqual([[], false]);
  const { code, out } = await run('--archive', 'images', '--tag', 't', '--markdown');
  expect([code, out]).toEqual([0, expect.stringMatching(/^### Published as `t`\n\n\| image \| platforms \| digest \| tag \|\n(.*\n)+\| `HOST\/acme\/web` \| linux\/amd64, linux\/arm64 \| `sha256:\S+` \| was [0-9a-f]{12} \|\n$/)]);
});

test('--dry-run checks, shows, and pushes nothing', async () => {
  const digests = await saveAll();
  write(root, 'd.txt', `${'a'.repeat(64)}  x\n`);
  const { code, out } = await run('--archive', 'images', '--tag', 't', '--digests', 'd.txt', '--dry-run');
  expect([code, registry.calls, existsSync('d.txt')]).toEqual([0, [], true]);
  expect(out.split('\n')[1].split(/ {2,}/)).toEqual(['HOST/acme/api', 'images/images-linux-amd64/api.tar', 'linux/amd64', digests['api-amd64']]);
  expect(out).toContain('would be published as t; nothing was pushed');
});

describe('before anything is pushed', () => {
  afterEach(() => expect(registry.work).toEqual([]));

  test('all that is missing is said at once', async () => {
    await save('images/amd64/api.tar');
    expect(await run('--archive', 'images', '--tag', 't')).toMatchObject({
      code: 1, err: expect.stringContaining('nothing was pushed: "api" has none for linux/arm64; there is no archive of "web". Each image takes one archive for each platform: linux/amd64, linux/arm64'),
    });
  });

  test('what is there twice, and what nobody asked for', async () => {
    await save('a/api.tar');
    await save('b/api.tar', { platforms: ['linux/amd64', 'linux/s390x'], isNested: true });
    expect((await run('--archive', 'a', '--archive', 'b', '--tag', 't', 'api')).err).toContain(
      '"api" has none for linux/arm64; a/api.tar and b/api.tar hold "api" for linux/amd64 each; b/api.tar holds "api" for linux/s390x, which is none of the project');
  });

  test('a file that is named twice is one file', async () => {
    project();
    await save('a/api.tar');
    expect((await run('--archive', 'a', '--archive', 'a/api.tar', '--tag', 't', '--dry-run', 'api')).code).toBe(0);
  });

  test('an archive is of the image that it names', async () => {
    project();
    await save('api.tar', { names: ['ghcr.io/somebody/else:1'] });
    expect((await run('--archive', 'api.tar', '--tag', 't', 'api')).err).toContain('api.tar holds no image of this project, but ghcr.io/somebody/else:1');
  });

  test('a broken archive', async () => {
    await saveAll();
    const path = join(root, 'images/images-linux-arm64/web.tar');
    const bytes = readFileSync(path);
    bytes[bytes.indexOf('images/images-linux-arm64/web.tar linux/arm64')] ^= 1;
    writeFileSync(path, bytes);
    expect((await run('--archive', 'images', '--tag', 't')).err).toMatch(/web\.tar is broken: what it holds as sha256:\S+ has the digest sha256:/);
  });

  test('images without a registry', async () => {
    await saveAll();
    project({ targets: [{ name: 'api', image: 'api' }, { name: 'web', image: ref('web') }] });
    expect((await run('--archive', 'images', '--tag', 't')).err).toContain('api (api): an image without a registry stays on the machine that builds it; say "registry" in .projenrc.ts, or name the images to publish');
    project({ targets: [{ name: 'base', image: ref('base'), isBase: true }] });
    expect((await run('--archive', 'images', '--tag', 't')).err).toContain('no image is built here; there is nothing to publish');
  });

  test('a digests file that is none', async () => {
    await saveAll();
    write(root, 'notes.txt', 'mine\n');
    expect((await run('--archive', 'images', '--tag', 't', '--digests', 'notes.txt')).err).toContain('"notes.txt" is something else than a digests file');
    expect(readFileSync('notes.txt', 'utf8')).toBe('mine\n');
  });

  test('missing and old programs', async () => {
    await saveAll();
    registry.versionOfSkopeo = 'skopeo version 1.4.1';
    expect((await run('--archive', 'images', '--tag', 't')).err).toContain('skopeo is 1.4, which does not keep digests; 1.6 or later is needed');
    registry.helpOfImagetools = 'Usage: docker';
    registry.versionOfSkopeo = 'skopeo version 2.0.0-dev';
    expect((await run('--archive', 'images', '--tag', 't')).err).toContain('this Docker does not have it');
    registry.install(['docker'], true);
    expect((await run('--archive', 'images', '--tag', 't')).err).toContain('"skopeo" is not installed, or not on the PATH; install it, on Debian and Ubuntu with "apt-get install skopeo"');
  });

  test.each([
    [['--tag', 't'], '--archive is missing'],
    [['--archive', 'images'], '--tag is missing'],
    [['--archive', 'images', '--tag', 'a/b'], '--tag must be letters, digits'],
    [['--archive', 'nowhere', '--tag', 't'], 'there is no archive "nowhere"'],
    [['--archive', 'login', '--tag', 't'], 'there is no file *.tar in "login"'],
    [['--archive', 'images', '--tag', 't', 'base'], 'there is no image "base"; there are api, web'],
  ])('called wrongly: %j', async (args, message) => expect(await run(...args)).toMatchObject({ code: 1, err: expect.stringContaining(message) }));
});

describe('a failure', () => {
  const OTHER = digestOf(Buffer.from('other'));

  /** Fails where a program is called with this. */
  function failWhere(text: string, stderr: string, times = Infinity): void {
    const before = registry.fail;
    let count = 0;
    registry.fail = call => (call.args.some(arg => arg.includes(text)) && count++ < times ? { stderr } : before(call));
  }

  test('of a copy leaves no tag, and no digests of before', async () => {
    await saveAll();
    write(root, 'd.txt', `${'a'.repeat(64)}  x\n`);
    failWhere('arm64/web.tar', 'time="2026-01-01T00:00:00Z" level=fatal msg="writing blob: initiating layer upload to /v2/acme/web/blobs/uploads/ in ghcr.io: denied: permission_denied: \\"write_package\\""\n');
    const { code, err } = await run('--archive', 'images', '--tag', 't', '--digests', 'd.txt');
    expect(code).toBe(1);
    expect(err).toContain('images/images-linux-arm64/web.tar cannot be copied to HOST/acme/web: writing blob: initiating layer upload to /v2/acme/web/blobs/uploads/ in ghcr.io: denied: permission_denied: "write_package"; log in with "docker login HOST" as somebody who may push there. No tag was made');
    expect([registry.tags('acme/api'), existsSync('d.txt')]).toEqual([[], false]);
  });

  test('that may pass is tried again; one that stays is not', async () => {
    project({ targets: [{ name: 'api', image: ref('api') }] });
    await save('api.tar', { platforms: PLATFORMS, isNested: true });
    failWhere('oci-archive', 'level=fatal msg="received unexpected HTTP status: 502 Bad Gateway"', 2);
    expect((await run('--archive', 'api.tar', '--tag', 't')).code).toBe(0);
    expect(copies()).toHaveLength(3);
    registry.calls.length = 0;
    failWhere('oci-archive', 'level=fatal msg="unauthorized: authentication required"');
    expect((await run('--archive', 'api.tar', '--tag', 't')).code).toBe(1);
    expect(copies()).toHaveLength(1);
  });

  test('of a tag says what is tagged', async () => {
    await saveAll();
    failWhere('web:t', 'ERROR: failed to push: blob unknown');
    const { code, err } = await run('--archive', 'images', '--tag', 't', '--digests', 'd.txt');
    expect([code, err]).toEqual([1, expect.stringContaining('HOST/acme/web:t cannot be made: failed to push: blob unknown. All images are copied, and only HOST/acme/api:t is tagged; run this again, it goes on where it ended')]);
    expect(existsSync('d.txt')).toBe(false);
  });

  test('of what was copied a moment ago, and is not known everywhere yet, is tried again', async () => {
    await saveAll();
    failWhere('api:t', `ERROR: ${ref('api')}@${OTHER}: not found`, 2);
    expect((await run('--archive', 'images', '--tag', 't')).code).toBe(0);
    expect(registry.work.filter(line => line.includes('api:t'))).toHaveLength(3);
  });

  test('of the registry before the copying is of the past after it', async () => {
    await saveAll();
    registry.has('acme/api', { manifests: [] }, 't');
    registry.disturb = ({ path }) => {
      if (path === '/fake' || copies().length > 0) return undefined;
      const challenge = { 'www-authenticate': `Bearer realm="http://${registry.host}/token"` };
      return path.startsWith('/token') ? { status: 503 } : { status: 401, headers: challenge };
    };
    const { code, out } = await run('--archive', 'images', '--tag', 't');
    expect([code, out.match(/was [0-9a-f]{12}|new/g)]).toEqual([0, [expect.stringMatching(/^was/), 'new']]);
  });

  test('is a release that somebody else makes meanwhile', async () => {
    await saveAll();
    const before = registry.fail;
    registry.fail = call => {
      if (call.args.includes('copy')) registry.has('acme/web', { manifests: [] }, '1.2.3');
      return before(call);
    };
    const { code, err } = await run('--archive', 'images', '--tag', '1.2.3');
    expect([code, err.split('\n').at(-2)]).toEqual([1, expect.stringMatching(
      /^HOST\/acme\/web:1\.2\.3 is a release, and something else .*publish another version\. All images are copied, and only HOST\/acme\/api:1\.2\.3 is tagged$/)]);
    expect(registry.manifests.get('acme/web:1.2.3')).toEqual({ manifests: [] });
  });

  describe('of a registry that lets no tag change', () => {
    const REFUSED = 'ERROR: unexpected status from PUT request to https://HOST/v2/acme/api/manifests/x: 400 Bad Request';
    const again = '; run this again, it goes on where it ended\n';

    test.each([
      ['400 Bad Request', ''], ['412 Precondition Failed', ''], ['403 Forbidden', ', or the login may not move it'],
    ])('%s is said, and what to leave out of the rule', async (status, or) => {
      await saveAll();
      const before = registry.has('acme/api', { manifests: [] }, 'sha-0123abc');
      failWhere('api:sha-0123abc', REFUSED.replace('400 Bad Request', status));
      const { code, err } = await run('--archive', 'images', '--tag', 'sha-0123abc');
      expect([code, err.trimEnd().split('\n').pop()]).toEqual([1, 'HOST/acme/api:sha-0123abc cannot be made: unexpected status from PUT request to '
        + `https://HOST/v2/acme/api/manifests/x: ${status}. It is still ${before}: the registry may let no tag change that exists (immutable tags)${or}; leave "sha-*" out of `
        + 'that rule, see "Tags that must not change" in docs/publishing.md of @jts/projen-docker. All images are copied, and nothing is tagged']);
    });

    test.each([
      ['a tag that is not there', false, REFUSED],
      ['a registry that has a fault', true, REFUSED.replace('400 Bad Request', '503 Service Unavailable')],
      ['a login that may not push', true, 'ERROR: failed to authorize: 401 Unauthorized'],
      ['what is missing', true, 'ERROR: sha256:0: not found'],
    ])('%s is something else', async (_, isThere, stderr) => {
      await saveAll();
      if (isThere) registry.has('acme/api', { manifests: [] }, 'pr-500');
      failWhere('api:pr-500', stderr);
      const { code, err } = await run('--archive', 'images', '--tag', 'pr-500');
      expect([code, err]).toEqual([1, expect.stringContaining(`${stderr.replace('ERROR: ', '')}. All images are copied, and nothing is tagged${again}`)]);
    });

    test('a tag that was changed meanwhile is no such rule', async () => {
      await saveAll();
      registry.has('acme/api', { manifests: [] }, 't');
      const before = registry.fail;
      registry.fail = call => {
        if (!call.args.some(arg => arg.endsWith('api:t'))) return before(call);
        registry.has('acme/api', { manifests: [{ digest: OTHER }] }, 't');
        return { stderr: REFUSED };
      };
      expect((await run('--archive', 'images', '--tag', 't')).err).toContain(`400 Bad Request. All images are copied, and nothing is tagged${again}`);
    });
  });

  describe('of a registry that shows late what it has', () => {
    type Answer = ReturnType<typeof registry.disturb>;
    const NONE: Answer = { status: 404, body: { errors: [{ code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' }] } };
    const showing = (digest: string): Answer => ({ headers: { 'content-type': INDEX_TYPE, 'docker-content-digest': digest } });
    /** What is asked for the tag of the first image since it was made. */
    let looks: string[];
    /** Answers the first looks at the tag in another way. */
    function late(answer: Answer, times: number, where = /\/acme\/api\/manifests\/t$/): void {
      looks = [];
      registry.disturb = ({ path, method }) => {
        if (!where.test(path) || !registry.work.some(line => line.startsWith('docker HOST/acme/api:t '))) return undefined;
        looks.push(method);
        return looks.length <= times ? answer : undefined;
      };
    }
    const publishLate = () => run('--archive', 'images', '--tag', 't', '--digests', 'd.txt');

    test.each<[string, (digests: Record<string, string>, before: string) => Answer]>([
      ['no tag', () => NONE],
      ['what the tag was before', (_, before) => showing(before)],
      ['one of the images that the tag is made of', digests => showing(digests['api-arm64'])],
    ])('%s is no answer yet', async (_, answer) => {
      const digests = await saveAll();
      late(answer(digests, registry.has('acme/api', { manifests: [] }, 't')), 2);
      const { code, err } = await publishLate();
      expect([code, looks, err.match(/HOST\/acme\/api:t was made, and the registry does not show it yet; looking again in 1 s/g)]).toEqual([0, ['HEAD', 'HEAD', 'HEAD'], expect.any(Array)]);
      expect(readDigests('d.txt')[0]).toEqual({ image: ref('api'), digest: registry.digest('acme/api', 't') });
    });

    test('nor is a tag whose manifest is not there', async () => {
      await saveAll();
      late(NONE, 1, /\/acme\/api\/manifests\/sha256:/);
      expect([(await publishLate()).code, looks]).toEqual([0, ['GET', 'GET']]);
    });

    test('something else is one at once', async () => {
      await saveAll();
      const other = registry.has('acme/api', { manifests: [{ digest: OTHER }] });
      late(showing(other), Infinity);
      expect(await publishLate()).toMatchObject({ code: 1, err: expect.stringContaining('HOST/acme/api:t is not what was pushed: ') });
      expect(looks).toEqual(['HEAD']);
    });

    test.each<[string, Answer, string]>([
      ['no tag', NONE, 'after 1 s the registry still does not show it: there is no such tag'],
      ['a fault', { status: 503 }, 'the registry does not say what it is: HOST has a fault (503); try again later'],
    ])('%s for ever is an end, which does not say that nothing was done', async (_, answer, message) => {
      await saveAll();
      late(answer, Infinity);
      expect(await publishLate()).toMatchObject({
        code: 1, err: expect.stringContaining(`HOST/acme/api:t was made, and ${message}. All images are copied, and nothing else is tagged; run this again, it goes on where it ended\n`),
      });
      expect(existsSync('d.txt')).toBe(false);
    });

    test('it ends with the command', async () => {
      await saveAll();
      late(NONE, Infinity);
      const { disturb } = registry;
      registry.disturb = request => {
        const answer = disturb(request);
        if (answer !== undefined) process.emit('SIGTERM', 'SIGTERM');
        return answer;
      };
      const command = publishCommand({ registry: { attempts: 1, env: process.env }, settling: { pauses: [600_000] } });
      expect(await registry.run(command, ['--archive', 'images', '--tag', 't'])).toMatchObject({ code: 143, err: expect.stringContaining('interrupted; run this again') });
    });
  });

  test('from outside leaves no login behind, and no digests', async () => {
    await saveAll();
    write(root, 'login/config.json', { auths: { [registry.host]: { auth: Buffer.from('anna:hunter2').toString('base64') } } });
    let given = '';
    registry.disturb = ({ path, body }) => {
      if (path !== '/fake' || !body.includes('oci-archive')) return undefined;
      const { args } = JSON.parse(body);
      given = args[args.indexOf('--dest-authfile') + 1];
      expect(existsSync(given)).toBe(true);
      process.emit('SIGTERM', 'SIGTERM');
      return 'silence';
    };
    const { code, err } = await run('--archive', 'images', '--tag', 't', '--digests', 'd.txt');
    expect([code, err]).toEqual([143, expect.stringContaining('interrupted; run this again, it goes on where it ended')]);
    expect([given === '', existsSync(given), existsSync('d.txt'), registry.tags('acme/api')]).toEqual([false, false, false, []]);
  });

  describe('of a tag that somebody else makes', () => {
    type Child = { digest: string; platform?: object; annotations?: Record<string, string> };
    type Index = { mediaType?: unknown; manifests: Child[] } & Record<string, unknown>;
    /** Publishes, while somebody makes something else of the index under the tag of the first image. */
    async function publishAnd(change: (made: Index) => unknown): Promise<{ code: number; err: string; children: string[] }> {
      await saveAll();
      let children: string[] = [];
      registry.disturb = ({ path }) => {
        const made = registry.manifests.get('acme/api:t') as Index | undefined;
        if (path.endsWith('/acme/api/manifests/t') && made && children.length === 0) {
          children = made.manifests.map(({ digest }) => digest);
          registry.has('acme/api', change(structuredClone(made)), 't');
        }
        return undefined;
      };
      const { code, err } = await run('--archive', 'images', '--tag', 't', '--digests', 'd.txt');
      const end = '; something else pushes to this tag, wait until it has ended. All images are copied, and nothing else is tagged; run this again';
      if (code !== 0) expect([existsSync('d.txt'), err]).toEqual([false, expect.stringContaining(end)]);
      return { code, err: err.replace(/^[^]*HOST\/acme\/api:t is not what was pushed: |; something else pushes[^]*$/g, ''), children };
    }
    test('is as it was made: nothing is wrong with it', async () => {
      const { code, children } = await publishAnd(made => ({ ...made, annotations: { DIGEST: 'x' } }));
      expect([code, children.length]).toEqual([0, 4]);
    });

    test('other images', async () => {
      const { err, children } = await publishAnd(made => ({ ...made, manifests: [{ digest: OTHER }] }));
      expect(err).toBe(`${children.join(', ')} is missing, ${OTHER} is in it`);
    });

    test('one more', async () => {
      expect((await publishAnd(made => ({ ...made, manifests: [{ digest: OTHER, platform: { os: 'linux', architecture: 'amd64' } }, ...made.manifests] }))).err).toBe(`${OTHER} is in it`);
    });

    test('one of them twice', async () => {
      const { err, children } = await publishAnd(made => ({ ...made, manifests: [...made.manifests, made.manifests[0]] }));
      expect(err).toBe(`${children[0]} is in it more than once`);
    });

    test('the platforms the other way round', async () => {
      const { err, children } = await publishAnd(({ manifests: [a, ofA, b, ofB], ...made }) => ({
        ...made, manifests: [{ ...a, platform: b.platform }, ofA, { ...b, platform: a.platform }, ofB],
      }));
      expect(err).toBe(`${children[0]} is built for linux/amd64 and listed for linux/arm64, ${children[2]} is built for linux/arm64 and listed for linux/amd64`);
    });

    test('no platform, and one of an attestation', async () => {
      const { err, children } = await publishAnd(({ manifests: [a, ofA, ...rest], ...made }) => ({
        ...made, manifests: [{ ...a, platform: undefined }, { ...ofA, platform: a.platform }, ...rest],
      }));
      expect(err).toBe(`${children[0]} is built for linux/amd64 and listed without a platform, ${children[1]} is an attestation and listed for linux/amd64`);
    });

    test('an attestation of the other image, and one of none', async () => {
      const { err, children } = await publishAnd(({ manifests: [a, ofA, b, ofB], ...made }) => ({
        ...made, manifests: [a, { ...ofA, annotations: { ...ofA.annotations, 'vnd.docker.reference.digest': b.digest } }, b, { ...ofB, annotations: undefined }],
      }));
      expect(err).toBe(`${children[1]} is about ${children[0]} and listed as about ${children[2]}, ${children[3]} is about ${children[2]} and listed as about nothing`);
    });

    test.each<[string, object, string]>([
      ['an index that is an image, too', { layers: [] }, 'it is an index and an image at once'],
      ['an index that is called an image', { mediaType: 'application/vnd.oci.image.manifest.v1+json' }, 'it is an index, and called application/vnd.oci.image.manifest.v1+json'],
      ['an image', { manifests: undefined, config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: OTHER } }, 'it is one image, and no index of several'],
      ['nothing', { manifests: undefined }, 'it is no manifest'],
      ['an index that some read in another way', { Manifests: [{ digest: OTHER }] }, 'it has the key "Manifests", which some readers take for another'],
      ['an index that is something else for some', { mediatype: 'x' }, 'it has the key "mediatype", which some readers take for another'],
      ['an image that some see', { Layers: [] }, 'it has the key "Layers", which some readers take for another'],
    ])('%s', async (_, changed, message) => {
      expect((await publishAnd(made => ({ ...made, ...changed }))).err).toBe(message);
    });

    test('an image that some read in another way', async () => {
      expect((await publishAnd(({ manifests: [a, ...rest], ...made }) => ({ ...made, manifests: [{ ...a, digeſt: OTHER }, ...rest] }))).err).toContain('it has the key "dige\u017ft"');
    });
  });
});

describe('a login', () => {
  beforeEach(() => project({ targets: [{ name: 'api', image: ref('api') }] }));
  const basic = (name: string, secret: string) => Buffer.from(`${name}:${secret}`).toString('base64');
  /** What skopeo was given, and that nothing of it is left. */
  async function given(): Promise<unknown> {
    await save('api.tar', { platforms: PLATFORMS, isNested: true });
    const { code, out, err } = await run('--archive', 'api.tar', '--tag', 't');
    expect([code, `${out}${err}`.includes('hunter2')]).toEqual([0, false]);
    const { auth, args } = registry.calls.find(call => call.args[0] === '--insecure-policy')!;
    if (auth) expect(existsSync(args[args.indexOf('--dest-authfile') + 1])).toBe(false);
    return auth;
  }

  test('of the file is handed on, and no other', async () => {
    write(root, 'login/config.json', { auths: { [registry.host]: { auth: basic('anna', 'hunter2') }, 'ghcr.io': { auth: basic('x', 'y') } } });
    expect(await given()).toEqual({ mode: '600', auths: { [registry.host]: { auth: basic('anna', 'hunter2') } } });
  });

  test('of a helper for all registries', async () => {
    write(root, 'login/config.json', { credsStore: 'fake' });
    process.env.PATH = `${program('docker-credential-fake', 'process.stdin.resume().on("end", () => console.log(JSON.stringify({ Username: "anna", Secret: "hunter2" })))')}:${process.env.PATH}`;
    expect(await given()).toEqual({ mode: '600', auths: { [registry.host]: { auth: basic('anna', 'hunter2') } } });
  });

  test('that is a token', async () => {
    write(root, 'login/config.json', { auths: { [registry.host]: { auth: basic('00000000-0000-0000-0000-000000000000', ''), identitytoken: 'hunter2' } } });
    expect(await given()).toEqual({ mode: '600', auths: { [registry.host]: { auth: basic('00000000-0000-0000-0000-000000000000', ''), identitytoken: 'hunter2' } } });
  });

  test('that Docker does not have is left to skopeo', async () => {
    expect(await given()).toBeUndefined();
  });

  test('that cannot be found out is said', async () => {
    write(root, 'login/config.json', { credsStore: 'missing' });
    await save('api.tar', { platforms: PLATFORMS, isNested: true });
    expect(await run('--archive', 'api.tar', '--tag', 't')).toMatchObject({ code: 1, err: expect.stringMatching(/Docker's login for HOST could not be used: docker-credential-missing is not on the PATH/) });
    write(root, 'login/config.json', { auths: { [registry.host]: { registrytoken: 'hunter2' } } });
    expect((await run('--archive', 'api.tar', '--tag', 't')).err).toContain('is a token of the registry, which skopeo cannot use');
    expect(copies()).toEqual([]);
  });
});
