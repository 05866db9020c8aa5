import { listen, run as runMain } from './run';
import { cleanupCommand } from '../../src/cli/cleanup';
import { digestOf } from '../../src/registry/manifest';
import { manifestReply, Reply, Request, ScriptedServer } from '../registry/server';
import { repository } from '../support';

const DAY = 86_400_000;
const STARTED = Date.now();
const sha = (letter: string) => `sha-${letter.repeat(40)}`;
const short = (digest: string) => digest.slice(0, 19);

interface Version { readonly id: number; readonly digest: string; readonly body: string; readonly tags: string[]; readonly age: number }

/** GitHub, as far as it matters here: the API of packages, and the registry, of which the token is wanted. */
class GitHub {
  public static async start(): Promise<GitHub> {
    const started = new GitHub();
    started.server = await ScriptedServer.start((request, count) => started.onRequest(request, count) ?? started.answer(request));
    return started;
  }

  public server!: ScriptedServer;
  public readonly versions = new Map<number, Version>();
  private last = 0;
  /** What the registry does not say of itself. */
  public readonly lateTags: string[] = [];
  public onRequest: (request: Request, count: number) => Reply | undefined = () => undefined;

  public put(content: object, tags: string[] = [], age = 30): string {
    const body = JSON.stringify(content);
    const id = ++this.last;
    this.versions.set(id, { id, digest: digestOf(Buffer.from(body)), body, tags, age });
    return this.versions.get(id)!.digest;
  }

  public image(name: string, tags: string[] = [], age = 30, subject?: string): string {
    return this.put({ schemaVersion: 2, name, config: {}, layers: [], ...(subject && { subject: { digest: subject } }) }, tags, age);
  }

  public index(children: string[], tags: string[] = [], age = 30): string {
    return this.put({ schemaVersion: 2, manifests: children.map(digest => ({ digest })) }, tags, age);
  }

  public get digests(): string[] {
    return [...this.versions.values()].map(({ digest }) => digest);
  }

  public get deletions(): string[] {
    return this.server.log.filter(line => line.startsWith('DELETE'));
  }

  private answer({ method, path, authorization }: Request): Reply {
    const api = '/api/orgs/acme/packages/container/shop%2Fapi/versions';
    if (path === '/api/users/acme') return { body: { type: 'Organization' } };
    if (path.startsWith('/token')) return { body: { token: 'R' } };
    if (path === `${api}?per_page=100`) return { body: [...this.versions.values()].map(listed) };
    if (path.startsWith(api)) {
      const id = Number(path.split('/').at(-1));
      if (!this.versions.has(id)) return { status: 404, body: { message: 'Package version not found.' } };
      if (method === 'DELETE') this.versions.delete(id);
      return { status: method === 'DELETE' ? 204 : 200 };
    }
    if (!path.startsWith('/v2/acme/shop/api/')) return { status: 404 };
    if (authorization !== 'Bearer R') return { status: 401, headers: { 'www-authenticate': `Bearer realm="http://${this.server.host}/token",service="ghcr"` } };
    const known = [...this.versions.values()];
    if (path.includes('/tags/list')) return { body: { tags: known.flatMap(({ tags }) => tags).concat(this.lateTags) } };
    const name = path.split('/').at(-1)!;
    const found = known.find(({ digest, tags }) => digest === name || tags.includes(name));
    return found ? manifestReply(found.body) : { status: 404 };
  }
}

function listed({ id, digest, tags, age }: Version): object {
  const date = new Date(STARTED - age * DAY).toISOString();
  return { id, name: digest, created_at: date, updated_at: date, metadata: { package_type: 'container', container: { tags } } };
}

let github: GitHub;
beforeEach(async () => {
  github = await GitHub.start();
});
afterEach(() => github.server.stop());

function project(...images: string[]): string {
  return repository({ '.projen/docker.json': { targets: images.map((image, at) => ({ name: `image${at}`, image })) } });
}

async function clean(root: string, args: string[], env: NodeJS.ProcessEnv = { GITHUB_TOKEN: 'ghs_secret' }): Promise<{ out: string; error: string; code: number; failure?: Error }> {
  const options = {
    gitHubRegistry: github.server.host, attempts: 2, pause: 1, timeout: 30_000, env: { DOCKER_CONFIG: root, GITHUB_API_URL: `http://${github.server.host}/api`, ...env },
  };
  const cwd = process.cwd();
  process.chdir(root);
  try {
    const { out, error, value } = await listen(async () => ({ code: await cleanupCommand(options).run(args) }));
    expect(`${out}${error}`).not.toContain('ghs_secret');
    return { out, error, ...value };
  } finally {
    process.chdir(cwd);
  }
}

/** Two images of commits for two platforms, signed, and one of main. */
function fill(): { main: string; kept: string; gone: string; platform: string; signature: string } {
  const shared = github.image('amd64');
  const kept = github.index([shared, github.image('arm64')], [sha('1')], 10);
  const platform = github.image('arm64 of the old one');
  const gone = github.index([shared, platform], [sha('2')], 20);
  const main = github.index([github.image('amd64 of main')], ['main', 'latest'], 5);
  github.image('signature', [`sha256-${kept.slice(7)}.sig`]);
  return { main, kept, gone, platform, signature: github.image('old signature', [], 30, gone) };
}

const api = () => `${github.server.host}/acme/shop/api`;

describe("GitHub's registry", () => {
  test('what goes, and why', async () => {
    const { gone, platform, signature } = fill();
    const before = github.digests;
    const { out, code } = await clean(project(api()), ['--keep', '1']);
    expect(code).toBe(0);
    expect(github.digests).toEqual(before.filter(digest => ![gone, platform, signature].includes(digest)));
    expect(github.deletions.map(line => line.split('/').at(-1))).toEqual(['9', '5', '4']);
    expect(out).toBe([
      api(),
      '  keeps 6: 1 latest, 1 among the newest 1, 3 as part of those, 1 as signature or attestation of those',
      '  deleted 3',
      '',
      'digest               tags                                          age      why                             result',
      `${short(signature)}                                                30 days  belongs to ${short(gone)}  deleted`,
      `${short(gone)}  ${sha('2')}  20 days  not among the newest 1          deleted`,
      `${short(platform)}                                                30 days  part of ${short(gone)}     deleted`,
      '',
    ].join('\n'));
  });

  test('nothing in a dry run', async () => {
    fill();
    const { out, code } = await clean(project(api()), ['--keep', '1', '--dry-run']);
    expect([code, github.deletions, github.versions.size]).toEqual([0, [], 9]);
    expect(out).toContain('would delete 3; nothing is deleted in a dry run\n');
    expect(out).toContain('would be deleted\n');
    expect((await clean(project(api()), ['--keep', '1', '--dry-run', '--markdown'])).out).toContain('### Cleanup of the registry (dry run)\n');
  });

  test('a token is wanted for the API and the registry', async () => {
    fill();
    await clean(project(api()), ['--keep', '1', '--dry-run'], { GH_TOKEN: 'ghs_secret' });
    expect(github.server.requests.filter(({ path }) => path.startsWith('/api')).every(({ authorization }) => authorization === 'Bearer ghs_secret')).toBe(true);
    expect(github.server.requests.find(({ path }) => path.startsWith('/token'))?.authorization).toBe(`Basic ${Buffer.from('token:ghs_secret').toString('base64')}`);
    await expect(clean(project(api()), ['--keep', '1'], {})).rejects.toThrow(`the images at ${github.server.host} are listed and deleted by GitHub's API, which wants a token; set GITHUB_TOKEN or GH_TOKEN`);
    await expect(clean(project(api()), ['--keep', '1'], { GITHUB_TOKEN: 'ghs_secret', GITHUB_API_URL: 'http://api.example.com' })).rejects.toThrow('GITHUB_API_URL must be an address with https://');
  });

  test('without --older-than, what is being published stays', async () => {
    fill();
    const publishing = github.image('just pushed, the index follows', [], 0);
    const [old, young] = [github.image('orphan', [], 3), github.image('young orphan', [], 1.5)];
    await clean(project(api()), ['--keep', '1', '--older-than', '2']);
    expect(github.digests).toEqual(expect.arrayContaining([publishing, young]));
    expect(github.digests).not.toContain(old);
    await clean(project(api()), ['--keep', '1']);
    expect(github.digests).toContain(publishing);
    expect(github.digests).not.toContain(young);
    await clean(project(api()), ['--keep', '1', '--older-than', '0']);
    expect(github.digests).not.toContain(publishing);
  });

  test('--protect and --untagged-only', async () => {
    const { gone } = fill();
    const orphan = github.image('orphan');
    expect((await clean(project(api()), ['--keep', '1', '--protect', 'v*', '--protect', 'sha-22*', '--dry-run', '--json'])).out).not.toContain('not among');
    await clean(project(api()), ['--keep', '1', '--untagged-only']);
    expect(github.digests).toEqual(expect.arrayContaining([gone, orphan]));
    github.image('orphan that is newer', [], 20);
    await clean(project(api()), ['--keep', '1', '--untagged-only']);
    expect(github.digests).not.toContain(orphan);
    expect(github.digests).toContain(gone);
  });

  test('a tag that only the registry knows of keeps what it leads to', async () => {
    const { gone, platform } = fill();
    github.onRequest = ({ path }) => (path.endsWith('/manifests/1.0.0') ? manifestReply([...github.versions.values()].find(({ digest }) => digest === gone)!.body) : undefined);
    github.lateTags.push('1.0.0', sha('9'));
    await clean(project(api()), ['--keep', '1']);
    expect(github.digests).toEqual(expect.arrayContaining([gone, platform]));
  });

  test('nothing is deleted when a tag that only the registry knows of leads nowhere', async () => {
    fill();
    github.lateTags.push('1.0.0');
    const { out, code } = await clean(project(api()), ['--keep', '1']);
    expect([code, github.deletions]).toEqual([1, []]);
    expect(out).toContain(`problem: ${api()} has the tag 1.0.0, and nothing behind it; try again later, or delete the tag`);
  });

  test.each<[string, (request: Request) => Reply | undefined, string]>([
    ['a manifest cannot be read', ({ path }) => (path.includes('/manifests/sha256:') ? { status: 500 } : undefined), 'has a fault (500); try again later'],
    ['the versions cannot be listed', ({ path }) => (path.includes('/versions?') ? { status: 403, body: { message: 'no' } } : undefined), 'does not list the versions of acme/shop/api (403 no)'],
    ['the token may not see them', ({ path }) => (path.includes('/versions?') ? { status: 404 } : undefined), 'GitHub shows no versions of'],
    ['the tags cannot be listed', ({ path }) => (path.includes('/tags/list') ? { status: 403 } : undefined), '(403)'],
    ['a manifest is another one', ({ path }) => (path.includes('/manifests/sha256:') ? { body: '{}' } : undefined), 'sends something else than it says'],
  ])('nothing is deleted when %s', async (_when, onRequest, message) => {
    fill();
    github.onRequest = onRequest;
    const { out, code } = await clean(project(api()), ['--keep', '1']);
    expect([code, github.deletions]).toEqual([1, []]);
    expect(out).toContain('problem: ');
    expect(out).toContain(message);
  });

  test('nothing is deleted when a part of something kept is missing', async () => {
    const { main } = fill();
    const child = [...github.versions.values()].find(({ body }) => body.includes('"amd64 of main"'))!;
    github.versions.delete(child.id);
    const { out, error, code } = await clean(project(api()), ['--keep', '1', '--markdown']);
    expect([code, github.deletions]).toEqual([1, []]);
    expect(out).toContain(`- problem: ${short(main)} (main, latest) lists ${short(child.digest)}, which is not there`);
    expect(error).toContain(`${api()}: ${short(main)} (main, latest) lists`);
  });

  test('one image that cannot be read says nothing about the others', async () => {
    fill();
    const { out, code } = await clean(project(`${github.server.host}/acme/other`, api()), ['--keep', '1']);
    expect(code).toBe(0);
    expect(out).toContain(`${github.server.host}/acme/other\n  is not in the registry, or empty\n\n${api()}\n`);
    github.onRequest = ({ path }) => (path.includes('other') ? { status: 403 } : undefined);
    github.image('orphan');
    const second = await clean(project(`${github.server.host}/acme/other`, api()), ['--keep', '1']);
    expect(second.code).toBe(1);
    expect(second.out).toContain('deleted 1\n');
  });

  test("what GitHub's rules keep is said, and no failure", async () => {
    const { platform } = fill();
    const said = 'Publicly visible package versions with more than 5000 downloads cannot be deleted. Contact GitHub support for further assistance.';
    github.onRequest = ({ method, path }) => (method === 'DELETE' && path.endsWith('/5') ? { status: 400, body: { message: said } } : undefined);
    const { out, code } = await clean(project(api()), ['--keep', '1', '--json']);
    expect(code).toBe(0);
    const [{ deletions }] = JSON.parse(out).images;
    expect(deletions.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['deleted', 'refused', 'left']);
    expect(github.digests).toContain(platform);
  });

  test('without the permission the first refusal is the last', async () => {
    fill();
    github.onRequest = ({ method }) => (method === 'DELETE' ? { status: 403, body: { message: 'Resource not accessible by integration' } } : undefined);
    const { out, code } = await clean(project(api()), ['--keep', '1']);
    expect([code, github.deletions.length]).toEqual([1, 1]);
    expect(out).toContain('deleted 0, not deleted 3');
    expect(out).toContain('the package has to give the workflow\'s repository the role Admin');
  });

  test('for programs', async () => {
    const { gone, main } = fill();
    const { out } = await clean(project(api()), ['--keep', '1', '--dry-run', '--json']);
    const { dryRun, images: [{ image, listsUntagged, kept, deletions, problems }] } = JSON.parse(out);
    expect({ dryRun, image, listsUntagged, problems }).toEqual({ dryRun: true, image: api(), listsUntagged: true, problems: [] });
    expect(kept).toContainEqual({ digest: main, tags: ['main', 'latest'], reason: 'latest' });
    expect(deletions[1]).toEqual({ digest: gone, tags: [sha('2')], date: expect.stringMatching(/^2/), why: 'not among the newest 1', outcome: 'planned' });
  });

  test('for a summary', async () => {
    const { gone } = fill();
    const { out } = await clean(project(api()), ['--keep', '1', '--markdown']);
    expect(out).toContain(`### Cleanup of the registry\n\n#### ${api()}\n\n- keeps 6: `);
    expect(out).toContain(`| \`${short(gone)}\` | \`${sha('2')}\` | 20 days | not among the newest 1 | deleted |`);
    const tag = `sha256-${'e'.repeat(64)}.sig`;
    github.image('signature of what is gone', [tag]);
    expect((await clean(project(api()), ['--keep', '1', '--markdown'])).out).toContain(`| \`sha256-${'e'.repeat(12)}….sig\` | 30 days | belongs to what is gone | deleted |`);
    for (let at = 0; at < 21; at++) github.image(`orphan ${at}`);
    expect((await clean(project(api()), ['--keep', '1', '--markdown'])).out).toContain('<details><summary>21 manifests</summary>');
  });
});

describe('arguments', () => {
  const call = (...args: string[]) => runMain(project('ghcr.io/acme/shop', 'ghcr.io/acme/shop-web'), 'cleanup', ...args);
  test.each<[string[], string]>([
    [[], '--keep is missing: how many of the newest images to keep, such as --keep 10'],
    [['--keep', '0'], '--keep must be a whole number from 1, got "0"'],
    [['--keep', '1.5'], '--keep must be a whole number from 1, got "1.5"'],
    [['--keep', '-1'], 'ambiguous'],
    [['--keep', '1', '--older-than', 'x'], '--older-than must be a number of days such as 7, got "x"'],
    [['--keep', '1', '--protect', 'a b'], '--protect must be a tag, with * for any characters, got "a b"'],
    [['--keep', '1', '--protect', ''], '--protect must be a tag'],
    [['--keep', '1', '--json', '--markdown'], '--json and --markdown exclude each other; choose one'],
    [['--keep', '1', 'nowhere'], 'there is no image "nowhere"; there are image0, image1'],
    [['--keep', '1', '--dryrun'], "Unknown option '--dryrun'"],
  ])('%j', async (args, message) => {
    const { code, error } = await call(...args);
    expect([code, error]).toEqual([2, expect.stringContaining(message)]);
  });

  test('an image without a registry', async () => {
    expect(await runMain(project('shop'), 'cleanup', '--keep', '1')).toMatchObject({ code: 1, error: expect.stringContaining('"image0" has no registry in the image\'s name; set "registry" in .projenrc.ts') });
  });

  test('two images in one repository are one', async () => {
    fill();
    const { out } = await clean(project(api(), api()), ['--keep', '1', '--dry-run']);
    expect(out.match(/keeps/g)).toHaveLength(1);
  });

  test('its help', async () => {
    expect((await call('--help')).out).toContain('--protect TAG-PATTERN');
  });
});
