import { ComposeConfig, imageOf, withDependencies } from '../../src/engine/compose-config';
import { isolate, milliseconds } from '../../src/engine/compose-isolate';
import { uniqueProject } from '../../src/engine/compose-run';

/** All that can meet another project. */
const CONFIG: ComposeConfig = {
  'name': 'acme',
  'x-shared': { anything: true },
  'services': {
    base: { build: {}, image: 'acme-base:1', deploy: { replicas: 0 } },
    api: {
      image: 'acme-api:1',
      build: { secrets: [{ source: 'token' }] },
      container_name: 'api',
      ports: [{ target: 80, published: '80' }],
      restart: 'unless-stopped',
      profiles: ['all'],
      scale: 3,
      pull_policy: 'always',
      labels: { 'traefik.enable': 'true' },
      logging: { driver: 'loki' },
      user: '1000:1000',
      environment: { PRICE: 'a $$1' },
      hostname: 'api',
      deploy: { replicas: 3, mode: 'replicated', restart_policy: { condition: 'any' }, labels: { a: 'b' }, resources: { limits: { memory: '1' } } },
      networks: { default: { aliases: ['backend'], ipv4_address: '10.0.0.2', mac_address: '02:42:ac:11:00:02' }, other: null },
      volumes: [{ type: 'volume', source: 'data', target: '/data' }],
      healthcheck: { interval: '30s', test: ['CMD', 'true'] } as object,
      depends_on: { db: { condition: 'service_healthy', required: true }, cache: { condition: 'service_started', required: false } },
    },
    db: { image: 'postgres:18', healthcheck: { interval: '10s' } },
    cache: { image: 'redis:8', profiles: ['cache'] },
    built: { build: {} },
  },
  'networks': { default: { name: 'acme_default', driver: 'bridge', ipam: { config: [{ subnet: '10.0.0.0/24' }] }, internal: true }, other: { name: 'proxy', external: true } },
  'volumes': { data: { name: 'acme_data', driver: 'local', driver_opts: { type: 'none', o: 'bind', device: '/srv' } }, old: { name: 'old', external: true } },
  'secrets': { password: { name: 'acme_password', file: '/repo/.secrets/password' } },
};

const isolated = (names = ['db', 'api'], watched = ['api']) => isolate(CONFIG, 'acme-smoke-1', names, watched);

test('nothing of it can meet the project that it is made of', () => {
  expect(isolated()).toEqual({
    name: 'acme-smoke-1',
    services: {
      db: { image: 'postgres:18', restart: 'no', depends_on: {}, deploy: {}, healthcheck: { interval: '10s' } },
      api: {
        image: 'acme-api:1',
        restart: 'no',
        user: '1000:1000',
        environment: { PRICE: 'a $$1' },
        hostname: 'api',
        deploy: { resources: { limits: { memory: '1' } } },
        networks: { default: { aliases: ['backend'] }, other: null },
        volumes: [{ type: 'volume', source: 'data', target: '/data' }],
        healthcheck: { interval: '2000ms', test: ['CMD', 'true'] },
        depends_on: { db: { condition: 'service_healthy', required: true } },
      },
    },
    networks: { default: { internal: true }, other: {} },
    volumes: { data: {}, old: {} },
    secrets: { password: { file: '/repo/.secrets/password' } },
  });
});

test('the configuration that it is made of stays as it is', () => {
  const before = JSON.stringify(CONFIG);
  isolated();
  expect(JSON.stringify(CONFIG)).toBe(before);
});

test('an image without a name is the one that Compose built for the first project', () => {
  expect(imageOf(CONFIG, 'built')).toBe('acme-built');
  expect(isolated(['built'], []).services.built).toEqual({ image: 'acme-built', restart: 'no', depends_on: {}, deploy: {} });
});

test.each<[object | undefined, object | undefined]>([
  [{ interval: '30s' }, { interval: '2000ms' }],
  [{ interval: '1s' }, { interval: '1s' }],
  [{ timeout: '1s' }, { timeout: '1s', interval: '2000ms' }],
  [{ disable: true }, { disable: true }],
  [undefined, undefined],
])('health check %j of a service that is asked often', (healthcheck, wanted) => {
  expect(isolate({ name: 'a', services: { api: { image: 'x', healthcheck } } }, 'b', ['api'], ['api']).services.api.healthcheck).toEqual(wanted);
});

test.each([['30s', 30_000], ['1m30s', 90_000], ['1h0m0s', 3_600_000], ['1.5s', 1500], ['250ms', 250], ['500us', 0.5], ['1000000ns', 1]])('%s', (text, wanted) => {
  expect(milliseconds(text)).toBeCloseTo(wanted);
});

test('what a service needs comes before it; what it can do without only where nobody has to ask for it', () => {
  expect(withDependencies(CONFIG, ['built', 'api'])).toEqual(['built', 'db', 'api']);
  const { services } = CONFIG;
  expect(withDependencies({ ...CONFIG, services: { ...services, cache: { image: 'redis:8' } } }, ['api'])).toEqual(['db', 'cache', 'api']);
  expect(withDependencies({ ...CONFIG, services: { api: services.api } }, ['api'])).toEqual(['api']);
});

test.each([
  ['acme', /^acme-smoke-[0-9a-f]{8}$/], ['Größe & Co', /^gr--e---co-smoke-[0-9a-f]{8}$/], ['_-x', /^x-smoke-[0-9a-f]{8}$/], ['日本', /^smoke-[0-9a-f]{8}$/], ['a'.repeat(90), /^a{40}-smoke-[0-9a-f]{8}$/],
])('a project made of %j has a name that Compose takes', (name, wanted) => {
  expect(uniqueProject(name, 'smoke')).toMatch(wanted);
  expect(uniqueProject(name, 'smoke')).not.toBe(uniqueProject(name, 'smoke'));
});
