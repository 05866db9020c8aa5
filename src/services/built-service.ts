import { Construct } from 'constructs';
import type { BaseImage } from './base-image';
import { BuiltModel, builtModel } from './built-model';
import type { BuiltServiceOptions } from './built-service-options';
import type { SynthesisContext } from './hub';
import { initJob, type Job, type JobOptions } from './job';
import { Service } from './service';
import type { ServiceOptions } from './service-options';
import type { Stage } from '../dockerfile/stage';
import { Stages } from '../dockerfile/stages';
import { withOwnCollections } from '../model/copy';
import { Problems, show, UsageError } from '../model/problem';
import { Secret } from '../model/secret';

/** A service whose image is built from a Dockerfile that we write. */
export abstract class BuiltService extends Service {
  /**
   * Where the service is, relative to its project.
   *
   * @internal
   */
  public abstract readonly _directory: string;

  private readonly built: BuiltServiceOptions;
  private readonly labels: Record<string, string>;
  private readonly args: Record<string, string>;
  private readonly stages: Stages;
  private readonly base?: BaseImage;

  /**
   * @param scope a DockerProject, a Containers, or any project that has one
   * @param id the service's name
   * @param stageNames the stages of its Dockerfile
   * @param built what every built service can be told
   * @param base what it shares with others: the stages of these are not its own
   */
  protected constructor(scope: Construct, id: string, stageNames: string[], built: BuiltServiceOptions, base?: BaseImage) {
    super(scope, id, built);
    this.built = withOwnCollections(built);
    this.labels = { ...built.labels };
    this.args = { ...built.buildArgs };
    this.base = base;
    const shared = new Set(base?._stages.map(({ name }) => name));
    this.stages = new Stages(`service ${show(id)}`, stageNames.filter(name => !shared.has(name)));
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
   * Adds a job that runs in this service's image, once, before the service starts: a migration, for example. If it fails,
   * the service does not start.
   *
   * @param id the job's name
   * @param options what it runs
   * @throws when there is a service of this name, or the command is empty
   */
  public addInitJob(id: string, options: JobOptions): Job {
    return initJob(this, id, options);
  }

  /**
   * A stage of the service's Dockerfile, to add instructions to.
   *
   * @param name the stage, such as `runtime`
   * @throws when there is no such stage, or it is that of a base image
   */
  public stage(name: string): Stage {
    if (this.base?._stages.some(shared => shared.name === name)) {
      throw new UsageError(`stage ${show(name)} belongs to base image ${show(this.base.name)} and is the same for all of its services; `
        + `add to it with stage(${show(name)}) of the base image`);
    }
    return this.stages.get(name);
  }

  /** @internal */
  public override get _secrets(): Secret[] {
    return [...super._secrets, ...this.built.buildSecrets ?? []];
  }

  /** @internal */
  protected get _stages(): readonly Stage[] {
    return this.stages.all;
  }

  /**
   * Checks what every built service can be told.
   *
   * @param found what was found out since the service was made
   * @internal
   */
  protected _common(context: SynthesisContext, problems: Problems, defaultUser: string, found?: Partial<ServiceOptions>): BuiltModel {
    const { built: options, labels, args } = this;
    return builtModel({ run: this._run(context, problems, found), options, labels, args }, context.image, defaultUser, problems);
  }
}
