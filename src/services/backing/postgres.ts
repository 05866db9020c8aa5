import { BackingPlan, checkName, DATABASE_TIMING, fileOf, passwordOf, planServer } from './plan';
import { POSTGRES } from '../../catalog/backing';
import { Duration } from '../../model/duration';
import { show, UsageError } from '../../model/problem';
import { Size } from '../../model/size';
import type { PostgresOptions } from '../postgres';

const RESERVED = /^pg_/;

/** A PostgreSQL server. */
export function planPostgres(name: string, options: PostgresOptions): BackingPlan {
  const { username: user = 'app', database = 'app', settings = {}, persistent = true } = options;
  const password = passwordOf(name, options);
  const major = majorOf(options.version ?? POSTGRES.version);
  const arguments_ = Object.entries(settings).flatMap(([setting, value]) => ['-c', `${setting}=${value}`]);
  // From 18 on, the volume holds a folder for each major version.
  const dataPath = major < 18 ? '/var/lib/postgresql/data' : '/var/lib/postgresql';
  return planServer(name, options, {
    catalog: POSTGRES,
    scheme: 'postgresql',
    port: 5432,
    username: user,
    database,
    password,
    environment: {
      POSTGRES_USER: user,
      POSTGRES_DB: database,
      POSTGRES_PASSWORD_FILE: fileOf(password),
      // A folder in memory belongs to root; the server wants one of its own, which it makes in there.
      ...!persistent && major < 18 && { PGDATA: `${dataPath}/pgdata` },
    },
    command: arguments_.length > 0 ? ['postgres', ...arguments_] : undefined,
    dataPath,
    temporary: ['/run/postgresql'],
    initScripts: options.initScripts,
    sharedMemory: options.sharedMemory ?? Size.mebibytes(128),
    // By TCP: while the first start sets up the database, the server listens on its socket only.
    healthCommand: ['pg_isready', '--host=127.0.0.1', `--username=${user}`, `--dbname=${database}`],
    healthTiming: DATABASE_TIMING,
    stopGracePeriod: Duration.minutes(1),
    checks: [() => checkMajor(options.version, major), () => checkName('username', user, 63, RESERVED), () => checkName('database', database, 63, RESERVED)],
  });
}

function majorOf(version: string): number {
  return Number(/^\d+(?![\d\w])/.exec(version)?.[0] ?? NaN);
}

function checkMajor(version: string | undefined, major: number): void {
  if (version && version !== 'latest' && Number.isNaN(major)) {
    throw new UsageError(`version must begin with the major one, which says where the data are, such as ${show(POSTGRES.version)}, got ${show(version)}`);
  }
}
