import { Construct, IConstruct } from 'constructs';
import { hubOf, SynthesisContext } from './hub';
import { Stage } from '../dockerfile/stage';
import { Duration } from '../model/duration';
import { HealthCheck, HealthCheckKind } from '../model/health-check';
import { checkImageName } from '../model/image-name';
import { checkServiceName, checkVariables } from '../model/names';
import { Port } from '../model/port';
import { Problems, show, UsageError } from '../model/problem';
import { Secret } from '../model/secret';
import type { DependencyModel, PublishedPort, ServiceModel } from '../model/service-model';
import { RestartPolicy } from '../model/restart-policy';
import { Size } from '../model/size';

/** What every service can be told, whatever it is made of. */
export interface ServiceOptions {
  /**
   * The port that the service listens on inside its container. Set it above 1024: the user is unprivileged.
   *
   * @default - none: the service is a worker
   */
  readonly port?: number;

  /**
   * The port of the host that Compose publishes `port` on.
   *
   * @default - the same as `port`
   */
  readonly hostPort?: number;

  /**
   * The host's address that Compose publishes the port on. `0.0.0.0` opens it to the network, past most firewalls.
   *
   * @default "127.0.0.1"
   */
  readonly hostAddress?: string;

  /**
   * Whether Compose publishes the port on the host. Other services reach it either way, by the service's name.
   *
   * @default true
   */
  readonly publish?: boolean;

  /**
   * How Docker and Compose find out whether the service is well.
   *
   * @default - HealthCheck.tcp() with a port, none without one
   */
  readonly health?: HealthCheck;

  /**
   * Environment variables of the running container. Not for secrets: they stand in `compose.yaml`.
   *
   * @default - none but those of the image
   */
  readonly environment?: Record<string, string>;

  /**
   * Secrets that the running service finds as files in `/run/secrets/`.
   *
   * @default - none
   */
  readonly secrets?: Secret[];

  /**
   * Secrets that the build needs, such as a registry's token. They are mounted for the installation of dependencies and
   * for the build script, and stand in no layer.
   *
   * @default - those that the package manager's configuration refers to
   */
  readonly buildSecrets?: Secret[];

  /**
   * Build arguments: there for the build script as environment variables, and not in the final image. Never use them for
   * secrets: their values are kept in the image's history.
   *
   * @default - none
   */
  readonly buildArgs?: Record<string, string>;

  /**
   * What must run before this service starts. With a health check, Compose waits until it is healthy.
   *
   * @default - nothing
   */
  readonly dependsOn?: Service[];

  /**
   * The image's name, without a tag.
   *
   * @default - registry/project-service
   */
  readonly image?: string;

  /**
   * What the service is, in a sentence, for the image's label.
   *
   * @default - the description in the manifest, if there is one
   */
  readonly description?: string;

  /**
   * Labels of the image, beside the OCI ones.
   *
   * @default - none
   */
  readonly labels?: Record<string, string>;

  /**
   * Folders that the application may write to, relative to its own directory (or absolute in the container). Each is a
   * named volume; everything else is read-only but for `/tmp`.
   *
   * @default - none
   */
  readonly writable?: string[];

  /**
   * Memory limit.
   *
   * @default Size.mebibytes(512)
   */
  readonly memory?: Size;

  /**
   * How many CPUs the service may use, such as 0.5.
   *
   * @default - no limit
   */
  readonly cpus?: number;

  /**
   * How many processes and threads the service may have.
   *
   * @default 256
   */
  readonly pids?: number;

  /**
   * What Compose does when the container ends.
   *
   * @default RestartPolicy.UNLESS_STOPPED
   */
  readonly restart?: RestartPolicy;

  /**
   * How long the service may take to stop after SIGTERM before it is killed.
   *
   * @default Duration.seconds(10)
   */
  readonly stopGracePeriod?: Duration;

  /**
   * Compose profiles: the service starts only when one of them is asked for.
   *
   * @default - none: it always starts
   */
  readonly profiles?: string[];

  /**
   * The numeric user and group that the service runs as.
   *
   * @default - 1000:1000; 65532:65532 on distroless, which lists only that one
   */
  readonly user?: string;

  /**
   * Patterns that end the ignore file of the build context, in Docker's syntax. The last match decides: `!certs/ca.pem`
   * lets in a file that is left out otherwise.
   *
   * @default - none
   */
  readonly ignorePatterns?: string[];
}

/** A service: one image, and how it runs. */
export abstract class Service extends Construct {
  /** Whether a construct is a service. */
  public static isService(construct: IConstruct): boolean {
    return construct instanceof Service;
  }

  /** The name: of the Compose service, the Bake target, and the end of the image's name. */
  public readonly name: string;

  private readonly environment: Record<string, string>;
  private readonly labels: Record<string, string>;
  private readonly args: Record<string, string>;
  private readonly dependencies: Service[];
  private readonly runSecrets: Secret[];
  private readonly stages = new Map<string, Stage>();

  /**
   * @param scope a DockerProject, a Containers, or any project that has one
   * @param id the service's name
   * @param stageNames the stages of its Dockerfile
   * @param common what every service can be told
   */
  protected constructor(scope: Construct, id: string, stageNames: string[], private readonly common: ServiceOptions) {
    super(scope, checkFree(scope, id));
    hubOf(this, `service ${show(id)}`);
    this.name = id;
    this.environment = { ...common.environment };
    this.labels = { ...common.labels };
    this.args = { ...common.buildArgs };
    this.dependencies = [...common.dependsOn ?? []];
    this.runSecrets = [...common.secrets ?? []];
    stageNames.forEach(name => this.stages.set(name, new Stage(name)));
  }

  /**
   * Sets an environment variable of the running container.
   *
   * @param name the variable
   * @param value its value, exactly as the service will see it
   */
  public addEnvironment(name: string, value: string): void {
    this.environment[name] = value;
  }

  /**
   * Sets a label of the image.
   *
   * @param name the label, such as `security.scan-policy`
   * @param value its value
   */
  public addLabel(name: string, value: string): void {
    this.labels[name] = value;
  }

  /**
   * Sets a build argument.
   *
   * @param name the argument
   * @param value its value
   */
  public addBuildArg(name: string, value: string): void {
    this.args[name] = value;
  }

  /**
   * Makes this service start after others.
   *
   * @param services what must run first
   */
  public addDependency(...services: Service[]): void {
    this.dependencies.push(...services);
  }

  /**
   * Gives the running service a secret, as a file in `/run/secrets/`.
   *
   * @param secret the secret
   */
  public addSecret(secret: Secret): void {
    this.runSecrets.push(secret);
  }

  /**
   * A stage of the service's Dockerfile, to add instructions to.
   *
   * @param name the stage, such as `runtime`
   * @throws when there is no such stage
   */
  public stage(name: string): Stage {
    const stage = this.stages.get(name);
    if (!stage) throw new UsageError(`service ${show(this.name)} has the stages ${[...this.stages.keys()].join(', ')}, got ${show(name)}`);
    return stage;
  }

  /** @internal */
  public abstract readonly _directory: string;

  /**
   * What the artefacts say of this service; `undefined` when there are problems.
   *
   * @internal
   */
  public abstract _model(context: SynthesisContext, problems: Problems): ServiceModel | undefined;

  /** @internal */
  public get _dependencies(): readonly Service[] {
    return this.dependencies;
  }

  /**
   * Files that hold secrets of the service, relative to the repository.
   *
   * @internal
   */
  public get _secretFiles(): string[] {
    return [...this.runSecrets, ...this.common.buildSecrets ?? []].flatMap(({ path }) => path ?? []);
  }

  /** @internal */
  protected get _stages(): readonly Stage[] {
    return [...this.stages.values()];
  }

  /**
   * Checks what every service can be told.
   *
   * @internal
   */
  protected _common(context: SynthesisContext, problems: Problems, defaultUser: string): CommonModel {
    const { common } = this;
    const attempt = <T>(check: () => T) => problems.attempt(check);
    const health = common.health ?? (common.port === undefined ? HealthCheck.none('a worker without a port') : HealthCheck.tcp());
    if (common.port === undefined && (health.kind === HealthCheckKind.HTTP || health.kind === HealthCheckKind.TCP)) {
      problems.add(`an ${health.kind.toUpperCase()} health check needs a port; set "port", or use HealthCheck.command()`);
    }
    attempt(() => checkServiceName(this.name));
    for (const [name, value] of [['cpus', common.cpus], ['pids', common.pids]] as const) {
      if (value !== undefined && !(Number.isFinite(value) && value > 0)) problems.add(`${name} must be a positive number, got ${show(value)}`);
    }
    const user = common.user ?? defaultUser;
    if (!/^[1-9]\d*:\d+$/.test(user)) problems.add(`user must be a numeric user and group other than root, such as "1000:1000", got ${show(user)}`);
    return {
      name: this.name,
      image: attempt(() => common.image === undefined ? context.image : checkImageName(common.image)) ?? context.image,
      port: attempt(() => this.publishedPort()),
      health,
      environment: attempt(() => checkVariables(this.environment, 'environment variable')) ?? {},
      labels: this.labels,
      args: attempt(() => checkVariables(this.args, 'build argument')) ?? {},
      secrets: unique(this.runSecrets),
      buildSecrets: unique(common.buildSecrets ?? []),
      dependsOn: unique(this.dependencies).map((service): DependencyModel => ({
        name: service.name,
        condition: service._isHealthChecked ? 'service_healthy' : 'service_started',
      })),
      restart: common.restart ?? RestartPolicy.UNLESS_STOPPED,
      stopGracePeriod: common.stopGracePeriod ?? Duration.seconds(10),
      memory: common.memory ?? Size.mebibytes(512),
      cpus: common.cpus,
      pids: common.pids ?? 256,
      user,
      ignorePatterns: (common.ignorePatterns ?? []).map(pattern => attempt(() => checkPattern(pattern)) ?? pattern),
      profiles: (common.profiles ?? []).map(profile => attempt(() => checkServiceName(profile)) ?? profile),
    };
  }

  /** @internal */
  public get _isHealthChecked(): boolean {
    const { health, port } = this.common;
    return health ? health.kind !== HealthCheckKind.NONE : port !== undefined;
  }

  private publishedPort(): PublishedPort | undefined {
    const { port, hostPort, publish, hostAddress } = this.common;
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
}

/** What every service has said, checked. */
export interface CommonModel extends Pick<ServiceModel,
'name' | 'image' | 'port' | 'health' | 'environment' | 'secrets' | 'dependsOn' | 'restart' | 'stopGracePeriod'
| 'memory' | 'cpus' | 'pids' | 'user' | 'profiles'> {
  readonly labels: Record<string, string>;
  readonly args: Record<string, string>;
  readonly buildSecrets: readonly Secret[];
  readonly ignorePatterns: readonly string[];
}

function checkFree(scope: Construct, id: string): string {
  if (scope.node.tryFindChild(id)) throw new UsageError(`two services are named ${show(id)}; give each a name of its own`);
  return id;
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

