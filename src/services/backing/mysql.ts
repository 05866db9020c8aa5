import { BackingPlan, checkName, DATABASE_TIMING, fileOf, passwordOf, planServer, Server } from './plan';
import { MARIADB, MYSQL } from '../../catalog/backing';
import { Duration } from '../../model/duration';
import type { Secret } from '../../model/secret';
import { Size } from '../../model/size';
import type { DatabaseOptions } from '../backing-options';

const RESERVED = /^(root|mysql|mysql\.\w+|mariadb\.sys|sys|information_schema|performance_schema)$/i;

interface Options extends DatabaseOptions { readonly rootPassword?: Secret }

/** A MySQL server. */
export function planMySql(name: string, options: Options): BackingPlan {
  return plan(name, options, {
    catalog: MYSQL,
    variables: 'MYSQL',
    program: 'mysqld',
    // It takes nearly 512 MiB without doing anything.
    memory: Size.gibibytes(1),
    // By TCP: while the first start sets up the database, the server listens on its socket only. Whether it lets this user in does not matter.
    healthCommand: ['mysqladmin', 'ping', '--host=127.0.0.1', '--silent'],
  });
}

/** A MariaDB server. */
export function planMariaDb(name: string, options: Options): BackingPlan {
  return plan(name, options, {
    catalog: MARIADB,
    variables: 'MARIADB',
    program: 'mariadbd',
    healthCommand: ['healthcheck.sh', '--connect', '--innodb_initialized'],
  });
}

interface Kind extends Pick<Server, 'catalog' | 'healthCommand' | 'memory'> {
  /** What the names of the image's variables begin with. */
  readonly variables: string;
  readonly program: string;
}

function plan(name: string, options: Options, { variables, program, ...kind }: Kind): BackingPlan {
  const { username: user = 'app', database = 'app', settings = {} } = options;
  const password = passwordOf(name, options);
  // A password for root is a must. A random one, which the images offer as well, would be written into the log.
  const root = options.rootPassword ?? passwordOf(`${name}-root`, {});
  const arguments_ = Object.entries(settings).map(([setting, value]) => `--${setting.replace(/_/g, '-')}=${value}`);
  return planServer(name, options, {
    ...kind,
    scheme: 'mysql',
    port: 3306,
    username: user,
    database,
    password,
    secrets: [root],
    environment: {
      [`${variables}_USER`]: user,
      [`${variables}_DATABASE`]: database,
      [`${variables}_PASSWORD_FILE`]: fileOf(password),
      [`${variables}_ROOT_PASSWORD_FILE`]: fileOf(root),
      [`${variables}_ROOT_HOST`]: 'localhost',
    },
    command: arguments_.length > 0 ? [program, ...arguments_] : undefined,
    dataPath: '/var/lib/mysql',
    temporary: ['/run/mysqld'],
    initScripts: options.initScripts,
    healthTiming: DATABASE_TIMING,
    stopGracePeriod: Duration.minutes(1),
    checks: [() => checkName('username', user, 32, RESERVED), () => checkName('database', database, 64, RESERVED)],
  });
}
