import { parse } from 'yaml';
import { DockerfileService, DockerfileServiceOptions, DockerProject, HealthCheck, NodeService, Postgres, Secret } from '../../src';
import { Files, plainIn, readTree, refusal, repository, synthDocker } from '../support';

const DOCKERFILE = `FROM python:3.13 AS build
RUN make
FROM python:3.13-slim AS runtime
COPY --from=build /x /x
USER 1000
EXPOSE 8000
HEALTHCHECK CMD ["/x", "ping"]
CMD ["/x"]
`;
const FILES: Files = { 'services/legacy/Dockerfile': DOCKERFILE, 'services/legacy/.dockerignore': '.git\n' };

/** Said of every service that may write where it wants. */
const WRITABLE = expect.stringMatching(/^service "legacy": .*\(writable-root\)$/);

const make = (project: DockerProject, options: DockerfileServiceOptions = {}) => new DockerfileService(project, 'legacy', { directory: 'services/legacy', ...options });
const synth = (options: DockerfileServiceOptions = {}, files: Files = FILES) =>
  synthDocker(repository(files), project => void make(project, options));
const service = (options: DockerfileServiceOptions = {}, files: Files = FILES) => parse(synth(options, files).files['compose.yaml']).services.legacy;
/** The Dockerfile with this as its last stage. */
const withDockerfile = (text: string): Files => ({ ...FILES, 'services/legacy/Dockerfile': text });

test('an existing Dockerfile joins Compose and Bake, and stays as it is', () => {
  const { files, warnings } = synth();
  expect(parse(files['compose.yaml']).services.legacy).toEqual({
    image: 'acme-legacy:${TAG:-latest}',
    build: { context: 'services/legacy', dockerfile: 'Dockerfile', labels: { 'org.opencontainers.image.title': 'legacy' } },
    restart: 'unless-stopped',
    stop_grace_period: '10s',
    ports: ['127.0.0.1:8000:8000'],
    security_opt: ['no-new-privileges:true'],
    deploy: { resources: { limits: { memory: '512m', pids: 256 } } },
  });
  expect(JSON.parse(files['docker-bake.json'])).toMatchObject({
    group: { default: { targets: ['legacy'] } },
    target: { legacy: { context: 'services/legacy', dockerfile: 'Dockerfile', tags: ['acme-legacy:${TAG}'], labels: { 'org.opencontainers.image.title': 'legacy' } } },
  });
  for (const [path, text] of Object.entries(FILES)) expect(files[path]).toBe(text);
  expect(Object.keys(files).filter(path => /Dockerfile|dockerignore/.test(path))).toEqual(Object.keys(FILES).sort());
  expect(warnings).toEqual([WRITABLE]);
});

test.each<[string, DockerfileServiceOptions, object]>([
  ['target', { target: 'build', user: '1000' }, { build: { target: 'build' } }],
  ['port and hostPort', { port: 9000, hostPort: 9001 }, { ports: ['127.0.0.1:9001:9000'] }],
  ['hostPort of the exposed port', { hostPort: 9001 }, { ports: ['127.0.0.1:9001:8000'] }],
  ['build arguments and secrets', { buildArgs: { A: '$x' }, buildSecrets: [Secret.fromEnv('TOKEN')] }, { build: { args: { A: '$$x' }, secrets: ['TOKEN'] } }],
  ['image', { image: 'acme/other' }, { image: 'acme/other:${TAG:-latest}' }],
  ['labels', { description: 'An old one', labels: { 'a.b': 'c' } }, { build: { labels: { 'org.opencontainers.image.description': 'An old one', 'a.b': 'c' } } }],
  ['health', { health: HealthCheck.command(['/x', 'health']) }, { healthcheck: { test: ['CMD', '/x', 'health'] } }],
  ['environment, secrets and command', { environment: { A: 'b' }, secrets: [Secret.fromFile('t', 'secrets/t')], command: ['/x', '-v'] }, { environment: { A: 'b' }, secrets: ['t'], command: ['/x', '-v'] }],
  ['hardening', { readOnly: true, dropCapabilities: true, user: '1000:1000', writable: ['/data/'], temporary: ['/tmp', '/run/x'] },
    { read_only: true, cap_drop: ['ALL'], user: '1000:1000', volumes: ['legacy-data:/data'], tmpfs: ['/tmp', '/run/x:mode=1777,uid=1000'] }],
])('%s', (_, options, expected) => {
  expect(service(options)).toMatchObject(expected);
});

test('a Dockerfile of another name, in a context of its own', () => {
  const files = { 'docker/legacy.Dockerfile': 'FROM scratch\nUSER 1\n', 'docker/legacy.Dockerfile.dockerignore': '.git\n' };
  const { files: written, warnings } = synth({ directory: '.', dockerfile: 'docker/legacy.Dockerfile' }, files);
  expect(parse(written['compose.yaml']).services.legacy.build).toMatchObject({ context: '.', dockerfile: 'docker/legacy.Dockerfile' });
  expect(warnings).toEqual([WRITABLE]);
});

test('a title that the Dockerfile gives stays, unless another one is said', () => {
  const files = withDockerfile(`${DOCKERFILE}LABEL org.opencontainers.image.title="Old"\n`);
  expect(service({}, files).build).not.toHaveProperty('labels');
  expect(service({ labels: { 'org.opencontainers.image.title': 'New' } }, files).build.labels).toEqual({ 'org.opencontainers.image.title': 'New' });
});

test.each<[string, string, DockerfileServiceOptions, string]>([
  ['the image has a health check', DOCKERFILE, {}, 'service_healthy'],
  ['it has none', 'FROM x:1\nUSER 1\n', {}, 'service_started'],
  ['it is turned off', `${DOCKERFILE}FROM runtime\nHEALTHCHECK NONE\n`, {}, 'service_started'],
  ['a stage without one is built', DOCKERFILE, { target: 'build', user: '1' }, 'service_started'],
  ['one is said', 'FROM x:1\nUSER 1\n', { health: HealthCheck.command(['x']) }, 'service_healthy'],
  ['it is not to be waited for', DOCKERFILE, { health: HealthCheck.none('it lies') }, 'service_started'],
])('dependents wait as %s', (_, text, options, condition) => {
  const { files } = synthDocker(repository({ ...withDockerfile(text), ...plainIn('api') }), project => {
    new NodeService(project, 'api', { directory: 'api', port: 3000, dependsOn: [make(project, options)] });
  });
  expect(parse(files['compose.yaml']).services.api.depends_on).toEqual({ legacy: { condition } });
});

test('a job runs in its image before it, and both use a database', () => {
  const { files } = synthDocker(repository(FILES), project => {
    const db = new Postgres(project, 'db');
    make(project, { connectsTo: [db], readOnly: true }).addInitJob('migrate', { command: ['/x', 'migrate'] });
  });
  const { legacy, migrate } = parse(files['compose.yaml']).services;
  expect(legacy.depends_on).toEqual({ db: { condition: 'service_healthy' }, migrate: { condition: 'service_completed_successfully' } });
  expect(migrate).toMatchObject({
    image: legacy.image,
    command: ['/x', 'migrate'],
    environment: legacy.environment,
    secrets: ['db-password'],
    depends_on: { db: { condition: 'service_healthy' } },
    restart: 'no',
    read_only: true,
    healthcheck: { disable: true },
  });
  expect(migrate.build.context).toBe('services/legacy');
  expect(migrate).not.toHaveProperty('ports');
});

test.each<[string, string, DockerfileServiceOptions, string | undefined]>([
  ['no user', 'FROM alpine:3.24\n', {}, 'services/legacy/Dockerfile:1: its image runs as root'],
  ['root', 'FROM alpine:3.24\nUSER root:root\n', {}, 'services/legacy/Dockerfile:2: its image runs as root'],
  ['root by number', 'FROM alpine:3.24\nUSER "0"\n', {}, 'services/legacy/Dockerfile:2: its image runs as root'],
  ['a user that is said', 'FROM alpine:3.24\n', { user: '1000' }, undefined],
  ['a variable', 'FROM alpine:3.24\nARG U=1\nUSER $U\n', {}, undefined],
  ['a base image that is called so', 'FROM gcr.io/distroless/static-debian13:nonroot\n', {}, undefined],
])('who it runs as: %s', (_, text, options, problem) => {
  const define = (project: DockerProject) => make(project, options);
  const root = repository(withDockerfile(text));
  if (problem === undefined) expect(() => synthDocker(root, define)).not.toThrow();
  else expect(refusal(root, define)).toEqual([expect.stringContaining(`service "legacy": ${problem}`)]);
});

test('without an ignore file, all of the context must not be copied', () => {
  const files = (copied: string) => ({ 'services/legacy/src/x': '', 'services/legacy/Dockerfile': `${DOCKERFILE}COPY ${copied} /x/\n` });
  expect(refusal(repository(files('.')), make)).toEqual([
    expect.stringMatching(/^service "legacy": services\/legacy\/Dockerfile:9: there is no ignore file, so this would copy \.env too; .*\(leaky-ignore-file\)/),
  ]);
  expect(synth({}, files('src')).warnings).toEqual([WRITABLE]);
});

describe('secrets of the project do not reach its builder', () => {
  const inRoot = (ignore?: string): Files => ({ Dockerfile: DOCKERFILE, ...ignore !== undefined && { '.dockerignore': ignore } });
  const define = (project: DockerProject) => {
    new Postgres(project, 'db');
    make(project, { directory: '.', secrets: [Secret.fromFile('token', 'secrets/token.txt')] });
  };

  test.each<[string, string | undefined, string[]]>([
    ['no ignore file', undefined, [
      'secrets/token.txt holds secrets and would reach the builder; add the line "secrets/token.txt" to Dockerfile.dockerignore',
      '.secrets holds secrets and would reach the builder; add the line ".secrets" to Dockerfile.dockerignore',
    ]],
    ['one that lets them in', '.git\n', [
      'secrets/token.txt holds secrets and would reach the builder; add the line "secrets/token.txt" to .dockerignore',
      '.secrets holds secrets and would reach the builder; add the line ".secrets" to .dockerignore',
    ]],
    ['one that lets one of them in', 'secrets\n', ['.secrets holds secrets and would reach the builder; add the line ".secrets" to .dockerignore']],
  ])('%s', (_, ignore, problems) => {
    expect([...refusal(repository(inRoot(ignore)), define)].sort()).toEqual(problems.map(problem => `service "legacy": ${problem}`).sort());
  });

  test('an ignore file that leaves them out, and a context without them', () => {
    expect(() => synthDocker(repository(inRoot('secrets\n.secrets\n')), define)).not.toThrow();
    expect(() => synthDocker(repository(FILES), project => {
      new Postgres(project, 'db');
      make(project);
    })).not.toThrow();
  });
});

test.each<[string, DockerfileServiceOptions, Files, string]>([
  ['a folder that is none', { directory: 'nowhere' }, FILES, 'directory "nowhere" does not exist; name the folder that is the build context'],
  ['a folder elsewhere', { directory: '../x' }, FILES, 'directory must stay inside the project, got "../x"'],
  ['a file that is none', { dockerfile: 'legacy.Dockerfile' }, FILES, 'services/legacy/legacy.Dockerfile does not exist; name the file with "dockerfile", relative to the directory'],
  ['a file elsewhere', { dockerfile: '/Dockerfile' }, FILES, 'dockerfile must be a path relative to the service\'s directory, got "/Dockerfile"'],
  ['an unknown stage', { target: 'prod' }, FILES, 'target must be a stage of services/legacy/Dockerfile, which has build, runtime, got "prod"'],
  ['a stage where none has a name', { target: 'prod' }, withDockerfile('FROM x:1\nUSER 1\n'), 'target must be a stage of services/legacy/Dockerfile, none of which has a name, got "prod"'],
  ['a Dockerfile without a stage', {}, withDockerfile('# to do\n'), 'services/legacy/Dockerfile has no FROM, so nothing can be built from it'],
  ['an HTTP check', { health: HealthCheck.http('/') }, FILES,
    'an HTTP health check needs a program that this image may not have; use HealthCheck.command() with one that it has, or HealthCheck.none(), or leave "health" out to take the image\'s own'],
  ['a wrong argument', { buildArgs: { 'a b': 'x' } }, FILES, 'the name of a build argument must be letters, digits and _ and not start with a digit, got "a b"'],
  ['a wrong label', { labels: { 'a b': 'x' } }, FILES, 'a name in LABEL must not hold white space, quotes, = or $, got "a b"'],
  ['a wrong image', { image: 'Acme' }, FILES, 'image must look like "owner/name" (lower case letters, digits and . _ - between them, no tag), got "Acme"'],
  ['a wrong folder', { writable: ['data'] }, FILES, 'writable must be an absolute path in the container, such as "/data", got "data"'],
])('%s is refused', (_, options, files, problem) => {
  expect(refusal(repository(files), project => make(project, options))).toEqual([`service "legacy": ${problem}`]);
});

test('two exposed ports leave it open which one is meant', () => {
  expect(service({}, withDockerfile('FROM x:1\nUSER 1\nEXPOSE 80 443\n'))).not.toHaveProperty('ports');
});

test('an ignore file of another service, which is generated, is not its own', () => {
  const root = repository({ ...plainIn('.'), 'legacy.Dockerfile': 'FROM x:1\nUSER 1\n' });
  const define = (project: DockerProject) => {
    new NodeService(project, 'api', { port: 3000 });
    make(project, { directory: '.', dockerfile: 'legacy.Dockerfile' });
  };
  expect(refusal(root, define)).toEqual(['service "legacy" would be built with .dockerignore, which is generated for service "api"; write legacy.Dockerfile.dockerignore for it']);
  expect(() => synthDocker(repository({ 'legacy.Dockerfile.dockerignore': '.git\n' }, root), define)).not.toThrow();
});

test('a generated Dockerfile does not take the place of the one that is there', () => {
  const root = repository({ ...plainIn('app'), 'app/Dockerfile': DOCKERFILE, 'app/.dockerignore': '.git\n' });
  expect(refusal(root, project => {
    make(project, { directory: 'app' });
    new NodeService(project, 'api', { directory: 'app', port: 3000 });
  })).toEqual(expect.arrayContaining([expect.stringMatching(/^app\/Dockerfile stands where a generated file goes/)]));
  expect(readTree(root)['app/Dockerfile']).toBe(DOCKERFILE);
});
