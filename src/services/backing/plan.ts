import type { BackingImage } from '../../catalog/backing';
import { Duration } from '../../model/duration';
import { HealthCheck, type HealthCheckTiming } from '../../model/health-check';
import { checkImageName } from '../../model/image-name';
import { checkImageVersion } from '../../model/image-reference';
import { show, UsageError } from '../../model/problem';
import { Secret } from '../../model/secret';
import type { Size } from '../../model/size';
import type { KnownBackingOptions } from '../backing-options';
import type { BackingServiceOptions } from '../backing-service-options';

/** A backing service of ours: what could be said of one of any image, and a little more. */
export interface BackingPlan extends BackingServiceOptions {
  /** What may be wrong with the options that it is made from. Making it throws nothing, so that all problems come together. */
  readonly checks: readonly (() => void)[];
  /** The volume of the data. */
  readonly data?: { readonly path: string; readonly volume: string };
  /** A folder of the project with scripts for the first start. */
  readonly initScripts?: string;
  readonly sharedMemory?: Size;
  /** The number of its user, where that is known. */
  readonly uid?: number;
}

/** What differs from server to server. */
export interface Server extends Pick<BackingPlan, 'scheme' | 'port' | 'username' | 'database' | 'environment' | 'secrets' | 'command' | 'initScripts' | 'sharedMemory' | 'memory'> {
  readonly catalog: BackingImage;
  readonly password: Secret;
  /** Where its data are. */
  readonly dataPath: string;
  /** Folders that it writes to beside its data. */
  readonly temporary: readonly string[];
  readonly healthCommand: readonly string[];
  readonly healthTiming?: HealthCheckTiming;
  readonly stopGracePeriod: Duration;
  readonly checks: readonly (() => void)[];
}

/** The password that services connect with. */
export function passwordOf(name: string, { password }: KnownBackingOptions): Secret {
  // A name that cannot be is said by the service itself.
  return password ?? Secret.generated(`${name.replace(/^[^A-Za-z0-9_]+|[^A-Za-z0-9._-]/g, '') || 'service'}-password`);
}

/** The file of a secret in the container. */
export function fileOf(secret: Secret): string {
  return `/run/secrets/${secret.name}`;
}

/**
 * A server of ours as a backing service. It runs as the unprivileged user of its image, so that nothing has to be changed
 * in the image's file system or as root: that can be read-only, and needs no capability.
 */
export function planServer(name: string, options: KnownBackingOptions, server: Server): BackingPlan {
  const { catalog, dataPath, temporary, healthCommand, healthTiming, checks, secrets = [], ...rest } = server;
  const { version = catalog.version, image = catalog.image, persistent = true, settings = {}, ...common } = options;
  return {
    pids: 512,
    ...common,
    ...rest,
    image: `${image}:${version}`,
    user: catalog.user,
    uid: catalog.uid,
    readOnly: true,
    dropCapabilities: true,
    temporary: ['/tmp', ...temporary, ...persistent ? [] : [dataPath]],
    data: persistent ? { path: dataPath, volume: `${name}-data` } : undefined,
    secrets,
    health: HealthCheck.command([...healthCommand], { ...healthTiming, ...options.healthTiming }),
    memory: options.memory ?? server.memory,
    stopGracePeriod: options.stopGracePeriod ?? server.stopGracePeriod,
    checks: [
      () => checkImageVersion(version, catalog.version),
      () => checkImageName(image),
      () => Object.entries(settings).forEach(([setting, value]) => checkSetting(setting, value)),
      ...checks,
    ],
  };
}

function checkSetting(name: string, value: string): void {
  if (!/^[A-Za-z][A-Za-z0-9_.-]*$/.test(name)) throw new UsageError(`settings must have names such as "max_connections", got ${show(name)}`);
  if (typeof value !== 'string' || /[\r\n\0]/.test(value)) throw new UsageError(`setting ${show(name)} must be a string of one line, got ${show(value)}`);
}

/** A user or a database. What servers would take only in quotes, and what they keep to themselves, is refused. */
export function checkName(what: string, name: string, longest: number, reserved: RegExp): void {
  if (typeof name !== 'string' || !/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name) || name.length > longest || reserved.test(name)) {
    throw new UsageError(`${what} must be letters, digits, _ and -, at most ${longest} characters, and no name of the server's own, got ${show(name)}`);
  }
}

/** How often a server is asked that answers at once. */
export const DATABASE_TIMING: HealthCheckTiming = {
  interval: Duration.seconds(10), timeout: Duration.seconds(5), startPeriod: Duration.minutes(1), retries: 5,
};
