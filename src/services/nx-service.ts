import { Construct } from 'constructs';
import { BuiltService } from './built-service';
import type { SynthesisContext } from './hub';
import { memoryFor } from './node/memory';
import { nodeModel } from './node/node-model';
import { NODE_STAGES } from './node/stages';
import { NodeRuntime } from './node-runtime';
import { nxContext } from './nx/context';
import { planNxService } from './nx/plan';
import { nxStages } from './nx/stages';
import type { NxServiceOptions } from './nx-service-options';
import { withOwnCollections } from '../model/copy';
import { joinPath, normalizePath } from '../model/paths';
import type { Problems } from '../model/problem';
import type { ServiceModel } from '../model/service-model';

/**
 * A Node service out of an Nx workspace: an integrated one, where one package.json in the root serves all projects, or one of
 * packages.
 *
 * Projects, what they need of each other, and what a target makes are read from the repository's files; Nx itself runs in the
 * build stage alone. The builder gets the project and the projects that it needs: an edit elsewhere changes nothing.
 */
export class NxService extends BuiltService {
  /** @internal */
  public readonly _directory: string;

  private readonly options: NxServiceOptions;

  /**
   * @param scope a DockerProject, a Containers, or any project that has one
   * @param id the service's name: lower case letters and digits with - or _ between them
   * @param options what cannot be found in the repository
   * @throws when the scope has no containers or a service of this name
   */
  public constructor(scope: Construct, id: string, options: NxServiceOptions = {}) {
    super(scope, id, NODE_STAGES, options, options.base);
    this.options = withOwnCollections(options);
    // Where the project is, is known when its repository is read. Services of one project have one folder, whatever it is.
    this._directory = joinPath(normalizePath(options.workspace ?? options.base?._directory ?? '.'), `project:${options.project ?? id}`);
  }

  /** @internal */
  public _model(context: SynthesisContext, problems: Problems): ServiceModel | undefined {
    const { base, runtime: saidRuntime } = this.options;
    const shared = base?._shared(context);
    const runtime = saidRuntime ?? shared?.runtime ?? NodeRuntime.alpine();
    const common = this._common(context, problems, shared?.user ?? runtime.user, memoryFor(this.options));
    // What is wrong with the base, it says itself.
    if (base && !shared) return undefined;
    const plan = planNxService({ ...this.options, runtime, saidRuntime, shared }, common, context, problems);
    if (!plan) return undefined;
    return problems.attempt(() => (plan.output
      ? nodeModel(plan.service, common, context, this._stages, nxStages(plan, this._stages), {
        directory: plan.project.root,
        ignore: nxContext(context.repository, plan, context.secretFiles),
      })
      : nodeModel(plan.service, common, context, this._stages)));
  }
}
