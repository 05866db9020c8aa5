import { readFileSync } from 'fs';
import { delimiter, join } from 'path';
import { pullLayout } from '../../src/engine/skopeo';
import { program } from '../child';
import { temporary } from '../support';

const { PATH } = process.env;
afterEach(() => {
  process.env.PATH = PATH;
});

const PULL = { image: 'ghcr.io/acme/api', digest: `sha256:${'a'.repeat(64)}`, folder: '/tmp/layout', persistence: { pauses: [1] } };

/** Puts a `skopeo` on the PATH that says this each time; gives what it was called with. */
function fakeSkopeo(stderr?: string): () => string[][] {
  const log = join(temporary(), 'log');
  const script = `require('fs').appendFileSync(${JSON.stringify(log)}, JSON.stringify(process.argv.slice(2)) + '\\n');
    ${stderr === undefined ? '' : `console.error(${JSON.stringify(stderr)}); process.exitCode = 1;`}`;
  process.env.PATH = `${program('skopeo', script)}${delimiter}${PATH}`;
  return () => readFileSync(log, 'utf8').trim().split('\n').map(line => JSON.parse(line));
}

test('copies exactly one image', async () => {
  const calls = fakeSkopeo();
  await pullLayout(PULL);
  await pullLayout({ ...PULL, authFile: '/auth.json', isPlain: true });
  expect(calls()).toEqual([
    ['--insecure-policy', 'copy', '--quiet', '--retry-times', '3', `docker://ghcr.io/acme/api@${PULL.digest}`, 'oci:/tmp/layout'],
    ['--insecure-policy', 'copy', '--quiet', '--retry-times', '3', '--src-authfile', '/auth.json', '--src-tls-verify=false', `docker://ghcr.io/acme/api@${PULL.digest}`, 'oci:/tmp/layout'],
  ]);
});

test('what passes is tried again, and what fails is said', async () => {
  const calls = fakeSkopeo('time="x" level=fatal msg="reading manifest: received unexpected HTTP status: 503 Service Unavailable"');
  await expect(pullLayout(PULL)).rejects.toThrow(new Error(`ghcr.io/acme/api@${PULL.digest} cannot be copied from its registry: reading manifest: received unexpected HTTP status: 503 Service Unavailable`));
  expect(calls()).toHaveLength(2);
});

test('without skopeo, or with a folder that it would read as two things', async () => {
  process.env.PATH = temporary();
  await expect(pullLayout(PULL)).rejects.toThrow('"skopeo" is not installed, or not on the PATH; install it, ');
  await expect(pullLayout({ ...PULL, folder: '/tmp/a:b' })).rejects.toThrow('the path of a folder for images must not have a colon, got "/tmp/a:b"; set TMPDIR to another one');
});
