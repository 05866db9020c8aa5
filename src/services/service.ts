import { Construct, IConstruct } from 'constructs';
import type { BackingService } from './backing-service';
import { hubOf, SynthesisContext } from './hub';
import { RunModel, runModel } from './run-model';
import type { ServiceOptions } from './service-options';
import { withOwnCollections } from '../model/copy';
import { HealthCheckKind } from '../model/health-check';
import { Problems, show, UsageError } from '../model/problem';
import { Secret } from '../model/secret';
import type { DependencyModel, ServiceModel } from '../model/service-model';

/** How the variables are called that tell a service of another. */
export interface ConnectToOptions {
  /**
   * What the names of the variables begin with: `DATABASE` makes `DATABASE_HOST`, `DATABASE_PORT` and so on.
   *
   * @default - the other service's name, in upper case
   */
  readonly prefix?: string;
}

/** A service: something that Compose runs, from one image. */
export abstract class Service extends Construct {
  /** Whether a construct is a service. */
  public static isService(construct: IConstruct): construct is Service {
    return construct instanceof Service;
  }

  /** The name: of the Compose service, the Bake target, and the end of the image's name. */
  public readonly name: string;

  private readonly run: ServiceOptions;
  private readonly environment: Record<string, string>;
  private readonly dependencies: Service[];
  private readonly runSecrets: Secret[];
  private readonly suppressions: Record<string, string>;

  /**
   * @param scope a DockerProject, a Containers, or any project that has one
   * @param id the service's name
   * @param run how it runs
   */
  protected constructor(scope: Construct, id: string, run: ServiceOptions) {
    super(scope, checkFree(scope, id));
    hubOf(this, `service ${show(id)}`);
    this.name = id;
    this.run = withOwnCollections(run);
    this.environment = { ...run.environment };
    this.dependencies = [...run.dependsOn ?? []];
    this.runSecrets = [...run.secrets ?? []];
    this.suppressions = { ...run.suppressions };
    run.connectsTo?.forEach(backing => this.connectTo(backing));
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
   * Makes this service start after others: once they are healthy, or, where they are jobs, once they have succeeded.
   *
   * @param services what must be there first
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
   * Lets this service not keep a rule.
   *
   * @param rule the rule's id, such as `writable-root`
   * @param reason why not; it stands in the generated guide
   */
  public suppressRule(rule: string, reason: string): void {
    this.suppressions[rule] = reason;
  }

  /**
   * Lets this service use a backing service: it starts after it, is told where it is by variables, and gets its password
   * as a file. Variables that are set already stay as they are.
   *
   * @param backing what it uses
   * @param options how the variables are called
   */
  public connectTo(backing: BackingService, options: ConnectToOptions = {}): void {
    const { connection } = backing;
    this.addDependency(backing);
    for (const [name, value] of Object.entries(connection.environment(options.prefix ?? backing.name))) this.environment[name] ??= value;
    if (connection.password) this.addSecret(connection.password);
  }

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

  /** @internal */
  public get _suppressions(): Readonly<Record<string, string>> {
    return this.suppressions;
  }

  /**
   * What Compose waits for when another service depends on this one.
   *
   * @internal
   */
  public _readiness(_context: SynthesisContext): DependencyModel['condition'] {
    const { health, port } = this.run;
    const checked = health ? health.kind !== HealthCheckKind.NONE : port !== undefined;
    return checked ? 'service_healthy' : 'service_started';
  }

  /**
   * All secrets of the service.
   *
   * @internal
   */
  public get _secrets(): Secret[] {
    return [...this.runSecrets];
  }

  /**
   * Checks what every service can be told about how it runs.
   *
   * @param found what was found out since the service was made
   * @internal
   */
  protected _run(context: SynthesisContext, problems: Problems, found: Partial<ServiceOptions> = {}): RunModel {
    const { name, environment, runSecrets } = this;
    const dependencies = [...new Set(this._dependencies)].map(other => ({ name: other.name, condition: other._readiness(context) }));
    return runModel({ name, options: { ...this.run, ...found }, environment, dependencies, secrets: runSecrets }, problems);
  }
}

function checkFree(scope: Construct, id: string): string {
  if (scope.node.tryFindChild(id)) throw new UsageError(`two services are named ${show(id)}; give each a name of its own`);
  return id;
}
