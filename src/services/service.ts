import { Construct, IConstruct } from 'constructs';
import { CommonModel, commonModel } from './common-model';
import { hubOf, SynthesisContext } from './hub';
import type { ServiceOptions } from './service-options';
import { Stage } from '../dockerfile/stage';
import { withOwnLists } from '../model/copy';
import { HealthCheckKind } from '../model/health-check';
import { Problems, show, UsageError } from '../model/problem';
import { Secret } from '../model/secret';
import type { ServiceModel } from '../model/service-model';

/** A service: one image, and how it runs. */
export abstract class Service extends Construct {
  /** Whether a construct is a service. */
  public static isService(construct: IConstruct): boolean {
    return construct instanceof Service;
  }

  /** The name: of the Compose service, the Bake target, and the end of the image's name. */
  public readonly name: string;

  /**
   * Where the service is, relative to its project.
   *
   * @internal
   */
  public abstract readonly _directory: string;

  private readonly common: ServiceOptions;
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
  protected constructor(scope: Construct, id: string, stageNames: string[], common: ServiceOptions) {
    super(scope, checkFree(scope, id));
    hubOf(this, `service ${show(id)}`);
    this.name = id;
    this.common = withOwnLists(common);
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
    const { name, common, environment, labels, args, dependencies, runSecrets } = this;
    return commonModel({ name, options: common, environment, labels, args, dependencies, secrets: runSecrets }, context.image, defaultUser, problems);
  }

  /** @internal */
  public get _isHealthChecked(): boolean {
    const { health, port } = this.common;
    return health ? health.kind !== HealthCheckKind.NONE : port !== undefined;
  }
}

function checkFree(scope: Construct, id: string): string {
  if (scope.node.tryFindChild(id)) throw new UsageError(`two services are named ${show(id)}; give each a name of its own`);
  return id;
}
