import { existsSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { FakeRegistry } from './fake-registry';
import { manifest } from './manifest';
import { readDigests } from '../../src/cli/digests';
import { resolveCommand } from '../../src/cli/resolve';
import { index } from '../registry/server';
import { repository, write } from '../support';

jest.setTimeout(30_000);

const [ONE, TWO] = [index('linux/amd64'), index('linux/arm64')];
let registry: FakeRegistry;
let root: string;
const cwd = process.cwd();

beforeEach(async () => {
  registry = await FakeRegistry.start();
  root = repository({});
  process.chdir(root);
  write(root, '.projen/docker.json', manifest({
    targets: [{ name: 'base', image: ref('base'), isBase: true }, { name: 'api', image: ref('api') }, { name: 'web', image: ref('web') }],
  }));
});
afterEach(async () => {
  process.chdir(cwd);
  await registry.stop();
});

const ref = (name: string) => `${registry.host}/acme/${name}`;
function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return registry.run(resolveCommand({ registry: { attempts: 1, env: { DOCKER_CONFIG: root } }, interval: 20 }), args);
}
const written = () => Object.fromEntries(readDigests(join(root, 'd.txt')).map(({ image, digest }) => [image.replace(`${registry.host}/acme/`, ''), digest]));

describe('a tag', () => {
  test('of all images that are published', async () => {
    const [api, web] = [registry.has('acme/api', ONE, 'sha-1'), registry.has('acme/web', TWO, 'sha-1')];
    const { code, out, err } = await run('--tag', 'sha-1', '--digests', 'd.txt');
    expect({ code, out, err }).toEqual({ code: 0, err: '', out: `${'image'.padEnd('HOST/acme/api'.length + registry.host.length - 4)}  digest\nHOST/acme/api  ${api}\nHOST/acme/web  ${web}\n\nsha-1\n` });
    expect(written()).toEqual({ api, web });
  });

  test('of some', async () => {
    const api = registry.has('acme/api', ONE, 't');
    expect((await run('--tag', 't', '--digests', 'd.txt', 'api')).code).toBe(0);
    expect(written()).toEqual({ api });
  });

  test('that some do not have leaves no digests, not even those of before', async () => {
    registry.has('acme/api', ONE, '1.2.3');
    writeFileSync('d.txt', `${'a'.repeat(64)}  x\n`);
    expect(await run('--tag', 'v1.2.3', '--digests', 'd.txt')).toEqual({
      code: 1, out: '', err: 'HOST/acme/web:1.2.3 is not in the registry; publish them first, or give them time with --wait; the others have it (api): name them to go on without\n',
    });
    expect(existsSync('d.txt')).toBe(false);
    expect((await run('--tag', 'none')).err).toBe('HOST/acme/api:none, HOST/acme/web:none are not in the registry; publish them first, or give them time with --wait\n');
  });

  test.each([['v1.2.3', '1.2.3'], ['1.2.3', '1.2.3'], ['v1.2.3-rc.1', '1.2.3-rc.1'], ['v1', 'v1'], ['main', 'main']])('that is written %s is %s', async (text, tag) => {
    registry.has('acme/api', ONE, tag);
    expect((await run('--tag', text, 'api', '--json')).out).toContain(`"tag": "${tag}"`);
  });

  test('for programs', async () => {
    const digest = registry.has('acme/api', ONE, 't');
    expect(JSON.parse((await run('--tag', 't', '--json', 'api')).out)).toEqual({ tag: 't', images: [{ name: 'api', image: 'HOST/acme/api', digest }] });
  });

  test('that is not known for sure is no tag', async () => {
    registry.disturb = () => ({ status: 500 });
    expect(await run('--tag', 't', '--wait', '1')).toMatchObject({ code: 1, err: expect.stringContaining('has a fault') });
  });
});

describe('waiting', () => {
  test('for images that are still being built, and only for those', async () => {
    const [api, web] = [registry.has('acme/api', ONE, 't'), registry.has('acme/web', TWO)];
    let looks = 0;
    registry.disturb = ({ path }) => {
      if (path.endsWith('/web/manifests/t') && ++looks === 3) registry.has('acme/web', TWO, 't');
      return undefined;
    };
    const { code, err } = await run('--tag', 't', '--digests', 'd.txt', '--wait', '30');
    expect({ code, err, looks }).toEqual({ code: 0, err: 'waiting for HOST/acme/web:t, 30 min at most\n', looks: 3 });
    expect(written()).toEqual({ api, web });
  });

  test('goes on when the registry has a fault for a while', async () => {
    let looks = 0;
    registry.disturb = () => {
      looks++;
      if (looks > 4) ['api', 'web'].forEach(name => registry.has(`acme/${name}`, ONE, 't'));
      return looks === 3 ? { status: 503 } : looks === 4 ? 'reset' : undefined;
    };
    expect(await run('--tag', 't', '--wait', '30')).toMatchObject({ code: 0, err: expect.stringContaining('waiting: HOST has a fault (503') });
  });

  test('ends', async () => {
    const started = Date.now();
    const { code, err } = await run('--tag', 't', '--wait', '0.002', 'api');
    expect({ code, err }).toEqual({ code: 1, err: 'waiting for HOST/acme/api:t, 0.002 min at most\nHOST/acme/api:t is not in the registry after 0.002 min; look at the run that publishes them\n' });
    expect(Date.now() - started).toBeGreaterThanOrEqual(110);
  });

  describe('for what a registry refuses because it is not there', () => {
    const refusing = (pattern: RegExp, until = Infinity) => {
      let count = 0;
      registry.disturb = ({ path }) => (pattern.test(path) && ++count <= until ? { status: 401 } : undefined);
    };

    test.each(['api', 'web'])('goes on while another image can be read, with %s refused', async name => {
      ['api', 'web'].forEach(one => registry.has(`acme/${one}`, ONE, 't'));
      refusing(new RegExp(`/${name}/`), 2);
      expect(await run('--tag', 't', '--digests', 'd.txt', '--wait', '30')).toMatchObject({ code: 0, err: `waiting for HOST/acme/${name}:t, 30 min at most\n` });
      expect(Object.keys(written())).toEqual(['api', 'web']);
    });

    test('names the refusal when it ends', async () => {
      registry.has('acme/web', ONE);
      refusing(/\/api\//);
      expect(await run('--tag', 't', '--wait', '0.001')).toMatchObject({
        code: 1,
        err: expect.stringContaining('HOST/acme/api:t, HOST/acme/web:t are not in the registry after 0.001 min; look at the run that publishes them; '
          + 'of api, HOST wants a login, or does not have the image (401); check the name, or log in with "docker login HOST"\n'),
      });
    });

    test('is not begun without --wait', async () => {
      registry.has('acme/web', ONE, 't');
      refusing(/\/api\//);
      expect(await run('--tag', 't')).toMatchObject({ code: 1, err: expect.stringMatching(/^HOST wants a login/) });
    });

    test('is not begun where all of a registry is refused, though another registry answers', async () => {
      const other = await FakeRegistry.start();
      try {
        write(root, '.projen/docker.json', manifest({ targets: [{ name: 'api', image: ref('api') }, { name: 'web', image: `${other.host}/acme/web` }] }));
        other.disturb = () => ({ status: 403 });
        registry.has('acme/api', ONE, 't');
        expect((await run('--tag', 't', '--wait', '30')).err).toMatch(/^127\.0\.0\.1:\d+ wants a login/);
        expect((await run('--tag', 't', '--wait', '30')).err).toContain(other.host);
      } finally {
        await other.stop();
      }
    });
  });

  test('is not begun by a registry that refuses', async () => {
    registry.disturb = () => ({ status: 403 });
    expect(await run('--tag', 't', '--wait', '30')).toMatchObject({ code: 1, err: expect.stringMatching(/^HOST wants a login/) });
  });
});

describe('the newest release', () => {
  test('is the highest version that all have', async () => {
    const [api, web] = [registry.has('acme/api', TWO, '1.10.0', '1.9.0', '1.2.0', '2.0.0-rc.1', 'latest', '1'), registry.has('acme/web', ONE, '1.9.0', '1.10.0', 'v3.0.0')];
    expect(await run('--newest-release', '--digests', 'd.txt')).toMatchObject({ code: 0, out: expect.stringMatching(/\n1\.10\.0\n$/) });
    expect(written()).toEqual({ api, web });
  });

  test('is one that was finished', async () => {
    registry.has('acme/api', ONE, '1.0.0', '1.1.0');
    registry.has('acme/web', ONE, '1.0.0');
    const { out, err } = await run('--newest-release', '--json');
    expect([JSON.parse(out).tag, err]).toEqual(['1.0.0', expect.stringContaining('api has 1.1.0, which other images lack: that release was not finished, run it again\n')]);
  });

  test('leaves out an image that is newer than it', async () => {
    const api = registry.has('acme/api', ONE, '1.0.0');
    const { code, err } = await run('--newest-release', '--digests', 'd.txt');
    expect([code, err]).toEqual([0, expect.stringContaining('web: not released yet, and left out of 1.0.0\n')]);
    expect(written()).toEqual({ api });
  });

  test('is none in a new repository, which is no error', async () => {
    registry.has('acme/api', ONE, 'main', '0.1.0-rc.1');
    expect(await run('--newest-release', '--digests', 'd.txt')).toMatchObject({ code: 0, out: 'there is no release yet\n', err: expect.stringContaining('no image has a release yet\n') });
    expect(readFileSync('d.txt', 'utf8')).toBe('');
    expect(JSON.parse((await run('--newest-release', '--json')).out)).toEqual({ tag: null, images: [] });
  });

  test('is said to whoever decides by it in a workflow', async () => {
    const output = join(root, 'output');
    writeFileSync(output, 'before=1\n');
    process.env.GITHUB_OUTPUT = output;
    try {
      await run('--newest-release');
      for (const [name, content] of [['api', ONE], ['web', TWO]] as const) registry.has(`acme/${name}`, content, '1.0.0');
      await run('--newest-release');
      expect((await run('--tag', 'none')).code).toBe(1);
    } finally {
      delete process.env.GITHUB_OUTPUT;
    }
    expect(readFileSync(output, 'utf8')).toBe('before=1\nfound=false\nfound=true\n');
  });

  test('that images do not have in common is said', async () => {
    registry.has('acme/api', ONE, '1.0.0');
    registry.has('acme/web', ONE, '2.0.0');
    expect(await run('--newest-release', '--digests', 'd.txt')).toMatchObject({ code: 1, err: expect.stringContaining('the images have no release in common: api has 1.0.0, web has 2.0.0; name those to resolve together') });
    expect(existsSync('d.txt')).toBe(false);
  });
});

test.each([
  [[], 'say what to resolve with either --tag or --newest-release'],
  [['--tag', 't', '--newest-release'], 'say what to resolve with either'],
  [['--newest-release', '--wait', '1'], '--wait waits for a tag'],
  [['--tag', 't', '--wait', 'long'], '--wait must be a number of minutes such as 30'],
  [['--tag', 'a/b'], '--tag must be letters, digits'],
  [['--tag', 't', 'base'], 'there is no image "base"; there are api, web'],
])('called wrongly: %j', async (args, message) => expect(await run(...args)).toMatchObject({ code: 1, err: expect.stringContaining(message) }));
