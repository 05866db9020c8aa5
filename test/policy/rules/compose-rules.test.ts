import { messagesOf, placesOf, refusedWith, systemOf, warnedOf } from './support';
import { BackingService, DockerfileService, HealthCheck, Redis, Size } from '../../../src';
import { runPolicy } from '../../../src/policy/policy';
import { PLAIN } from '../../support';

const app = { image: 'ghcr.io/acme/app:1.0.0' };

describe('an override that is dangerous stops synthesis', () => {
  test.each<[string, string, unknown, string]>([
    ['privileged-container', 'services.api.privileged', true, 'it is privileged'],
    ['privileged-container', 'services.api.cap_add', ['SYS_ADMIN'], 'capability "SYS_ADMIN"'],
    ['privileged-container', 'services.api.security_opt', ['seccomp:./profile.json'], 'what keeps programs in it from becoming root was taken away'],
    ['host-network', 'services.api.network_mode', 'host', 'it reaches all that listens on the machine only'],
    ['docker-socket', 'services.api.volumes', ['/var/run/docker.sock:/var/run/docker.sock'], 'it mounts "/var/run/docker.sock"'],
    ['unknown-dependency', 'services.api.networks', ['front'], 'it refers to network "front", which compose.yaml does not define'],
    ['unknown-dependency', 'services.api.depends_on.db', { condition: 'service_started' }, 'it refers to service "db"'],
    ['dependency-cycle', 'services.api.depends_on.api', { condition: 'service_started' }, 'so none of them can start: api → api'],
    ['duplicate-port', 'services.other', { ...app, read_only: true, mem_limit: '1g', user: '1000:1000', ports: ['3000:80'] }, 'port 3000 of the host is published by "api" too'],
  ])('%s: %s', (rule, path, value, message) => {
    const problems = refusedWith(project => project.containers.compose.addOverride(path, value));
    expect(problems).toEqual([expect.stringContaining(message)]);
    expect(problems[0]).toContain(`(${rule})`);
  });

  test.each<[string, string, unknown]>([
    ['privileged-container', 'services.api.privileged', true],
    ['privileged-container', 'services.api.security_opt', { '!override': ['label:type:container_t'] }],
    ['host-network', 'services.api.pid', 'host'],
    ['docker-socket', 'services.api.volumes', [{ type: 'bind', source: '/run/docker.sock', target: '/run/docker.sock' }]],
    ['unknown-dependency', 'services.api.secrets', ['token']],
    ['duplicate-port', 'services.api.ports', ['127.0.0.1:3000:9229']],
  ])('%s, for development: %s', (rule, path, value) => {
    const problems = refusedWith(project => project.containers.composeDevelopment.addOverride(path, value));
    expect(problems).toEqual([expect.stringMatching(/^service "api": compose\.dev\.yaml: /)]);
    expect(problems[0]).toContain(`(${rule})`);
  });

  test.each([
    ['privileged-container', 'target.api.entitlements', ['security.insecure']],
    ['host-network', 'target.api.entitlements', ['network.host']],
    ['host-network', 'target.api.network', 'host'],
  ])('%s, in the Bake file: %s', (rule, path, value) => {
    const problems = refusedWith(project => project.containers.bake.addOverride(path, value));
    expect(problems).toEqual([expect.stringMatching(/^service "api": docker-bake\.json: /)]);
    expect(problems[0]).toContain(`(${rule})`);
  });

  test('unless it is suppressed there, with a reason', () => {
    const suppressions = { 'docker-socket': 'it is the proxy' };
    expect(warnedOf(project => {
      new BackingService(project, 'proxy', { image: 'ghcr.io/acme/proxy:1.0.0', port: 2375, readOnly: true, suppressions });
      project.containers.compose.addOverride('services.proxy.volumes', ['/var/run/docker.sock:/var/run/docker.sock:ro']);
    }).filter(line => line.includes('docker-socket'))).toEqual([]);
  });
});

describe('what is only a risk is said', () => {
  const said = (rule: string, ...given: Parameters<typeof warnedOf>) => warnedOf(...given).filter(line => line.includes(`(${rule})`));

  test('a root file system that may be written to', () => {
    const files = { ...PLAIN, 'own/Dockerfile': 'FROM node:24.21.0-alpine3.24\nUSER 1000:1000\nCMD ["node"]\n', 'own/.dockerignore': '*\n' };
    expect(said('writable-root', project => {
      new Redis(project, 'cache');
      new DockerfileService(project, 'own', { directory: 'own' });
      new DockerfileService(project, 'safe', { directory: 'own', readOnly: true });
      new BackingService(project, 'mail', { image: 'axllent/mailpit:v1.31.2', port: 1025, health: HealthCheck.none('mail only') });
    }, {}, files)).toEqual([expect.stringMatching(/^services "own", "mail": .*set "readOnly"/)]);
  });

  test('a limit of memory that is taken away', () => {
    expect(said('no-memory-limit', project => project.containers.compose.addDeletionOverride('services.api.deploy'))).toEqual([expect.stringMatching(/^service "api": .*set "memory"/)]);
    expect(said('no-memory-limit', () => undefined)).toEqual([]);
  });

  test('the size that was last recorded', () => {
    const sizes = { '//': '', 'web': { 'linux/amd64': { download: 60_000_000, unpacked: 161_250_000 }, 'linux/arm64': { download: 1, unpacked: 1 } } };
    const facts = (option: object) => ({ sizes: new Map([['web', new Map(Object.entries(sizes.web))]]), models: new Map([['web', { name: 'web', health: HealthCheck.none('x'), ...option } as any]]) });
    expect(messagesOf('over-budget', { compose: {}, facts: facts({ maxImageSize: Size.megabytes(150) }) })).toEqual([
      'its image for linux/amd64 takes 161.3 MB, as last recorded, which is 11.3 MB more than "maxImageSize" allows (150.0 MB); make it smaller, and run "npx projen docker:size --record" to measure it again',
    ]);
    expect(messagesOf('over-budget', { compose: {}, facts: facts({ maxDownloadSize: Size.megabytes(50) }) })).toEqual([expect.stringContaining('is a download of 60.0 MB')]);
    expect(messagesOf('over-budget', { compose: {}, facts: facts({}) })).toEqual([]);
    expect(messagesOf('over-budget', { compose: {}, facts: facts({ maxDownloadSize: Size.bytes(59_999_500) }) })).toEqual([
      expect.stringContaining('is a download of 60.0 MB, as last recorded, which is 500 B more than "maxDownloadSize" allows (59.9995 MB)'),
    ]);
    expect(messagesOf('over-budget', { compose: {}, facts: facts({ maxImageSize: Size.bytes(161_200_000) }) })).toEqual([
      expect.stringContaining('takes 161.3 MB, as last recorded, which is 50.0 kB more than "maxImageSize" allows (161.2 MB)'),
    ]);
  });
});

describe('both Compose files are taken together', () => {
  test('a circle may be closed by the second', () => {
    const compose = { a: { ...app, depends_on: ['b'] }, b: app };
    expect(placesOf('dependency-cycle', { compose })).toEqual([]);
    expect(placesOf('dependency-cycle', { compose, development: { b: { depends_on: { a: {} } } } })).toEqual(['b compose.dev.yaml depends_on.a']);
  });

  test('a chain of any length is no circle, and takes no time', () => {
    const compose = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`s${at}`, { ...app, depends_on: at < 19_999 ? [`s${at + 1}`] : [] }]));
    expect(placesOf('dependency-cycle', { compose })).toEqual([]);
    const closed = { ...compose, s19999: { ...app, depends_on: ['s0'] } };
    expect(placesOf('dependency-cycle', { compose: closed })).toEqual(['s19999 compose.yaml depends_on.0']);
    expect(messagesOf('dependency-cycle', { compose: closed })).toEqual([expect.stringContaining(': s0 → s1 → s2 → s3 → s4 → s5 → … → s19996 → s19997 → s19998 → s19999 → s0; ')]);
  });

  test('ports of both are published, unless the second replaces them', () => {
    const compose = { a: { ...app, ports: ['8080:80'] }, b: { ...app, ports: ['9090:80'] } };
    const places = (ports: unknown) => placesOf('duplicate-port', { compose, development: { a: { ports } } });
    expect(places(['9090:1'])).toEqual(['b compose.yaml ports.0']);
    expect(places(['8080:80'])).toEqual([]);
    expect(places({ '!override': ['8080:1'] })).toEqual([]);
    expect(places({ '!override': ['9090:1'] })).toEqual(['b compose.yaml ports.0']);
  });

  test('it says which ports, and of what kind', () => {
    const messages = (a: string, ...b: string[]) => messagesOf('duplicate-port', { compose: { a: { ...app, ports: [a] }, b: { ...app, ports: b } } }).map(message => message.split(', so')[0]);
    expect(messages('53:53/udp', '53:53/udp')).toEqual(['port 53 of the host (udp) is published by "a" too']);
    expect(messages('7000-7010:7000-7010', '7005-7020:7005-7020')).toEqual(['ports 7005 to 7010 of the host are published by "a" too']);
    expect(messages('1:1', '80:80', '80:81')).toEqual(['port 80 of the host is published twice']);
    expect(messages('1:1', '80-81:80-81', '80-81:90-91')).toEqual(['ports 80 to 81 of the host are published twice']);
  });

  test('what collides without the second is said once', () => {
    const compose = { a: { ...app, ports: ['8080:80'] }, b: { ...app, ports: ['8080:80'] } };
    expect(placesOf('duplicate-port', { compose, development: { a: {} } })).toEqual(['b compose.yaml ports.0']);
  });

  test('the second may refer to what the first defines, and not the other way round', () => {
    const rest = { volumes: { data: {} } };
    const mounted = { volumes: ['data:/data'] };
    expect(placesOf('unknown-dependency', { compose: { a: app }, development: { a: mounted }, rest })).toEqual([]);
    expect(placesOf('unknown-dependency', { compose: { a: { ...app, ...mounted } }, development: { a: {} } })).toEqual(['a compose.yaml volumes.0']);
  });

  test('the health check of the second counts for it, and not for the first alone', () => {
    const waiting = { depends_on: { b: { condition: 'service_healthy' } } };
    const compose = { a: { ...app, ...waiting }, b: { image: 'redis:8.10.1' } };
    const health = { b: { healthcheck: { test: ['CMD', 'redis-cli', 'ping'] } } };
    expect(placesOf('unhealthy-dependency', { compose })).toEqual(['a compose.yaml depends_on.b']);
    expect(placesOf('unhealthy-dependency', { compose, development: health })).toEqual(['a compose.yaml depends_on.b']);
    expect(placesOf('unhealthy-dependency', { compose: { ...compose, a: app }, development: { ...health, a: waiting } })).toEqual([]);
    const checked = { ...compose, b: { ...compose.b, healthcheck: { test: ['CMD', 'redis-cli', 'ping'] } } };
    expect(placesOf('unhealthy-dependency', { compose: checked, development: { b: { healthcheck: { disable: true } } } })).toEqual(['a compose.yaml depends_on.b']);
  });
});

describe('missing-platform', () => {
  const lock = new Map([['mysql:5.7.44', { digest: `sha256:${'a'.repeat(64)}`, platforms: ['linux/amd64'] }]]);
  const places = (service: object, platforms: string[], facts: object = { lock }) => placesOf('missing-platform', { compose: { db: service }, platforms, facts });

  test('what is pulled is there for all platforms of the project, or for its own', () => {
    const image = 'mysql:5.7.44';
    expect(places({ image }, ['linux/amd64', 'linux/arm64'])).toEqual(['db compose.yaml image']);
    expect(places({ image, platform: 'linux/amd64' }, ['linux/amd64', 'linux/arm64'])).toEqual([]);
    expect(places({ image, platform: 'linux/aarch64' }, [])).toEqual(['db compose.yaml image']);
    expect(places({ image, platform: 'linux/x86_64' }, [])).toEqual([]);
    expect(places({ image }, ['linux/amd64'])).toEqual([]);
    expect(places({ image }, [])).toEqual([]);
  });

  test('a digest counts only if it is that of the lock', () => {
    expect(places({ image: `mysql:5.7.44@sha256:${'a'.repeat(64)}` }, ['linux/arm64'])).toEqual(['db compose.yaml image']);
    expect(places({ image: `mysql:5.7.44@sha256:${'b'.repeat(64)}` }, ['linux/arm64'])).toEqual([]);
  });

  test('without a lock nothing is known', () => expect(places({ image: 'mysql:5.7.44' }, ['linux/arm64'], {})).toEqual([]));

  test('it says what there is', () => {
    expect(messagesOf('missing-platform', { compose: { db: { image: 'mysql:5.7.44' } }, platforms: ['linux/arm64', 'linux/s390x'], facts: { lock } })).toEqual([
      'image "mysql:5.7.44" is not there for linux/arm64, linux/s390x, only for linux/amd64; take another image or version, or leave these out of "platforms"',
    ]);
  });
});

test('what nobody can have meant by it breaks nothing', () => {
  const odd = [null, 1, 'text', [], [null], [{}], {}, { a: null }, true, [['x']], { '!override': null }];
  const keys = ['ports', 'volumes', 'depends_on', 'networks', 'secrets', 'configs', 'healthcheck', 'deploy', 'cap_add', 'security_opt', 'devices', 'build', 'extends', 'links', 'read_only', 'network_mode', 'post_start', 'image', 'mem_limit', 'platform', 'profiles'];
  for (const value of odd) {
    const services = Object.fromEntries(keys.map(key => [`s-${key.replace('_', '-')}`, { ...app, [key]: value }]));
    expect(() => runPolicy(systemOf({ compose: services, development: services, platforms: ['linux/amd64'] }), new Map())).not.toThrow();
  }
});

test('a large system takes little time', () => {
  const compose = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`s${at}`, {
    image: 'node:24.21.0-alpine3.24',
    ports: [`${10_000 + at}:80`, '7000-7999'],
    volumes: ['./a:/b'],
    healthcheck: { test: ['CMD-SHELL', `wget -q http://localhost:${at}`] },
    depends_on: Object.fromEntries(Array.from({ length: Math.min(at, 10) }, (_unused, back) => [`s${at - back - 1}`, { condition: 'service_healthy' }])),
  }]));
  const system = systemOf({ compose, development: compose });
  const start = process.hrtime.bigint();
  runPolicy(system, new Map());
  expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(2000);
});

test('a service that is not run is not asked for what running takes', () => {
  const compose = { off: { ...app, deploy: { replicas: 0 } }, base: { ...app, scale: 0 } };
  expect(runPolicy(systemOf({ compose }), new Map()).found.filter(({ rule }) => ['no-memory-limit', 'writable-root'].includes(rule))).toEqual([]);
});
