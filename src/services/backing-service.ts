import type { Construct } from 'constructs';
import type { BackingPlan } from './backing/plan';
import type { BackingServiceOptions } from './backing-service-options';
import type { SynthesisContext } from './hub';
import { Service } from './service';
import { confinementOf } from './stack/confinement';
import { checkForeignHealth } from './stack/health';
import { Connection } from '../model/connection';
import { withOwnCollections } from '../model/copy';
import { HealthCheck, HealthCheckKind } from '../model/health-check';
import { IMAGES_OWN_HEALTH } from '../model/image-health';
import { checkImageReference } from '../model/image-reference';
import { joinPath, repositoryPath } from '../model/paths';
import { Problems, show, UsageError } from '../model/problem';
import type { DependencyModel, MountModel, ServiceModel } from '../model/service-model';

/** Where the official images of databases look for what they run on their first start. */
const INIT_SCRIPTS = '/docker-entrypoint-initdb.d';

/** Something that services use and that nobody here builds: a database, a cache, a queue. */
export class BackingService extends Service {
  /** What a service has to know to use this one. */
  public readonly connection: Connection;

  private readonly options: BackingServiceOptions & Partial<BackingPlan>;

  /**
   * @param scope a DockerProject, a Containers, or any project that has one
   * @param id the service's name, which is the host's name for other services
   * @param options which image, and how it runs
   * @throws when the scope has no containers or a service of this name
   */
  public constructor(scope: Construct, id: string, options: BackingServiceOptions) {
    const { port, scheme = 'tcp', username: user, password, database, hostPort, secrets = [], health = HealthCheck.none(IMAGES_OWN_HEALTH) } = options;
    super(scope, id, { ...options, health, publishPort: hostPort !== undefined, secrets: [...secrets, ...password ? [password] : []] });
    this.options = withOwnCollections(options);
    this.connection = Connection._of({ scheme, host: id, port, user, password, database });
  }

  /** @internal */
  public override _readiness(): DependencyModel['condition'] {
    const { health } = this.options;
    return health && health.kind !== HealthCheckKind.NONE ? 'service_healthy' : 'service_started';
  }

  /** @internal */
  public _model(context: SynthesisContext, problems: Problems): ServiceModel | undefined {
    const { name, options: { image, health, command, data, checks = [() => checkImageReference(image)], sharedMemory, uid } } = this;
    [...checks, () => checkForeignHealth(health)].forEach(check => problems.attempt(check));
    const confined = confinementOf(name, this.options, problems);
    return {
      ...this._run(context, problems),
      image,
      command,
      healthCommand: health?.exec,
      ...confined,
      confinement: uid === undefined ? confined.confinement : { ...confined.confinement, temporaryOwner: uid },
      writable: [...confined.writable, ...data ? [data] : []],
      mounts: problems.attempt(() => this.initScripts(context)) ?? [],
      sharedMemory,
    };
  }

  private initScripts({ directory, repository }: SynthesisContext): MountModel[] {
    const { initScripts } = this.options;
    if (initScripts === undefined) return [];
    const source = joinPath(directory, repositoryPath(initScripts, 'initScripts', 'the project'));
    if (!repository.isDirectory(source)) throw new UsageError(`initScripts must be a folder of the project, got ${show(initScripts)}, which is none`);
    return [{ source, target: INIT_SCRIPTS }];
  }
}
