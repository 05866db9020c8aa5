import { BackingPlan, DATABASE_TIMING, fileOf, passwordOf, planServer } from './plan';
import { BackingImage, REDIS, VALKEY } from '../../catalog/backing';
import { Duration } from '../../model/duration';
import type { Secret } from '../../model/secret';
import { Size } from '../../model/size';
import type { RedisOptions } from '../redis';

const CONFIG = '/tmp/users.conf';

/** A Redis server. */
export function planRedis(name: string, options: RedisOptions): BackingPlan {
  return plan(name, options, REDIS, 'redis');
}

/** A Valkey server. */
export function planValkey(name: string, options: RedisOptions): BackingPlan {
  return plan(name, options, VALKEY, 'valkey');
}

function plan(name: string, options: RedisOptions, catalog: BackingImage, program: string): BackingPlan {
  const { persistent = true, memory = Size.mebibytes(512), maxMemory = Size.bytes(Math.floor(memory.toBytes() * 0.75)) } = options;
  const settings: Record<string, string> = {
    dir: '/data',
    ...persistent ? { appendonly: 'yes' } : { save: '' },
    maxmemory: String(maxMemory.toBytes()),
    ...options.settings,
  };
  const password = passwordOf(name, options);
  return planServer(name, options, {
    catalog,
    scheme: 'redis',
    port: 6379,
    password,
    // What stands after the script are its arguments, which no shell looks into.
    command: ['sh', '-c', startScript(program, password), 'sh', ...Object.entries(settings).flatMap(([setting, value]) => [`--${setting}`, ...value === undefined ? [] : String(value).split(/\s+/)])],
    dataPath: '/data',
    temporary: [],
    // `-e`: answers that are errors count, such as that it is still loading.
    healthCommand: ['sh', '-c', `REDISCLI_AUTH="$(cat ${fileOf(password)})" exec ${program}-cli -e ping`],
    healthTiming: DATABASE_TIMING,
    stopGracePeriod: Duration.seconds(30),
    checks: [],
  });
}

/**
 * The server knows no file with a password. It reads its hash from a configuration in memory, so that neither an argument
 * nor the environment holds it. A file, and not standard input: entry points of Redis add modules before or behind the
 * arguments, depending on their version, and `-` may stand at an end only.
 */
function startScript(program: string, password: Secret): string {
  return [
    'set -eu',
    'umask 077',
    `hash=$(printf %s "$(cat ${fileOf(password)})" | sha256sum | cut -d ' ' -f 1)`,
    `echo "user default on #$hash ~* &* +@all" > ${CONFIG}`,
    `exec docker-entrypoint.sh ${program}-server ${CONFIG} "$@"`,
  ].join('\n');
}
