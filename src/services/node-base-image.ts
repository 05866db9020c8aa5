import { Construct } from 'constructs';
import { BaseImage } from './base-image';
import type { SynthesisContext } from './hub';
import { type NodeBasePlan, planNodeBase, targetOf } from './node/base-plan';
import { SHARED_STAGES, type SharedStages } from './node/shared-stages';
import type { NodeBaseImageOptions } from './node-base-image-options';
import { Instruction } from '../dockerfile/instruction';
import { withOwnCollections } from '../model/copy';
import { checkServiceName } from '../model/names';
import { joinPath, normalizePath } from '../model/paths';
import { Problems, show } from '../model/problem';
import type { Secret } from '../model/secret';
import type { BaseModel } from '../model/service-model';
import type { Repository } from '../workspace/repository';

/** What a repository makes of a base image, and what is wrong with it. */
interface Planned {
  readonly repository: Repository;
  readonly plan?: NodeBasePlan;
  readonly found: Problems;
}

/**
 * What the Node services of one repository share, built once for all of them: the stage `base` (Node, the package manager
 * and what compiles add-ons), the stage `deps` (all dependencies of the lockfile) and the stage `runtime-base` (the
 * operating system with its updates and packages, time zones for example, an init process, an unprivileged user and the Node
 * binary).
 *
 * Each service's Dockerfile has these stages too, so a plain `docker build` of it works; in the Bake file and in Compose
 * the base's targets stand in for them. Nothing in them is of one service: no port, health check or command.
 */
export class NodeBaseImage extends BaseImage {
  /** @internal */
  public readonly _directory: string;

  private readonly options: NodeBaseImageOptions;
  /** What it is made of, found once for itself and all of its services. */
  private planned?: Planned;

  /**
   * @param scope a DockerProject, a Containers, or any project that has one
   * @param id the base image's name: lower case letters and digits with - or _ between them
   * @param options what cannot be found in the repository
   * @throws when the scope has no containers or a service or base image of this name
   */
  public constructor(scope: Construct, id: string, options: NodeBaseImageOptions = {}) {
    super(scope, id, SHARED_STAGES, options.suppressions);
    this.options = withOwnCollections(options);
    this._directory = normalizePath(options.directory ?? '.');
  }

  /** @internal */
  public override get _secrets(): Secret[] {
    return [...this.options.buildSecrets ?? []];
  }

  /** @internal */
  public _models(context: SynthesisContext, problems: Problems): BaseModel[] {
    problems.attempt(() => checkServiceName(this.name, 'base image'));
    const { plan, found } = this.planOnce(context);
    problems.add(...found.all);
    if (!plan) return [];
    plan.warnings.forEach(message => context.warn(`base image ${show(this.name)}: ${message}`));
    const { shared, ignore } = plan;
    const dockerfilePath = joinPath(shared.root, context.dockerfileName);
    const generated = {
      dockerfile: { globals: [Instruction.arg('NODE_VERSION', shared.nodeVersion)], stages: shared.stages },
      ignorePath: `${dockerfilePath}.dockerignore`,
      ignore,
    };
    return SHARED_STAGES.map(stage => {
      const name = targetOf(this.name, stage);
      const others = Object.entries(shared.contexts).filter(([other]) => startsFrom(shared, stage, other));
      return {
        name,
        of: this.name,
        image: context.image + name.slice(this.name.length),
        build: {
          context: shared.root,
          dockerfilePath,
          generated,
          target: stage,
          args: {},
          secrets: stage === 'deps' ? shared.buildSecrets : [],
          contexts: Object.fromEntries(others),
        },
      };
    });
  }

  /**
   * What its services share; `undefined` when there are problems, which it says itself.
   *
   * @internal
   */
  public _shared(context: SynthesisContext): SharedStages | undefined {
    return this.planOnce(context).plan?.shared;
  }

  private planOnce(context: SynthesisContext): Planned {
    const { repository } = context;
    if (this.planned?.repository !== repository) {
      const found = new Problems();
      this.planned = { repository, found, plan: planNodeBase(this.name, this.options, context, this._stages, found) };
    }
    return this.planned;
  }
}

/** Whether one shared stage is made from another, so that this one too is built once. */
function startsFrom({ stages }: SharedStages, stage: string, other: string): boolean {
  const { from, instructions } = stages.find(({ name }) => name === stage)!;
  return stage !== other && (from === other || instructions.some(instruction => instruction.toString().includes(`--from=${other} `)));
}
