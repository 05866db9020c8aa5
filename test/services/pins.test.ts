import { BackingService, DockerfileService, Instruction, Mount, NodeBaseImage, NodeService, Postgres, PythonServer, PythonService } from '../../src';
import { PLAIN, repository, synthDocker } from '../support';

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const lock = (images: Record<string, string>) => ({ images: Object.fromEntries(Object.entries(images).map(([image, digit]) => [image, { digest: digest(digit), platforms: ['linux/amd64'] }])) });

const references = (files: Record<string, string>) => JSON.parse(files['.projen/docker.json']).references;
const froms = (dockerfile: string) => dockerfile.split('\n').filter(line => /^(ARG|FROM)/.test(line));
/** The images that the sample service starts from. */
const [NODE, ALPINE] = references(synthDocker(repository(PLAIN), project => new NodeService(project, 'api')).files).reverse();

test('without a lock, images have their tags, and are known', () => {
  const { files } = synthDocker(repository(PLAIN), project => new NodeService(project, 'api'));
  expect([NODE, ALPINE]).toEqual([expect.stringMatching(/^node:[\d.]+-alpine[\d.]+$/), expect.stringMatching(/^alpine:[\d.]+$/)]);
  expect(froms(files.Dockerfile)[0]).toMatch(/^ARG NODE_VERSION=\d/);
});

test('with a lock, a digest stands behind each, and one argument is the whole image', () => {
  const { files } = synthDocker(repository({ ...PLAIN, 'docker-lock.json': lock({ [NODE]: 'a', [ALPINE]: 'b' }) }), project => new NodeService(project, 'api'));
  expect(froms(files.Dockerfile).filter(line => !/^FROM (base|deps)/.test(line))).toEqual([
    `ARG NODE_IMAGE=${NODE}@${digest('a')}`, 'FROM ${NODE_IMAGE} AS base', `FROM ${ALPINE}@${digest('b')} AS runtime`,
  ]);
  expect(references(files)).toEqual([ALPINE, NODE]);
});

test('an image that is not locked stays as it is', () => {
  const { files, warnings } = synthDocker(repository({ ...PLAIN, 'docker-lock.json': lock({ [ALPINE]: 'b' }) }), project => new NodeService(project, 'api'));
  expect(froms(files.Dockerfile)[0]).toMatch(/^ARG NODE_VERSION=/);
  expect(files.Dockerfile).toContain(`FROM ${ALPINE}@${digest('b')} AS runtime`);
  expect(warnings).toEqual([`docker-lock.json has no digest for ${NODE}; run "npx projen docker:lock --missing"`]);
});

test('an image that two stages start from', () => {
  const app = { 'main.py': 'app = 1\n', 'requirements.txt': 'uvicorn==0.30.0\n', '.python-version': '3.13\n' };
  const define = (files: Record<string, unknown>) => synthDocker(repository(files), project => new PythonService(project, 'api', { port: 8000, server: PythonServer.uvicorn('main:app') })).files;
  const [image] = references(define(app));
  const dockerfile = define({ ...app, 'docker-lock.json': lock({ [image]: 'c' }) }).Dockerfile;
  expect(froms(dockerfile).filter(line => line.includes('IMAGE'))).toEqual([`ARG PYTHON_IMAGE=${image}@${digest('c')}`, 'FROM ${PYTHON_IMAGE} AS base', 'FROM ${PYTHON_IMAGE} AS runtime']);
  expect(dockerfile).not.toContain('PYTHON_VERSION');
});

test('images that files are taken from', () => {
  const define = (files: Record<string, unknown>) => synthDocker(repository(files), project => {
    const stage = new NodeService(project, 'api').stage('build');
    stage.append(
      Instruction.copy(['/bin/x'], '/bin/x', { from: 'ghcr.io/acme/x:1.0' }),
      Instruction.copy(['/bin/z'], '/bin/z', { from: 'base', chown: '1:1' }),
      Instruction.run(['use --from=ghcr.io/acme/x:1.0'], { mounts: [Mount.cache('/c'), Mount.bind('/bin/y', '/y', { from: 'ghcr.io/acme/y:2.0' })] }),
    );
  }).files;
  const dockerfile = define({ ...PLAIN, 'docker-lock.json': lock({ 'ghcr.io/acme/x:1.0': 'd', 'ghcr.io/acme/y:2.0': 'e' }) }).Dockerfile;
  expect(dockerfile).toContain(`COPY --from=ghcr.io/acme/x:1.0@${digest('d')} /bin/x /bin/x`);
  expect(dockerfile).toContain('COPY --from=base --chown=1:1 /bin/z /bin/z');
  expect(dockerfile).toContain(`from=ghcr.io/acme/y:2.0@${digest('e')},source=/bin/y`);
  expect(dockerfile).toContain('use --from=ghcr.io/acme/x:1.0\n');
  expect(references(define(PLAIN))).toEqual([ALPINE, 'ghcr.io/acme/x:1.0', 'ghcr.io/acme/y:2.0', NODE]);
});

test('backing services, but for those with a digest of their own', () => {
  const define = (files: Record<string, unknown>) => synthDocker(repository({ ...PLAIN, ...files }), project => {
    new Postgres(project, 'db', { version: '17.5' });
    new BackingService(project, 'mail', { image: `axllent/mailpit:v1@${digest('f')}`, port: 1025 });
  }).files;
  const { 'compose.yaml': compose, ...files } = define({ 'docker-lock.json': lock({ 'postgres:17.5': 'a', ['axllent/mailpit:v1']: 'b' }) });
  expect(compose).toContain(`image: postgres:17.5@${digest('a')}\n`);
  expect(compose).toContain(`image: axllent/mailpit:v1@${digest('f')}\n`);
  expect(references({ ...files, 'compose.yaml': compose })).toEqual(['postgres:17.5']);
});

test('a base image and the services on it are pinned alike', () => {
  const { files: written } = synthDocker(repository({ ...PLAIN, 'docker-lock.json': lock({ [NODE]: 'a', [ALPINE]: 'b' }) }), project => {
    new NodeBaseImage(project, 'base');
    new NodeService(project, 'api');
  });
  const dockerfiles = Object.keys(written).filter(name => /Dockerfile$/.test(name));
  expect(dockerfiles).toHaveLength(2);
  for (const path of dockerfiles) expect(written[path]).toContain(`ARG NODE_IMAGE=${NODE}@${digest('a')}`);
});

describe('a Dockerfile of the repository itself', () => {
  const OWN = 'ARG V=3.24.2\nFROM alpine:${V} AS build\nFROM busybox:1.37\nCOPY --from=build /etc/os-release /\nCOPY --from=ghcr.io/acme/x:1.0 /x /x\nUSER 1000:1000\nCMD ["true"]\n';
  const define = (files: Record<string, unknown>, options = {}) => synthDocker(repository({ 'own/Dockerfile': OWN, 'own/.dockerignore': '**\n', ...files }),
    project => new DockerfileService(project, 'own', { directory: 'own', ...options })).files;

  test('is left as it is, and the builder is told what stands for its images', () => {
    const files = define({ 'docker-lock.json': lock({ 'alpine:3.24.2': 'a', 'busybox:1.37': 'b' }) });
    const contexts = { 'alpine:3.24.2': `docker-image://alpine:3.24.2@${digest('a')}`, 'busybox:1.37': `docker-image://busybox:1.37@${digest('b')}` };
    expect(files['own/Dockerfile']).toBe(OWN);
    expect(JSON.parse(files['docker-bake.json']).target.own.contexts).toEqual(contexts);
    expect(files['compose.yaml']).toContain(`docker-image://alpine:3.24.2@${digest('a')}`);
    expect(references(files)).toEqual(['alpine:3.24.2', 'busybox:1.37', 'ghcr.io/acme/x:1.0']);
  });

  test('with an argument that says another version', () => {
    expect(references(define({}, { buildArgs: { V: '3.23.1' } }))).toContain('alpine:3.23.1');
  });
});
