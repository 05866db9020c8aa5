import { execFileSync } from 'child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { delimiter, join } from 'path';
import { listen, run } from './run';
import { gitHubRepository, issuerOf } from '../../src/cli/github';
import { verifyCommand } from '../../src/cli/verify';
import { identityExpression } from '../../src/cli/verify/identity';
import { program } from '../child';
import { temporary } from '../support';

const [A, B] = ['a'.repeat(64), 'b'.repeat(64)];
const SIGNATURE = 'https://sigstore.dev/cosign/sign/v1';
const PROVENANCE = 'https://slsa.dev/provenance/v1';
const IDENTITY = 'https://github.com/acme/shop/.github/workflows/images.yml@refs/heads/main';
const ARGS = ['verify', '--digests', 'digests.txt', '--workflow', 'images.yml', '--branch', 'main'];
/** Writes down how it was called, and gives the answer of the file with its name; of several, one for each call, and the last one from then on. */
const fake = (name: string) => `
const { appendFileSync, existsSync, readFileSync } = require('fs');
appendFileSync(process.env.FAKE + '/calls', JSON.stringify(['${name}', ...process.argv.slice(2)]) + '\\n');
const image = process.argv.find(word => word.includes('@sha256:'));
const own = process.env.FAKE + '/${name}-' + /shop-([a-z]+)/.exec(image)[1];
const file = existsSync(own) ? own : process.env.FAKE + '/${name}';
const count = readFileSync(process.env.FAKE + '/calls', 'utf8').split('\\n').filter(line => line.startsWith('["${name}"') && line.includes(image)).length;
const { code = 0, stdout = '', stderr = '' } = [JSON.parse(readFileSync(file, 'utf8'))].flat().filter((_, index, all) => index < count).pop();
process.stdout.write(stdout); process.stderr.write(stderr); process.exitCode = code;
`;

let root: string;
const VARIABLES = ['FAKE', 'PATH', 'GITHUB_REPOSITORY', 'GITHUB_SERVER_URL', 'GITHUB_ACTIONS', 'GH_TOKEN', 'GITHUB_TOKEN', 'GH_ENTERPRISE_TOKEN'];
const before = Object.fromEntries(VARIABLES.map(name => [name, process.env[name]]));
beforeEach(() => {
  root = temporary();
  VARIABLES.filter(name => name !== 'PATH').forEach(name => delete process.env[name]);
  const path = program('gh', fake('gh'), program('cosign', fake('cosign')));
  Object.assign(process.env, { FAKE: root, PATH: `${path}${delimiter}${before.PATH}`, GITHUB_REPOSITORY: 'acme/shop' });
  digests(`${A}  ghcr.io/acme/shop-api\n`);
  answer('cosign', { stdout: signature() });
  answer('gh', { stdout: attestation() });
});
afterEach(() => VARIABLES.forEach(name => (before[name] === undefined ? delete process.env[name] : process.env[name] = before[name])));

const digests = (text: string) => writeFileSync(join(root, 'digests.txt'), text);
const answer = (name: string, answers: object) => writeFileSync(join(root, name), JSON.stringify(answers));
const signature = (digest = A, type = SIGNATURE, name: string | undefined = undefined) => JSON.stringify([{
  critical: { identity: { 'docker-reference': name }, image: { 'docker-manifest-digest': `sha256:${digest}` }, type }, optional: {},
}]);
const attestation = ({ digest = A, by = IDENTITY, type = PROVENANCE, name = 'ghcr.io/acme/shop-api' } = {}) => JSON.stringify([{
  attestation: {},
  verificationResult: {
    signature: { certificate: { subjectAlternativeName: by } },
    statement: { predicateType: type, subject: [{ name: 'ghcr.io/acme/other', digest: { sha256: B } }, { name, digest: { sha256: digest } }] },
  },
}]);
const calls = (name: string) => (existsSync(join(root, 'calls')) ? readFileSync(join(root, 'calls'), 'utf8').trim().split('\n').map(line => JSON.parse(line) as string[]) : [])
  .filter(([called]) => called === name).map(([, ...args]) => args);
const option = (args: readonly string[], name: string) => args[args.indexOf(name) + 1];

describe('what the programs are asked', () => {
  test('cosign: for this workflow, on this branch, of this repository', async () => {
    expect((await run(root, ...ARGS)).code).toBe(0);
    expect(calls('cosign')).toEqual([[
      'verify',
      '--certificate-oidc-issuer', 'https://token.actions.githubusercontent.com',
      '--certificate-identity-regexp', '^https://github\\.com/acme/shop/\\.github/workflows/images\\.yml@(?:refs/heads/(?:main))$',
      '--certificate-github-workflow-repository', 'acme/shop',
      '--output', 'json',
      `ghcr.io/acme/shop-api@sha256:${A}`,
    ]]);
  });

  test('gh: the same identity, with an end, and provenance', async () => {
    await run(root, ...ARGS, '--deny-self-hosted-runners');
    expect(calls('gh')).toEqual([[
      'attestation', 'verify', `oci://ghcr.io/acme/shop-api@sha256:${A}`,
      '--hostname', 'github.com',
      '--repo', 'acme/shop',
      '--predicate-type', PROVENANCE,
      '--cert-oidc-issuer', 'https://token.actions.githubusercontent.com',
      '--cert-identity-regex', '^https://github\\.com/acme/shop/\\.github/workflows/images\\.yml@(?:refs/heads/(?:main))$',
      '--deny-self-hosted-runners',
      '--format', 'json',
    ]]);
    await run(root, ...ARGS);
    expect(calls('gh')[1]).not.toContain('--deny-self-hosted-runners');
  });

  test('both: for this commit, where it is said', async () => {
    const commit = '0123456789abcdef0123456789abcdef01234567';
    expect((await run(root, ...ARGS, '--commit', commit)).out).toContain(`By acme/shop/.github/workflows/images.yml of branch main, for commit ${commit}.`);
    expect(option(calls('cosign')[0], '--certificate-github-workflow-sha')).toBe(commit);
    expect(option(calls('gh')[0], '--source-digest')).toBe(commit);
  });

  test.each([['--no-signature', 0, 1], ['--no-attestation', 1, 0]])('%s leaves one of them out', async (flag, cosign, gh) => {
    rmSync(join(root, cosign ? 'gh' : 'cosign'));
    expect(await run(root, ...ARGS, flag)).toMatchObject({ code: 0, out: expect.stringContaining('not asked for') });
    expect([calls('cosign').length, calls('gh').length]).toEqual([cosign, gh]);
  });
});

/** The expression that is really passed, for all who ask. */
async function passed(...args: string[]): Promise<RegExp> {
  rmSync(join(root, 'calls'), { force: true });
  await run(root, 'verify', '--digests', 'digests.txt', '--workflow', 'images.yml', ...args);
  const [ofCosign, ofGh] = [option(calls('cosign')[0], '--certificate-identity-regexp'), option(calls('gh')[0], '--cert-identity-regex')];
  expect(ofGh).toBe(ofCosign);
  return new RegExp(ofCosign);
}

describe('look-alikes', () => {
  const BASE = 'https://github.com/acme/shop/.github/workflows/images.yml@';

  test('nothing but this workflow of this repository on this branch has the identity', async () => {
    const expression = await passed('--branch', 'main');
    expect(expression.test(IDENTITY)).toBe(true);
    const others = [
      `${BASE}refs/heads/main-evil`, `${BASE}refs/heads/xmain`, `${BASE}refs/heads/main/x`, `${BASE}refs/heads/evil/main`, `${BASE}refs/heads/Main`, `${BASE}refs/heads/mai`,
      `${BASE}refs/heads/main\n`, `${BASE}refs/heads/main\nrefs/heads/evil`, `x\n${BASE}refs/heads/main`, `${BASE}refs/xheads/main`, `${BASE}xrefs/heads/main`, `${BASE}main`,
      `${BASE}refs/pull/1/merge`, `${BASE}refs/pull/1/head`, `${BASE}refs/tags/main`, `${BASE}refs/heads/gh-readonly-queue/main/pr-1-abc`, BASE, `${BASE}${'0'.repeat(40)}`,
      'https://github.com/acme/shop-fork/.github/workflows/images.yml@refs/heads/main',
      'https://github.com/acme/xshop/.github/workflows/images.yml@refs/heads/main',
      'https://github.com/evil/shop/.github/workflows/images.yml@refs/heads/main',
      'https://github.com/evil-acme/shop/.github/workflows/images.yml@refs/heads/main',
      'https://github.com/x/acme/shop/.github/workflows/images.yml@refs/heads/main',
      'https://github.com.evil.example/acme/shop/.github/workflows/images.yml@refs/heads/main',
      'https://githubxcom/acme/shop/.github/workflows/images.yml@refs/heads/main',
      'https://evil.example/https://github.com/acme/shop/.github/workflows/images.yml@refs/heads/main',
      'http://github.com/acme/shop/.github/workflows/images.yml@refs/heads/main',
      'https://github.com/acme/shop/.github/workflows/imagesxyml@refs/heads/main',
      'https://github.com/acme/shop/.github/workflows/images.yml.yml@refs/heads/main',
      'https://github.com/acme/shop/.github/workflows/other-images.yml@refs/heads/main',
      'https://github.com/acme/shop/.github/workflows/ci.yml@refs/heads/main',
      'https://github.com/acme/shop/xgithub/workflows/images.yml@refs/heads/main',
      'https://github.com/acme/shop/.github/workflows/images.yml',
      'someone@example.com',
    ];
    expect(others.filter(other => expression.test(other))).toEqual([]);
  });

  test('alternatives are held together, and patterns reach no further than they say', async () => {
    const expression = await passed('--branch', 'main', '--branch', 'release/*', '--branch', '!release/old', '--tag-pattern', 'v[0-9]+.*', '--ref', 'refs/heads/a+b');
    const refs = [
      'refs/heads/main', 'refs/heads/release/1', 'refs/heads/release/old', 'refs/heads/release/1/2', 'refs/heads/release-1', 'refs/tags/v1.2', 'refs/tags/v1', 'refs/tags/main', 'refs/tags/xv1.2',
      'refs/heads/v1.2', 'refs/heads/a+b', 'refs/heads/aab', 'refs/heads/main|x', 'main', 'refs/pull/1/merge',
    ];
    expect(refs.filter(ref => expression.test(`${BASE}${ref}`))).toEqual(['refs/heads/main', 'refs/heads/release/1', 'refs/tags/v1.2', 'refs/heads/a+b']);
    expect(refs.filter(ref => expression.test(ref))).toEqual([]);
  });

  test('what has a meaning in expressions has none in names', () => {
    const gitHub = { server: 'https://github.com', host: 'github.com', repository: 'acme/s.h-o_p' };
    const expression = new RegExp(identityExpression(gitHub, 'a.b-c_1.yaml', { branches: [], tags: [], refs: ['refs/heads/x.(y)|z'] }));
    expect(expression.test('https://github.com/acme/s.h-o_p/.github/workflows/a.b-c_1.yaml@refs/heads/x.(y)|z')).toBe(true);
    expect(expression.test('https://github.com/acme/sxh-o_p/.github/workflows/a.b-c_1.yaml@refs/heads/x.(y)|z')).toBe(false);
    expect(expression.test('https://github.com/acme/s.h-o_p/.github/workflows/a.b-c_1.yaml@refs/heads/x.y')).toBe(false);
  });
});

describe('what they answer', () => {
  test('is shown', async () => {
    expect(await run(root, ...ARGS)).toEqual({
      code: 0,
      error: `verify ghcr.io/acme/shop-api@sha256:${A}\n`,
      out: `Image                  Digest                                                                   Signature  Attestation
ghcr.io/acme/shop-api  sha256:${A}  verified   verified, images.yml@refs/heads/main

By acme/shop/.github/workflows/images.yml of branch main.
`,
    });
    expect((await run(root, ...ARGS, '--branch', 'release/**', '--tag-pattern', 'v*', '--markdown')).out).toBe(`| Image | Digest | Signature | Attestation |
| --- | --- | --- | --- |
| ghcr.io/acme/shop-api | sha256:${A} | verified | verified, images.yml&#64;refs/heads/main |

By acme/shop/.github/workflows/images.yml of branches main, release/&#42;&#42; or tag v&#42;.
`);
  });

  test('every image is looked at, and everything that is wrong is said', async () => {
    digests(`${A}  ghcr.io/acme/shop-api\n${A}  ghcr.io/acme/shop-web\n${A}  ghcr.io/acme/shop-worker\n`);
    answer('gh-worker', { stdout: attestation({ name: 'ghcr.io/acme/shop-worker' }) });
    answer('cosign-web', { code: 1, stderr: 'Error: no matching signatures: none of the expected identities matched\nmain.go:74: error during command execution: no matching signatures: none of the expected identities matched\n' });
    answer('gh-web', { code: 1, stderr: 'Error: no attestations found for subject\n' });
    const { code, out, error } = await run(root, ...ARGS);
    expect(code).toBe(1);
    expect(out.match(/FAILED/g)).toHaveLength(2);
    expect(out).toContain('Trusted is only acme/shop/.github/workflows/images.yml of branch main.');
    expect(error).toContain(`ghcr.io/acme/shop-web@sha256:${A} is not signed as it has to be: cosign says: no matching signatures: none of the expected identities matched\n`);
    expect(error).toContain(`ghcr.io/acme/shop-web@sha256:${A} is not attested as it has to be: gh says: no attestations found for subject\n`);
    expect(calls('cosign')).toHaveLength(3);
  });

  test.each([
    ['another digest', signature(B)],
    ['another kind of statement', signature(A, PROVENANCE)],
    ['nothing', '[]'],
    ['no JSON', 'Verification for ghcr.io/acme/shop-api --'],
    ['null', 'null'],
    ['an empty answer', ''],
  ])('an exit code of 0 with %s is no signature', async (_, stdout) => {
    answer('cosign', { stdout });
    expect(await run(root, ...ARGS)).toMatchObject({ code: 1, error: expect.stringContaining('none of them is a signature of this digest') });
  });

  test('a signature from before bundles is one', async () => {
    answer('cosign', { stdout: signature(A, 'cosign container image signature') });
    expect((await run(root, ...ARGS)).code).toBe(0);
  });

  test.each([
    ['of another digest', attestation({ digest: 'c'.repeat(64) })],
    ['of another kind', attestation({ type: 'https://spdx.dev/Document/v2.3' })],
    ['by another branch', attestation({ by: `${IDENTITY}-evil` })],
    ['by nobody', JSON.stringify([{ verificationResult: {} }])],
    ['that is not there', ''],
    ['that is none', '[]'],
  ])('an exit code of 0 with an attestation %s is none', async (_, stdout) => {
    answer('gh', { stdout });
    expect(await run(root, ...ARGS)).toMatchObject({ code: 1, error: expect.stringContaining('gh verified no attestation of this digest by this workflow') });
  });

  describe('an image that was copied from another name', () => {
    const OTHER = 'ghcr.io/acme/other';

    test('has an attestation of that name only', async () => {
      answer('gh', { stdout: attestation({ name: OTHER }) });
      const { code, out, error } = await run(root, ...ARGS);
      expect([code, out]).toEqual([1, expect.stringMatching(/verified +FAILED/)]);
      expect(error).toContain(`ghcr.io/acme/shop-api@sha256:${A} is not attested as it has to be: this digest was attested as ${OTHER} and not under this name, as if it was copied from there; publish the image that belongs here\n`);
    });

    test('and is another one where both were attested', async () => {
      const [copied, own] = [attestation({ name: OTHER }), attestation()].map(text => JSON.parse(text));
      answer('gh', { stdout: JSON.stringify([...copied, ...own]) });
      expect((await run(root, ...ARGS)).code).toBe(0);
    });

    test.each([
      ['acme/shop-api', 'docker.io/acme/shop-api', 0], ['acme/shop-api', 'index.docker.io/acme/shop-api', 0], ['acme/shop-api', 'ghcr.io/acme/shop-api', 1],
    ])('%s was attested for %s, however it is written', async (attested, image, expected) => {
      digests(`${A}  ${image}\n`);
      answer('gh', { stdout: attestation({ name: attested }) });
      const { code, error } = await run(root, ...ARGS, '--no-signature');
      expect(code).toBe(expected);
      if (expected === 1) expect(error).toContain('this digest was attested as acme/shop-api and not under this name');
    });

    test('has no name where none was attested', async () => {
      const [found] = JSON.parse(attestation());
      delete found.verificationResult.statement.subject[1].name;
      answer('gh', { stdout: JSON.stringify([found]) });
      expect((await run(root, ...ARGS)).error).toContain('this digest was attested as something without a name and not under this name');
    });

    test.each([
      ['ghcr.io/acme/other', 'ghcr.io/acme/shop-api', 1], ['ghcr.io/acme/shop-api', 'ghcr.io/acme/shop-api', 0], ['', 'ghcr.io/acme/shop-api', 0],
      ['index.docker.io/acme/shop-api', 'acme/shop-api', 0], ['index.docker.io/acme/shop-api', 'ghcr.io/acme/shop-api', 1], ['Not a name', 'ghcr.io/acme/shop-api', 1],
    ])('has the name in a signature of before bundles: %j is %s', async (name, image, expected) => {
      digests(`${A}  ${image}\n`);
      answer('cosign', { stdout: signature(A, 'cosign container image signature', name) });
      const { code, error } = await run(root, ...ARGS, '--no-attestation');
      expect(code).toBe(expected);
      if (expected === 1) expect(error).toContain(`is not signed as it has to be: this digest was signed as ${name} and not under this name, as if it was copied from there`);
    });

    test('has no name in a bundle: there it is the one that was asked for', async () => {
      answer('cosign', { stdout: signature(A, SIGNATURE, `ghcr.io/acme/shop-api@sha256:${A}`) });
      expect((await run(root, ...ARGS, '--no-attestation')).code).toBe(0);
    });
  });

  test('a program without a login says where it comes from', async () => {
    answer('gh', { code: 4, stderr: 'To get started with GitHub CLI, please run:  gh auth login\n' });
    expect((await run(root, ...ARGS)).error).toContain('the GitHub CLI has no login; set GH_TOKEN, in a workflow to ${{ github.token }} of a job with attestations: read');
  });

  test('what passes is tried again; what is wrong is not', async () => {
    answer('cosign', { code: 1, stderr: 'Error: GET https://ghcr.io/v2/: 502 Bad Gateway\n' });
    answer('gh', { code: 1, stderr: 'no matching attestations\n' });
    const { value } = await listen(() => Promise.resolve(verifyCommand({ persistence: { pauses: [1, 1] } }).run(ARGS.slice(1).map(word => word.replace('digests.txt', join(root, 'digests.txt'))))));
    expect(value).toBe(1);
    expect([calls('cosign').length, calls('gh').length]).toEqual([3, 1]);
  });
});

describe('waiting', () => {
  const NONE = { code: 1, stderr: 'Error: no matching attestations: \n' };
  const UNSIGNED = { code: 1, stderr: 'Error: no signatures found\nmain.go:74: error during command execution: no signatures found\n' };
  const wait = (minutes: string, interval: number = 1) => listen(() => Promise.resolve(
    verifyCommand({ interval, persistence: { pauses: [1] } }).run([...ARGS.slice(1).map(word => word.replace('digests.txt', join(root, 'digests.txt'))), '--wait', minutes])));

  test('asks again for what is missing, until it is there, and for nothing else', async () => {
    digests(`${A}  ghcr.io/acme/shop-api\n${B}  ghcr.io/acme/shop-web\n`);
    answer('cosign-web', [UNSIGNED, UNSIGNED, { stdout: signature(B) }]);
    answer('gh-web', [{ stdout: '[]' }, { stdout: attestation({ digest: B, name: 'ghcr.io/acme/shop-web' }) }]);
    const { value, out, error } = await wait('30');
    expect([value, out.match(/verified, /g)!.length]).toEqual([0, 2]);
    expect(error).toBe([
      `verify ghcr.io/acme/shop-api@sha256:${A}`,
      `verify ghcr.io/acme/shop-web@sha256:${B}`,
      'waiting for the signature of ghcr.io/acme/shop-web, the attestation of ghcr.io/acme/shop-web, 30 min at most',
      'waiting for the signature of ghcr.io/acme/shop-web, 30 min at most',
      '',
    ].join('\n'));
    const asked = (name: string, image: string) => calls(name).filter(args => args.some(word => word.includes(image))).length;
    expect(['cosign', 'gh'].map(name => [asked(name, 'api'), asked(name, 'web')])).toEqual([[1, 3], [1, 2]]);
  });

  test('ends, and says what is wrong as without it', async () => {
    answer('gh', NONE);
    const started = Date.now();
    const { value, error } = await wait('0.05', 60_000);
    expect(value).toBe(1);
    expect(error.split('\n').slice(-2)).toEqual([`ghcr.io/acme/shop-api@sha256:${A} is not attested as it has to be: gh says: no matching attestations:`, '']);
    expect(Date.now() - started).toBeGreaterThanOrEqual(2990);
    expect([calls('cosign').length, calls('gh').length]).toEqual([1, 2]);
  });

  test.each<[string, object]>([
    ['gh', { code: 4, stderr: 'To get started with GitHub CLI, please run:  gh auth login\n' }],
    ['gh', { code: 1, stderr: 'Error: HTTP 403: Resource not accessible by integration (https://api.github.com/repos/acme/shop/attestations/)\n' }],
    ['gh', { code: 1, stderr: 'unknown flag: --source-digest\n' }],
    ['cosign', { code: 1, stderr: 'Error: GET https://ghcr.io/token: UNAUTHORIZED: authentication required\n' }],
    ['cosign', { code: 1, stderr: 'Error: GET https://ghcr.io/token?scope=x: DENIED: denied\n' }],
  ])('is not begun for what %s answers with %j', async (name, refused) => {
    answer(name, refused);
    expect((await wait('30')).value).toBe(1);
    expect(calls(name)).toHaveLength(1);
  });

  test('is not begun by a program that is not there', async () => {
    process.env.PATH = program('cosign', fake('cosign'));
    answer('cosign', UNSIGNED);
    await expect(wait('30')).rejects.toThrow('"gh" is not installed');
  });

  test('goes on when GitHub is asked too often', async () => {
    answer('gh', [{ code: 1, stderr: 'Error: HTTP 403: API rate limit exceeded for installation\n' }, { stdout: attestation() }]);
    expect((await wait('30')).value).toBe(0);
  });
});

describe('where it asks', () => {
  test('no images are no fault', async () => {
    digests('');
    process.env.PATH = root;
    expect(await run(root, ...ARGS)).toEqual({ code: 0, out: 'digests.txt names no image; there is nothing to verify\n', error: '' });
  });

  test('in a workflow a token has to be there', async () => {
    process.env.GITHUB_ACTIONS = 'true';
    expect(await run(root, ...ARGS)).toMatchObject({ code: 1, error: expect.stringContaining('set GH_TOKEN to ${{ github.token }} of a job with "permissions: attestations: read"') });
    expect((await run(root, ...ARGS, '--no-attestation')).code).toBe(0);
    process.env.GH_TOKEN = 'token';
    expect((await run(root, ...ARGS)).code).toBe(0);
    expect(readFileSync(join(root, 'calls'), 'utf8')).not.toContain('"token"');
  });

  test('a missing program is said in a sentence', async () => {
    process.env.PATH = program('cosign', fake('cosign'));
    expect((await run(root, ...ARGS)).error).toContain('"gh" is not installed, or not on the PATH; install the GitHub CLI from https://cli.github.com');
  });

  test('another server has its own identities', async () => {
    process.env.GITHUB_SERVER_URL = 'https://acme.ghe.com';
    answer('gh', { stdout: attestation({ by: IDENTITY.replace('github.com', 'acme.ghe.com') }) });
    expect((await run(root, ...ARGS)).code).toBe(0);
    expect(option(calls('cosign')[0], '--certificate-oidc-issuer')).toBe('https://token.actions.acme.ghe.com');
    expect(option(calls('cosign')[0], '--certificate-identity-regexp')).toMatch(/^\^https:\/\/acme\\\.ghe\\\.com\/acme/);
    expect(option(calls('gh')[0], '--hostname')).toBe('acme.ghe.com');
    expect(issuerOf({ server: 'https://git.acme.test', host: 'git.acme.test', repository: 'acme/shop' })).toBe('https://git.acme.test/_services/token');
  });

  test.each<[string[], string]>([
    [[], 'verify takes --digests FILE, --workflow NAME.yml, and which branches or tags are trusted'],
    [['--digests', 'digests.txt', '--branch', 'main'], 'verify takes --digests FILE, --workflow NAME.yml'],
    [['--digests', 'digests.txt', '--workflow', 'images.yml'], 'give the branches or tags that are trusted: --branch PATTERN, --tag-pattern PATTERN or --ref REF'],
    [[...ARGS.slice(1), '--no-signature', '--no-attestation'], 'leave nothing to verify'],
    [[...ARGS.slice(1), 'api'], 'verify takes --digests FILE'],
    [[...ARGS.slice(1), '--wait', 'long'], '--wait must be a number of minutes such as 30, got "long"'],
  ])('%j is not how it is called', async (args, message) => {
    const { code, error } = await run(root, 'verify', ...args);
    expect([code, error]).toEqual([2, expect.stringContaining(message)]);
    expect(calls('cosign')).toEqual([]);
  });

  test.each<[string[], string]>([
    [['--workflow', '.*.yml'], 'a workflow must be the name of a file in .github/workflows, such as "images.yml", got ".*.yml"'],
    [['--workflow', '../images.yml'], 'got "../images.yml"'],
    [['--workflow', 'images'], 'got "images"'],
    [['--repository', 'shop'], 'a repository must look like "owner/name", got "shop"'],
    [['--repository', '.*/shop'], 'a repository must look like "owner/name", got ".*/shop"'],
    [['--commit', ''], '--commit must be a whole commit, as "git rev-parse HEAD" prints it, got ""'],
    [['--commit', '0123456'], 'got "0123456"'],
    [['--commit', 'main'], 'got "main"'],
    [['--branch', 'a b'], 'no branch or tag has a space'],
    [['--ref', 'main'], 'a ref must look like "refs/heads/main" or "refs/tags/v1.0.0", got "main"'],
    [['--ref', 'refs/pull/1/merge'], 'got "refs/pull/1/merge"'],
    [['--ref', 'refs/heads/*'], 'got "refs/heads/*"'],
  ])('%j is refused before anything is asked', async (args, message) => {
    const { code, error } = await run(root, ...ARGS, ...args);
    expect([code, error]).toEqual([1, expect.stringContaining(message)]);
    expect(calls('cosign')).toEqual([]);
  });
});

describe('which repository', () => {
  const origin = (url: string) => {
    const folder = temporary();
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    execFileSync('git', ['remote', 'add', 'origin', url], { cwd: folder });
    return folder;
  };

  test.each([
    ['https://github.com/acme/shop.git', 'https://github.com'],
    ['https://github.com/acme/shop', 'https://github.com'],
    ['https://x-access-token:secret@acme.ghe.com/acme/shop', 'https://acme.ghe.com'],
    ['git@github.com:acme/shop.git', 'https://github.com'],
    ['ssh://git@git.acme.test:2222/acme/shop.git', 'https://git.acme.test'],
  ])('%s', (url, server) => {
    expect(gitHubRepository(origin(url), undefined, {})).toMatchObject({ server, repository: 'acme/shop' });
  });

  test('what is given, then the environment, then the remote', () => {
    const folder = origin('https://github.com/acme/remote');
    expect(gitHubRepository(folder, 'acme/given', { GITHUB_REPOSITORY: 'acme/env' }).repository).toBe('acme/given');
    expect(gitHubRepository(folder, undefined, { GITHUB_REPOSITORY: 'acme/env', GITHUB_SERVER_URL: 'https://acme.ghe.com' })).toEqual({ server: 'https://acme.ghe.com', host: 'acme.ghe.com', repository: 'acme/env' });
    expect(() => gitHubRepository(temporary(), undefined, {})).toThrow(/^nothing says which repository this is \(Git says: fatal: not a git repository.*\); set GITHUB_REPOSITORY/);
    expect(() => gitHubRepository(origin('/srv/git/shop'), undefined, {})).toThrow('nothing says which repository this is; set GITHUB_REPOSITORY');
    expect(() => gitHubRepository(folder, undefined, { GITHUB_REPOSITORY: 'a/b', GITHUB_SERVER_URL: 'github.com' })).toThrow('GITHUB_SERVER_URL must look like');
  });
});
