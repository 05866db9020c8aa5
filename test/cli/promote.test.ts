import { writeFileSync } from 'fs';
import { join } from 'path';
import { FakeRegistry } from './fake-registry';
import { manifest } from './manifest';
import { renderDigests } from '../../src/cli/digests';
import { promoteCommand } from '../../src/cli/promote';
import { digest, index, manifestReply } from '../registry/server';
import { repository, write } from '../support';

// Programs are processes, which take long on a machine that is busy.
jest.setTimeout(60_000);

const [OLD, NEW, OTHER] = [index('linux/amd64'), index('linux/amd64', 'linux/arm64'), index('linux/s390x')];
const NOW = Date.UTC(2026, 2, 1, 12);
const GITHUB = ['GITHUB_ACTOR', 'GITHUB_RUN_ID', 'GITHUB_SERVER_URL', 'GITHUB_REPOSITORY', 'GITHUB_SHA'];
const environment = { ...process.env };

let registry: FakeRegistry;
let root: string;
const cwd = process.cwd();

beforeEach(async () => {
  GITHUB.forEach(name => delete process.env[name]);
  registry = await FakeRegistry.start();
  registry.install(['docker']);
  root = repository({});
  process.chdir(root);
  write(root, '.projen/docker.json', manifest({
    targets: [{ name: 'base', image: ref('base'), isBase: true }, { name: 'api', image: ref('api') }, { name: 'web', image: ref('web') }],
  }));
  digests(NEW, 'api', 'web');
});
afterEach(async () => {
  process.chdir(cwd);
  await registry.stop();
  for (const name of GITHUB) {
    if (environment[name] === undefined) delete process.env[name];
    else process.env[name] = environment[name];
  }
});

const ref = (name: string) => `${registry.host}/acme/${name}`;
/** Writes a digests file of images that the registry has. */
function digests(image: unknown, ...names: string[]): void {
  writeFileSync(join(root, 'd.txt'), renderDigests(names.map(name => ({ image: ref(name), digest: registry.has(`acme/${name}`, image) }))));
}
/** Tags that images have already. */
function has(image: unknown, tags: string[], ...names: string[]): void {
  for (const name of names) registry.has(`acme/${name}`, image, ...tags);
}
const tag = (name: string, label: string) => registry.digest(`acme/${name}`, label);
/** What tags are now: "old", "new", or "other". */
const state = (name: string) => Object.fromEntries(registry.tags(`acme/${name}`).sort().map(label => [label, registry.manifests.get(`acme/${name}:${label}`)])
  .map(([label, image]) => [label, image === OLD ? 'old' : image === NEW ? 'new' : 'other']));

async function run(...args: string[]): Promise<{ code: number; out: string; err: string; rows: string[][] }> {
  const patience = { persistence: { pauses: [1, 1] }, settling: { pauses: [1, 1] } };
  const command = promoteCommand({ registry: { attempts: 1, env: { DOCKER_CONFIG: root } }, ...patience, now: () => NOW });
  const { code, out, err } = await registry.run(command, ['--digests', 'd.txt', ...args]);
  const rows = out.split('\n').filter(line => /^HOST\S+ {2}/.test(line)).map(line => line.split(/ {2,}/).map(cell => cell.replace('HOST/acme/', '')));
  return { code, out, err, rows };
}
const short = (name: string, label: string) => tag(name, label)!.slice(7, 19);

describe('a branch', () => {
  test('has a tag of its own, and only one of them has "latest"', async () => {
    has(OLD, ['main', 'latest'], 'api', 'web');
    expect((await run('--branch', 'feature/login', '--latest-on', 'main')).code).toBe(0);
    expect(state('api')).toEqual({ 'main': 'old', 'latest': 'old', 'feature-login': 'new' });
    expect((await run('--branch', 'main', '--latest-on', 'main')).code).toBe(0);
    for (const name of ['api', 'web']) expect(state(name)).toEqual({ 'main': 'new', 'latest': 'new', 'feature-login': 'new' });
  });

  test('is told from where to where', async () => {
    has(OLD, ['main'], 'api');
    has(NEW, ['main'], 'web');
    const before = short('api', 'main');
    const { out, rows, code, err } = await run('--branch', 'main', '--tag', 'staging');
    expect([code, out.split('\n')[0]]).toEqual([0, 'branch main']);
    expect(rows).toEqual([
      ['api', 'main', before, short('web', 'main'), 'moved'],
      ['web', 'main', short('web', 'main'), short('web', 'main'), 'unchanged'],
      ['api', 'staging', '-', short('web', 'main'), 'new'],
      ['web', 'staging', '-', short('web', 'main'), 'new'],
    ]);
    expect(err).toBe('asking the registry what there is\nmoving HOST/acme/api:main\nmoving HOST/acme/api:staging\nmoving HOST/acme/web:staging\n');
    // What is right already is not touched: a registry may refuse even that.
    expect(registry.work).toEqual(['api:main', 'api:staging', 'web:staging'].map(one => expect.stringMatching(`^docker HOST/acme/${one} HOST/acme/${one.split(':')[0]}@sha256:`)));
    expect(registry.calls[1].args.slice(0, 5)).toEqual(['buildx', 'imagetools', 'create', '--prefer-index=false', '--tag']);
  });

  test('that would share its tag with the one of "latest" is refused', async () => {
    expect(await run('--branch', 'release-1', '--latest-on', 'release/1')).toMatchObject({ code: 1, err: 'the branches "release-1" and "release/1" would share the tag "release-1"; rename one of them\n' });
  });

  test('needs no program where nothing has to be done', async () => {
    has(NEW, ['main'], 'api', 'web');
    registry.install([], true);
    expect((await run('--branch', 'main')).code).toBe(0);
    expect(registry.calls).toEqual([]);
  });
});

describe('a branch that has newer images', () => {
  const CREATED = 'org.opencontainers.image.created';
  const FIRST = '2026-03-01T10:00:00Z';
  const SECOND = '2026-03-01T11:30:00+01:00';
  const labelled = (date: string | undefined, created?: unknown) => ({ created, config: { Labels: date === undefined ? {} : { [CREATED]: date } } });
  /** A digests file of images that were made then, and the tags that the images have now. */
  function made(here: unknown, there: Record<string, unknown>, tags: string[] = ['main', 'latest']): void {
    const names = Object.keys(there);
    names.forEach(name => registry.holds(`acme/${name}`, here));
    digests(registry.holds('acme/api', here), ...names);
    for (const [name, config] of Object.entries(there)) {
      const holds = () => registry.holds(`acme/${name}`, ...Array.isArray(config) ? config : [config]);
      if (config !== undefined) registry.has(`acme/${name}`, typeof config === 'string' ? config : holds(), ...tags);
    }
  }
  const MAIN = ['--branch', 'main', '--latest-on', 'main', '--tag', 'staging'];

  test('keeps its tags, for all images: the run of an older commit may end last', async () => {
    made(labelled(FIRST, '2026-03-02T00:00:00Z'), { api: labelled('2026-02-28T10:00:00Z'), web: labelled(SECOND, '2026-03-01T00:00:00Z') });
    const before = [state('api'), state('web'), tag('api', 'main'), tag('web', 'main')];
    const { code, out, rows } = await run(...MAIN);
    expect([code, rows.map(row => row.slice(3))]).toEqual([0, Array(6).fill(['-', 'stays: the branch has newer images'])]);
    const line = 'HOST/acme/web:main is of 2026-03-01T10:30:00Z, and what was to replace it of 2026-03-01T10:00:00Z: the branch has newer images, and its tags stay.';
    expect(out.trimEnd().split('\n').pop()).toBe(line);
    expect([state('api'), state('web'), tag('api', 'main'), tag('web', 'main')]).toEqual(before);
    expect(registry.calls).toEqual([]);
    expect((await run(...MAIN, '--markdown')).out).toContain(`|\n\n${line.replace('HOST/acme/web:main', '`HOST/acme/web:main`')}\n`);
    expect((await run(...MAIN, '--dry-run')).out).toContain(line);
  });

  test.each<[string, unknown, unknown]>([
    ['older', labelled(SECOND), labelled(FIRST)],
    ['of the same time', labelled(FIRST), labelled(FIRST, '2027-01-01T00:00:00Z')],
    ['without a date', labelled(FIRST), labelled(undefined)],
    ['of a year in which nothing was made', labelled('1970-01-01T00:00:00Z'), labelled('1970-01-02T00:00:00Z')],
    ['of no known date', labelled(FIRST), labelled('yesterday')],
    ['replaced by what has no date', labelled(undefined), labelled(SECOND)],
    ['something else', labelled(FIRST), 'no manifest'],
    ['without a configuration', labelled(FIRST), JSON.stringify(index('linux/amd64'))],
    ['not there', labelled(FIRST), undefined],
  ])('is no matter where what is there is %s', async (_, here, there) => {
    made(here, { api: there });
    const { code, rows, out } = await run(...MAIN);
    expect([code, rows.map(row => row[4])]).toEqual([0, [...there === undefined ? ['new', 'new', 'new'] : ['moved', 'new', 'moved']]]);
    expect(out).not.toContain('newer');
  });

  test.each<[string, unknown, unknown]>([
    ['when the configuration was made, where a label is missing in both', labelled(undefined, FIRST), labelled(undefined, SECOND)],
    ['the same, where one has a label', labelled('2030-01-01T00:00:00Z', FIRST), labelled(undefined, SECOND)],
    ['the first platform that has a date', labelled(FIRST), ['no configuration', labelled(SECOND)]],
  ])('is known by %s', async (_, here, there) => {
    made(here, { api: there });
    expect((await run(...MAIN)).rows.map(row => row[4])).toEqual(Array(3).fill('stays: the branch has newer images'));
  });

  describe('by a date that is yet to come', () => {
    const [SOON, LATER] = ['2026-03-01T13:00:00Z', '2026-03-01T13:00:01Z'];
    const NEVER = '2099-01-01T00:00:00Z';
    const MOVED = ['moved', 'new', 'moved'];
    const STAYS = Array(3).fill('stays: the branch has newer images');

    test.each<[string, unknown, unknown, string[]]>([
      ['an hour from now is believed', labelled(FIRST), labelled(SOON), STAYS],
      ['more is not', labelled(FIRST), labelled(LATER), MOVED],
      ['that of the build counts in place of that of the commit', labelled(FIRST, FIRST), labelled(NEVER, SECOND), STAYS],
      ['neither that of the build', labelled(undefined, FIRST), labelled(undefined, NEVER), MOVED],
      ['nor that of the image itself', labelled(NEVER, FIRST), labelled(SECOND, SECOND), STAYS],
    ])('%s', async (_, here, there, expected) => {
      made(here, { api: there });
      const { code, rows } = await run(...MAIN);
      expect([code, rows.map(row => row[4])]).toEqual([0, expected]);
    });

    test('does not keep them for ever, and is said with the image', async () => {
      made(labelled(FIRST), { api: labelled(NEVER) });
      const wrong = tag('api', 'main');
      const text = 'says that it was made on 2099-01-01T00:00:00Z, which is yet to come, so that this date counts for nothing; see who gave it to its commit.';
      expect((await run(...MAIN, '--dry-run')).out.trimEnd().split('\n').pop()).toBe(`warning: HOST/acme/api@${wrong} ${text}`);
      const { out } = await run(...MAIN, '--markdown');
      expect(out).toContain(`\n\n**Warning:** \`HOST/acme/api@${wrong}\` ${text}\n`);
      expect(tag('api', 'main')).not.toBe(wrong);
    });

    test('is of no interest where it is not compared', async () => {
      made(labelled(FIRST, NEVER), { api: labelled(FIRST, NEVER), web: labelled(NEVER) }, ['main']);
      const wrong = tag('web', 'main');
      expect((await run('--branch', 'main')).out.match(/warning: \S+/g)).toEqual([`warning: HOST/acme/web@${wrong}`]);
    });
  });

  test('has the same already', async () => {
    made(labelled(FIRST), { api: labelled(FIRST) }, ['main']);
    expect((await run(...MAIN)).rows.map(row => row[4])).toEqual(['unchanged', 'new', 'new']);
  });

  test('is moved where a registry does not say how old they are', async () => {
    made(labelled(FIRST), { api: labelled(SECOND) });
    registry.disturb = ({ path }) => (path.includes('/blobs/') ? 'reset' : undefined);
    expect((await run(...MAIN)).rows.map(row => row[4])).toEqual(['moved', 'new', 'moved']);
  });

  test('gets them while older ones are being moved: the rest stays', async () => {
    made(labelled(FIRST), { api: labelled('2026-02-01T00:00:00Z'), web: labelled('2026-02-01T00:00:00Z') });
    const newer = registry.holds('acme/web', labelled(SECOND));
    registry.fail = ({ args }) => {
      if (args.some(arg => arg.endsWith('api:main'))) registry.has('acme/web', newer, 'main', 'latest');
      return undefined;
    };
    const { code, rows, out } = await run(...MAIN);
    expect([code, rows.map(row => row[4])]).toEqual([0, ['moved', 'not moved', 'not moved', 'not moved', 'not moved', 'not moved']]);
    expect(out).toContain('HOST/acme/web:main is of 2026-03-01T10:30:00Z, and what was to replace it of 2026-03-01T10:00:00Z: the branch has newer images');
    expect(registry.work).toHaveLength(1);
  });

  test('gets them right after one was moved: that is no fault', async () => {
    made(labelled(FIRST), { api: labelled('2026-02-01T00:00:00Z') });
    const newer = registry.holds('acme/api', labelled(SECOND));
    registry.fail = ({ args }) => {
      if (!args.includes('--tag')) return undefined;
      registry.has('acme/api', newer, 'main');
      return { stderr: '', code: 0 };
    };
    const { code, rows, out } = await run(...MAIN);
    expect([code, rows.map(row => row[4])]).toEqual([0, ['not moved', 'not moved', 'not moved']]);
    expect(out).toContain('the branch has newer images, and its tags stay.');
  });

  test('gives way to a release, a rollback and what is said', async () => {
    made(labelled(FIRST), { api: labelled(SECOND) }, ['main', 'latest', 'staging']);
    expect((await run('--tag', 'staging')).rows.map(row => row[4])).toEqual(['moved']);
    expect((await run('--release', '1.0.0', '--latest')).rows.map(row => row[4])).toEqual(['new', 'new', 'new', 'moved']);
    registry.has('acme/api', registry.holds('acme/api', labelled(SECOND)), 'latest');
    expect((await run('--rollback', '1.0.0')).rows.map(row => row[4])).toEqual(['unchanged', 'unchanged', 'moved']);
  });
});

describe('a release', () => {
  test('has its own tag and those of its lines; "latest" when it is said', async () => {
    has(OLD, ['1.2.2', '1.2', '1', 'latest'], 'api', 'web');
    expect((await run('--release', 'v1.2.3')).code).toBe(0);
    for (const name of ['api', 'web']) expect(state(name)).toEqual({ '1.2.2': 'old', '1.2.3': 'new', '1.2': 'new', '1': 'new', 'latest': 'old' });
    expect((await run('--release', 'v1.2.3', '--latest')).code).toBe(0);
    expect(state('api').latest).toBe('new');
  });

  test('of one project among several has the version without what stands before it in the tag', async () => {
    expect((await run('--release', 'portal/v1.2.3', '--tag-prefix', 'portal/')).code).toBe(0);
    expect(registry.tags('acme/api').sort()).toEqual(['1', '1.2', '1.2.3']);
    expect((await run('--release', 'v1.2.3', '--tag-prefix', '')).code).toBe(0);
  });

  test('is tagged for all images before lines are moved, and "latest" comes last', async () => {
    await run('--release', '1.2.3', '--latest', '--tag', 'production');
    expect(registry.work.map(line => line.split(' ')[1].replace('HOST/acme/', ''))).toEqual([
      'api:1.2.3', 'web:1.2.3', 'api:production', 'web:production', 'api:1.2', 'web:1.2', 'api:1', 'web:1', 'api:latest', 'web:latest',
    ]);
  });

  test('of an older line moves nothing back, not even where only one image has the newer one', async () => {
    has(OLD, ['1.0.0', '1.0', '1', 'latest'], 'api', 'web');
    has(OTHER, ['1.1.0', '1', 'latest'], 'web');
    const { code, rows } = await run('--release', 'v1.0.1', '--latest');
    expect(code).toBe(0);
    expect(state('api')).toEqual({ '1.0.0': 'old', '1.0.1': 'new', '1.0': 'new', '1': 'old', 'latest': 'old' });
    expect(state('web')).toEqual({ '1.0.0': 'old', '1.0.1': 'new', '1.0': 'new', '1': 'other', 'latest': 'other', '1.1.0': 'other' });
    expect(rows).toContainEqual(['api', 'latest', short('api', 'latest'), '-', 'stays: 1.1.0 is newer']);
  });

  test.each([['0.3.1', ['0.3', '0.3.1']], ['1.0.0-rc.1', ['1.0.0-rc.1']]])('%s has the tags %j', async (version, tags) => {
    const { code } = await run('--release', version, ...version.startsWith('1') ? ['--latest'] : []);
    expect([code, registry.tags('acme/api').sort()]).toEqual([0, tags]);
  });

  test('that exists and is another is refused before anything is moved', async () => {
    has(OLD, ['1.2.3'], 'web');
    const { code, err, out } = await run('--release', 'v1.2.3', '--tag', 'production');
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/nothing was moved: HOST\/acme\/web:1\.2\.3 is released already, as sha256:[0-9a-f]{64} and not sha256:[0-9a-f]{64}; releases do not change, choose another version/);
    expect(registry.calls).toEqual([]);
  });

  test('that was half done goes on', async () => {
    has(NEW, ['1.2.3'], 'api');
    const { code, rows } = await run('--release', 'v1.2.3');
    expect([code, rows.map(row => row[4])]).toEqual([0, ['unchanged', 'new', 'new', 'new', 'new', 'new']]);
  });

  test('of what is not there is refused', async () => {
    writeFileSync(join(root, 'd.txt'), renderDigests([{ image: ref('api'), digest: registry.has('acme/api', NEW) }, { image: ref('web'), digest: `sha256:${'1'.repeat(64)}` }]));
    expect(await run('--release', 'v1.2.3')).toMatchObject({ code: 1, err: expect.stringContaining(`nothing was moved: HOST/acme/web has no sha256:${'1'.repeat(64)}; publish it first`) });
  });

  test('is not tried where the registry does not say what there is', async () => {
    registry.disturb = ({ path }) => (path.includes('/web/tags/list') ? { status: 403 } : undefined);
    expect(await run('--release', 'v1.2.3')).toMatchObject({ code: 1, err: expect.stringContaining('wants a login') });
    expect(registry.calls).toEqual([]);
  });
});

describe('a rollback', () => {
  beforeEach(() => {
    has(NEW, ['1.0.0', '1.0'], 'api', 'web');
    has(OLD, ['1.1.0', '1.1', '1', 'latest', 'main'], 'api', 'web');
  });

  test('moves what people take, and no release, no other line, and no branch', async () => {
    registry.manifests.delete('acme/web:latest');
    const { code, rows } = await run('--rollback', 'v1.0.0', '--tag', 'production');
    expect(code).toBe(0);
    expect(state('api')).toEqual({ '1.0.0': 'new', '1.0': 'new', '1.1.0': 'old', '1.1': 'old', '1': 'new', 'latest': 'new', 'main': 'old', 'production': 'new' });
    // A tag that there never was is not made by a rollback.
    expect(state('web')).not.toHaveProperty('latest');
    expect(rows).toContainEqual(['web', 'latest', '-', '-', 'stays: there is none']);
  });

  test('moves several tags, as somebody writes them into one field', async () => {
    expect((await run('--rollback', 'v1.0.0', '--tag', ' staging  canary\n', '--tag', 'production')).code).toBe(0);
    expect(state('web')).toMatchObject({ staging: 'new', canary: 'new', production: 'new', latest: 'new' });
  });

  test('goes to a release', async () => {
    expect(await run('--rollback', '1.0.9')).toMatchObject({ code: 1, err: expect.stringContaining('HOST/acme/api:1.0.9 does not exist; only releases can be rolled back to; HOST/acme/web:1.0.9') });
    expect(await run('--rollback', '1.1.0')).toMatchObject({ code: 1, err: expect.stringMatching(/HOST\/acme\/api:1\.1\.0 is sha256:\S+, and the digests file says sha256:\S+; write it anew: projen-docker resolve --tag 1\.1\.0/) });
    expect(registry.calls).toEqual([]);
  });

  test('to a prerelease moves only what is said', async () => {
    has(NEW, ['1.2.0-rc.1'], 'api', 'web');
    expect(await run('--rollback', '1.2.0-rc.1')).toMatchObject({ code: 1, err: expect.stringContaining('say with --tag what to move') });
    expect((await run('--rollback', '1.2.0-rc.1', '--tag', 'staging')).rows.map(([name, label]) => `${name}:${label}`)).toEqual(['api:staging', 'web:staging']);
  });

  test('of some images leaves the others', async () => {
    digests(NEW, 'api');
    const { code, err } = await run('--rollback', '1.0.0');
    expect([code, err]).toEqual([0, expect.stringContaining('web: not in d.txt, and left as it is')]);
    expect(state('web').latest).toBe('old');
  });
});

describe('a failure', () => {
  test('half way says what was moved, and that it can be run again', async () => {
    has(OLD, ['main'], 'api', 'web');
    registry.fail = ({ args }) => (args.some(arg => arg.endsWith('web:main')) ? { stderr: 'ERROR: failed to push: unauthorized: no\n' } : undefined);
    const { code, err, rows } = await run('--branch', 'main', '--tag', 'staging');
    expect([code, rows.map(row => row[4])]).toEqual([1, ['moved', 'not moved', 'not moved', 'not moved']]);
    expect(err).toContain('HOST/acme/web:main cannot be made: failed to push: unauthorized: no. 1 of 4 tags were moved; run this again, it goes on where it ended');
    registry.fail = () => undefined;
    expect((await run('--branch', 'main', '--tag', 'staging')).rows.map(row => row[4])).toEqual(['unchanged', 'moved', 'new', 'new']);
  });

  test('that may pass is tried again', async () => {
    let count = 0;
    registry.fail = ({ args }) => (args.includes('--tag') && count++ < 2 ? { stderr: 'ERROR: unexpected status from PUT request: 503 Service Unavailable' } : undefined);
    expect((await run('--branch', 'main')).code).toBe(0);
    expect(registry.work).toHaveLength(4);
  });

  test('that came through all the same counts as moved', async () => {
    registry.fail = ({ args }) => {
      if (!args.some(arg => arg.endsWith('web:main'))) return undefined;
      has(NEW, ['main'], 'web');
      return { stderr: 'ERROR: something else' };
    };
    expect((await run('--branch', 'main'))).toMatchObject({ code: 1, rows: [expect.arrayContaining(['new']), expect.arrayContaining(['new'])] });
  });

  test('of a registry that lets no tag change says so, and not that it can be run again', async () => {
    has(OLD, ['main', 'latest'], 'api', 'web');
    registry.fail = ({ args }) => (args.some(arg => arg.endsWith('web:main')) ? { stderr: 'ERROR: unexpected status from PUT request to https://x: 412 Precondition Failed\n' } : undefined);
    const { code, err, rows } = await run('--branch', 'main', '--latest-on', 'main', '--tag', 'staging');
    expect([code, rows.map(row => row[4])]).toEqual([1, ['moved', ...Array(5).fill('not moved')]]);
    expect(err.split('\n').at(-2)).toBe(`HOST/acme/web:main cannot be made: unexpected status from PUT request to https://x: 412 Precondition Failed. It is still ${digest(OLD)}: the registry may let no tag `
      + 'change that exists (immutable tags); leave "main", "staging", "latest" out of that rule, see "Tags that must not change" in docs/publishing.md of @jts/projen-docker. 1 of 6 tags were moved');
    // Releases need not be left out.
    has(OLD, ['1'], 'api', 'web');
    registry.fail = ({ args }) => (args.some(arg => arg.endsWith('web:1')) ? { stderr: 'ERROR: 400 Bad Request' } : undefined);
    expect((await run('--release', '1.2.3')).err).toContain('leave "1.2", "1" out of that rule');
  });

  describe('of a registry that shows late what it has', () => {
    /** Answers in another way for as many looks at the tag of one image as follow its move. */
    function late(image: unknown, times: number): void {
      let looks = 0;
      registry.disturb = ({ path }) => {
        if (!path.endsWith('/api/manifests/main') || !registry.work.some(line => line.startsWith('docker HOST/acme/api:main ')) || looks++ >= times) return undefined;
        return image === undefined ? { status: 404 } : manifestReply(image);
      };
    }

    test.each([['no tag', undefined], ['what it was before', OLD]])('%s is no answer yet', async (_, image) => {
      if (image) has(image, ['main'], 'api');
      late(image, 2);
      const { code, err, rows } = await run('--branch', 'main');
      expect([code, rows.map(row => row[4])]).toEqual([0, [image ? 'moved' : 'new', 'new']]);
      expect(err).toContain('HOST/acme/api:main was made, and the registry does not show it yet; looking again in 1 s\n');
    });

    test('is none what somebody else made of it since it was looked at', async () => {
      has(OLD, ['main'], 'api');
      let looks = 0;
      registry.disturb = ({ path }) => {
        // The plan has seen one thing, and the guard and the move another one; after it the registry says one and the other.
        if (!path.endsWith('/api/manifests/main') || ++looks === 1) return undefined;
        if (looks <= 4) return manifestReply(OTHER);
        return looks === 5 ? manifestReply(OLD) : undefined;
      };
      expect(await run('--branch', 'main')).toMatchObject({ code: 0, rows: [expect.arrayContaining(['moved']), expect.arrayContaining(['new'])] });
      expect(looks).toBe(6);
    });

    test('for ever is an end', async () => {
      has(OLD, ['main'], 'api');
      late(OLD, Infinity);
      expect(await run('--branch', 'main')).toMatchObject({
        code: 1,
        err: expect.stringContaining(`HOST/acme/api:main was made, and after 1 s the registry still does not show it: it is still ${digest(OLD)}. 0 of 2 tags were moved; run this again`),
      });
    });
  });

  test('is none where somebody else has moved it to the same meanwhile', async () => {
    has(OLD, ['staging'], 'api');
    let looks = 0;
    registry.disturb = ({ path }) => {
      if (path.endsWith('/api/manifests/staging') && ++looks === 2) has(NEW, ['staging'], 'api');
      return undefined;
    };
    expect(await run('--tag', 'staging')).toMatchObject({ code: 0, rows: [expect.arrayContaining(['moved']), expect.arrayContaining(['new'])] });
    expect(registry.work).toEqual([expect.stringContaining('web:staging')]);
  });

  test('from outside says what was moved until then', async () => {
    has(OLD, ['main'], 'api', 'web');
    registry.disturb = ({ path, body }) => {
      if (path !== '/fake' || !body.includes('web:main')) return undefined;
      process.emit('SIGINT', 'SIGINT');
      return 'silence';
    };
    const { code, err, rows } = await run('--branch', 'main');
    expect([code, rows.map(row => row[4])]).toEqual([130, ['moved', 'not moved']]);
    expect(err).toContain('interrupted; run this again, it goes on where it ended');
  });

  test('somebody else who moves the tag is noticed', async () => {
    registry.fail = ({ args }) => {
      if (!args.includes('--tag')) return undefined;
      has(OTHER, ['main'], 'api');
      return { stderr: '', code: 0 };
    };
    expect(await run('--branch', 'main')).toMatchObject({ code: 1, err: expect.stringMatching(/HOST\/acme\/api:main was moved to sha256:\S+, and is sha256:\S+: something else moves it too/) });
  });
});

describe('before anything is moved', () => {
  test('--dry-run says what would be', async () => {
    has(OLD, ['main'], 'api');
    const { code, out, rows } = await run('--branch', 'main', '--dry-run');
    expect([code, rows.map(row => row[4])]).toEqual([0, ['would be moved', 'would be new']]);
    expect(out).toMatch(/^dry run, nothing was moved: branch main\n/);
    expect(registry.calls).toEqual([]);
  });

  test.each([
    ['old buildx', 'Usage: docker buildx imagetools create', 'the buildx of this Docker is too old: tags take 0.16 or later'],
    ['no buildx', 'Usage: docker [OPTIONS] COMMAND', 'tags take buildx, and this Docker does not have it; install the plugin docker-buildx'],
  ])('%s is said', async (_, help, message) => {
    registry.helpOfImagetools = help;
    expect(await run('--branch', 'main')).toMatchObject({ code: 1, err: expect.stringContaining(message) });
    expect(registry.work).toEqual([]);
  });

  test('no Docker is said', async () => {
    registry.install([], true);
    expect(await run('--branch', 'main')).toMatchObject({ code: 1, err: expect.stringContaining('"docker" is not installed') });
  });

  test('an image that stays on this machine is nobody\'s concern', async () => {
    write(root, '.projen/docker.json', manifest({ targets: [{ name: 'api', image: ref('api') }, { name: 'tool', image: 'tool' }] }));
    digests(NEW, 'api');
    expect(await run('--branch', 'main')).toMatchObject({ code: 0, err: 'asking the registry what there is\nmoving HOST/acme/api:main\n' });
  });

  test('the digests file is of this project, and of some image', async () => {
    digests(NEW, 'api', 'stranger');
    expect((await run('--branch', 'main')).err).toContain('d.txt names HOST/acme/stranger, which is no image of this project; the images are HOST/acme/api, HOST/acme/web');
    digests(NEW, 'base');
    expect((await run('--branch', 'main')).err).toContain('d.txt names HOST/acme/base, which is no image of this project');
    writeFileSync(join(root, 'd.txt'), '');
    expect((await run('--branch', 'main')).err).toContain('d.txt names no image; there is nothing to promote');
    writeFileSync(join(root, 'd.txt'), `${'A'.repeat(64)}  x\n`);
    expect((await run('--branch', 'main')).err).toContain('line 1 of d.txt must be 64 hexadecimal digits');
  });

  test.each([
    [[], 'say what to promote to'],
    [['--branch', 'a', '--release', '1.0.0'], '--branch, --release and --rollback exclude each other'],
    [['--latest-on', 'main', '--release', '1.0.0'], '--latest-on goes with --branch'],
    [['--latest', '--branch', 'main'], '--latest goes with --release'],
    [['--release', '1.0'], '--release must be a semantic version'],
    [['--release', 'shop-v1.2.3', '--tag-prefix', 'portal-'], '--release must be a version behind "portal-", as --tag-prefix says, got "shop-v1.2.3"'],
    [['--release', 'portal-next', '--tag-prefix', 'portal-'], '--release must be a semantic version such as "1.2.3" or "v1.2.3-rc.1", got "next"'],
    [['--release', 'portal-v1.2.3'], '--release must be a semantic version'],
    [['--rollback', '1.2.3', '--tag-prefix', 'portal-'], '--tag-prefix goes with --release'],
    [['--rollback', 'latest'], '--rollback must be a semantic version'],
    [['--tag', ''], '--tag must be letters'],
    [['--tag', ' '], '--tag must be letters'],
    [['--tag', 'a b/c'], '--tag must be letters'],
    [['--tag', 'staging --digests other.txt'], '--tag must be letters, digits and _ . - that begin with none of . and -, at most 128, got "--digests"'],
    [['--tag', 'staging latest'], '--tag "latest" has a meaning of its own'],
    [['--tag', 'latest'], '--tag "latest" has a meaning of its own'],
    [['--tag', '1.2'], '--tag "1.2" has a meaning of its own'],
    [['--tag', '1.2.3'], '--tag "1.2.3" has a meaning of its own'],
    [['--tag', 'x', 'api'], 'promote takes the images of the digests file, and no other argument, got api'],
  ])('called wrongly: %j', async (args, message) => {
    expect(await run(...args)).toMatchObject({ code: 1, err: expect.stringContaining(message) });
    expect(registry.calls).toEqual([]);
  });
});

test('--markdown is what an auditor reads', async () => {
  Object.assign(process.env, {
    GITHUB_ACTOR: 'renovate[bot]', GITHUB_RUN_ID: '17', GITHUB_SERVER_URL: 'https://github.example.com', GITHUB_REPOSITORY: 'acme/shop', GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
  });
  has(OLD, ['main'], 'api');
  const before = tag('api', 'main');
  const { out } = await run('--branch', 'main', '--markdown');
  const after = tag('api', 'main');
  expect(out).toBe([
    '### Branch main',
    '',
    '| image | tag | from | to | result |',
    '| --- | --- | --- | --- | --- |',
    `| \`HOST/acme/api\` | \`main\` | \`${before}\` | \`${after}\` | moved |`,
    `| \`HOST/acme/web\` | \`main\` |  | \`${after}\` | new |`,
    '',
    'by `renovate[bot]`, run [17](https://github.example.com/acme/shop/actions/runs/17), commit [`0123456789ab`](https://github.example.com/acme/shop/commit/0123456789abcdef0123456789abcdef01234567).',
    '',
  ].join('\n'));
});

test('--markdown at home says nothing of runs, and what is no name is left out', async () => {
  Object.assign(process.env, { GITHUB_ACTOR: 'a](http://evil)', GITHUB_RUN_ID: 'x' });
  expect((await run('--branch', 'a<b>`_', '--markdown', '--dry-run')).out).toMatch(/^### Dry run, nothing was moved: Branch a&#60;b&#62;&#96;&#95;\n\n\|/);
  expect((await run('--tag', 'staging', '--markdown', '--dry-run')).out).toMatch(/^### Dry run, nothing was moved: Staging\n\n(\|.*\n)+$/);
});
