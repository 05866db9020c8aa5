import { readFileSync } from 'fs';
import { connect } from 'net';
import { join } from 'path';
import { parse } from 'yaml';
import { Repository, requireEngine } from './support';
import { BackingService, Containers, Duration, HealthCheck, MariaDb, MySql, Postgres, RabbitMq, Redis, Valkey } from '../../src';
import * as catalog from '../../src/catalog/backing';

beforeAll(requireEngine);

interface Kind {
  readonly name: string;
  readonly make: (containers: Containers) => BackingService;
  readonly image: catalog.BackingImage;
  /** What a client of the same image runs: with the password in `$PASSWORD`, and where the server is in `$DB_…`. */
  readonly write: string;
  /** What says `kept` then. */
  readonly read: string;
  /** What process 1 is. */
  readonly process: string;
  /** Where the client runs, if not in a container of its own. */
  readonly client?: string;
}

const SQL = 'INSERT INTO notes VALUES (\'kept\')';
const POSTGRES = 'PGPASSWORD="$PASSWORD" psql --host="$DB_HOST" --port="$DB_PORT" --username="$DB_USER" --dbname="$DB_DATABASE" --no-align --tuples-only --command';
const MYSQL = 'MYSQL_PWD="$PASSWORD" mysql --host="$DB_HOST" --port="$DB_PORT" --user="$DB_USER" --skip-column-names --batch "$DB_DATABASE" --execute';
const MARIADB = MYSQL.replace(' mysql ', ' mariadb ');
const redis = (program: string) => `REDISCLI_AUTH="$PASSWORD" ${program} -e -h "$DB_HOST" -p "$DB_PORT"`;

const KINDS: readonly Kind[] = [
  {
    name: 'postgres',
    image: catalog.POSTGRES,
    process: 'postgres',
    write: `${POSTGRES} "${SQL}"`,
    read: `${POSTGRES} "SELECT text FROM notes"`,
    make: c => new Postgres(c, 'db', { initScripts: 'db/init', settings: { max_connections: '20' } }),
  },
  {
    name: 'postgres-17',
    image: catalog.POSTGRES,
    process: 'postgres',
    write: `${POSTGRES} "${SQL}"`,
    read: `${POSTGRES} "SELECT text FROM notes"`,
    make: c => new Postgres(c, 'db', { version: '17.11-alpine3.24', initScripts: 'db/init' }),
  },
  {
    name: 'mysql',
    image: catalog.MYSQL,
    process: 'mysqld',
    write: `${MYSQL} "${SQL}"`,
    read: `${MYSQL} "SELECT text FROM notes"`,
    make: c => new MySql(c, 'db', { initScripts: 'db/init', settings: { max_connections: '20' } }),
  },
  {
    name: 'mariadb',
    image: catalog.MARIADB,
    process: 'mariadbd',
    write: `${MARIADB} "${SQL}"`,
    read: `${MARIADB} "SELECT text FROM notes"`,
    make: c => new MariaDb(c, 'db', { initScripts: 'db/init', settings: { max_connections: '20' } }),
  },
  {
    name: 'redis',
    image: catalog.REDIS,
    process: 'redis-server',
    write: `${redis('redis-cli')} set note kept`,
    read: `${redis('redis-cli')} get note`,
    make: c => new Redis(c, 'db', { settings: { 'client-output-buffer-limit': 'normal 0 0 0' } }),
  },
  {
    name: 'valkey',
    image: catalog.VALKEY,
    process: 'valkey-server',
    write: `${redis('valkey-cli')} set note kept`,
    read: `${redis('valkey-cli')} get note`,
    make: c => new Valkey(c, 'db'),
  },
  {
    // Its image has no client for AMQP: the server itself is asked whom it would let in. Official images start the virtual machine itself as process 1.
    name: 'rabbitmq',
    image: catalog.RABBITMQ,
    process: '(sh /\\S*rabbitmq-server|beam.smp)',
    client: 'db',
    write: 'rabbitmqctl --quiet authenticate_user app "$PASSWORD" && rabbitmqctl --quiet add_vhost kept',
    read: 'rabbitmqctl --quiet authenticate_user app "$PASSWORD" > /dev/null && rabbitmqctl --quiet list_vhosts | grep -x kept',
    make: c => new RabbitMq(c, 'db', { settings: { 'heartbeat': '30', 'disk_free_limit.absolute': '10MB' } }),
  },
];

describe.each(KINDS)('$name', ({ make, image: { image, version }, write, read, process, client = 'client' }) => {
  const repository = new Repository('backing');
  const password = () => readFileSync(join(repository.root, '.secrets', 'db-password'), 'utf8');
  afterAll(() => repository.remove());

  const ok = (...args: string[]) => {
    const { status, stdout, stderr } = repository.compose(...args);
    if (status !== 0) throw new Error(`${args.join(' ')}: ${stdout}${stderr}`);
    return stdout.trim();
  };
  const asClient = (script: string, given = 'PASSWORD="$(cat "${DB_PASSWORD_FILE:-/run/secrets/db-password}")"') => repository.compose('exec', '-T', client, 'sh', '-c', `${given}; ${script}`);
  const inspect = (format: string, service = 'db') => repository.docker('inspect', '--format', format, ok('ps', '--quiet', service)).stdout.trim();

  beforeAll(() => {
    repository.synth(containers => {
      const db = make(containers);
      const other = new BackingService(containers, 'client', { image: `${image}:${version}`, port: 1, user: '12345', stopGracePeriod: Duration.seconds(1), command: ['sleep', 'infinity'], health: HealthCheck.none('waits for the test') });
      other.connectTo(db, { prefix: 'DB' });
    });
    repository.up();
  });

  test('it is healthy, and serves whom has the password', () => {
    expect(inspect('{{.State.Health.Status}}')).toBe('healthy');
    expect(asClient(write).status).toBe(0);
    expect(asClient(read)).toMatchObject({ status: 0, stdout: 'kept\n' });
  });

  test('it lets nobody else in', () => {
    expect(asClient(read, 'PASSWORD=wrong').status).not.toBe(0);
    expect(asClient(read, 'PASSWORD=').status).not.toBe(0);
  });

  test('it runs without root, capabilities and a writable file system, and is process 1', () => {
    expect(ok('exec', '-T', 'db', 'sh', '-c', 'id -u; touch /x 2>&1 || true; grep -E "^(CapEff|CapBnd|NoNewPrivs)" /proc/1/status').replace(/.*touch/, 'touch'))
      .toMatch(/^(?!0\n)\d+\ntouch.*Read-only file system\nCapEff:\t0+\nCapBnd:\t0+\nNoNewPrivs:\t1$/);
    expect(ok('exec', '-T', 'db', 'sh', '-c', 'tr "\\0" " " < /proc/1/cmdline')).toMatch(new RegExp(`^(\\S*/)?${process}`));
  });

  test('its password stands in no file of ours, no argument, no environment that Docker knows, and no log', () => {
    const secret = password();
    expect(secret).toMatch(/^[\w-]{43}$/);
    const places = [repository.read('compose.yaml'), inspect('{{json .}}'), inspect('{{json .}}', 'client'), ok('top'), ok('logs')];
    expect(places.filter(place => place.includes(secret))).toEqual([]);
    expect(ok('logs')).not.toMatch(/GENERATED ROOT PASSWORD/);
  });

  test('the Compose file says nothing that Compose has to remark on', () => {
    expect(repository.docker('compose', 'config', '--quiet')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('it is not published on the host', () => {
    expect(parse(repository.read('compose.yaml')).services.db).not.toHaveProperty('ports');
    expect(inspect('{{json .HostConfig.PortBindings}}')).toBe('{}');
  });

  test('it stops by itself, and data outlive its container', () => {
    ok('stop', 'db');
    expect(repository.docker('inspect', '--format', '{{.State.ExitCode}} {{.State.OOMKilled}}', ok('ps', '--all', '--quiet', 'db')).stdout.trim()).toBe('0 false');
    ok('down');
    repository.up();
    expect(asClient(read)).toMatchObject({ status: 0, stdout: 'kept\n' });
    expect(inspect('{{range .Mounts}}{{if eq .Type "volume"}}{{.Name}} {{end}}{{end}}')).toMatch(/^\S+_db-data$/);
  });
});

describe('data in memory', () => {
  const repository = new Repository('backing');
  afterAll(() => repository.remove());

  test('servers start, are healthy, and leave no volume', () => {
    repository.synth(containers => {
      new MariaDb(containers, 'mariadb', { persistent: false });
      new Redis(containers, 'redis', { persistent: false });
      new Valkey(containers, 'valkey', { persistent: false, hostPort: 24500 });
    });
    repository.up();
    expect(repository.compose('ps', '--format', '{{.Service}} {{.Health}}').stdout.trim().split('\n').sort()).toEqual(['mariadb healthy', 'redis healthy', 'valkey healthy']);
    expect(repository.docker('volume', 'ls', '--quiet', '--filter', `label=com.docker.compose.project=${repository.name}`).stdout).toBe('');
    const save = repository.compose('exec', '-T', 'redis', 'sh', '-c', 'REDISCLI_AUTH="$(cat /run/secrets/redis-password)" redis-cli -e save');
    expect(save).toMatchObject({ status: 0, stdout: 'OK\n' });
  });

  test('with a port of the host it is published, on loopback only', async () => {
    const socket = connect(24500, '127.0.0.1');
    const answer = await new Promise<string>((resolve, reject) => socket.once('error', reject).once('data', data => resolve(String(data))).write('PING\r\n'));
    socket.destroy();
    expect(answer).toMatch(/^-NOAUTH /);
    expect(repository.compose('port', 'valkey', '6379').stdout).toBe('127.0.0.1:24500\n');
  });
});

describe('a server of any image', () => {
  const repository = new Repository('backing');
  afterAll(() => repository.remove());

  test('locked up as far as it is told, and healthy by its own command', () => {
    repository.synth(containers => {
      new BackingService(containers, 'files', {
        image: 'python:3.13-slim-trixie',
        port: 8000,
        scheme: 'http',
        user: '1000:1000',
        readOnly: true,
        dropCapabilities: true,
        writable: ['/tmp/data'],
        temporary: ['/srv/run'],
        command: ['python3', '-c', 'import http.server, os; os.chdir("/srv/run"); open("index.html", "w").write("here"); http.server.test(http.server.SimpleHTTPRequestHandler, port=8000)'],
        health: HealthCheck.command(['python3', '-c', 'import urllib.request; urllib.request.urlopen("http://127.0.0.1:8000/")']),
      });
    });
    repository.up();
    expect(repository.compose('exec', '-T', 'files', 'id', '-u').stdout).toBe('1000\n');
    expect(repository.compose('exec', '-T', 'files', 'touch', '/srv/x').status).not.toBe(0);
  });
});
