import { Construct } from 'constructs';
import { BuiltService } from './built-service';
import type { SynthesisContext } from './hub';
import { MigrationJob } from './python/migration-job';
import { planPythonService } from './python/plan';
import { pythonModel } from './python/python-model';
import { PYTHON_STAGES } from './python/stages';
import type { PythonServiceOptions } from './python-service-options';
import { withOwnCollections } from '../model/copy';
import { normalizePath } from '../model/paths';
import type { Problems } from '../model/problem';
import type { ServiceModel } from '../model/service-model';

/**
 * A service in Python: an API or a worker, with pip, Poetry or uv.
 *
 * Package manager, version, server module and Django's settings are found in the repository.
 */
export class PythonService extends BuiltService {
  /** @internal */
  public readonly _directory: string;

  private readonly options: PythonServiceOptions;

  /**
   * @param scope a DockerProject, a Containers, or any project that has one
   * @param id the service's name: lower case letters and digits with - or _ between them
   * @param options what runs, and what cannot be found in the repository
   * @throws when the scope has no containers or a service of this name
   */
  public constructor(scope: Construct, id: string, options: PythonServiceOptions) {
    super(scope, id, PYTHON_STAGES, options);
    this.options = withOwnCollections(options);
    this._directory = normalizePath(options.directory ?? '.');
    if (options.migrate) this.addDependency(new MigrationJob(this.node.scope as Construct, `${id}-migrate`, this, this._directory));
  }

  /** @internal */
  public _model(context: SynthesisContext, problems: Problems): ServiceModel | undefined {
    const common = this._common(context, problems, '1000:1000');
    const plan = planPythonService(this.options, common, context, problems);
    return plan && problems.attempt(() => pythonModel(plan, common, context, this._stages));
  }
}
