import { existsSync, readFileSync, writeFileSync } from 'fs';
import { delimiter, join } from 'path';
import { listen, run } from './run';
import { signCommand } from '../../src/cli/sign';
import { program } from '../child';
import { temporary } from '../support';

const A = `${'a'.repeat(64)}  ghcr.io/acme/shop-api\n`;
const B = `${'b'.repeat(64)}  localhost:5000/shop-web\n`;
/** Writes down how it was called, and answers as the file `answers` says, one line for each call. */
const COSIGN = `
const { appendFileSync, readFileSync } = require('fs');
const calls = process.env.FAKE + '/calls';
appendFileSync(calls, JSON.stringify({ args: process.argv.slice(2), yes: process.stdin.isTTY === true }) + '\\n');
const answer = readFileSync(process.env.FAKE + '/answers', 'utf8').split('\\n')[readFileSync(calls, 'utf8').trim().split('\\n').length - 1];
if (answer) { console.error('Error: ' + answer + '\\nmain.go:74: error during command execution: ' + answer); process.exit(1); }
`;

let root: string;
const before = { ...process.env };
beforeEach(() => {
  root = temporary();
  writeFileSync(join(root, 'digests.txt'), A + B);
  Object.assign(process.env, { FAKE: root, PATH: `${program('cosign', COSIGN)}${delimiter}${before.PATH}`, ACTIONS_ID_TOKEN_REQUEST_URL: 'https://example.com/token' });
  answers();
  ['SIGSTORE_ID_TOKEN', 'GITHUB_ACTIONS'].forEach(name => delete process.env[name]);
});
afterEach(() => {
  ['FAKE', 'ACTIONS_ID_TOKEN_REQUEST_URL', 'SIGSTORE_ID_TOKEN', 'GITHUB_ACTIONS'].forEach(name => delete process.env[name]);
  Object.assign(process.env, before);
});

const answers = (...lines: string[]) => writeFileSync(join(root, 'answers'), lines.join('\n'));
const calls = () => (existsSync(join(root, 'calls')) ? readFileSync(join(root, 'calls'), 'utf8').trim().split('\n').map(line => JSON.parse(line).args as string[]) : []);

test('every image is signed by its digest, without a question', async () => {
  expect(await run(root, 'sign', '--digests', 'digests.txt')).toMatchObject({
    code: 0,
    out: `signed ghcr.io/acme/shop-api@sha256:${'a'.repeat(64)}\nsigned localhost:5000/shop-web@sha256:${'b'.repeat(64)}\n`,
  });
  expect(calls()).toEqual([
    ['sign', '--yes', `ghcr.io/acme/shop-api@sha256:${'a'.repeat(64)}`],
    ['sign', '--yes', `localhost:5000/shop-web@sha256:${'b'.repeat(64)}`],
  ]);
});

test('what passes is tried again, and said', async () => {
  answers('signing digest: Post "https://fulcio.sigstore.dev/api/v2/signingCert": context deadline exceeded', 'PUT https://ghcr.io/v2: unexpected status code 503 Service Unavailable');
  const { value, error } = await listen(async () => {
    const cwd = process.cwd();
    try {
      process.chdir(root);
      return await signCommand({ pauses: [1, 1, 1] }).run(['--digests', 'digests.txt']);
    } finally {
      process.chdir(cwd);
    }
  });
  expect(value).toBe(0);
  expect(calls().map(args => args[2].slice(0, 12))).toEqual(['ghcr.io/acme', 'ghcr.io/acme', 'ghcr.io/acme', 'localhost:50']);
  expect(error).toContain('context deadline exceeded; trying again in 1 s\n');
});

test('it is not tried forever', async () => {
  answers(...Array.from({ length: 9 }, () => 'read tcp: connection reset by peer'));
  await expect(listen(() => Promise.resolve(signCommand({ pauses: [1, 1] }).run(['--digests', join(root, 'digests.txt')]))))
    .rejects.toThrow(`cosign did not sign ghcr.io/acme/shop-api@sha256:${'a'.repeat(64)}: read tcp: connection reset by peer`);
  expect(calls()).toHaveLength(3);
});

test('a refusal is final, and said once', async () => {
  answers('signing digest: POST https://ghcr.io/token: DENIED: permission_denied: write_package');
  expect(await run(root, 'sign', '--digests', 'digests.txt')).toMatchObject({
    code: 1,
    error: expect.stringMatching(/^sign ghcr.*\nprojen-docker: cosign did not sign ghcr\.io\/acme\/shop-api@sha256:a{64}: signing digest: POST https:\/\/ghcr\.io\/token: DENIED: permission_denied: write_package\n$/),
  });
  expect(calls()).toHaveLength(1);
});

test('without an identity nothing is asked of a browser', async () => {
  delete process.env.ACTIONS_ID_TOKEN_REQUEST_URL;
  expect((await run(root, 'sign', '--digests', 'digests.txt')).error)
    .toBe('projen-docker: there is no identity to sign with; images are signed in a workflow of GitHub with "permissions: id-token: write", elsewhere set SIGSTORE_ID_TOKEN\n');
  process.env.GITHUB_ACTIONS = 'true';
  expect((await run(root, 'sign', '--digests', 'digests.txt')).error)
    .toBe('projen-docker: this job has no identity to sign with (ACTIONS_ID_TOKEN_REQUEST_URL is not set); give it "permissions: id-token: write"\n');
  expect(calls()).toEqual([]);
  process.env.SIGSTORE_ID_TOKEN = 'token';
  expect((await run(root, 'sign', '--digests', 'digests.txt')).code).toBe(0);
});

test('no images are no fault, and take neither identity nor cosign', async () => {
  writeFileSync(join(root, 'digests.txt'), '');
  delete process.env.ACTIONS_ID_TOKEN_REQUEST_URL;
  process.env.PATH = root;
  expect(await run(root, 'sign', '--digests', 'digests.txt')).toEqual({ code: 0, out: 'digests.txt names no image; there is nothing to sign\n', error: '' });
});

test('a missing cosign is said in a sentence', async () => {
  process.env.PATH = root;
  expect((await run(root, 'sign', '--digests', 'digests.txt')).error)
    .toContain('projen-docker: "cosign" is not installed, or not on the PATH; install it as https://docs.sigstore.dev/cosign/system_config/installation says, in a workflow with sigstore/cosign-installer\n');
});

test.each([[[]], [['digests.txt']], [['--digests', 'digests.txt', 'api']], [['--digests']], [['--key', 'x']]])('%j is not how it is called', async args => {
  expect(await run(root, 'sign', ...args)).toMatchObject({ code: 2, error: expect.stringContaining('Usage: projen-docker sign --digests FILE') });
});
