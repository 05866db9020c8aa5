import type { Service } from './service';
import type { ServiceOptions } from './service-options';
import { Duration } from '../model/duration';
import { HealthCheck, HealthCheckKind } from '../model/health-check';
import { checkImageName } from '../model/image-name';
import { checkServiceName, checkVariables } from '../model/names';
import { Port } from '../model/port';
import { Problems, show, UsageError } from '../model/problem';
import { RestartPolicy } from '../model/restart-policy';
import type { Secret } from '../model/secret';
import type { PublishedPort, ServiceModel } from '../model/service-model';
import { Size } from '../model/size';

/** What a service has been told, when it was made and since. */
export interface Said {
  readonly name: string;
  readonly options: ServiceOptions;
  readonly environment: Record<string, string>;
  readonly labels: Record<string, string>;
  readonly args: Record<string, string>;
  readonly dependencies: readonly Service[];
  readonly secrets: readonly Secret[];
}

/** The same, checked and complete. */
export interface CommonModel extends Pick<ServiceModel,
'name' | 'image' | 'port' | 'health' | 'environment' | 'secrets' | 'dependsOn' | 'restart' | 'stopGracePeriod'
| 'memory' | 'cpus' | 'pids' | 'user' | 'profiles'> {
  readonly labels: Record<string, string>;
  readonly args: Record<string, string>;
  readonly buildSecrets: readonly Secret[];
  readonly ignorePatterns: readonly string[];
}

/**
 * Checks what every service can be told, whatever it is made of.
 *
 * @param image its image's name, unless it sets one
 * @param defaultUser the user it runs as, unless it sets one
 */
export function commonModel(said: Said, image: string, defaultUser: string, problems: Problems): CommonModel {
  const { options } = said;
  const attempt = <T>(check: () => T) => problems.attempt(check);
  attempt(() => checkServiceName(said.name));
  attempt(() => checkLimits(options));
  options.writable?.forEach(path => attempt(() => checkWritable(path)));
  return {
    name: said.name,
    image: attempt(() => (options.image === undefined ? image : checkImageName(options.image))) ?? image,
    port: attempt(() => publishedPort(options)),
    health: attempt(() => healthCheck(options)) ?? HealthCheck.none('it is not valid'),
    environment: attempt(() => checkVariables(said.environment, 'environment variable')) ?? {},
    labels: said.labels,
    args: attempt(() => checkVariables(said.args, 'build argument')) ?? {},
    secrets: unique(said.secrets).map(secret => attempt(() => checkRunSecret(secret)) ?? secret),
    buildSecrets: unique(options.buildSecrets ?? []),
    dependsOn: unique(said.dependencies).map(({ name, _isHealthChecked }) => ({ name, condition: _isHealthChecked ? 'service_healthy' : 'service_started' })),
    restart: options.restart ?? RestartPolicy.UNLESS_STOPPED,
    stopGracePeriod: options.stopGracePeriod ?? Duration.seconds(10),
    memory: options.memory ?? Size.mebibytes(512),
    cpus: options.cpus,
    pids: options.pids ?? 256,
    user: attempt(() => checkUser(options.user ?? defaultUser)) ?? defaultUser,
    ignorePatterns: (options.ignorePatterns ?? []).map(pattern => attempt(() => checkPattern(pattern)) ?? pattern),
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

function publishedPort({ port, hostPort, publish, hostAddress }: ServiceOptions): PublishedPort | undefined {
  if (port === undefined) {
    if (hostPort !== undefined) throw new UsageError('hostPort needs a port; set "port" to what the service listens on');
    return undefined;
  }
  const container = Port.of(port).value;
  const host = publish === false ? undefined : Port.of(hostPort ?? port, 'hostPort').value;
  const address = hostAddress ?? '127.0.0.1';
  if (!/^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-fA-F:]+\])$/.test(address)) {
    throw new UsageError(`hostAddress must be an IP address such as "127.0.0.1" or "[::1]", got ${show(address)}`);
  }
  return { container, host, address };
}

function checkLimits({ cpus, pids }: ServiceOptions): void {
  if (cpus !== undefined && !(Number.isFinite(cpus) && cpus > 0)) throw new UsageError(`cpus must be a positive number, got ${show(cpus)}`);
  if (pids !== undefined && !(Number.isInteger(pids) && pids > 0)) throw new UsageError(`pids must be a positive whole number, got ${show(pids)}`);
}

/** Compose writes a secret that is not a file into the container, which it cannot do into a read-only one. */
function checkRunSecret(secret: Secret): Secret {
  if (secret.variable) {
    throw new UsageError(`secret ${show(secret.name)} comes from a variable, which a running read-only container cannot take; use Secret.fromFile()`);
  }
  return secret;
}

function checkUser(user: string): string {
  if (!/^[1-9]\d*:\d+$/.test(user)) throw new UsageError(`user must be a numeric user and group other than root, such as "1000:1000", got ${show(user)}`);
  return user;
}

/** A volume over the whole application, or over a folder above it, would hide what the image holds. */
function checkWritable(path: string): void {
  const parts = typeof path === 'string' ? path.split(/[\\/]/).filter(part => part !== '' && part !== '.') : [];
  if (parts.length === 0 || parts.includes('..') || /[:\r\n]/.test(path)) {
    throw new UsageError(`writable must be a folder inside the service's own, or an absolute one such as "/var/lib/app", got ${show(path)}`);
  }
}

function checkPattern(pattern: string): string {
  if (typeof pattern !== 'string' || !pattern.trim() || /[\r\n]/.test(pattern)) {
    throw new UsageError(`ignorePatterns must be patterns of one line each, such as "!certs/ca.pem", got ${show(pattern)}`);
  }
  return pattern;
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

