import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import { manifest } from './manifest';
import { Result, run } from './run';
import { Behaviour, binary, fakeDocker, node, report, semver, system, vulnerability } from './scan/support';
import { TRIVY } from '../../src/catalog/tools';
import type { Manifest, ManifestTarget } from '../../src/model/manifest';
import { archive, ImageSpec, tar } from '../engine/archives';
import { repository, temporary, write } from '../support';

// The engine and the scanner are processes, which take long on a machine that is busy.
jest.setTimeout(60_000);

const { PATH, TMPDIR } = process.env;
afterEach(() => {
  process.env.PATH = PATH;
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
});

const API: ManifestTarget = { name: 'api', image: 'ghcr.io/acme/api' };
const WEB: ManifestTarget = { name: 'web', image: 'ghcr.io/acme/web' };
const BASE: ManifestTarget = { name: 'base', image: 'ghcr.io/acme/base', isBase: true };
const BAKE = { target: { api: { context: '.', dockerfile: 'apps/api/Dockerfile' }, web: { context: 'apps/web' }, base: {} } };

function project(more: Partial<Manifest> = {}): string {
  return repository({ '.projen/docker.json': manifest({ targets: [BASE, API, WEB], ...more }), 'docker-bake.json': BAKE });
}

/** An image that the scanner knows by this name. */
async function image(name: string, platforms: string[] = ['linux/amd64'], more: Partial<ImageSpec> = {}): Promise<ImageSpec> {
  const layers = [{ tar: await tar({ file: name }), compression: 'gzip' as const }];
  return { names: [`ghcr.io/acme/${name}:latest`], platforms: platforms.map(platform => ({ platform, layers, history: [{ created_by: name }] })), ...more };
}

async function save(root: string, path: string, ...images: ImageSpec[]): Promise<void> {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), await archive(...images));
}

/** A project with an archive of one image, and what the scanner finds in it. */
async function scanned(behaviour: Behaviour, files: Record<string, unknown> = {}): Promise<string> {
  const root = repository(files, project());
  await save(root, 'images/api.tar', await image('api'));
  fakeDocker(behaviour);
  return root;
}

const scan = (root: string, ...args: string[]): Promise<Result> => run(root, 'scan', '--archive', 'images', ...args);
const found = (...results: Parameters<typeof report>[0] & object): Behaviour => ({ reports: { 'api/amd64': report(results) } });
const readSarif = (root: string, path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));

describe('the gate', () => {
  test('what can be fixed and is bad fails, with all that is needed to fix it', async () => {
    const root = await scanned(found(system(
      vulnerability(), vulnerability({ PkgName: 'libcrypto3' }), vulnerability({ VulnerabilityID: 'CVE-2026-2', Severity: 'CRITICAL', FixedVersion: '' }),
      vulnerability({ VulnerabilityID: 'CVE-2026-3', Severity: 'MEDIUM' }), vulnerability({ VulnerabilityID: 'CVE-2026-4', Severity: undefined }),
    )));
    const { code, out } = await scan(root);
    expect(out).toBe(`image  platform     packages  critical  high  medium  low  unknown  fixable  may not stay
api    linux/amd64         2         1     2       1    0        1        4             2

api, linux/amd64
severity  vulnerability  package     installed  fixed in  title                                       link
high      CVE-2026-1000  libcrypto3  3.5.1-r0   3.5.2-r0  openssl: a handshake reads past its buffer  https://avd.aquasec.com/nvd/cve-2026-1000
high      CVE-2026-1000  libssl3     3.5.1-r0   3.5.2-r0  openssl: a handshake reads past its buffer  https://avd.aquasec.com/nvd/cve-2026-1000

api (linux/amd64) has 2 high that may not stay; a newer version of the package fixes each
`);
    expect(code).toBe(1);
  });

  test('--unfixed: also what nobody has fixed', async () => {
    const root = await scanned(found(system(vulnerability({ Severity: 'CRITICAL', FixedVersion: undefined }), vulnerability())));
    const { code, out } = await scan(root, '--unfixed');
    expect([code, out]).toEqual([1, expect.stringMatching(/critical +CVE-2026-1000 +libssl3 +3\.5\.1-r0 +not yet [^]*\napi \(linux\/amd64\) has 1 critical and 1 high that may not stay; newer versions fix 1 of them\n$/)]);
  });

  test.each([
    ['HIGH,CRITICAL', 'MEDIUM', 0], ['critical', 'HIGH', 0], ['critical', 'CRITICAL', 1], ['LOW, MEDIUM', 'LOW', 1], ['UNKNOWN', 'UNKNOWN', 1],
  ])('--severity %s and something %s: exit code %d', async (severity, has, expected) => {
    const root = await scanned(found(system(vulnerability({ Severity: has }))));
    expect((await scan(root, '--severity', severity)).code).toBe(expected);
  });

  test('an image without any, and one that the scanner knows nothing of', async () => {
    const root = await scanned(found(system()));
    await save(root, 'images/web.tar', await image('web'));
    const { code, out } = await scan(root);
    expect(out).toMatch(/\napi +linux\/amd64 +2 +0 .*\nweb +linux\/amd64 +0 +0 .*\n\nnote: web \(linux\/amd64\) has no packages that the scanner knows, so nothing was compared\n$/);
    expect(code).toBe(0);
  });

  test('a package in many places of an image is one', async () => {
    const root = await scanned(found(
      node(semver('app/node_modules/a/node_modules/semver/package.json'), semver('app/node_modules/semver/package.json')),
      binary(vulnerability({ VulnerabilityID: 'CVE-2026-9', PkgName: 'stdlib' })),
    ));
    const { code, out } = await scan(root, '--json');
    expect(JSON.parse(out).images[0].findings).toEqual([
      expect.objectContaining({ id: 'CVE-2022-25883', package: 'semver', paths: ['app/node_modules/a/node_modules/semver/package.json', 'app/node_modules/semver/package.json'], fails: true }),
      expect.objectContaining({ id: 'CVE-2026-9', paths: ['app/server'], fixed: '3.5.2-r0' }),
    ]);
    expect((await scan(root)).out).toMatch(/high +CVE-2022-25883 +semver \(2 places\) +7\.5\.1 +7\.5\.2, 6\.3\.1, 5\.7\.2 /);
    expect(code).toBe(1);
  });

  test('a system that is past its end of life is named', async () => {
    const root = await scanned({ reports: { 'api/amd64': report([system()], true) } });
    const { code, out } = await scan(root);
    expect([code, out]).toEqual([0, expect.stringContaining('\nnote: api (linux/amd64) has alpine 3.22.0, past its end of life: nobody reports or fixes what is found in it; take a newer base image\n')]);
  });
});

describe('exceptions', () => {
  const exceptions = (...vulnerabilities: object[]) => ({ 'exceptions.yaml': `${JSON.stringify({ vulnerabilities })}\n` });

  test('what they cover may stay, and is left out of SARIF', async () => {
    const root = await scanned(found(system(vulnerability(), vulnerability({ VulnerabilityID: 'CVE-2026-5', Severity: 'LOW' }))),
      exceptions({ id: 'CVE-2026-1000', expired_at: '2999-01-01', statement: 'no server here' }));
    const { code, out } = await scan(root, '--ignore-file', 'exceptions.yaml', '--output', 'scan');
    expect(out).toBe(`image  platform     packages  critical  high  medium  low  unknown  fixable  excepted  may not stay
api    linux/amd64         2         0     0       0    1        0        1         1             0
`);
    expect(readSarif(root, 'scan/1/api-linux-amd64.sarif').runs[0].results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual(['CVE-2026-5']);
    expect(code).toBe(0);
  });

  test('those that have expired count again', async () => {
    const root = await scanned(found(system(vulnerability())), exceptions({ id: 'CVE-2026-1000', expired_at: '2026-01-31', purls: ['pkg:apk/alpine/libssl3'] }));
    const { code, out } = await scan(root, '--ignore-file', 'exceptions.yaml');
    expect([code, out]).toEqual([1, expect.stringContaining('\nnote: the exception for CVE-2026-1000 in pkg:apk/alpine/libssl3 has expired on 2026-01-31, and it counts again\n')]);
  });

  test('those that match nothing are named, where all images were scanned', async () => {
    const root = await scanned(found(system()), { '.trivyignore.yaml': 'vulnerabilities:\n  - id: CVE-2020-1\n    expired_at: 2020-01-01\n    statement: why\n' });
    const text = 'note: the exception for CVE-2020-1 matches nothing here; where that is so for all platforms, remove it\n';
    expect((await scan(root)).out).toContain(text);
    expect((await scan(root, 'api')).out).not.toContain('CVE-2020-1');
  });

  test('those that hold for ever, or that nobody explains, are believed and said', async () => {
    const root = await scanned(found(system(vulnerability())), { '.trivyignore.yaml': 'vulnerabilities:\n  - id: CVE-2026-1000\n    statement: <b>why</b>\n' });
    const { code, out } = await scan(root);
    expect([code, out]).toEqual([0, expect.stringContaining('\n\nnote: CVE-2026-1000 in .trivyignore.yaml has no end; give it expired_at\n')]);
    expect((await scan(root, 'api', '--markdown')).out).toContain('\n- CVE-2026-1000 in .trivyignore.yaml has no end; give it expired\\_at\n');
    expect(JSON.parse((await scan(root, '--json')).out).notes).toEqual(['CVE-2026-1000 in .trivyignore.yaml has no end; give it expired_at']);
    write(root, 'exceptions.txt', 'CVE-2026-1000\n');
    expect((await scan(root, '--ignore-file', 'exceptions.txt')).out).toContain('note: CVE-2026-1000 in exceptions.txt has no end and no reason; write the file in YAML, where it can have expired_at and statement\n');
  });

  test('a file that is not there', async () => {
    const { code, error } = await scan(await scanned({}), '--ignore-file', 'x.yaml');
    expect([code, error]).toEqual([1, 'projen-docker: there is no file "x.yaml" with exceptions; correct --ignore-file\n']);
  });
});

describe('the scanner', () => {
  test('has no rights, no secrets and no network, but for its database', async () => {
    const root = project();
    await save(root, 'images/api.tar', await image('api'));
    await save(root, 'images/web.tar', await image('web', ['linux/arm64', 'linux/amd64'], { isNested: true, hasAttestation: true }));
    const { calls, runs } = fakeDocker({ isPulled: false });
    expect((await scan(root, '--output', 'scan')).code).toBe(0);
    expect(calls().slice(0, 4).map(argv => argv.slice(0, 3))).toEqual([
      ['version', '--format', '{{.Server.Version}}'], ['image', 'inspect', '--format'], ['pull', '--quiet', TRIVY], ['info', '--format', '{{json .SecurityOptions}}'],
    ]);
    const [download, ...rest] = runs();
    const user = `${process.getuid!()}:${process.getgid!()}`;
    const always = ['--rm', '--pull', 'never', '--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--user', user];
    const env = ['--env', 'HOME=/tmp', '--env', 'TMPDIR=/tmp'];
    const withoutMounts = (options: string[]) => options.filter((option, index) => option !== '--mount' && options[index - 1] !== '--mount');
    expect(withoutMounts(download.options)).toEqual([...always, ...env]);
    expect(download.args).toEqual(['image', '--download-db-only', '--cache-dir', '/cache', '--timeout', '30m', '--skip-version-check', '--disable-telemetry', '--no-progress']);
    expect(Object.keys(download.mounts)).toEqual(['/cache', '/tmp']);
    expect(runs().every(({ image: used }) => used === TRIVY)).toBe(true);
    for (const { options } of rest) expect(withoutMounts(options)).toEqual([...always, '--network', 'none', ...env]);
    const scans = rest.filter(({ args }) => args[0] === 'image');
    expect(scans.map(({ args }) => args)).toEqual(Array(3).fill([
      'image', '--input', '/image', '--cache-dir', '/cache', '--scanners', 'vuln', '--format', 'json', '--list-all-pkgs', '--output', '/results/report.json',
      '--offline-scan', '--skip-db-update', '--skip-java-db-update', '--timeout', '30m', '--skip-version-check', '--disable-telemetry', '--no-progress',
    ]));
    for (const { options, mounts, layout } of scans) {
      expect(Object.keys(mounts)).toEqual(['/image', '/cache', '/results', '/tmp']);
      expect(options).toContain(`type=bind,source=${mounts['/image']},target=/image,readonly`);
      // One image and nothing else: its manifest, configuration and layer.
      expect(layout!.filter(path => /[0-9a-f]{64}$/.test(path))).toHaveLength(3);
      expect(layout).toEqual(expect.arrayContaining(['index.json', 'oci-layout']));
    }
    expect(new Set(runs().map(({ mounts }) => mounts['/cache'] ?? download.mounts['/cache'])).size).toBe(1);
    const conversions = rest.filter(({ args }) => args[0] === 'convert');
    expect(conversions.map(({ args, mounts }) => [args, Object.keys(mounts)])).toEqual(Array(3).fill([
      ['convert', '--format', 'sarif', '--output', '/results/report.sarif', '/results/filtered.json'], ['/results', '/tmp'],
    ]));
    // Nothing is left behind.
    expect(existsSync(download.mounts['/cache'])).toBe(false);
  });

  test('is root in an engine without root, which is whoever runs it', async () => {
    const root = project();
    await save(root, 'images/api.tar', await image('api'));
    const { runs } = fakeDocker({ security: ['name=seccomp,profile=builtin', 'name=rootless'] });
    await scan(root);
    expect(runs().map(({ options }) => options[options.indexOf('--user') + 1])).toEqual(['0:0', '0:0']);
  });

  test('gets the database of Java when there are archives of it, once', async () => {
    const root = project();
    for (const name of ['api', 'web']) await save(root, `images/${name}.tar`, await image(name));
    const { runs } = fakeDocker({ java: ['api', 'web'], reports: { 'web/amd64': report([system(vulnerability())]) } });
    expect((await scan(root)).code).toBe(1);
    expect(runs().map(({ args }) => (args[1] === '--input' ? 'scan' : args[1]))).toEqual(['--download-db-only', 'scan', '--download-java-db-only', 'scan', 'scan']);
  });

  test('--cache keeps the databases, and refreshes both', async () => {
    const root = project();
    await save(root, 'images/api.tar', await image('api'));
    const { runs } = fakeDocker({ java: ['api'] });
    await scan(root, '--cache', 'kept, here');
    expect(readdirSync(join(root, 'kept, here'))).toEqual(['db', 'java-db']);
    await scan(root, '--cache', 'kept, here');
    expect(runs().slice(-3).map(({ args }) => args[1])).toEqual(['--download-db-only', '--download-java-db-only', '--input']);
  });

  test.each<[string, Behaviour, RegExp]>([
    ['cannot be pulled', { isPulled: false, fails: { pull: 'Error response from daemon: manifest unknown' } },
      /^projen-docker: nothing was scanned: the scanner's image aquasec\/trivy:\S+ cannot be pulled: Error response from daemon: manifest unknown$/m],
    ['cannot get its database', { fails: { database: 'init error: DB error: failed to download vulnerability DB: no space left on device' } },
      /^projen-docker: nothing was scanned: the database of known vulnerabilities cannot be fetched, and the scanner says: .*FATAL.*no space left on device$/m],
    ['cannot get the database of Java', { java: ['api'], fails: { java: 'Java DB error: no space left on device' } }, /^projen-docker: nothing was scanned: the database of Java archives cannot be fetched, .*no space left on device$/m],
    ['fails', { fails: { scan: 'run error: context deadline exceeded' } }, /^projen-docker: scanning api for linux\/amd64 failed, and the scanner says: .*context deadline exceeded$/m],
    ['cannot convert', { fails: { convert: 'json decode error' } }, /^projen-docker: the report of api for linux\/amd64 could not be converted, .*json decode error$/m],
    ['writes something newer', { reports: { 'api/amd64': { SchemaVersion: 3 } } }, /^projen-docker: the scanner's report of api for linux\/amd64 has the schema version 3, and only 2 is known$/m],
  ])('that %s is no finding', async (_, behaviour, message) => {
    const root = await scanned(behaviour);
    process.env.TMPDIR = temporary();
    const { code, out, error } = await scan(root, '--output', 'scan');
    expect([code, out, error]).toEqual([1, '', expect.stringMatching(message)]);
    // Nothing is left behind.
    expect(readdirSync(process.env.TMPDIR)).toEqual([]);
  });
});

test('Ctrl-C ends the scanner, and leaves nothing behind', async () => {
  const root = project();
  await save(root, 'images/api.tar', await image('api'));
  const { runs } = fakeDocker({ hangs: true });
  process.env.TMPDIR = temporary();
  const ended = scan(root);
  while (runs().length < 2) await new Promise(done => setTimeout(done, 50));
  process.emit('SIGINT', 'SIGINT');
  const { code, out } = await ended;
  expect([code, out, readdirSync(process.env.TMPDIR)]).toEqual([130, '', []]);
});

describe('SARIF', () => {
  test('one file for each image and platform, at its Dockerfile, under its category', async () => {
    const root = project();
    mkdirSync(join(root, '.git'));
    await save(root, 'images/all.tar', await image('api', ['linux/arm64', 'linux/amd64']), await image('web'));
    const both = system(vulnerability({ PkgName: 'libcrypto3', Severity: 'MEDIUM' }), vulnerability());
    fakeDocker({ reports: { 'api/amd64': report([both]), 'api/arm64': report([both]) } });
    expect((await scan(root, '--output', 'out/scan', '--category', 'released')).code).toBe(1);
    expect(readdirSync(join(root, 'out/scan/1')).sort()).toEqual(['api-linux-amd64.sarif', 'api-linux-arm64.sarif', 'web-linux-amd64.sarif']);
    const { runs: [sarif] } = readSarif(root, 'out/scan/1/api-linux-arm64.sarif');
    expect(sarif.automationDetails).toEqual({ id: 'released/api/linux-arm64/' });
    expect(sarif.originalUriBaseIds).toBeUndefined();
    expect(sarif.tool.driver.rules[0].properties['security-severity']).toBe('7.5');
    expect(sarif.results).toEqual([{
      ruleId: 'CVE-2026-1000',
      ruleIndex: 0,
      level: 'error',
      message: { text: expect.stringMatching(/^Image api \(linux\/arm64\)\n\nPackage: libcrypto3\n[^]*\n\nPackage: libssl3\n/) },
      locations: [{ physicalLocation: { artifactLocation: { uri: 'apps/api/Dockerfile' }, region: { startLine: 1 } }, message: { text: 'api (linux/arm64)' } }],
    }]);
    const { runs: [empty] } = readSarif(root, 'out/scan/1/web-linux-amd64.sarif');
    expect([empty.automationDetails.id, empty.results]).toEqual(['released/web/linux-amd64/', []]);
  });

  test('paths are those in the Git repository; without a Bake file, it is the definition', async () => {
    const root = temporary();
    mkdirSync(join(root, '.git'));
    const inner = repository({ '.projen/docker.json': manifest({ targets: [API] }) }, join(root, 'deploy my', 'shop'));
    await save(inner, 'images/api.tar', await image('api'));
    fakeDocker(found(system(vulnerability())));
    const uri = () => readSarif(inner, 'scan/1/api-linux-amd64.sarif').runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri;
    await scan(inner, '--output', 'scan');
    expect(uri()).toBe('deploy%20my/shop/.projenrc.ts');
    write(inner, 'docker-bake.json', { target: { api: { context: '..', dockerfile: 'shop/Dockerfile' } } });
    await scan(inner, '--output', 'scan');
    expect(uri()).toBe('deploy%20my/shop/Dockerfile');
    write(inner, 'docker-bake.json', { target: { api: { context: 'apps/a$${b}', dockerfile: 'Dockerfile' } } });
    await scan(inner, '--output', 'scan');
    expect(decodeURIComponent(uri())).toBe('deploy my/shop/apps/a${b}/Dockerfile');
  });

  test('in a subproject it is under a category of that: another project may have a service of the same name', async () => {
    const root = repository({ '.projen/docker.json': manifest({ subproject: 'portal', targets: [API] }) });
    await save(root, 'images/api.tar', await image('api'));
    fakeDocker();
    const category = () => readSarif(root, 'scan/1/api-linux-amd64.sarif').runs[0].automationDetails.id;
    await scan(root, '--output', 'scan');
    expect(category()).toBe('portal/api/linux-amd64/');
    await scan(root, '--output', 'scan', '--category', 'released');
    expect(category()).toBe('released/portal/api/linux-amd64/');
  });

  test('a folder that cannot be one', async () => {
    const { code, error } = await scan(await scanned({}, { scan: 'a file' }), '--output', 'scan');
    expect([code, error]).toEqual([1, expect.stringContaining('the folder scan cannot be used (EEXIST); name another one')]);
  });
});

describe('which images', () => {
  test('base images only when they are named', async () => {
    const root = project();
    for (const name of ['base', 'api']) await save(root, `images/${name}.tar`, await image(name));
    fakeDocker();
    expect((await scan(root)).out).toMatch(/^image .*\napi .*\n\nnote/);
    expect((await scan(root, 'base')).out).toMatch(/^image .*\nbase .*\n\nnote/);
    const missing = await scan(root, 'web');
    expect([missing.code, missing.error]).toEqual([1, expect.stringMatching(/\nprojen-docker: "web" is not among the images that were scanned: none\n$/)]);
    const { code, error } = await run(root, 'scan', '--archive', 'images/base.tar');
    expect([code, error]).toEqual([1, expect.stringMatching(/\nprojen-docker: the archives hold no image but those that are parts of others; name them to scan them\n$/)]);
  });

  test('no platform twice', async () => {
    const root = project();
    for (const name of ['api-1', 'api-2']) await save(root, `images/${name}.tar`, await image('api'));
    fakeDocker();
    expect((await scan(root)).error).toMatch(/\nprojen-docker: images\/api-1\.tar and images\/api-2\.tar hold "api" for linux\/amd64 each; name one of them\n$/);
  });

  test('an archive whose bits are not what they say', async () => {
    const root = project();
    const bytes = await archive(await image('api'));
    const at = bytes.indexOf('"architecture":"amd64"');
    writeFileSync(join(root, 'broken.tar'), Buffer.concat([bytes.subarray(0, at), Buffer.from('"architecture":"arm64"'), bytes.subarray(at + 22)]));
    const { runs } = fakeDocker();
    const { code, error } = await run(root, 'scan', '--archive', 'broken.tar');
    expect([code, error]).toEqual([1, expect.stringMatching(/broken\.tar is broken: what it holds as sha256:[0-9a-f]{64} has the digest sha256:[0-9a-f]{64}; build or download it again\n$/)]);
    expect(runs()).toEqual([]);
  });

  test.each([
    [['scan'], 'either --archive or --digests must say what to scan'],
    [['scan', '--archive', 'x', '--digests', 'y'], 'either --archive or --digests must say what to scan'],
    [['scan', '--archive', 'images', '--json', '--markdown'], '--json and --markdown exclude each other; choose one'],
    [['scan', '--archive', 'images', '--severity', 'HIGH,BAD'], '--severity must be a list of CRITICAL, HIGH, MEDIUM, LOW, UNKNOWN such as HIGH,CRITICAL, got "HIGH,BAD"'],
    [['scan', '--archive', 'images', 'other'], 'there is no image "other"; there are base, api, web'],
  ])('%j is called wrongly', async (args, message) => {
    const { code, error } = await run(project(), ...args);
    expect([code, error.split('\n')[0]]).toEqual([2, `projen-docker: ${message}`]);
  });
});

test('--markdown is for a summary; the sentences go to standard error as well', async () => {
  const root = await scanned(found(system(vulnerability({ Title: 'a <b>title</b> with | and *stars*' }))));
  const { code, out, error } = await scan(root, '--markdown');
  const sentence = 'api (linux/amd64) has 1 high that may not stay; a newer version of the package fixes each';
  expect(out).toBe(`### Known vulnerabilities

| image | platform | packages | critical | high | medium | low | unknown | fixable | may not stay |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| api | linux/amd64 | 2 | 0 | 1 | 0 | 0 | 0 | 1 | 1 |

**May not stay**

- ${sentence}

#### api, linux/amd64

| severity | vulnerability | package | installed | fixed in | title |
|---|---|---|---|---|---|
| high | [CVE-2026-1000](https://avd.aquasec.com/nvd/cve-2026-1000) | \`libssl3\` | \`3.5.1-r0\` | \`3.5.2-r0\` | a \\<b\\>title\\</b\\> with &#124; and \\*stars\\* |
`);
  expect([code, error]).toEqual([1, expect.stringMatching(new RegExp(`\\n${sentence.replace(/[()]/g, '\\$&')}\\n$`))]);
});
