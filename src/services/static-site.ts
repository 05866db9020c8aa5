import { Construct } from 'constructs';
import { BuiltService } from './built-service';
import type { SynthesisContext } from './hub';
import type { Service } from './service';
import { HEALTH_PATH } from './static-site/configuration';
import { siteModel } from './static-site/model';
import { planSite, SiteProxy } from './static-site/plan';
import { SITE_STAGES } from './static-site/stages';
import type { SiteProxyOptions, StaticSiteOptions } from './static-site-options';
import { NGINX } from '../catalog/nginx';
import { withOwnCollections } from '../model/copy';
import { HealthCheck } from '../model/health-check';
import { normalizePath } from '../model/paths';
import type { Problems } from '../model/problem';
import type { ServiceModel } from '../model/service-model';

/** Where the server listens unless it is said otherwise. */
const PORT = 8080;

/**
 * A site of files: built by Node.js with the `build` script of its package, or there as it is, and served by nginx as an
 * unprivileged user, on port 8080 unless `port` is set.
 *
 * The server answers `/healthz` itself, which is what it is asked unless `health` is set.
 */
export class StaticSite extends BuiltService {
  /** @internal */
  public readonly _directory: string;

  private readonly options: StaticSiteOptions;
  private readonly proxies: SiteProxy[] = [];

  /**
   * @param scope a DockerProject, a Containers, or any project that has one
   * @param id the service's name: lower case letters and digits with - or _ between them
   * @param options what cannot be found in the repository
   * @throws when the scope has no containers or a service of this name
   */
  public constructor(scope: Construct, id: string, options: StaticSiteOptions = {}) {
    super(scope, id, SITE_STAGES, { ...options, port: options.port ?? PORT, health: options.health ?? HealthCheck.http(HEALTH_PATH) });
    this.options = withOwnCollections(options);
    this._directory = normalizePath(options.directory ?? '.');
    Object.entries(options.proxy ?? {}).forEach(([path, service]) => this.addProxy(path, service));
  }

  /**
   * Hands requests to another service, so that a browser finds it under the address of the site. The site starts after it,
   * and goes on without it.
   *
   * @param path what these requests begin with, such as `/api`
   * @param service what answers them
   * @param options how they are handed on
   */
  public addProxy(path: string, service: Service, options: SiteProxyOptions = {}): void {
    this.addDependency(service);
    this.proxies.push({ path, service, options });
  }

  /** @internal */
  public _model(context: SynthesisContext, problems: Problems): ServiceModel | undefined {
    const common = this._common(context, problems, NGINX.user);
    const plan = planSite({ options: this.options, proxies: this.proxies }, common, context, problems);
    const model = plan && problems.attempt(() => siteModel(plan, common, context, this._stages));
    return model && { ...model, notSecret: Object.keys(this.options.notSecret ?? {}) };
  }
}
