import { NOT_THERE_YET, persistently, runProgram } from '../../src/engine/program';

const failing = (stderr: string) => ({ code: 1, stdout: '', stderr });

test.each([
  'Post "https://fulcio.sigstore.dev/api/v2/signingCert": context deadline exceeded',
  'dial tcp 140.82.121.33:443: i/o timeout',
  'read tcp 10.0.0.1:5000->10.0.0.2:443: read: connection reset by peer',
  'net/http: TLS handshake timeout',
  'Put "https://ghcr.io/v2/": unexpected EOF',
  'Get "https://rekor.sigstore.dev": EOF',
  'lookup ghcr.io on 127.0.0.53:53: server misbehaving',
  'unexpected status code 502 Bad Gateway',
  'gh: HTTP 503 (https://api.github.com/repos/acme/shop)',
  'toomanyrequests: rate exceeded',
])('%s passes, and is tried again', async stderr => {
  const why: string[] = [];
  const answers = [failing(stderr), failing(stderr), { code: 0, stdout: 'done', stderr: '' }];
  expect(await persistently(() => Promise.resolve(answers.shift()!), { pauses: [1, 1, 1], onPause: text => why.push(text) })).toMatchObject({ code: 0, stdout: 'done' });
  expect(why).toEqual([`${stderr}; trying again in 1 s`, `${stderr}; trying again in 1 s`]);
});

test.each([
  'DENIED: permission_denied: write_package',
  'no matching signatures: none of the expected identities matched what was in the certificate',
  'GET https://ghcr.io/v2/acme/shop/manifests/sha256:503a: MANIFEST_UNKNOWN: manifest unknown',
  'unauthorized: authentication required',
  'gh: Not Found (HTTP 404)',
])('%s does not, and is not', async stderr => {
  let tries = 0;
  expect(await persistently(() => Promise.resolve((tries++, failing(stderr))), { pauses: [1, 1] })).toEqual(failing(stderr));
  expect(tries).toBe(1);
});

describe('right after something was pushed', () => {
  const triesOf = async (stderr: string) => {
    let tries = 0;
    await persistently(() => Promise.resolve((tries++, failing(stderr))), { pauses: [1, 1] }, undefined, NOT_THERE_YET);
    return tries;
  };

  test.each([
    'ERROR: ghcr.io/acme/shop@sha256:503a: not found',
    'GET https://ghcr.io/v2/acme/shop/manifests/sha256:503a: MANIFEST_UNKNOWN: manifest unknown',
    'Error: signing [ghcr.io/acme/shop@sha256:503a]: accessing entity: entity not found in registry',
    'HEAD https://ghcr.io/v2/acme/shop/manifests/sha256:503a: unexpected status code 404 Not Found (HEAD responses have no body, use GET for details)',
    'PUT https://ghcr.io/v2/acme/shop/manifests/sha256:503a: MANIFEST_BLOB_UNKNOWN: blob unknown to registry',
    'dial tcp 140.82.121.33:443: i/o timeout',
  ])('%s passes', async stderr => expect(await triesOf(stderr)).toBe(3));

  test.each([
    'error getting credentials - err: exec: "docker-credential-ecr-login": executable file not found in $PATH',
    'sh: 1: docker-credential-gcloud: command not found',
    'credentials not found in native keychain',
    'Error: HTTP 404: Not Found (https://api.github.com/repos/acme/shop/attestations/sha256:503a)',
    'Error: no matching signatures',
    'unauthorized: authentication required',
  ])('%s does not', async stderr => expect(await triesOf(stderr)).toBe(1));
});

test('the last answer counts', async () => {
  let tries = 0;
  expect(await persistently(() => Promise.resolve((tries++, failing(`i/o timeout ${tries}`))), { pauses: [1, 1] })).toEqual(failing('i/o timeout 3'));
});

test('a program that is not there is said with what to do; any other ends with its code', async () => {
  await expect(runProgram('no-such-program', [], 'install it')).rejects.toThrow('"no-such-program" is not installed, or not on the PATH; install it');
  expect(await runProgram(process.execPath, ['-e', 'process.stdin.on("data", data => { console.log(`got ${data}`); process.exitCode = 3; })'], '', { input: 'x' })).toEqual({ code: 3, stdout: 'got x\n', stderr: '' });
});
