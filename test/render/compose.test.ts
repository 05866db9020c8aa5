import { readFileSync } from 'fs';
import { dirname, join } from 'path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { AWKWARD, service, system } from './model';
import { Duration } from '../../src/model/duration';
import { HealthCheck } from '../../src/model/health-check';
import { RestartPolicy } from '../../src/model/restart-policy';
import { Secret } from '../../src/model/secret';
import type { ServiceModel, SystemModel } from '../../src/model/service-model';
import { Size } from '../../src/model/size';
import { renderCompose, renderComposeDevelopment } from '../../src/render/compose';
import { renderYaml } from '../../src/render/text';

const schema = JSON.parse(readFileSync(join(dirname(require.resolve('dclint/package.json')), 'schemas/compose.schema.json'), 'utf8'));
delete schema.$schema;
const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);

/** As Compose reads it: through YAML, and checked by its schema. */
function read(value: object): any {
  const result = parse(renderYaml(value, ['marker']));
  expect({ valid: validate(result), errors: validate.errors }).toEqual({ valid: true, errors: null });
  return result;
}
const compose = (model: ServiceModel, given: Partial<SystemModel> = {}) => read(renderCompose(system([model], given))).services[model.name];

/** What Compose makes of a value: `$$` is a dollar sign, anything else with a dollar would be a variable. */
function interpolated(text: string): string {
  if (/(^|[^$])(\$\$)*\$([^$]|$)/.test(text)) throw new Error(`a variable is left in ${text}`);
  return text.replace(/\$\$/g, '$');
}

test('a service that says nothing is locked up and limited', () => {
  expect(read(renderCompose(system()))).toEqual({
    name: 'acme',
    services: {
      api: {
        image: 'acme-api:${TAG:-latest}',
        build: { context: '.', dockerfile: 'Dockerfile', target: 'runtime' },
        restart: 'unless-stopped',
        stop_grace_period: '10s',
        user: '1000:1000',
        read_only: true,
        tmpfs: ['/tmp'],
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        deploy: { resources: { limits: { memory: '512m', pids: 256 } } },
      },
    },
  });
});

test.each<[string, Parameters<typeof service>[0], object]>([
  ['port', { port: { container: 3000, host: 8080, address: '127.0.0.1' } }, { ports: ['127.0.0.1:8080:3000'] }],
  ['port on IPv6', { port: { container: 3000, host: 3000, address: '[::1]' } }, { ports: ['[::1]:3000:3000'] }],
  ['health check', {
    health: HealthCheck.tcp({
      interval: Duration.seconds(15),
      timeout: Duration.seconds(2),
      startPeriod: Duration.minutes(1),
      startInterval: Duration.milliseconds(500),
      retries: 5,
    }),
    healthCommand: ['node', '-e', '$x'],
  }, { healthcheck: { test: ['CMD', 'node', '-e', '$$x'], interval: '15s', timeout: '2s', start_period: '1m', start_interval: '500ms', retries: 5 } }],
  ['dependencies', { dependsOn: [{ name: 'db', condition: 'service_healthy' }, { name: 'job', condition: 'service_started' }] },
    { depends_on: { db: { condition: 'service_healthy' }, job: { condition: 'service_started' } } }],
  ['restart', { restart: RestartPolicy.NO }, { restart: 'no' }],
  ['limits', { memory: Size.gibibytes(1), cpus: 0.5, pids: 64 }, { deploy: { resources: { limits: { cpus: '0.5', memory: '1024m', pids: 64 } } } }],
  ['grace period', { stopGracePeriod: Duration.seconds(90) }, { stop_grace_period: '1m30s' }],
  ['profiles', { profiles: ['debug'] }, { profiles: ['debug'] }],
  ['user', { user: '65532:65532' }, { user: '65532:65532' }],
  ['writable folders', { writable: [{ path: '/app/logs', volume: 'api-logs' }] }, { volumes: ['api-logs:/app/logs'] }],
  ['build arguments', { build: { args: { A: 'x' } } }, { build: { context: '.', dockerfile: 'Dockerfile', target: 'runtime', args: { A: 'x' } } }],
  ['a context elsewhere', { build: { context: 'apps', dockerfilePath: 'apps/api/Dockerfile' } }, { build: { context: 'apps', dockerfile: 'api/Dockerfile', target: 'runtime' } }],
])('%s', (_, given, expected) => {
  expect(compose(service(given))).toMatchObject(expected);
});

test('a port that is not published stands nowhere', () => {
  expect(compose(service({ port: { container: 3000, address: '127.0.0.1' } }))).not.toHaveProperty('ports');
});

test('volumes are declared', () => {
  expect(read(renderCompose(system([service({ writable: [{ path: '/a', volume: 'api-a' }, { path: '/b', volume: 'api-b' }] })]))).volumes).toEqual({ 'api-a': {}, 'api-b': {} });
});

test('secrets of the build and of the run are declared once, with where they come from and no value', () => {
  const file = Secret.fromFile('db', 'secrets/db.txt');
  const token = Secret.fromEnv('NPM_TOKEN');
  const result = read(renderCompose(system([service({ secrets: [file, token], build: { secrets: [token] } }), service({ name: 'web', secrets: [file] })])));
  expect(result.secrets).toEqual({ NPM_TOKEN: { environment: 'NPM_TOKEN' }, db: { file: './secrets/db.txt' } });
  expect([result.services.api.secrets, result.services.api.build.secrets, result.services.web.secrets]).toEqual([['db', 'NPM_TOKEN'], ['NPM_TOKEN'], ['db']]);
});

test('all paths are those that Compose finds from its own folder', () => {
  const model = service({
    secrets: [Secret.fromFile('db', 'secrets/db.txt')],
    build: { context: 'apps', dockerfilePath: 'apps/api/Dockerfile' },
    development: { target: 'development', debug: { container: 9229, host: 9229 }, mounts: [{ source: 'apps/api/src', target: '/app/src' }], watch: ['apps/package-lock.json'] },
  });
  const result = read(renderCompose(system([model], { directory: 'deploy/local' })));
  expect(result.services.api.build).toMatchObject({ context: '../../apps', dockerfile: 'api/Dockerfile' });
  expect(result.secrets.db.file).toBe('../../secrets/db.txt');
  const development = read(renderComposeDevelopment(system([model], { directory: 'deploy/local' }))).services.api;
  expect([development.volumes[0].source, development.develop.watch[0].path]).toEqual(['../../apps/api/src', '../../apps/package-lock.json']);
});

test.each(AWKWARD)('%p arrives as it is, in variables, arguments and health checks', value => {
  const result = compose(service({ environment: { A: value }, build: { args: { B: value } }, healthCommand: ['x', value] }));
  expect([result.environment.A, result.build.args.B, result.healthcheck.test[2]].map(interpolated)).toEqual([value, value, value]);
});

test('a dollar sign in a path is one', () => {
  const result = compose(service({ build: { context: '$apps', dockerfilePath: '$apps/${x}/Dockerfile' }, writable: [{ path: '/$data', volume: 'api-data' }] }));
  expect([result.build.context, result.build.dockerfile, result.volumes[0]].map(interpolated)).toEqual(['$apps', '${x}/Dockerfile', 'api-data:/$data']);
});

test('development: what differs, and nothing else', () => {
  const model = service({
    port: { container: 3000, host: 3000, address: '127.0.0.1' },
    environment: { A: 'x' },
    development: { target: 'development', debug: { container: 9229, host: 9230 }, mounts: [{ source: 'src', target: '/app/src' }], watch: ['package.json'] },
  });
  expect(read(renderComposeDevelopment(system([model, service({ name: 'job' })])))).toEqual({
    services: {
      api: {
        image: 'acme-api:development',
        build: { target: 'development' },
        restart: 'no',
        ports: ['127.0.0.1:9230:9229'],
        read_only: false,
        volumes: [{ type: 'bind', source: './src', target: '/app/src', read_only: true, bind: { create_host_path: false } }],
        develop: { watch: [{ action: 'rebuild', path: './package.json' }] },
      },
    },
  });
});

describe('bases', () => {
  const base = { name: 'base-build', of: 'base', image: 'acme-base-build', build: { context: 'docker', dockerfilePath: 'docker/base.Dockerfile', target: 'build', args: { A: '$x' }, secrets: [Secret.fromEnv('TOKEN')], contexts: { base: 'base-base' } } };
  const result = read(renderCompose(system([service({ build: { contexts: { build: 'base-build' } } })], { bases: [base] })));

  test('are built for the others, and have no container', () => {
    expect(result.services['base-build']).toEqual({
      image: 'acme-base-build:${TAG:-latest}',
      build: { context: 'docker', dockerfile: 'base.Dockerfile', target: 'build', args: { A: '$$x' }, additional_contexts: { base: 'service:base-base' }, secrets: ['TOKEN'] },
      deploy: { replicas: 0 },
    });
    expect(result.secrets).toEqual({ TOKEN: { environment: 'TOKEN' } });
  });

  test('stand in for stages of services', () => {
    expect(result.services.api.build.additional_contexts).toEqual({ build: 'service:base-build' });
    expect(Object.keys(result.services)).toEqual(['base-build', 'api']);
  });

  test('are no part of the file for development', () => {
    expect(read(renderComposeDevelopment(system([service()], { bases: [base] })))).toEqual({ services: {} });
  });
});

describe('images that are not built here', () => {
  const { build, ...rest } = service({ image: 'redis:8.10.1-alpine3.23', user: 'redis' });

  test('are whole references, without our tag', () => {
    const { image, user, ...others } = compose(rest);
    expect([image, user]).toEqual(['redis:8.10.1-alpine3.23', 'redis']);
    expect(others).not.toHaveProperty('build');
    expect(others).not.toHaveProperty('healthcheck');
  });

  test('those of another service have its tag, and none of its health checks', () => {
    expect(compose({ ...rest, image: 'acme-api', imageOf: 'api', ignoresImageHealth: true })).toMatchObject({ image: 'acme-api:${TAG:-latest}', healthcheck: { disable: true } });
  });

  test('a user of its own is not said', () => {
    expect(compose({ ...rest, user: undefined })).not.toHaveProperty('user');
  });
});

test('what runs in place of what the image says', () => {
  expect(compose(service({ entrypoint: ['sh', '-c', 'exec "$@"', 'sh'], command: ['echo', '$HOME'] }))).toMatchObject({ entrypoint: ['sh', '-c', 'exec "$$@"', 'sh'], command: ['echo', '$$HOME'] });
});

test('labels of the build', () => {
  expect(compose(service({ build: { labels: { 'a.b': '$c' } } })).build.labels).toEqual({ 'a.b': '$$c' });
});

test('a stage that is the last one is not said', () => {
  expect(compose(service({ build: { target: undefined } })).build).toEqual({ context: '.', dockerfile: 'Dockerfile' });
});

test('nothing is taken from what is not confined', () => {
  const { tmpfs, ...rest } = compose(service({ confinement: { readOnly: false, dropCapabilities: false, temporary: [] } }));
  expect(tmpfs).toBeUndefined();
  for (const key of ['read_only', 'cap_drop']) expect(rest).not.toHaveProperty(key);
  expect(rest.security_opt).toEqual(['no-new-privileges:true']);
});

test.each([[undefined, ['/tmp', '/run/$$x:mode=1777']], [999, ['/tmp', '/run/$$x:mode=1777,uid=999']]])('folders in memory, of owner %p', (temporaryOwner, expected) => {
  expect(compose(service({ confinement: { readOnly: true, dropCapabilities: true, temporary: ['/tmp', '/run/$x'], temporaryOwner } })).tmpfs).toEqual(expected);
});

test('what is mounted from the repository is read-only, and has to be there', () => {
  const { volumes } = read(renderCompose(system([service({ writable: [{ path: '/data', volume: 'api-data' }], mounts: [{ source: 'db/$init', target: '/init' }] })], { directory: 'deploy' }))).services.api;
  expect(volumes).toEqual(['api-data:/data', { type: 'bind', source: '../db/$$init', target: '/init', read_only: true, bind: { create_host_path: false } }]);
});

test('a volume where Compose would look for the end of a variable', () => {
  expect(compose(service({ writable: [{ path: '/a${b', volume: 'api-a-b' }] })).volumes).toEqual([{ type: 'volume', source: 'api-a-b', target: '/a$${b' }]);
});

test('shared memory', () => {
  expect(compose(service({ sharedMemory: Size.mebibytes(128) })).shm_size).toBe('128m');
});

test('a job runs in the image for development, where its service has one', () => {
  const development = { target: 'development', mounts: [], watch: [] };
  const { build, ...job } = service({ name: 'migrate', imageOf: 'api' });
  expect(read(renderComposeDevelopment(system([service({ development }), job]))).services.migrate).toEqual({ image: 'acme-api:development', build: { target: 'development' } });
  expect(read(renderComposeDevelopment(system([service({ name: 'web', development }), job]))).services).not.toHaveProperty('migrate');
});
