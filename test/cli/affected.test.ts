import { execFileSync } from 'child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import { run } from './run';
import { Containers, DockerfileService, HealthCheck, Job, NodeBaseImage, NodeService, Redis, Secret } from '../../src';
import { Files, PACKAGE_LOCK, repository, synthContainers, temporary } from '../support';

/** Nobody's own settings. */
const IDENTITY = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
};

function git(root: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', env: { ...process.env, ...IDENTITY }, stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

const FILES: Files = {
  'package.json': { name: 'acme', private: true, workspaces: ['apps/*', 'libs/*'] },
  'package-lock.json': PACKAGE_LOCK,
  'README.md': 'Read me\n',
  'apps/api/package.json': { name: 'api', main: 'server.js', dependencies: { log: '*' } },
  'apps/api/server.js': '',
  'apps/api/server.test.js': '',
  'apps/web/package.json': { name: 'web', main: 'server.js' },
  'apps/web/server.js': '',
  'apps/web/with space é.js': '',
  'libs/log/package.json': { name: 'log', main: 'index.js' },
  'libs/log/index.js': '',
  'proxy/Dockerfile': 'FROM nginx:1.31.2-alpine3.23\nUSER 101:101\nCOPY conf /etc/nginx\n',
  'proxy/.dockerignore': '*.md\n',
  'proxy/conf/nginx.conf': '',
  'proxy/notes.md': '',
  'tools/Dockerfile': 'FROM alpine:3.24.2\nUSER 1000:1000\nCMD ["true"]\n',
};

/** What each definition may have in another way. */
interface Variant { readonly redis?: string; readonly packages?: string[]; readonly label?: string; readonly memo?: string }

function define(containers: Containers, { redis, packages = [], label, memo }: Variant): void {
  const base = new NodeBaseImage(containers, 'base', { packages });
  const cache = new Redis(containers, 'cache', redis === undefined ? {} : { version: redis });
  const api = new NodeService(containers, 'api', {
    base, directory: 'apps/api', port: 3000, health: HealthCheck.http('/health'), connectsTo: [cache], ...label && { labels: { memo: label } },
  });
  api.addInitJob('migrate', { command: ['node', 'server.js', 'migrate'] });
  new NodeService(containers, 'web', { base, directory: 'apps/web', port: 3001, dependsOn: [api] });
  new DockerfileService(containers, 'proxy', {
    directory: 'proxy',
    port: 8080,
    hostPort: 8081,
    health: HealthCheck.none('nobody asks'),
    secrets: [Secret.generated('key')],
    ...memo && { environment: { MEMO: memo } },
  });
  new DockerfileService(containers, 'tool', { directory: 'tools', port: 9000, profiles: ['tools'], health: HealthCheck.none('nobody asks') });
  new Job(containers, 'import', api, { command: ['node', 'server.js', 'import'] });
}

const synth = (root: string, variant: Variant = {}) => synthContainers(root, containers => define(containers, variant));

function commit(root: string, message = 'change'): void {
  git(root, 'add', '--all', '--force');
  git(root, 'commit', '--quiet', '--allow-empty', '--message', message);
}

/** A project in a folder of a fresh git repository, with one commit. */
function project(folder = '.'): { readonly top: string; readonly root: string } {
  const top = temporary();
  const root = repository(FILES, join(top, folder));
  synth(root);
  git(top, 'init', '--quiet', '--initial-branch', 'main');
  commit(top, 'first');
  return { top, root };
}

function write(root: string, path: string, text = `${Math.random()}\n`): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  rmSync(join(root, path), { force: true });
  writeFileSync(join(root, path), text);
}

interface Found {
  readonly targets: string[];
  readonly images: string[];
  readonly services: string[];
  readonly reasons: Record<string, string>;
  readonly error: string;
}

async function affected(root: string, since = 'HEAD^'): Promise<Found> {
  const { code, out, error } = await run(root, 'affected', `--since=${since}`, '--json');
  expect({ code, error: out ? '' : error }).toEqual({ code: 0, error: '' });
  return { ...JSON.parse(out), error };
}

const ALL = { targets: ['api', 'web', 'proxy', 'tool'], images: ['api', 'web', 'proxy', 'tool'], services: ['cache', 'api', 'migrate', 'web', 'proxy'] };
const NOTHING = { targets: [], images: [], services: [], reasons: {}, error: '' };

let original: string | undefined;
beforeEach(() => {
  original = process.env.GITHUB_OUTPUT;
  delete process.env.GITHUB_OUTPUT;
});
afterEach(() => {
  if (original === undefined) delete process.env.GITHUB_OUTPUT;
  else process.env.GITHUB_OUTPUT = original;
});

describe.each(['.', 'some folder/project'])('a changed file, in a project in %s', folder => {
  const { top, root } = project(folder);
  const inTop = (path: string) => (folder === '.' ? path : `${folder}/${path}`);
  beforeEach(() => {
    git(top, 'reset', '--quiet', '--hard');
    git(top, 'clean', '--quiet', '-ffdx');
  });

  test('of one service concerns it, and what it needs is built for its trial', async () => {
    write(root, 'apps/web/server.js');
    commit(top);
    expect(await affected(root)).toEqual({
      targets: ['api', 'web'], images: ['web'], services: ['web'], reasons: { web: inTop('apps/web/server.js') }, error: `web: ${inTop('apps/web/server.js')}\n`,
    });
  });

  test.each([
    ['a\n::set-output name=targets::x', 'a\\n::set-output name=targets::x'],
    ['a ##[add-mask]x', 'a ##\\u005badd-mask]x'],
    ['a\u001b[2J\u009b1m"', 'a\\u001b[2J\\u009b1m\\"'],
  ])('with the name %j is nothing that a runner or a terminal obeys', async (name, said) => {
    write(root, `apps/web/${name}`);
    commit(top);
    const { reasons, error } = await affected(root);
    expect(reasons).toEqual({ web: inTop(`apps/web/${name}`) });
    expect(error).toBe(`web: "${inTop(`apps/web/${said}`)}"\n`);
  });

  test('of a shared package concerns its users', async () => {
    write(root, 'libs/log/index.js');
    commit(top);
    expect(await affected(root)).toMatchObject({ targets: ['api'], images: ['api'], services: ['api', 'migrate'], reasons: { api: inTop('libs/log/index.js') } });
  });

  test('that no build reads concerns nobody', async () => {
    for (const path of ['README.md', 'docs/more.md', 'apps/api/server.test.js', 'proxy/notes.md', 'apps/api/.env']) write(root, path);
    commit(top);
    expect(await affected(root)).toEqual(NOTHING);
  });

  test('with a space, and a letter that git would quote', async () => {
    write(root, 'apps/web/with space é.js');
    commit(top);
    expect((await affected(root)).reasons).toEqual({ web: inTop('apps/web/with space é.js') });
  });

  test('that is deleted, or renamed out of a build', async () => {
    rmSync(join(root, 'apps/web/server.js'));
    renameSync(join(root, 'proxy/conf/nginx.conf'), join(root, 'nginx.conf'));
    commit(top);
    expect(await affected(root)).toMatchObject({ images: ['web', 'proxy'], reasons: { web: inTop('apps/web/server.js'), proxy: inTop('proxy/conf/nginx.conf') } });
  });

  test.each(['proxy/Dockerfile', 'proxy/.dockerignore'])('%s, which says what is built', async path => {
    write(root, path, `${readFileSync(join(root, path), 'utf8')}\n`);
    commit(top);
    expect(await affected(root)).toMatchObject({ images: ['proxy'], services: ['proxy'] });
  });

  test('that is new and stands in the ignore file\'s place', async () => {
    write(root, 'proxy/Dockerfile.dockerignore', '');
    commit(top);
    expect((await affected(root)).images).toEqual(['proxy']);
    // From now on it is the one that counts.
    write(root, 'proxy/notes.md');
    commit(top);
    expect((await affected(root)).images).toEqual(['proxy']);
  });

  test('that the whole workspace is installed from', async () => {
    write(root, 'package-lock.json', JSON.stringify({ ...JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')), requires: true, x: 1 }));
    commit(top);
    const { images, reasons } = await affected(root);
    expect(images).toEqual(['api', 'web']);
    expect(reasons.api).toBe(inTop('package-lock.json'));
  });

  test('a few of them', async () => {
    ['apps/web/a.js', 'apps/web/b.js', 'apps/web/c.js'].forEach(path => write(root, path));
    commit(top);
    expect((await affected(root)).reasons).toEqual({ web: `${inTop('apps/web/a.js')} and 2 more` });
  });

  test('that is not committed concerns nobody', async () => {
    commit(top);
    write(root, 'apps/web/server.js');
    expect(await affected(root)).toEqual(NOTHING);
  });
});

describe('a merge commit', () => {
  test('is compared with its first parent: what the other branch did is not of this change', async () => {
    const { root } = project();
    git(root, 'switch', '--quiet', '--create', 'feature');
    write(root, 'apps/web/server.js');
    commit(root);
    git(root, 'switch', '--quiet', 'main');
    write(root, 'proxy/conf/nginx.conf');
    commit(root);
    git(root, 'merge', '--quiet', '--no-ff', '--no-edit', 'feature');
    expect((await affected(root, 'HEAD^1')).images).toEqual(['web']);
    expect((await affected(root, 'HEAD^2')).images).toEqual(['proxy']);
  });
});

describe('a changed definition', () => {
  const { root } = project();
  beforeEach(() => {
    git(root, 'reset', '--quiet', '--hard', git(root, 'rev-list', '--max-parents=0', 'HEAD'));
  });
  const change = async (variant: Variant) => {
    synth(root, variant);
    commit(root);
    return affected(root);
  };

  test('of a base image concerns all that are built from it', async () => {
    const { images, reasons } = await change({ packages: ['tzdata'] });
    expect(images).toEqual(['api', 'web']);
    expect(reasons.api).toBe('apps/api/Dockerfile');
  });

  test('of a base image alone concerns them, too', async () => {
    write(root, 'base.Dockerfile', `${readFileSync(join(root, 'base.Dockerfile'), 'utf8')}\n`);
    commit(root);
    expect(await affected(root)).toMatchObject({ images: ['api', 'web'], reasons: { api: 'built from base-build: base.Dockerfile', web: 'built from base-build: base.Dockerfile' } });
  });

  test('of one image leaves the entries of others in the same files alone', async () => {
    expect(await change({ label: 'x' })).toMatchObject({ images: ['api'], services: ['api', 'migrate'] });
  });

  test('of what a service is told when it starts concerns its trial, and no image', async () => {
    expect(await change({ memo: 'x' })).toEqual({ targets: ['proxy'], images: [], services: ['proxy'], reasons: { proxy: 'compose.yaml' }, error: 'proxy: compose.yaml\n' });
  });

  test('of what is not built here concerns the trials of those that need it', async () => {
    expect(await change({ redis: '8.2.0' })).toMatchObject({
      targets: ['api', 'web'],
      images: [],
      services: ['cache', 'api', 'migrate', 'web'],
      reasons: { cache: 'compose.yaml', web: 'needs cache: compose.yaml' },
    });
  });

  test('of a service that has to be asked for is built, and not started', async () => {
    write(root, 'tools/Dockerfile', `${FILES['tools/Dockerfile']}\n`);
    commit(root);
    expect(await affected(root)).toMatchObject({ targets: ['tool'], images: ['tool'], services: [] });
  });

  test('that adds a service concerns that one', async () => {
    write(root, 'new/Dockerfile', FILES['tools/Dockerfile'] as string);
    synthContainers(root, containers => {
      define(containers, {});
      new DockerfileService(containers, 'new', { directory: 'new', port: 9001, health: HealthCheck.none('nobody asks') });
    });
    commit(root);
    expect(await affected(root)).toMatchObject({ targets: ['new'], images: ['new'], services: ['new'] });
  });

  test('that nothing is built from concerns nobody', async () => {
    for (const path of ['.projenrc.ts', 'docs/containers.md', 'compose.dev.yaml', 'docker-sizes.json', '.gitattributes']) write(root, path, `# ${Math.random()}\n`);
    commit(root);
    expect(await affected(root)).toEqual(NOTHING);
  });
});

describe('everything is concerned, which is said', () => {
  const { root } = project();
  const first = git(root, 'rev-parse', 'HEAD');
  beforeEach(() => {
    git(root, 'reset', '--quiet', '--hard', first);
  });
  const edit = (path: string, replace: (text: string) => string) => write(root, path, replace(existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : ''));
  const all = async (reason: string, since?: string) => {
    const { error, reasons, ...found } = await affected(root, since);
    expect(found).toEqual(ALL);
    expect(error.split('\n')[0]).toBe(`everything is concerned: ${reason}`);
    expect(new Set(Object.values(reasons))).toEqual(new Set([reason]));
  };

  test.each<[string, string, (text: string) => string]>([
    ['.github/workflows/images.yml has changed', '.github/workflows/images.yml', () => 'on: push\n'],
    ['docker-bake.json: its variables have changed', 'docker-bake.json', text => text.replace('"default": "latest"', '"default": "edge"')],
    ['.projen/docker.json: platforms has changed', '.projen/docker.json', text => text.replace('"platforms": []', '"platforms": ["linux/arm64"]')],
    ['compose.yaml: name has changed', 'compose.yaml', text => text.replace(/^name: acme$/m, 'name: other')],
    ['compose.yaml takes in other files in HEAD', 'compose.yaml', text => `${text}include: [more.yaml]\n`],
    ['docker-bake.json cannot be read in HEAD', 'docker-bake.json', () => '{'],
    ['package-lock.json: the version of this package has changed, or may have', 'package-lock.json', () => '{\n  "node_modules/@jts/projen-docker": {\n    "version": "2.0.0"\n  }\n}\n'],
    ['bun.lockb: the version of this package has changed, or may have', 'bun.lockb', () => 'x'],
  ])('%s', async (reason, path, replace) => {
    edit(path, replace);
    commit(root);
    await all(reason);
  });

  test('a file that is named like a command has changed', async () => {
    edit('.github/workflows/a\n::stop-commands::x.yml', () => 'on: push\n');
    commit(root);
    expect((await affected(root)).error.split('\n')[0]).toBe('everything is concerned: ".github/workflows/a\\n::stop-commands::x.yml has changed"');
  });

  test.each([
    ['there is no revision "nope" here', 'nope'], ['there is no revision "--output=x" here', '--output=x'], ['there is no revision "HEAD^1" here', 'HEAD^1'],
  ])('%s', (reason, since) => all(reason, since));

  test('a file that is compared is not in the other revision', async () => {
    git(root, 'rm', '--quiet', '--cached', 'docker-bake.json');
    git(root, 'commit', '--quiet', '--message', 'without');
    commit(root, 'with');
    await all('there is no docker-bake.json in the revision that is compared');
  });

  test('the clone is shallow', async () => {
    commit(root);
    const clone = join(temporary(), 'clone');
    git(root, 'clone', '--quiet', '--depth', '1', `file://${root}`, clone);
    expect((await affected(clone, 'HEAD^1')).error).toMatch(/^everything is concerned: there is no revision "HEAD\^1" here; the clone is shallow: fetch more of its history\n/);
    git(root, 'clone', '--quiet', '--depth', '2', `file://${root}`, `${clone}-2`);
    expect(await affected(`${clone}-2`, 'HEAD^1')).toEqual(NOTHING);
  });

  test('the build context is outside of the repository', async () => {
    edit('docker-bake.json', text => text.replace('"context": "proxy"', '"context": "../proxy"'));
    commit(root, 'outside');
    write(root, 'README.md');
    commit(root);
    await all('../proxy is outside of the git repository');
  });

  test('there is no git repository, or no git', async () => {
    const outside = repository(FILES);
    synth(outside);
    expect((await affected(outside, 'HEAD')).error).toMatch(/^everything is concerned: Git does not work in this folder: fatal: not a git repository/);
    const { PATH } = process.env;
    process.env.PATH = temporary();
    try {
      expect((await affected(root, 'HEAD')).error).toMatch(/^everything is concerned: "git" is not installed, or not on the PATH; install Git\n/);
    } finally {
      process.env.PATH = PATH;
    }
  });
});

describe('a submodule', () => {
  test('in a build concerns it, wherever its files are let through', async () => {
    const library = repository({ 'index.js': '' });
    git(library, 'init', '--quiet', '--initial-branch', 'main');
    commit(library);
    const { root } = project();
    for (const path of ['proxy/conf/theme', 'libs/log/vendored', 'elsewhere']) {
      git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, path);
    }
    commit(root);
    for (const [path, images] of [['proxy/conf/theme', ['proxy']], ['libs/log/vendored', ['api']], ['elsewhere', []]] as const) {
      write(join(root, path), 'index.js');
      commit(join(root, path));
      commit(root);
      expect((await affected(root)).images).toEqual(images);
    }

    // Where nobody has checked it out, nobody knows what is in it.
    write(join(root, 'libs/log/vendored'), 'index.js');
    commit(join(root, 'libs/log/vendored'));
    commit(root);
    git(root, 'submodule', '--quiet', 'deinit', '--force', 'libs/log/vendored');
    expect((await affected(root)).images).toEqual(['api', 'web']);
  });
});

describe('what is said', () => {
  const { root } = project();

  test('without a revision, everything', async () => {
    expect(await run(root, 'affected')).toEqual({ code: 0, out: 'api\nweb\nproxy\ntool\n', error: '' });
    const { out } = await run(root, 'affected', '--json');
    expect(JSON.parse(out)).toMatchObject(ALL);
  });

  test('to a workflow, behind what other commands have said', async () => {
    write(root, 'apps/web/server.js');
    commit(root);
    const file = join(temporary(), 'output');
    writeFileSync(file, 'before=1\n');
    process.env.GITHUB_OUTPUT = file;
    expect(await run(root, 'affected', '--since', 'HEAD^')).toEqual({ code: 0, out: 'web\n', error: 'web: apps/web/server.js\n' });
    expect(readFileSync(file, 'utf8')).toBe('before=1\ntargets=api,web\nimages=web\nservices=web\n');
    commit(root);
    expect(await run(root, 'affected', '--since', 'HEAD^')).toEqual({ code: 0, out: '', error: '' });
    expect(readFileSync(file, 'utf8')).toMatch(/\ntargets=\nimages=\nservices=\n$/);
  });

  test.each([
    [['api'], 'affected takes options only, got "api"; a revision is said with --since'],
    [['--since', ''], '--since must be a revision, such as HEAD^1, got ""'],
  ])('%j is refused', async (args, message) => {
    const { code, error } = await run(root, 'affected', ...args);
    expect([code, error.split('\n')[0]]).toEqual([2, `projen-docker: ${message}`]);
  });
});
