import { Construct } from 'constructs';
import { BINARY_STAGES, binaryModel } from './binary/binary-model';
import { BinaryRuntime } from './binary-runtime';
import { BuiltService } from './built-service';
import type { SynthesisContext } from './hub';
import { planRustService } from './rust/rust-plan';
import type { RustServiceOptions } from './rust-service-options';
import { withOwnCollections } from '../model/copy';
import { normalizePath } from '../model/paths';
import type { Problems } from '../model/problem';
import type { ServiceModel } from '../model/service-model';

/**
 * A service in Rust: a package, or one of a workspace, as one binary.
 *
 * The version, the binary, and the packages that it is compiled from are found in the repository.
 */
export class RustService extends BuiltService {
  /** @internal */
  public readonly _directory: string;

  private readonly options: RustServiceOptions;

  /**
   * @param scope a DockerProject, a Containers, or any project that has one
   * @param id the service's name, which is the binary's too in the image: `/app/` and this name
   * @param options what cannot be found in the repository
   * @throws when the scope has no containers or a service of this name
   */
  public constructor(scope: Construct, id: string, options: RustServiceOptions = {}) {
    super(scope, id, BINARY_STAGES, options);
    this.options = withOwnCollections(options);
    this._directory = normalizePath(options.directory ?? '.');
  }

  /** @internal */
  public _model(context: SynthesisContext, problems: Problems): ServiceModel | undefined {
    const common = this._common(context, problems, (this.options.runtime ?? BinaryRuntime.distroless()).user);
    const build = planRustService(this.options, common, context, problems);
    return build && problems.attempt(() => binaryModel(build, common, context, this._stages));
  }
}
