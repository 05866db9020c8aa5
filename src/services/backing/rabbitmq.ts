import { BackingPlan, checkName, fileOf, passwordOf, planServer } from './plan';
import { RABBITMQ } from '../../catalog/backing';
import { Duration } from '../../model/duration';
import { show, UsageError } from '../../model/problem';
import type { Secret } from '../../model/secret';
import { Size } from '../../model/size';
import type { RabbitMqOptions } from '../rabbitmq';

/** In memory: it holds the password. */
const CONFIG = '/tmp/rabbitmq.conf';

/** A RabbitMQ server. */
export function planRabbitMq(name: string, options: RabbitMqOptions): BackingPlan {
  const { username: user = 'app', virtualHost = '/', memory = Size.mebibytes(512) } = options;
  const password = passwordOf(name, options);
  const settings: Record<string, string> = {
    'default_user': user,
    'default_vhost': virtualHost,
    'log.console': 'true',
    // Beyond it, publishers wait: said here, because what the server takes for the machine's memory need not be the container's.
    'vm_memory_high_watermark.absolute': String(Math.floor(memory.toBytes() * 0.6)),
    ...options.settings,
  };
  return planServer(name, options, {
    catalog: RABBITMQ,
    scheme: 'amqp',
    port: 5672,
    username: user,
    database: virtualHost === '/' ? undefined : virtualHost,
    password,
    environment: {
      RABBITMQ_CONFIG_FILE: CONFIG,
      // Data belong to a node of one name, and the host's would be another one with every new container.
      RABBITMQ_NODENAME: 'rabbit@localhost',
    },
    command: ['sh', '-c', startScript(password), 'sh', ...Object.entries(settings).map(([setting, value]) => `${setting} = ${value}`)],
    dataPath: '/var/lib/rabbitmq',
    temporary: ['/var/log/rabbitmq'],
    healthCommand: ['rabbitmq-diagnostics', '--quiet', 'check_port_connectivity'],
    // Each check starts a virtual machine of its own, so there are fewer of them.
    healthTiming: { startPeriod: Duration.minutes(2), startInterval: Duration.seconds(5), timeout: Duration.seconds(20) },
    stopGracePeriod: Duration.minutes(1),
    checks: [() => checkName('username', user, 63, /^$/), () => checkVirtualHost(virtualHost)],
  });
}

/**
 * Since version 4 the image knows no file with a password, so one is written into the configuration. The cookie, by
 * which server and commands know each other, is made before either of them could make one of its own.
 */
function startScript(password: Secret): string {
  return [
    'set -eu',
    'umask 077',
    `{ printf '%s\\n' "$@"; printf 'default_pass = %s\\n' "$(cat ${fileOf(password)})"; } > ${CONFIG}`,
    'cookie=/var/lib/rabbitmq/.erlang.cookie',
    '[ -s "$cookie" ] || head -c 24 /dev/urandom | od -An -v -tx1 | tr -d \' \\n\' > "$cookie"',
    'chmod 400 "$cookie"',
    'exec docker-entrypoint.sh rabbitmq-server',
  ].join('\n');
}

function checkVirtualHost(name: string): void {
  if (typeof name !== 'string' || !/^(\/|[A-Za-z0-9][A-Za-z0-9._-]*)$/.test(name)) {
    throw new UsageError(`virtualHost must be "/" or letters, digits and . _ -, got ${show(name)}`);
  }
}
