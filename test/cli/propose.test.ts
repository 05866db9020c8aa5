import { execFileSync, spawn } from 'child_process';
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { createServer, Server } from 'http';
import type { AddressInfo } from 'net';
import { delimiter, join } from 'path';
import { run as runCommand } from './run';
import { explained, redacted } from '../../src/cli/propose/refusal';
import { program } from '../child';
import { stateOf, temporary, write } from '../support';

// Git and the GitHub CLI are started many times in each test.
jest.setTimeout(30_000);

const TOKEN = 'ghs_SuperSecretToken123';
const BASIC = Buffer.from(`x-access-token:${TOKEN}`).toString('base64');
const BRANCH = 'projen-docker/upgrade';
/** A GitHub of one repository: pull requests in a file, and a record of what it was asked. */
const GH = `
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require('fs');
const args = process.argv.slice(2);
const [method, path] = [args[args.indexOf('--method') + 1], args.find(word => word.startsWith('repos/'))];
const input = args.includes('--input') ? JSON.parse(readFileSync(0, 'utf8')) : undefined;
appendFileSync(process.env.FAKE + '/calls', JSON.stringify({ args, method, path, input, token: process.env.GH_TOKEN, enterprise: process.env.GH_ENTERPRISE_TOKEN }) + '\\n');
const file = process.env.FAKE + '/pulls';
const pulls = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
const refusals = existsSync(process.env.FAKE + '/refusals') ? JSON.parse(readFileSync(process.env.FAKE + '/refusals', 'utf8')) : {};
const refusal = Object.entries(refusals).find(([part]) => (method + ' ' + path).includes(part));
if (refusal) { console.log(JSON.stringify(refusal[1].body ?? {})); console.error(refusal[1].stderr); process.exit(1); }
const number = Number((/(?:pulls|issues)\\/(\\d+)/.exec(path) ?? [])[1]);
const pull = pulls.find(one => one.number === number);
let answer = {};
if (method === 'GET') {
  const head = decodeURIComponent(/head=([^&]+)/.exec(path)[1]);
  answer = pulls.filter(one => one.state === 'open' && 'acme:' + one.head.ref === head);
} else if (path.endsWith('/pulls')) {
  answer = { number: pulls.length + 1, html_url: 'https://github.com/acme/shop/pull/' + (pulls.length + 1), title: input.title, body: input.body, base: { ref: input.base }, head: { ref: input.head }, labels: [], state: 'open' };
  pulls.push(answer);
} else if (path.endsWith('/labels')) pull.labels.push(...input.labels.map(name => ({ name })));
else if (path.endsWith('/comments')) (pull.comments ??= []).push(input.body);
else if (method === 'PATCH') Object.assign(pull, input, input.base ? { base: { ref: input.base } } : {});
writeFileSync(file, JSON.stringify(pulls));
console.log(JSON.stringify(answer));
`;

const VARIABLES = ['FAKE', 'PATH', 'GITHUB_REPOSITORY', 'GITHUB_SERVER_URL', 'GITHUB_ACTIONS', 'GH_TOKEN', 'GITHUB_TOKEN', 'GIT_CONFIG_COUNT', 'GIT_CONFIG_GLOBAL', 'GIT_TRACE_CURL', 'HOME'];
const before = Object.fromEntries(VARIABLES.map(name => [name, process.env[name]]));
let fake: string;
let remote: string;
let checkout: string;
beforeEach(() => {
  VARIABLES.filter(name => name !== 'PATH').forEach(name => delete process.env[name]);
  [fake, remote, checkout] = [temporary(), join(temporary(), 'shop.git'), temporary()];
  writeFileSync(join(fake, 'gitconfig'), '[user]\n\tname = Ada\n\temail = ada@example.com\n[commit]\n\tgpgSign = true\n');
  Object.assign(process.env, {
    FAKE: fake,
    PATH: `${program('gh', GH)}${delimiter}${before.PATH}`,
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_ACTIONS: 'true',
    GH_TOKEN: TOKEN,
    GIT_CONFIG_GLOBAL: join(fake, 'gitconfig'),
    HOME: fake,
  });
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', remote]);
  git(['init', '--quiet', '--initial-branch=main']);
  git(['remote', 'add', 'origin', remote]);
  write(checkout, 'docker-lock.json', '{"a": 1}\n');
  write(checkout, 'logo.png', '\0\x01binary');
  write(checkout, 'apps/api/main.js', '1\n');
  save('first');
  git(['push', '--quiet', 'origin', 'main']);
});
afterEach(() => VARIABLES.forEach(name => (before[name] === undefined ? delete process.env[name] : process.env[name] = before[name])));

const git = (args: readonly string[], cwd = checkout) => execFileSync('git', [...args], { cwd, env: process.env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
const save = (message: string) => git(['add', '--all']) + git(['-c', 'commit.gpgSign=false', 'commit', '--quiet', '-m', message]);
const ofRemote = (...args: string[]) => git(args, remote);
/** What the job without rights hands over, of changes that are then taken back. */
function patch(files: Record<string, string>): string {
  for (const [path, content] of Object.entries(files)) write(checkout, path, content);
  git(['add', '--all']);
  const path = join(fake, 'changes.patch');
  writeFileSync(path, execFileSync('git', ['diff', '--cached', '--binary'], { cwd: checkout }));
  git(['reset', '--quiet', '--hard']);
  return path;
}
interface Call {
  readonly args: string[];
  readonly method: string;
  readonly path: string;
  readonly input?: Record<string, unknown>;
  readonly token?: string;
  readonly enterprise?: string;
}
const calls = (): Call[] => (existsSync(join(fake, 'calls')) ? readFileSync(join(fake, 'calls'), 'utf8').trim().split('\n').map(line => JSON.parse(line) as Call) : []);
const asked = () => calls().map(({ method, path }) => `${method} ${path.replace('repos/acme/shop/', '').split('?')[0]}`);
const pulls = () => JSON.parse(readFileSync(join(fake, 'pulls'), 'utf8')) as Record<string, unknown>[];
const refuse = (refusals: object) => writeFileSync(join(fake, 'refusals'), JSON.stringify(refusals));
const propose = (path: string, ...args: string[]) => runCommand(checkout, 'propose', '--patch', path, '--branch', BRANCH, '--title', 'chore: upgrade containers', ...args);

describe('a patch', () => {
  test('becomes a commit on a branch, and a pull request', async () => {
    const path = patch({ 'docker-lock.json': '{"a": 2}\n', 'logo.png': '\0\x02other', 'new.txt': 'new\n' });
    write(fake, 'body.md', '## What\r\n\r\nNewer digests.\r\n');
    expect(await propose(path, '--body-file', join(fake, 'body.md'), '--label', 'containers', '--label', 'auto')).toMatchObject({ code: 0, out: 'https://github.com/acme/shop/pull/1 is opened\n' });
    expect(ofRemote('show', `${BRANCH}:docker-lock.json`)).toBe('{"a": 2}');
    expect(execFileSync('git', ['show', `${BRANCH}:logo.png`], { cwd: remote, encoding: 'latin1' })).toBe('\0\x02other');
    expect(ofRemote('show', `${BRANCH}:new.txt`)).toBe('new');
    const bot = 'github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>';
    expect(ofRemote('log', '-1', '--format=%an <%ae>|%cn <%ce>|%B', BRANCH)).toBe(`${bot}|${bot}|chore: upgrade containers`);
    expect(ofRemote('rev-parse', `${BRANCH}^`)).toBe(git(['rev-parse', 'HEAD']));
    expect(pulls()).toEqual([expect.objectContaining({ title: 'chore: upgrade containers', body: '## What\n\nNewer digests.', base: { ref: 'main' }, head: { ref: BRANCH }, labels: [{ name: 'containers' }, { name: 'auto' }] })]);
    expect(calls()[0].args).toEqual(['api', '--hostname', 'github.com', '--method', 'GET', '-H', 'Accept: application/vnd.github+json', `repos/acme/shop/pulls?state=open&head=${encodeURIComponent(`acme:${BRANCH}`)}`]);
  });

  test('leaves the checkout as it is', async () => {
    const path = patch({ 'docker-lock.json': '{"a": 2}\n' });
    write(checkout, 'docker-lock.json', 'half done\n');
    write(checkout, 'staged.txt', 'staged\n');
    git(['add', 'staged.txt']);
    const state = () => [stateOf(checkout), git(['status', '--porcelain']), readFileSync(join(checkout, '.git/config'), 'utf8'), git(['for-each-ref', 'refs/heads', 'refs/tags'])];
    const expected = state();
    expect((await propose(path)).code).toBe(0);
    expect(state()).toEqual(expected);
    expect(ofRemote('ls-tree', '--name-only', '-r', BRANCH).split('\n')).not.toContain('staged.txt');
  });

  test('is applied from the root, wherever the project is', async () => {
    const path = patch({ 'docker-lock.json': '{"a": 2}\n', 'apps/api/main.js': '2\n' });
    expect((await runCommand(join(checkout, 'apps/api'), 'propose', '--patch', path, '--branch', BRANCH, '--title', 'x')).code).toBe(0);
    expect([ofRemote('show', `${BRANCH}:docker-lock.json`), ofRemote('show', `${BRANCH}:apps/api/main.js`)]).toEqual(['{"a": 2}', '2']);
  });

  test('works in a checkout of a single commit', async () => {
    const path = patch({ 'docker-lock.json': '{"a": 2}\n' });
    await propose(path);
    write(checkout, 'README.md', 'more\n');
    save('second');
    git(['push', '--quiet', 'origin', 'main']);
    const [newer, shallow] = [patch({ 'docker-lock.json': '{"a": 3}\n' }), temporary()];
    execFileSync('git', ['clone', '--quiet', '--depth', '1', `file://${remote}`, shallow]);
    expect(await runCommand(shallow, 'propose', '--patch', newer, '--branch', BRANCH, '--title', 'x')).toMatchObject({ code: 0, out: expect.stringContaining('brought up to date') });
    expect(ofRemote('log', '--format=%s', BRANCH)).toBe('x\nsecond\nfirst');
  });

  test('that does not fit is refused, before anything is asked', async () => {
    const path = patch({ 'docker-lock.json': '{"a": 2}\n' });
    write(checkout, 'docker-lock.json', '{"b": 1}\n');
    save('another');
    expect(await propose(path)).toMatchObject({ code: 1, error: expect.stringMatching(/does not fit to commit [0-9a-f]{12}: .*patch does not apply; make it from exactly this commit/) });
    expect(ofRemote('branch', '--list')).toBe('* main');
    expect(calls()).toEqual([]);
  });

  test('cannot write where Git is configured', async () => {
    writeFileSync(join(fake, 'evil.patch'), 'diff --git a/.git/config b/.git/config\nnew file mode 100644\n--- /dev/null\n+++ b/.git/config\n@@ -0,0 +1 @@\n+[core]\n');
    expect((await propose(join(fake, 'evil.patch'))).code).toBe(1);
    writeFileSync(join(fake, 'evil.patch'), 'diff --git a/../x b/../x\nnew file mode 100644\n--- /dev/null\n+++ b/../x\n@@ -0,0 +1 @@\n+x\n');
    expect((await propose(join(fake, 'evil.patch'))).code).toBe(1);
    expect(calls()).toEqual([]);
  });
});

describe('a link or a submodule', () => {
  const commit = 'f'.repeat(40);
  /** A patch of what is in the index, which is then as it was. */
  const staged = () => {
    const path = join(fake, 'changes.patch');
    writeFileSync(path, execFileSync('git', ['diff', '--cached', '--binary', '--ignore-submodules=none'], { cwd: checkout }));
    git(['reset', '--quiet', '--hard']);
    return path;
  };
  const link = (path: string, target: string) => {
    rmSync(join(checkout, path), { force: true });
    symlinkSync(target, join(checkout, path));
    git(['add', path]);
  };
  const submodule = (path: string, id = commit) => git(['update-index', '--add', '--cacheinfo', `160000,${id},${path}`]);
  const committed = () => git(['-c', 'commit.gpgSign=false', 'commit', '--quiet', '-m', 'as it is']);

  test.each<[string, () => void, string]>([
    ['a link that is new', () => link('apps/api/a b', '/etc/passwd'), 'the symbolic link "apps/api/a b"'],
    ['a file that becomes a link', () => link('docker-lock.json', '.git/config'), 'the symbolic link "docker-lock.json"'],
    ['a submodule that is new', () => submodule('vendor/x'), 'the submodule "vendor/x"'],
    ['a submodule that the patch itself asks to be left out', () => {
      write(checkout, '.gitmodules', '[submodule "x"]\n\tpath = vendor/x\n\turl = https://example.com/x\n\tignore = all\n');
      git(['add', '.gitmodules']);
      submodule('vendor/x');
    }, 'the submodule "vendor/x"'],
    ['several', () => [link('ü', 'logo.png'), submodule('vendor')], 'the submodule "vendor" and the symbolic link "ü"'],
  ])('is refused: %s', async (_, change, message) => {
    change();
    expect(await propose(staged())).toMatchObject({ code: 1, error: expect.stringContaining(`changes.patch" makes or changes ${message}, and what that leads to is not in the patch for anybody to review; leave it out, or commit it by hand`) });
    expect(ofRemote('branch', '--list')).toBe('* main');
    expect(calls()).toEqual([]);
  });

  test('that is there is not led elsewhere', async () => {
    link('current', 'apps/api');
    submodule('vendor');
    committed();
    link('current', '/etc');
    submodule('vendor', 'e'.repeat(40));
    expect((await propose(staged())).error).toContain('the symbolic link "current" and the submodule "vendor"');
    expect(calls()).toEqual([]);
  });

  test('that is there may stay, and may go', async () => {
    link('current', 'apps/api');
    link('stays', 'apps/api');
    link('file', 'apps/api');
    submodule('vendor');
    committed();
    git(['rm', '--quiet', '--cached', 'vendor', 'current', 'file']);
    rmSync(join(checkout, 'file'));
    write(checkout, 'file', 'a file now\n');
    git(['add', 'file']);
    expect(await propose(staged())).toMatchObject({ code: 0 });
    expect(ofRemote('ls-tree', '-r', BRANCH).split('\n').filter(line => !line.startsWith('100644')).map(line => line.split('\t')[1])).toEqual(['stays']);
  });
});

describe('again', () => {
  test('the same has nothing pushed or changed', async () => {
    const path = patch({ 'docker-lock.json': '{"a": 2}\n' });
    await propose(path, '--label', 'auto');
    const [head, count] = [ofRemote('rev-parse', BRANCH), calls().length];
    expect(await propose(path, '--label', 'auto')).toMatchObject({ code: 0, out: 'https://github.com/acme/shop/pull/1 is up to date\n' });
    expect(ofRemote('rev-parse', BRANCH)).toBe(head);
    expect(asked().slice(count)).toEqual(['GET pulls']);
  });

  test('something else replaces what was there, on the newest base', async () => {
    await propose(patch({ 'docker-lock.json': '{"a": 2}\n', 'old.txt': 'old\n' }), '--label', 'auto');
    write(checkout, 'README.md', 'more\n');
    save('second');
    write(fake, 'body.md', 'new text');
    expect(await propose(patch({ 'docker-lock.json': '{"a": 3}\n' }), '--title', 'another title', '--body-file', join(fake, 'body.md'), '--label', 'auto', '--label', 'more')).toMatchObject({ code: 0, out: 'https://github.com/acme/shop/pull/1 is brought up to date\n' });
    expect(ofRemote('log', '--format=%s', BRANCH)).toBe('another title\nsecond\nfirst');
    expect(ofRemote('ls-tree', '--name-only', BRANCH).split('\n')).not.toContain('old.txt');
    expect(pulls()).toEqual([expect.objectContaining({ title: 'another title', body: 'new text', labels: [{ name: 'auto' }, { name: 'more' }] })]);
  });

  test('a description that is not given stays', async () => {
    write(fake, 'body.md', 'text');
    await propose(patch({ 'docker-lock.json': '{"a": 2}\n' }), '--body-file', join(fake, 'body.md'));
    await propose(patch({ 'docker-lock.json': '{"a": 3}\n' }));
    expect(pulls()[0].body).toBe('text');
    expect(asked()).not.toContain('PATCH pulls/1');
  });

  test('what was refused the pull request gets it', async () => {
    const path = patch({ 'docker-lock.json': '{"a": 2}\n' });
    refuse({ 'POST repos/acme/shop/pulls': { stderr: 'gh: GitHub Actions is not permitted to create or approve pull requests. (HTTP 403)' } });
    expect(await propose(path)).toMatchObject({ code: 1, error: expect.stringContaining('Settings > Actions > General > "Allow GitHub Actions to create and approve pull requests"') });
    refuse({});
    expect(await propose(path)).toMatchObject({ code: 0, out: 'https://github.com/acme/shop/pull/1 is opened\n' });
  });

  test('nothing left closes what is open, once', async () => {
    await propose(patch({ 'docker-lock.json': '{"a": 2}\n' }));
    writeFileSync(join(fake, 'empty.patch'), '');
    expect(await propose(join(fake, 'empty.patch'))).toMatchObject({ code: 0, out: 'there is nothing left to propose; https://github.com/acme/shop/pull/1 is closed\n' });
    expect(pulls()).toEqual([expect.objectContaining({ state: 'closed', comments: [expect.stringContaining('There is nothing left to propose')] })]);
    expect(await propose(join(fake, 'empty.patch'))).toMatchObject({ code: 0, out: 'there is nothing to propose\n' });
    expect((await propose(patch({ 'docker-lock.json': '{"a": 4}\n' }))).out).toBe('https://github.com/acme/shop/pull/2 is opened\n');
  });

  describe('after a person has worked on the branch', () => {
    let head: string;
    beforeEach(async () => {
      await propose(patch({ 'docker-lock.json': '{"a": 2}\n' }));
      git(['fetch', '--quiet', 'origin', BRANCH]);
      git(['checkout', '--quiet', '-b', 'work', 'FETCH_HEAD']);
      write(checkout, 'fix.txt', 'by hand\n');
      save('fix');
      git(['push', '--quiet', 'origin', `work:${BRANCH}`]);
      git(['checkout', '--quiet', 'main']);
      head = ofRemote('rev-parse', BRANCH);
    });

    test('it is not overwritten', async () => {
      expect(await propose(patch({ 'docker-lock.json': '{"a": 3}\n' }))).toMatchObject({ code: 1, error: expect.stringContaining(`the branch "${BRANCH}" has a commit of Ada <ada@example.com>, which would be lost; merge or close its pull request`) });
      expect(ofRemote('rev-parse', BRANCH)).toBe(head);
    });

    test('it is not closed', async () => {
      writeFileSync(join(fake, 'empty.patch'), '\n');
      expect((await propose(join(fake, 'empty.patch'))).out).toContain('stays open, because it has a commit of Ada <ada@example.com>');
      expect(pulls()[0].state).toBe('open');
    });

    test('it is, once that is merged', async () => {
      git(['merge', '--quiet', '--ff-only', 'work']);
      expect((await propose(patch({ 'docker-lock.json': '{"a": 3}\n' }))).code).toBe(0);
      expect(ofRemote('rev-parse', `${BRANCH}^`)).toBe(git(['rev-parse', 'HEAD']));
    });
  });

  test('a merge of the base, as GitHub\'s button makes it, is no work of a person', async () => {
    await propose(patch({ 'docker-lock.json': '{"a": 2}\n' }));
    write(checkout, 'README.md', 'more\n');
    save('second');
    git(['fetch', '--quiet', 'origin', BRANCH]);
    git(['checkout', '--quiet', '-b', 'work', 'FETCH_HEAD']);
    git(['-c', 'commit.gpgSign=false', 'merge', '--quiet', '--no-edit', 'main']);
    git(['push', '--quiet', 'origin', `work:${BRANCH}`]);
    git(['checkout', '--quiet', 'main']);
    expect((await propose(patch({ 'docker-lock.json': '{"a": 3}\n' }))).code).toBe(0);
    expect(ofRemote('log', '--format=%s', BRANCH)).toBe('chore: upgrade containers\nsecond\nfirst');
  });

  test('a push of somebody else in the same moment is not overwritten', async () => {
    await propose(patch({ 'docker-lock.json': '{"a": 2}\n' }));
    const hook = join(temporary(), 'git');
    // Between the look at the remote and the push: another commit.
    writeFileSync(hook, `#!/bin/sh\nif [ "$1" = push ]; then ${JSON.stringify(execFileSync('which', ['git'], { encoding: 'utf8' }).trim())} --git-dir=${remote} update-ref refs/heads/${BRANCH} main; fi\nexec ${execFileSync('which', ['git'], { encoding: 'utf8' }).trim()} "$@"\n`, { mode: 0o755 });
    const path = patch({ 'docker-lock.json': '{"a": 3}\n' });
    process.env.PATH = `${join(hook, '..')}${delimiter}${process.env.PATH}`;
    expect(await propose(path)).toMatchObject({ code: 1, error: expect.stringContaining('somebody has written to the branch in the meantime; run this again') });
    expect(ofRemote('rev-parse', BRANCH)).toBe(ofRemote('rev-parse', 'main'));
  });
});

describe('refusals', () => {
  test('of workflows, as GitHub says it', async () => {
    const said = 'refusing to allow a GitHub App to create or update workflow `.github/workflows/images.yml` without `workflows` permission';
    writeFileSync(join(remote, 'hooks/pre-receive'), `#!/bin/sh\necho '${said}' >&2\nexit 1\n`, { mode: 0o755 });
    const { code, error } = await propose(patch({ '.github/workflows/images.yml': 'on: push\n' }));
    expect([code, error]).toEqual([1, expect.stringContaining('the token may not change workflows, and this change does; give "workflows.upgrade.credentials" a GitHub App')]);
    expect(calls()).toEqual([]);
  });

  test.each<[string, object, string]>([
    ['POST repos/acme/shop/pulls', { stderr: 'gh: Resource not accessible by integration (HTTP 403)' }, 'the token may not do this; give the job "permissions: contents: write, pull-requests: write"'],
    ['GET', { stderr: 'gh: Bad credentials (HTTP 401)' }, 'GitHub does not take the token; set GH_TOKEN'],
    ['POST repos/acme/shop/pulls', { stderr: 'gh: Validation Failed (HTTP 422)', body: { errors: [{ message: 'No commits between main and x' }] } }, 'GitHub refuses "POST pulls": gh: Validation Failed (HTTP 422) (No commits between main and x)'],
    ['GET', { stderr: `gh: something with ${TOKEN} in it` }, 'GitHub refuses "GET pulls": gh: something with *** in it'],
  ])('%s %j', async (part, refusal, message) => {
    refuse({ [part]: refusal });
    const { code, error } = await propose(patch({ 'docker-lock.json': '{"a": 2}\n' }));
    expect([code, error]).toEqual([1, expect.stringContaining(message)]);
    expect(error).not.toContain(TOKEN);
  });

  test('are told by what Git and GitHub print', () => {
    expect(explained('! [remote rejected] x -> x (refusing to allow a Personal Access Token to create or update workflow `.github/workflows/a.yml` without `workflow` scope)')).toContain('may not change workflows');
    expect(explained('fatal: could not read Username for \'https://github.com\': terminal prompts disabled')).toContain('does not take the token');
    expect(explained('remote: Permission to acme/shop.git denied to github-actions[bot].')).toContain('the token may not do this');
    expect(explained('remote: error: GH006: Protected branch update failed for refs/heads/x.')).toContain('a rule of the repository protects the branch');
    expect(explained('fatal: something else')).toBeUndefined();
    expect(redacted(`a ${TOKEN} b ${BASIC}`, TOKEN)).toBe('a *** b ***');
    expect(redacted('a b', undefined)).toBe('a b');
  });
});

describe('the token', () => {
  let server: Server;
  let seen: (string | undefined)[];
  beforeEach(async () => {
    seen = [];
    execFileSync('git', ['config', 'http.receivepack', 'true'], { cwd: remote });
    // A Git server that wants a login, as GitHub's.
    server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      if (request.headers.authorization !== `Basic ${BASIC}`) {
        response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="Git"' }).end();
        return;
      }
      const [path, query = ''] = request.url!.split('?');
      const backend = spawn('git', ['http-backend'], {
        env: {
          ...process.env,
          GIT_PROJECT_ROOT: join(remote, '..'),
          GIT_HTTP_EXPORT_ALL: '1',
          PATH_INFO: path.replace('/acme', ''),
          QUERY_STRING: query,
          REQUEST_METHOD: request.method,
          CONTENT_TYPE: request.headers['content-type'] ?? '',
          REMOTE_USER: 'x',
          HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
          GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
        },
      });
      request.pipe(backend.stdin);
      const chunks: Buffer[] = [];
      backend.stdout.on('data', chunk => chunks.push(chunk)).on('end', () => {
        const all = Buffer.concat(chunks);
        const end = all.indexOf('\r\n\r\n');
        const headers = Object.fromEntries(all.subarray(0, end).toString().split('\r\n').map(line => line.split(/:\s*/, 2)));
        response.writeHead(Number(/^\d+/.exec(headers.Status ?? '200')![0]), headers).end(all.subarray(end + 4));
      });
    });
    await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
    git(['remote', 'set-url', 'origin', `http://127.0.0.1:${(server.address() as AddressInfo).port}/acme/shop.git`]);
  });
  afterEach(() => new Promise(closed => server.close(closed)));

  test('reaches the server and GitHub, and is nowhere else', async () => {
    const path = patch({ 'docker-lock.json': '{"a": 2}\n' });
    // What a checkout with credentials that persist leaves behind, and what somebody may have set in the environment.
    const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    git(['config', `http.${host}.extraheader`, 'Authorization: Basic b2xk']);
    const config = readFileSync(join(checkout, '.git/config'), 'utf8');
    Object.assign(process.env, { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'push.default', GIT_CONFIG_VALUE_0: 'nothing' });
    const recorded = join(fake, 'git-calls');
    const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
    process.env.PATH = `${program('git', `require('fs').appendFileSync(${JSON.stringify(recorded)}, process.argv.slice(2).join(' ') + '\\n');
      const { status } = require('child_process').spawnSync(${JSON.stringify(real)}, process.argv.slice(2), { stdio: 'inherit' }); process.exitCode = status;`)}${delimiter}${process.env.PATH}`;
    const { code, out, error } = await propose(path);
    expect([code, error]).toEqual([0, expect.any(String)]);
    expect(seen.length).toBeGreaterThan(1);
    expect(new Set(seen)).toEqual(new Set([`Basic ${BASIC}`]));
    expect(ofRemote('show', `${BRANCH}:docker-lock.json`)).toBe('{"a": 2}');
    expect(calls().every(({ token }) => token === TOKEN)).toBe(true);
    const commands = readFileSync(recorded, 'utf8');
    expect(commands).toContain('push --quiet --force-with-lease');
    for (const text of [out, error, commands, JSON.stringify(calls().map(({ args }) => args)), readFileSync(join(checkout, '.git/config'), 'utf8')]) {
      expect(text).not.toContain(TOKEN);
      expect(text).not.toContain(BASIC);
    }
    expect(readFileSync(join(checkout, '.git/config'), 'utf8')).toBe(config);
  });

  test('that the server does not take is said, and not shown', async () => {
    process.env.GH_TOKEN = `${TOKEN}x`;
    const { code, error } = await propose(patch({ 'docker-lock.json': '{"a": 2}\n' }));
    expect([code, error]).toEqual([1, expect.stringContaining('GitHub does not take the token; set GH_TOKEN to one that is valid')]);
    expect(error).not.toContain(TOKEN);
  });

  test('is not sent in the open', async () => {
    git(['remote', 'set-url', 'origin', 'http://git.example.com/acme/shop.git']);
    expect(await propose(patch({ 'docker-lock.json': '{"a": 2}\n' }))).toMatchObject({ code: 1, error: expect.stringContaining('where a token would be sent in the open') });
    expect(seen).toEqual([]);
  });

  test('has to be there in a workflow; elsewhere Git and the GitHub CLI have their own logins', async () => {
    git(['remote', 'set-url', 'origin', remote]);
    delete process.env.GH_TOKEN;
    const path = patch({ 'docker-lock.json': '{"a": 2}\n' });
    expect(await propose(path)).toMatchObject({ code: 1, error: expect.stringContaining('set GH_TOKEN, for example to ${{ github.token }}') });
    delete process.env.GITHUB_ACTIONS;
    expect((await propose(path)).code).toBe(0);
  });

  test('goes to the GitHub CLI as it wants it for a server of one\'s own', async () => {
    git(['remote', 'set-url', 'origin', remote]);
    process.env.GITHUB_SERVER_URL = 'https://git.acme.test';
    expect((await propose(patch({ 'docker-lock.json': '{"a": 2}\n' }))).code).toBe(0);
    expect(calls()[0]).toMatchObject({ enterprise: TOKEN, args: expect.arrayContaining(['--hostname', 'git.acme.test']) });
  });
});

describe('how it is called', () => {
  test.each<[string[], string]>([
    [[], 'propose takes --patch FILE, --branch NAME and --title TEXT'],
    [['--patch', 'x', '--branch', 'b'], 'propose takes --patch FILE, --branch NAME and --title TEXT'],
    [['--patch', 'x', '--branch', 'b', '--title', 't', 'more'], 'propose takes --patch FILE'],
    [['--patch', 'x', '--branch', 'b', '--title', 't', '--author', 'Ada'], '--author must look like "Name <address>", got "Ada"'],
  ])('%j is refused', async (args, message) => {
    expect(await runCommand(checkout, 'propose', ...args)).toMatchObject({ code: 2, error: expect.stringContaining(message) });
  });

  test.each<[string[], string]>([
    [['--branch', 'main'], 'the pull request is to be merged into "main", and cannot come from it'],
    [['--branch', 'release', '--base', 'release'], 'the pull request is to be merged into "release", and cannot come from it'],
    [['--branch', 'a..b'], 'a branch must have a name that Git takes, got "a..b"'],
    [['--branch=-x'], 'a branch must have a name that Git takes, got "-x"'],
    [['--patch', 'nope.patch'], 'the patch "nope.patch" cannot be read: ENOENT: no such file or directory'],
    [['--body-file', 'nope.md'], 'the description "nope.md" cannot be read'],
  ])('%j is refused before anything is pushed', async (args, message) => {
    const { code, error } = await propose(patch({ 'docker-lock.json': '{"a": 2}\n' }), ...args);
    expect([code, error]).toEqual([1, expect.stringContaining(message)]);
    expect(ofRemote('branch', '--list')).toBe('* main');
  });

  test('without a branch that is checked out the base has to be given', async () => {
    git(['checkout', '--quiet', '--detach']);
    const path = patch({ 'docker-lock.json': '{"a": 2}\n' });
    expect((await propose(path)).error).toContain('give --base BRANCH');
    expect((await propose(path, '--base', 'develop', '--author', 'Ada Bot <bot@example.com>')).code).toBe(0);
    expect(pulls()[0].base).toEqual({ ref: 'develop' });
    expect(ofRemote('log', '-1', '--format=%an <%ae>', BRANCH)).toBe('Ada Bot <bot@example.com>');
  });

  test('outside a checkout, and without its programs, it says so', async () => {
    expect((await runCommand(temporary(), 'propose', '--patch', patch({ x: 'x\n' }), '--branch', 'b', '--title', 't')).error).toContain('Git does not work in this folder: fatal: not a git repository');
    process.env.PATH = before.PATH;
    expect((await propose(patch({ x: 'x\n' }))).error).toContain('"gh" is not installed, or not on the PATH; install the GitHub CLI');
  });
});
