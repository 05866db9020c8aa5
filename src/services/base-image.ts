import { Construct, IConstruct } from 'constructs';
import { hubOf, SynthesisContext } from './hub';
import type { Stage } from '../dockerfile/stage';
import { Stages } from '../dockerfile/stages';
import { Problems, show, UsageError } from '../model/problem';
import type { Secret } from '../model/secret';
import type { BaseModel } from '../model/service-model';

/** Stages that several services build on: said once, built once, and the same in the Dockerfile of each of them. */
export abstract class BaseImage extends Construct {
  /** Whether a construct is a base image. */
  public static isBaseImage(construct: IConstruct): construct is BaseImage {
    return construct instanceof BaseImage;
  }

  /** The name: of the Bake target, and the end of the image's name. */
  public readonly name: string;

  /**
   * Where its Dockerfile is, relative to its project.
   *
   * @internal
   */
  public abstract readonly _directory: string;

  private readonly stages: Stages;
  private readonly suppressions: Record<string, string>;

  /**
   * @param scope a DockerProject, a Containers, or any project that has one
   * @param id the base image's name
   * @param stageNames the stages that services share
   * @param suppressions rules that are not kept here, and why not
   * @throws when the scope has no containers or a service or base image of this name
   */
  protected constructor(scope: Construct, id: string, stageNames: string[], suppressions: Record<string, string> = {}) {
    if (scope.node.tryFindChild(id)) throw new UsageError(`two services or base images are named ${show(id)}; give each a name of its own`);
    super(scope, id);
    hubOf(this, `base image ${show(id)}`);
    this.name = id;
    this.suppressions = { ...suppressions };
    this.stages = new Stages(`base image ${show(id)}`, stageNames);
  }

  /**
   * A stage that services share, to add instructions to. They must suit all of the services.
   *
   * @param name the stage
   * @throws when there is no such stage
   */
  public stage(name: string): Stage {
    return this.stages.get(name);
  }

  /**
   * Lets this base image not keep a rule.
   *
   * @param rule the rule's id, such as `build-tools-in-final-stage`
   * @param reason why not; it stands in the generated guide
   */
  public suppressRule(rule: string, reason: string): void {
    this.suppressions[rule] = reason;
  }

  /** @internal */
  public get _suppressions(): Readonly<Record<string, string>> {
    return this.suppressions;
  }

  /**
   * The targets that services build on; none when there are problems.
   *
   * @internal
   */
  public abstract _models(context: SynthesisContext, problems: Problems): BaseModel[];

  /**
   * Secrets that its build needs.
   *
   * @internal
   */
  public get _secrets(): Secret[] {
    return [];
  }

  /** @internal */
  public get _stages(): readonly Stage[] {
    return this.stages.all;
  }
}
