import { Construct } from 'constructs';
import { BuiltService } from './built-service';
import type { SynthesisContext } from './hub';
import { sizesInMemory } from './next/folders';
import { nextModel } from './next/next-model';
import { planNextService } from './next/next-plan';
import { asVariables } from './next/public-values';
import { NEXT_STAGES } from './next/stages';
import { NextCache } from './next-cache';
import type { NextServiceOptions } from './next-service-options';
import { memoryFor } from './node/memory';
import { NodeRuntime } from './node-runtime';
import { withOwnCollections } from '../model/copy';
import { normalizePath } from '../model/paths';
import type { Problems } from '../model/problem';
import type { ServiceModel } from '../model/service-model';

/** What `next dev`, `next start` and the standalone server listen on unless they are told otherwise. */
const PORT = 3000;

/**
 * A Next.js application: a single package or one of a workspace, App Router or Pages Router, with npm, pnpm, Yarn or Bun.
 *
 * The image holds the standalone server and nothing else. Its configuration must say `output: 'standalone'`.
 */
export class NextService extends BuiltService {
  /** @internal */
  public readonly _directory: string;

  private readonly options: NextServiceOptions;

  /**
   * @param scope a DockerProject, a Containers, or any project that has one
   * @param id the service's name: lower case letters and digits with - or _ between them
   * @param options what cannot be found in the repository
   * @throws when the scope has no containers or a service of this name
   */
  public constructor(scope: Construct, id: string, options: NextServiceOptions = {}) {
    const run = { ...options, port: options.port ?? PORT, environment: { ...asVariables(options.publicEnvironment), ...options.environment } };
    super(scope, id, NEXT_STAGES, run);
    this.options = withOwnCollections(options);
    this._directory = normalizePath(options.directory ?? '.');
  }

  /** @internal */
  public _model(context: SynthesisContext, problems: Problems): ServiceModel | undefined {
    const runtime = this.options.runtime ?? NodeRuntime.alpine();
    const memory = memoryFor(this.options, sizesInMemory(this.options.cache ?? NextCache.memory()));
    const common = this._common(context, problems, runtime.user, memory);
    const plan = planNextService({ ...this.options, runtime }, common, context, problems);
    const model = plan && problems.attempt(() => nextModel(plan, common, context, this._stages));
    return model && { ...model, notSecret: Object.keys(this.options.notSecret ?? {}) };
  }
}
