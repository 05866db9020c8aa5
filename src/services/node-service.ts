import { Construct } from 'constructs';
import { BuiltService } from './built-service';
import type { SynthesisContext } from './hub';
import { memoryFor } from './node/memory';
import { nodeModel } from './node/node-model';
import { planNodeService } from './node/node-plan';
import { NODE_STAGES } from './node/stages';
import { NodeRuntime } from './node-runtime';
import type { NodeServiceOptions } from './node-service-options';
import { withOwnCollections } from '../model/copy';
import { normalizePath } from '../model/paths';
import type { Problems } from '../model/problem';
import type { ServiceModel } from '../model/service-model';

/**
 * A service in Node.js: a single package or one of a workspace, plain JavaScript or built, with npm, pnpm, Yarn or Bun.
 *
 * Package manager, versions, entry file and local packages are found in the repository.
 */
export class NodeService extends BuiltService {
  /** @internal */
  public readonly _directory: string;

  private readonly options: NodeServiceOptions;

  /**
   * @param scope a DockerProject, a Containers, or any project that has one
   * @param id the service's name: lower case letters and digits with - or _ between them
   * @param options what cannot be found in the repository
   * @throws when the scope has no containers or a service of this name
   */
  public constructor(scope: Construct, id: string, options: NodeServiceOptions = {}) {
    super(scope, id, NODE_STAGES, options, options.base);
    this.options = withOwnCollections(options);
    this._directory = normalizePath(options.directory ?? '.');
  }

  /** @internal */
  public _model(context: SynthesisContext, problems: Problems): ServiceModel | undefined {
    const { base } = this.options;
    const shared = base?._shared(context);
    const saidRuntime = this.options.runtime;
    const runtime = saidRuntime ?? shared?.runtime ?? NodeRuntime.alpine();
    const common = this._common(context, problems, shared?.user ?? runtime.user, memoryFor(this.options));
    // What is wrong with the base, it says itself.
    if (base && !shared) return undefined;
    const plan = planNodeService({ ...this.options, runtime, saidRuntime, shared }, common, context, problems);
    return plan && problems.attempt(() => nodeModel(plan, common, context, this._stages));
  }
}
