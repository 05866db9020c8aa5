import { isIP } from 'net';
import type { ServiceOptions } from './service-options';
import { Duration } from '../model/duration';
import { HealthCheck, HealthCheckKind } from '../model/health-check';
import { checkServiceName, checkVariables } from '../model/names';
import { unique } from '../model/order';
import { Port } from '../model/port';
import { Problems, show, UsageError } from '../model/problem';
import { RestartPolicy } from '../model/restart-policy';
import type { Secret } from '../model/secret';
import type { DependencyModel, PublishedPort, ServiceModel } from '../model/service-model';
import { Size } from '../model/size';

/** What a service has been told about how it runs, when it was made and since. */
export interface Said {
  readonly name: string;
  readonly options: ServiceOptions;
  readonly environment: Record<string, string>;
  readonly dependencies: readonly DependencyModel[];
  readonly secrets: readonly Secret[];
}

/** The same, checked and complete. */
export type RunModel = Pick<ServiceModel,
'name' | 'port' | 'health' | 'environment' | 'secrets' | 'dependsOn' | 'restart' | 'stopGracePeriod' | 'memory' | 'cpus' | 'pids' | 'profiles'>;

/** Checks what every service can be told about how it runs, wherever its image comes from. */
export function runModel(said: Said, problems: Problems): RunModel {
  const { options } = said;
  const attempt = <T>(check: () => T) => problems.attempt(check);
  attempt(() => checkServiceName(said.name));
  attempt(() => checkLimits(options));
  return {
    name: said.name,
    port: attempt(() => publishedPort(options)),
    health: attempt(() => healthCheck(options)) ?? HealthCheck.none('it is not valid'),
    environment: attempt(() => checkVariables(said.environment, 'environment variable')) ?? {},
    secrets: unique(said.secrets).map(secret => attempt(() => checkRunSecret(secret)) ?? secret),
    dependsOn: said.dependencies,
    restart: options.restart ?? RestartPolicy.UNLESS_STOPPED,
    stopGracePeriod: options.stopGracePeriod ?? Duration.seconds(10),
    memory: options.memory ?? Size.mebibytes(512),
    cpus: options.cpus,
    pids: options.pids ?? 256,
    profiles: (options.profiles ?? []).map(profile => attempt(() => checkServiceName(profile, 'profile')) ?? profile),
  };
}

function healthCheck({ health, port }: ServiceOptions): HealthCheck {
  const check = health ?? (port === undefined ? HealthCheck.none('a worker without a port') : HealthCheck.tcp());
  if (port === undefined && (check.kind === HealthCheckKind.HTTP || check.kind === HealthCheckKind.TCP)) {
    const what = check.kind === HealthCheckKind.HTTP ? 'an HTTP' : 'a TCP';
    throw new UsageError(`${what} health check needs a port; set "port", or use HealthCheck.command()`);
  }
  return check;
}

function publishedPort({ port, hostPort, publishPort, hostAddress }: ServiceOptions): PublishedPort | undefined {
  if (port === undefined) {
    if (hostPort !== undefined) throw new UsageError('hostPort needs a port; set "port" to what the service listens on');
    return undefined;
  }
  const container = Port.of(port).value;
  const host = publishPort === false ? undefined : Port.of(hostPort ?? port, 'hostPort').value;
  const address = hostAddress ?? '127.0.0.1';
  if (isIP(address) !== 4 && !(/^\[.*\]$/.test(address) && isIP(address.slice(1, -1)) === 6)) {
    throw new UsageError(`hostAddress must be an IP address such as "127.0.0.1" or "[::1]", got ${show(address)}`);
  }
  return { container, host, address };
}

/** The least that Docker takes. */
const [MIN_CPUS, MIN_MEMORY] = [0.01, Size.mebibytes(6)];

function checkLimits({ cpus, memory, pids }: ServiceOptions): void {
  if (cpus !== undefined && !(Number.isFinite(cpus) && cpus >= MIN_CPUS)) throw new UsageError(`cpus must be a number from ${MIN_CPUS}, got ${show(cpus)}`);
  if (memory !== undefined && memory.toBytes() < MIN_MEMORY.toBytes()) {
    throw new UsageError(`memory must be at least ${MIN_MEMORY.toMebibytes()} MiB, got ${memory.toBytes()} bytes`);
  }
  if (pids !== undefined && !(Number.isInteger(pids) && pids > 0)) throw new UsageError(`pids must be a positive whole number, got ${show(pids)}`);
}

/** Compose writes a secret that is not a file into the container, which it cannot do into a read-only one. */
function checkRunSecret(secret: Secret): Secret {
  if (secret.variable) {
    throw new UsageError(`secret ${show(secret.name)} comes from a variable, which a running read-only container cannot take; use Secret.fromFile()`);
  }
  return secret;
}
