import { Duration } from './duration';
import { show, UsageError } from './problem';

/** When and how often a health check runs. */
export interface HealthCheckTiming {
  /**
   * Time between two checks once the service has started.
   *
   * @default Duration.seconds(30)
   */
  readonly interval?: Duration;

  /**
   * How long one check may take.
   *
   * @default Duration.seconds(10)
   */
  readonly timeout?: Duration;

  /**
   * How long the service may take to start: failures in this time do not count.
   *
   * @default Duration.seconds(5)
   */
  readonly startPeriod?: Duration;

  /**
   * Time between two checks while the service starts. Written to Compose only: the `HEALTHCHECK` flag of the same name
   * is unknown to builders before Docker 25.
   *
   * @default Duration.seconds(1)
   */
  readonly startInterval?: Duration;

  /**
   * How many failures in a row make the service unhealthy.
   *
   * @default 3
   */
  readonly retries?: number;
}

/** The ways to ask a service whether it is well. */
export enum HealthCheckKind {
  /** An HTTP request to the service's port must be answered with a status from 200 to 399. */
  HTTP = 'http',
  /** The service's port must accept a connection. */
  TCP = 'tcp',
  /** A command in the container must exit with 0. */
  COMMAND = 'command',
  /** There is none. */
  NONE = 'none',
}

/**
 * How Docker and Compose find out whether a service is well.
 *
 * HTTP and TCP checks run inside the container with what the image already has (its own language runtime): images
 * neither need nor get `curl`.
 */
export class HealthCheck {
  /**
   * An HTTP GET on the service's own port; statuses from 200 to 399 are healthy.
   *
   * @param path what to ask for, starting with `/`, such as `/healthz`
   * @param timing when and how often
   * @throws when the path does not start with `/` or holds white space or control characters
   */
  public static http(path: string, timing: HealthCheckTiming = {}): HealthCheck {
    if (typeof path !== 'string' || !/^\/[\x21-\x7e]*$/.test(path)) {
      throw new UsageError(`the path of a health check must start with / and hold no white space, got ${show(path)}`);
    }
    return new HealthCheck(HealthCheckKind.HTTP, timing, path);
  }

  /**
   * A connection to the service's own port.
   *
   * @param timing when and how often
   */
  public static tcp(timing: HealthCheckTiming = {}): HealthCheck {
    return new HealthCheck(HealthCheckKind.TCP, timing);
  }

  /**
   * A command in the container, in exec form (no shell).
   *
   * @param command the program and its arguments, such as `['node', 'dist/health.js']`
   * @param timing when and how often
   * @throws when the command is empty
   */
  public static command(command: string[], timing: HealthCheckTiming = {}): HealthCheck {
    if (!Array.isArray(command) || command.length === 0 || command.some(word => typeof word !== 'string') || !command[0]) {
      throw new UsageError(`the command of a health check must be a list of words such as ["node", "health.js"], got ${show(command)}`);
    }
    return new HealthCheck(HealthCheckKind.COMMAND, timing, undefined, [...command]);
  }

  /**
   * No health check. Nothing can wait for such a service to be healthy, only for it to have started.
   *
   * @param reason why there is none; it stands in the Dockerfile
   * @throws when no reason is given
   */
  public static none(reason: string): HealthCheck {
    if (typeof reason !== 'string' || !reason.trim()) {
      throw new UsageError(`HealthCheck.none() needs a reason, such as "a batch job", got ${show(reason)}`);
    }
    return new HealthCheck(HealthCheckKind.NONE, {}, undefined, undefined, reason.trim().replace(/\s+/g, ' '));
  }

  /** Time between two checks. */
  public readonly interval: Duration;
  /** How long one check may take. */
  public readonly timeout: Duration;
  /** How long the service may take to start. */
  public readonly startPeriod: Duration;
  /** Time between two checks while the service starts. */
  public readonly startInterval: Duration;
  /** How many failures in a row make the service unhealthy. */
  public readonly retries: number;

  private readonly words?: string[];

  private constructor(
    /** How the service is asked. */
    public readonly kind: HealthCheckKind,
    timing: HealthCheckTiming,
    /** What an HTTP check asks for. */
    public readonly path?: string,
    command?: string[],
    /** Why there is no check. */
    public readonly reason?: string,
  ) {
    this.interval = timing.interval ?? Duration.seconds(30);
    this.timeout = timing.timeout ?? Duration.seconds(10);
    this.startPeriod = timing.startPeriod ?? Duration.seconds(5);
    this.startInterval = timing.startInterval ?? Duration.seconds(1);
    this.retries = timing.retries ?? 3;
    this.words = command;
    if (!Number.isInteger(this.retries) || this.retries < 1) {
      throw new UsageError(`retries of a health check must be a whole number from 1, got ${show(this.retries)}`);
    }
    for (const [name, value] of [['interval', this.interval], ['timeout', this.timeout], ['startInterval', this.startInterval]] as const) {
      // The engine reads 0 as "use the default" and refuses what is shorter than a millisecond.
      if (value.toMilliseconds() === 0) throw new UsageError(`${name} of a health check must be longer than zero`);
    }
  }

  /** The command that is run, in exec form, where this is a check by command. */
  public get exec(): string[] | undefined {
    return this.words && [...this.words];
  }
}
