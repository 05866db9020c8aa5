import { parse } from 'yaml';
import { BackingService, BackingServiceOptions, DatabaseOptions, DockerProject, Duration, HealthCheck, Job, MariaDb, MySql, NodeService, Postgres, RabbitMq, Redis, Secret, Size, Valkey } from '../../src';
import { Files, plainIn, refusal, repository, synthDocker } from '../support';

const compose = (define: (project: DockerProject) => void, files: Files = {}) => parse(synthDocker(repository(files), define).files['compose.yaml']);
/** One service of that name, as Compose reads it. */
const service = (define: (project: DockerProject) => { readonly name: string }, files: Files = {}) => {
  let name = '';
  const { services } = compose(project => void ({ name } = define(project)), files);
  return services[name];
};

const CONFINED = { read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] };
const QUICK = { interval: '10s', timeout: '5s', start_period: '1m', start_interval: '1s', retries: 5 };

describe('what is generated', () => {
  test('postgres', () => {
    expect(compose(project => new Postgres(project, 'postgres'))).toEqual({
      name: 'acme',
      services: {
        postgres: {
          image: 'postgres:18.6-alpine3.24',
          restart: 'unless-stopped',
          stop_grace_period: '1m',
          environment: { POSTGRES_USER: 'app', POSTGRES_DB: 'app', POSTGRES_PASSWORD_FILE: '/run/secrets/postgres-password' },
          secrets: ['postgres-password'],
          healthcheck: { test: ['CMD', 'pg_isready', '--host=127.0.0.1', '--username=app', '--dbname=app'], ...QUICK },
          user: 'postgres',
          tmpfs: ['/tmp', '/run/postgresql:mode=1777'],
          ...CONFINED,
          shm_size: '128m',
          volumes: ['postgres-data:/var/lib/postgresql'],
          deploy: { resources: { limits: { memory: '512m', pids: 512 } } },
        },
      },
      volumes: { 'postgres-data': {} },
      secrets: { 'postgres-password': { file: './.secrets/postgres-password' } },
    });
  });

  test.each([
    ['MySql', (p: DockerProject) => new MySql(p, 'db'), 'MYSQL', 'mysql:8.4.11', ['mysqladmin', 'ping', '--host=127.0.0.1', '--silent'], '1024m'],
    ['MariaDb', (p: DockerProject) => new MariaDb(p, 'db'), 'MARIADB', 'mariadb:11.8.8', ['healthcheck.sh', '--connect', '--innodb_initialized'], '512m'],
  ])('%s: a root of its own, who stays inside', (_, define, prefix, image, check, memory) => {
    expect(service(define)).toMatchObject({
      image,
      user: 'mysql',
      environment: {
        [`${prefix}_USER`]: 'app',
        [`${prefix}_DATABASE`]: 'app',
        [`${prefix}_PASSWORD_FILE`]: '/run/secrets/db-password',
        [`${prefix}_ROOT_PASSWORD_FILE`]: '/run/secrets/db-root-password',
        [`${prefix}_ROOT_HOST`]: 'localhost',
      },
      secrets: ['db-root-password', 'db-password'],
      healthcheck: { test: ['CMD', ...check], ...QUICK },
      tmpfs: ['/tmp', '/run/mysqld:mode=1777,uid=999'],
      volumes: ['db-data:/var/lib/mysql'],
      deploy: { resources: { limits: { memory } } },
      stop_grace_period: '1m',
      ...CONFINED,
    });
  });

  test.each([
    ['Redis', (p: DockerProject) => new Redis(p, 'cache'), 'redis', 'redis:8.10.1-alpine3.23'],
    ['Valkey', (p: DockerProject) => new Valkey(p, 'cache'), 'valkey', 'valkey/valkey:9.1.2-alpine'],
  ])('%s: the password reaches it as a hash in a configuration in memory', (_, define, program, image) => {
    const { command, healthcheck, ...rest } = service(define);
    expect(rest).toMatchObject({ image, user: program, secrets: ['cache-password'], tmpfs: ['/tmp'], volumes: ['cache-data:/data'], stop_grace_period: '30s', ...CONFINED });
    expect(rest).not.toHaveProperty('environment');
    expect(command.slice(0, 2)).toEqual(['sh', '-c']);
    expect(command[2].replace(/\$\$/g, '$')).toBe([
      'set -eu',
      'umask 077',
      'hash=$(printf %s "$(cat /run/secrets/cache-password)" | sha256sum | cut -d \' \' -f 1)',
      'echo "user default on #$hash ~* &* +@all" > /tmp/users.conf',
      `exec docker-entrypoint.sh ${program}-server /tmp/users.conf "$@"`,
    ].join('\n'));
    expect(command.slice(3)).toEqual(['sh', '--dir', '/data', '--appendonly', 'yes', '--maxmemory', String(384 * 1024 * 1024)]);
    expect(healthcheck.test).toEqual(['CMD', 'sh', '-c', `REDISCLI_AUTH="$$(cat /run/secrets/cache-password)" exec ${program}-cli -e ping`]);
  });

  test('RabbitMq: the password reaches it in a configuration in memory, under a node name that stays', () => {
    const { command, ...rest } = service(p => new RabbitMq(p, 'queue'));
    expect(rest).toMatchObject({
      image: 'rabbitmq:4.3.5-alpine',
      user: 'rabbitmq',
      environment: { RABBITMQ_CONFIG_FILE: '/tmp/rabbitmq.conf', RABBITMQ_NODENAME: 'rabbit@localhost' },
      healthcheck: { test: ['CMD', 'rabbitmq-diagnostics', '--quiet', 'check_port_connectivity'], interval: '30s', start_interval: '5s', start_period: '2m', timeout: '20s' },
      tmpfs: ['/tmp', '/var/log/rabbitmq:mode=1777'],
      volumes: ['queue-data:/var/lib/rabbitmq'],
      ...CONFINED,
    });
    expect(command[2]).toContain('default_pass = %s\\n\' "$$(cat /run/secrets/queue-password)"; } > /tmp/rabbitmq.conf');
    expect(command.slice(3)).toEqual(['sh', 'default_user = app', 'default_vhost = /', 'log.console = true', `vm_memory_high_watermark.absolute = ${Math.floor(512 * 1024 * 1024 * 0.6)}`]);
  });
});

describe('options', () => {
  test.each<[string, (project: DockerProject) => BackingService, object]>([
    ['version', p => new Postgres(p, 'db', { version: '17' }), { image: 'postgres:17', volumes: ['db-data:/var/lib/postgresql/data'] }],
    ['version with a digest', p => new Postgres(p, 'db', { version: `17-alpine@sha256:${'a'.repeat(64)}` }), { image: `postgres:17-alpine@sha256:${'a'.repeat(64)}` }],
    ['image', p => new Redis(p, 'db', { image: 'mirror.acme.com:5000/library/redis' }), { image: 'mirror.acme.com:5000/library/redis:8.10.1-alpine3.23' }],
    ['hostPort', p => new Postgres(p, 'db', { hostPort: 15432 }), { ports: ['127.0.0.1:15432:5432'] }],
    ['hostAddress', p => new Postgres(p, 'db', { hostPort: 15432, hostAddress: '0.0.0.0' }), { ports: ['0.0.0.0:15432:5432'] }],
    ['limits', p => new MySql(p, 'db', { memory: Size.gibibytes(2), cpus: 2, pids: 1000 }), { deploy: { resources: { limits: { memory: '2048m', cpus: '2', pids: 1000 } } } }],
    ['stopGracePeriod and profiles', p => new MariaDb(p, 'db', { stopGracePeriod: Duration.minutes(5), profiles: ['db'] }), { stop_grace_period: '5m', profiles: ['db'] }],
    ['sharedMemory', p => new Postgres(p, 'db', { sharedMemory: Size.gibibytes(1) }), { shm_size: '1024m' }],
    ['healthTiming', p => new Postgres(p, 'db', { healthTiming: { retries: 9, interval: Duration.minutes(1) } }), { healthcheck: { ...QUICK, interval: '1m', retries: 9 } }],
    ['user and database', p => new Postgres(p, 'db', { username: 'owner', database: 'shop' }), {
      user: 'postgres',
      environment: { POSTGRES_USER: 'owner', POSTGRES_DB: 'shop' },
      healthcheck: { test: ['CMD', 'pg_isready', '--host=127.0.0.1', '--username=owner', '--dbname=shop'] },
    }],
    ['password', p => new Postgres(p, 'db', { password: Secret.fromFile('pw', 'secrets/pw') }), { environment: { POSTGRES_PASSWORD_FILE: '/run/secrets/pw' }, secrets: ['pw'] }],
    ['rootPassword', p => new MySql(p, 'db', { rootPassword: Secret.fromFile('root', 'secrets/root') }), { environment: { MYSQL_ROOT_PASSWORD_FILE: '/run/secrets/root' } }],
    ['settings of postgres', p => new Postgres(p, 'db', { settings: { max_connections: '200', search_path: '"$user"' } }),
      { command: ['postgres', '-c', 'max_connections=200', '-c', 'search_path="$$user"'] }],
    ['settings of mysql', p => new MySql(p, 'db', { settings: { max_connections: '200' } }), { command: ['mysqld', '--max-connections=200'] }],
    ['settings of mariadb', p => new MariaDb(p, 'db', { settings: { 'sql-mode': 'ANSI' } }), { command: ['mariadbd', '--sql-mode=ANSI'] }],
    ['settings of redis', p => new Redis(p, 'db', { settings: { 'save': '60 1', 'maxmemory-policy': 'allkeys-lru' }, maxMemory: Size.mebibytes(100) }), {
      command: expect.arrayContaining(['--maxmemory', '104857600', '--save', '60', '1', '--maxmemory-policy', 'allkeys-lru']),
    }],
    ['virtualHost', p => new RabbitMq(p, 'db', { virtualHost: 'shop', username: 'me', settings: { heartbeat: '30' } }), { command: expect.arrayContaining(['default_vhost = shop', 'default_user = me', 'heartbeat = 30']) }],
  ])('%s', (_, define, expected) => {
    expect(service(define)).toMatchObject(expected);
  });

  test('data in memory', () => {
    const definitions: [(project: DockerProject) => BackingService, string][] = [
      [p => new Postgres(p, 'db', { persistent: false }), '/var/lib/postgresql:mode=1777'],
      [p => new MySql(p, 'db', { persistent: false }), '/var/lib/mysql:mode=1777,uid=999'],
      [p => new Redis(p, 'db', { persistent: false }), '/data:mode=1777,uid=999'],
      [p => new RabbitMq(p, 'db', { persistent: false }), '/var/lib/rabbitmq:mode=1777'],
    ];
    for (const [define, path] of definitions) {
      expect(service(define).tmpfs).toContain(path);
      expect(service(define)).not.toHaveProperty('volumes');
    }
    expect(service(definitions[2][0]).command).toEqual(expect.arrayContaining(['--save', '']));
    // The server wants a folder of its own, and before 18 the volume is that folder.
    expect(service(p => new Postgres(p, 'db', { persistent: false, version: '17' })).environment.PGDATA).toBe('/var/lib/postgresql/data/pgdata');
  });

  test('scripts of the first start are mounted read-only', () => {
    const { volumes } = service(p => new Postgres(p, 'db', { initScripts: 'db/init' }), { 'db/init/1.sql': 'SELECT 1;\n' });
    expect(volumes).toContainEqual({ type: 'bind', source: './db/init', target: '/docker-entrypoint-initdb.d', read_only: true, bind: { create_host_path: false } });
  });
});

describe('connections', () => {
  test('a service is told where it is, starts once it is healthy, and gets the password as a file', () => {
    const { services } = compose(project => {
      const postgres = new Postgres(project, 'postgres');
      const api = new NodeService(project, 'api', { directory: 'api', port: 3000, connectsTo: [postgres] });
      api.connectTo(new Redis(project, 'cache'), { prefix: 'session' });
    }, plainIn('api'));
    expect(services.api).toMatchObject({
      depends_on: { postgres: { condition: 'service_healthy' }, cache: { condition: 'service_healthy' } },
      environment: {
        POSTGRES_URL: 'postgresql://app@postgres:5432/app',
        POSTGRES_PASSWORD_FILE: '/run/secrets/postgres-password',
        SESSION_URL: 'redis://cache:6379',
        SESSION_PASSWORD_FILE: '/run/secrets/cache-password',
      },
      secrets: ['postgres-password', 'cache-password'],
    });
  });

  test.each<[string, (project: DockerProject) => BackingService, string]>([
    ['Postgres', p => new Postgres(p, 'db', { username: 'me', database: 'shop' }), 'postgresql://me@db:5432/shop'],
    ['MySql', p => new MySql(p, 'db'), 'mysql://app@db:3306/app'],
    ['MariaDb', p => new MariaDb(p, 'db'), 'mysql://app@db:3306/app'],
    ['Redis', p => new Redis(p, 'db'), 'redis://db:6379'],
    ['Valkey', p => new Valkey(p, 'db'), 'redis://db:6379'],
    ['RabbitMq', p => new RabbitMq(p, 'db'), 'amqp://app@db:5672'],
    ['RabbitMq with a virtual host', p => new RabbitMq(p, 'db', { virtualHost: 'shop' }), 'amqp://app@db:5672/shop'],
    ['any image', p => new BackingService(p, 'mail', { image: 'axllent/mailpit:v1.31.2', port: 1025, scheme: 'smtp' }), 'smtp://mail:1025'],
  ])('the URL of %s', (_, define, url) => {
    let connection;
    synthDocker(repository({}), project => ({ connection } = define(project)));
    expect(connection).toMatchObject({ url });
  });

  test('a job in the image of a database', () => {
    const { services } = compose(project => {
      const db = new Postgres(project, 'db');
      new Job(project, 'seed', db, { command: ['psql', '--host=db', '--file=/seed.sql'], dependsOn: [db] });
    });
    expect(services.seed).toMatchObject({ image: services.db.image, command: ['psql', '--host=db', '--file=/seed.sql'], user: 'postgres', depends_on: { db: { condition: 'service_healthy' } }, healthcheck: { disable: true } });
  });
});

describe('a backing service of any image', () => {
  const mail: BackingServiceOptions = { image: 'axllent/mailpit:v1.31.2', port: 1025 };
  const define = (options: Partial<BackingServiceOptions> = {}) => service(p => new BackingService(p, 'mail', { ...mail, ...options }));

  test('nothing is taken from it that it may need', () => {
    expect(define()).toEqual({
      image: 'axllent/mailpit:v1.31.2',
      restart: 'unless-stopped',
      stop_grace_period: '10s',
      security_opt: ['no-new-privileges:true'],
      deploy: { resources: { limits: { memory: '512m', pids: 256 } } },
    });
  });

  test('what it is told', () => {
    const token = Secret.fromFile('token', 'secrets/token');
    expect(define({
      user: '1000:1000',
      readOnly: true,
      dropCapabilities: true,
      writable: ['/data'],
      temporary: ['/tmp', '/run/mail'],
      command: ['/mailpit', '--quiet'],
      hostPort: 2525,
      environment: { A: '$x' },
      secrets: [token],
      health: HealthCheck.command(['/mailpit', 'readyz']),
    })).toMatchObject({
      user: '1000:1000',
      ...CONFINED,
      volumes: ['mail-data:/data'],
      tmpfs: ['/tmp', '/run/mail:mode=1777,uid=1000'],
      command: ['/mailpit', '--quiet'],
      ports: ['127.0.0.1:2525:1025'],
      environment: { A: '$$x' },
      secrets: ['token'],
      healthcheck: { test: ['CMD', '/mailpit', 'readyz'] },
    });
    expect(define({ readOnly: true }).tmpfs).toEqual(['/tmp']);
  });

  test.each([
    ['a command', HealthCheck.command(['x']), 'service_healthy'],
    ['nothing', undefined, 'service_started'],
    ['none', HealthCheck.none('it answers nothing'), 'service_started'],
  ])('dependents wait until it is healthy only where that is known: %s', (_, health, condition) => {
    const { services } = compose(project => {
      new NodeService(project, 'api', { directory: 'api', port: 3000, dependsOn: [new BackingService(project, 'mail', { ...mail, health })] });
    }, plainIn('api'));
    expect(services.api.depends_on.mail).toEqual({ condition });
    // Turned off by Compose, `docker compose up --wait` would fail.
    expect(services.mail.healthcheck?.disable).toBeUndefined();
  });

  test.each<[Partial<BackingServiceOptions>, string]>([
    [{ image: 'axllent/mailpit' }, 'image "axllent/mailpit" is another one whenever it is pulled; write the version that you want, such as "axllent/mailpit:1.2.3", or a digest'],
    [{ image: 'localhost:5000/mail:latest' }, 'image "localhost:5000/mail:latest" is another one whenever it is pulled; write the version that you want, such as "localhost:5000/mail:1.2.3", or a digest'],
    [{ image: '' }, 'image must look like "axllent/mailpit:v1.31.2", got ""'],
    [{ image: 'UPPER/case:1' }, 'image must look like "owner/name" (lower case letters, digits and . _ - between them, no tag), got "UPPER/case"'],
    [{ health: HealthCheck.http('/') }, 'an HTTP health check needs a program that this image may not have; use HealthCheck.command() with one that it has, or HealthCheck.none(), or leave "health" out to take the image\'s own'],
    [{ health: HealthCheck.tcp() }, 'a TCP health check needs a program that this image may not have; use HealthCheck.command() with one that it has, or HealthCheck.none(), or leave "health" out to take the image\'s own'],
    [{ port: 0 }, 'port must be a whole number from 1 to 65535, got 0'],
    [{ user: 'a b' }, 'user must be a number or a name that the image has, such as "1000:1000", got "a b"'],
    [{ writable: ['data'] }, 'writable must be an absolute path in the container, such as "/data", got "data"'],
    [{ writable: ['/'] }, 'writable must be an absolute path in the container, such as "/data", got "/"'],
    [{ temporary: ['/a:b'] }, 'temporary must be an absolute path in the container, such as "/data", got "/a:b"'],
    [{ writable: ['/a/../b'] }, 'writable must be an absolute path in the container, such as "/data", got "/a/../b"'],
    [{ password: Secret.fromEnv('PASSWORD') }, 'secret "PASSWORD" comes from a variable, which a running read-only container cannot take; use Secret.fromFile()'],
  ])('%j is refused', (options, problem) => {
    expect(refusal(repository({}), project => new BackingService(project, 'mail', { ...mail, ...options }))).toEqual([`service "mail": ${problem}`]);
  });
});

test.each<[DatabaseOptions, string]>([
  [{ version: '' }, 'version must be a tag of the image such as "18.6-alpine3.24", with or without a digest behind it, got ""'],
  [{ version: '18 ' }, 'version must be a tag of the image such as "18.6-alpine3.24", with or without a digest behind it, got "18 "'],
  [{ version: '18@sha256:abc' }, 'version must be a tag of the image such as "18.6-alpine3.24", with or without a digest behind it, got "18@sha256:abc"'],
  [{ version: 'latest' }, 'version "latest" is another one whenever it is pulled; write the one that you want, such as "18.6-alpine3.24"'],
  [{ version: 'alpine' }, 'version must begin with the major one, which says where the data are, such as "18.6-alpine3.24", got "alpine"'],
  [{ image: 'postgres:18' }, 'image must look like "owner/name" (lower case letters, digits and . _ - between them, no tag), got "postgres:18"'],
  [{ username: 'a b' }, 'username must be letters, digits, _ and -, at most 63 characters, and no name of the server\'s own, got "a b"'],
  [{ username: 'pg_monitor' }, 'username must be letters, digits, _ and -, at most 63 characters, and no name of the server\'s own, got "pg_monitor"'],
  [{ database: '' }, 'database must be letters, digits, _ and -, at most 63 characters, and no name of the server\'s own, got ""'],
  [{ database: 'x'.repeat(64) }, `database must be letters, digits, _ and -, at most 63 characters, and no name of the server's own, got "${'x'.repeat(64)}"`],
  [{ settings: { 'max connections': '1' } }, 'settings must have names such as "max_connections", got "max connections"'],
  [{ settings: { max_connections: 200 as never } }, 'setting "max_connections" must be a string of one line, got 200'],
  [{ settings: { x: 'a\nb' } }, 'setting "x" must be a string of one line, got "a\\nb"'],
  [{ initScripts: 'db/init' }, 'initScripts must be a folder of the project, got "db/init", which is none'],
  [{ initScripts: '../init' }, 'initScripts must stay inside the project, got "../init"'],
  [{ hostPort: 99999 }, 'hostPort must be a whole number from 1 to 65535, got 99999'],
])('postgres cannot have %j', (options, problem) => {
  expect(refusal(repository({}), project => new Postgres(project, 'postgres', options))).toEqual([`service "postgres": ${problem}`]);
});

test.each<[string, (project: DockerProject) => BackingService, string]>([
  ['a user of MySQL', p => new MySql(p, 'db', { username: 'root' }), 'username must be letters, digits, _ and -, at most 32 characters, and no name of the server\'s own, got "root"'],
  ['a database of MariaDB', p => new MariaDb(p, 'db', { database: 'mysql' }), 'database must be letters, digits, _ and -, at most 64 characters, and no name of the server\'s own, got "mysql"'],
  ['a MySQL without a version', p => new MySql(p, 'db', { version: '' }), 'version must be a tag of the image such as "8.4.11", with or without a digest behind it, got ""'],
  ['a MariaDB without a version', p => new MariaDb(p, 'db', { version: '' }), 'version must be a tag of the image such as "11.8.8", with or without a digest behind it, got ""'],
  ['a Redis without a version', p => new Redis(p, 'db', { version: '' }), 'version must be a tag of the image such as "8.10.1-alpine3.23", with or without a digest behind it, got ""'],
  ['a Valkey without a version', p => new Valkey(p, 'db', { version: '' }), 'version must be a tag of the image such as "9.1.2-alpine", with or without a digest behind it, got ""'],
  ['a RabbitMQ without a version', p => new RabbitMq(p, 'db', { version: '' }), 'version must be a tag of the image such as "4.3.5-alpine", with or without a digest behind it, got ""'],
  ['a virtual host', p => new RabbitMq(p, 'db', { virtualHost: '/a b' }), 'virtualHost must be "/" or letters, digits and . _ -, got "/a b"'],
  ['a user of RabbitMQ', p => new RabbitMq(p, 'db', { username: 'a=b' }), 'username must be letters, digits, _ and -, at most 63 characters, and no name of the server\'s own, got "a=b"'],
])('%s', (_, define, problem) => {
  expect(refusal(repository({}), define)).toEqual([`service "db": ${problem}`]);
});

test('everything that is wrong is said at once', () => {
  expect(refusal(repository({}), project => new Postgres(project, 'My DB', { version: '', username: '', hostPort: 0 }))).toHaveLength(4);
});

test('two databases on one port of the host', () => {
  expect(refusal(repository({}), project => {
    new Postgres(project, 'a', { hostPort: 5432 });
    new Postgres(project, 'b', { hostPort: 5432 });
  })).toEqual(['service "a" and service "b" both publish port 5432 of the host; give one another "hostPort"']);
});
