import { readFileSync, writeFileSync } from 'fs';
import { delimiter, join } from 'path';
import { fakeDocker, report, system, vulnerability } from './support';
import { program } from '../../child';
import { layout, PlatformSpec } from '../../engine/archives';
import { digest, manifestReply, ScriptedServer } from '../../registry/server';
import { repository, temporary } from '../../support';
import { manifest } from '../manifest';
import { run } from '../run';

jest.setTimeout(60_000);

const { PATH, DOCKER_CONFIG } = process.env;
let server: ScriptedServer | undefined;
beforeEach(() => {
  process.env.DOCKER_CONFIG = temporary();
});
afterEach(async () => {
  process.env.PATH = PATH;
  if (DOCKER_CONFIG === undefined) delete process.env.DOCKER_CONFIG;
  else process.env.DOCKER_CONFIG = DOCKER_CONFIG;
  await server?.stop();
  server = undefined;
});

/** A registry that holds these manifests and blobs, whatever the image is called. */
async function serve(...contents: object[]): Promise<string> {
  server = await ScriptedServer.start(({ path }) => {
    const found = contents.find(content => path.endsWith(digest(content)));
    return found ? manifestReply(found) : { status: path === '/v2/' ? 200 : 404 };
  });
  return server.host;
}

/** Puts a `skopeo` on the PATH that writes a layout for each digest; gives what it was called with. */
async function fakeSkopeo(platforms: Record<string, string>): Promise<string> {
  const log = join(temporary(), 'log');
  const layouts: Record<string, Record<string, string>> = {};
  for (const [key, platform] of Object.entries(platforms)) {
    const spec: PlatformSpec = { platform, layers: [], history: [{ created_by: 'api' }] };
    layouts[key] = Object.fromEntries(Object.entries(await layout([{ platforms: [spec] }])).map(([path, bytes]) => [path, bytes.toString('base64')]));
  }
  const script = `const fs = require('fs'); const path = require('path');
    const argv = process.argv.slice(2);
    const auth = argv.includes('--src-authfile') ? JSON.parse(fs.readFileSync(argv[argv.indexOf('--src-authfile') + 1])) : undefined;
    fs.appendFileSync(${JSON.stringify(log)}, JSON.stringify({ argv, auth }) + '\\n');
    const [source, target] = argv.slice(-2);
    for (const [name, bytes] of Object.entries(${JSON.stringify(layouts)}[source.split('@')[1]])) {
      const file = path.join(target.slice('oci:'.length), name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, Buffer.from(bytes, 'base64'));
    }`;
  process.env.PATH = `${program('skopeo', script)}${delimiter}${process.env.PATH}`;
  return log;
}

function project(image: string, digests: string, others: object[] = []): string {
  const targets = [{ name: 'base', image: `${image}-base`, isBase: true }, { name: 'api', image }, ...others];
  return repository({ '.projen/docker.json': manifest({ targets: targets as never }), 'digests.txt': digests });
}
const line = (content: object, image: string) => `${digest(content).slice('sha256:'.length)}  ${image}\n`;
const calls = (log: string) => readFileSync(log, 'utf8').trim().split('\n').map(one => JSON.parse(one));
const DESCRIPTOR = 'application/vnd.oci.image.manifest.v1+json';

test('every platform of an index, by its own digest, and no attestation', async () => {
  const [amd64, arm64] = ['a', 'b'].map(letter => `sha256:${letter.repeat(64)}`);
  const index = {
    schemaVersion: 2,
    manifests: [
      { mediaType: DESCRIPTOR, digest: arm64, platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
      { mediaType: DESCRIPTOR, digest: amd64, platform: { os: 'linux', architecture: 'amd64' } },
      { mediaType: DESCRIPTOR, digest: `sha256:${'c'.repeat(64)}`, platform: { os: 'unknown', architecture: 'unknown' }, annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } },
    ],
  };
  const image = `${await serve(index)}/acme/api`;
  writeFileSync(join(process.env.DOCKER_CONFIG!, 'config.json'), JSON.stringify({ auths: { [server!.host]: { auth: Buffer.from('anna:secret').toString('base64') } } }));
  const log = await fakeSkopeo({ [amd64]: 'linux/amd64', [arm64]: 'linux/arm64' });
  fakeDocker({ reports: { 'api/arm64': report([system(vulnerability())]) } });
  const root = project(image, line(index, image));
  const { code, out, error } = await run(root, 'scan', '--digests', 'digests.txt', '--json');
  expect(JSON.parse(out).images.map(({ platform, source, findings }: any) => [platform, source, findings.length])).toEqual([
    ['linux/amd64', `${image}@${digest(index)}`, 0], ['linux/arm64', `${image}@${digest(index)}`, 1],
  ]);
  expect(calls(log)).toEqual([amd64, arm64].map(one => ({
    argv: ['--insecure-policy', 'copy', '--quiet', '--retry-times', '3', '--src-authfile', expect.any(String), '--src-tls-verify=false', `docker://${image}@${one}`, expect.stringMatching(/^oci:\//)],
    auth: { auths: { [server!.host]: { auth: Buffer.from('anna:secret').toString('base64') } } },
  })));
  expect([code, out + error]).toEqual([1, expect.not.stringContaining('secret')]);
});

test('an image without an index', async () => {
  const config = { os: 'linux', architecture: 'arm', variant: 'v7' };
  const only = { schemaVersion: 2, config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: digest(config) }, layers: [] };
  const image = `${await serve(config, only)}/acme/api`;
  const log = await fakeSkopeo({ [digest(only)]: 'linux/arm/v7' });
  fakeDocker();
  const { code, out } = await run(project(image, line(only, image)), 'scan', '--digests', 'digests.txt');
  expect([code, out]).toEqual([0, expect.stringMatching(/\napi +linux\/arm\/v7 /)]);
  expect(calls(log)).toHaveLength(1);
});

test('a file of no images: nothing is scanned, and nothing is fetched', async () => {
  const { runs } = fakeDocker();
  const { code, out } = await run(project('ghcr.io/acme/api', ''), 'scan', '--digests', 'digests.txt', '--markdown');
  expect([code, out, runs()]).toEqual([0, 'There is no image to scan.\n', []]);
});

test.each<[string, object, string]>([
  ['of another project', {}, 'is no image of this project; the images are '],
  ['of nothing but attestations', { schemaVersion: 2, manifests: [] }, 'holds no image for any platform; there is nothing to scan'],
  ['of something else', { schemaVersion: 2, config: { mediaType: 'application/vnd.cncf.helm.config.v1+json', digest: `sha256:${'a'.repeat(64)}` } }, 'is no image, but something else that a registry keeps; there is nothing to scan'],
])('a digest %s', async (what, content, message) => {
  const image = `${await serve(content)}/acme/api`;
  fakeDocker();
  const { code, error } = await run(project(image, line(content, what === 'of another project' ? `${image}-gone` : image)), 'scan', '--digests', 'digests.txt');
  expect([code, error]).toEqual([1, expect.stringContaining(message)]);
});
