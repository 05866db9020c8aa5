import { Construct } from 'constructs';
import { hubOf, SynthesisContext } from './hub';
import { Service } from './service';
import { withOwnCollections } from '../model/copy';
import { HealthCheck } from '../model/health-check';
import { Problems, show, UsageError } from '../model/problem';
import { RestartPolicy } from '../model/restart-policy';
import type { Secret } from '../model/secret';
import type { ServiceModel } from '../model/service-model';

/** What a job runs. */
export interface JobOptions {
  /** What runs, in exec form, such as `['python', 'manage.py', 'migrate']`. */
  readonly command: string[];

  /**
   * Environment variables beside those of the service.
   *
   * @default - those of the service
   */
  readonly environment?: Record<string, string>;

  /**
   * Secrets beside those of the service.
   *
   * @default - those of the service
   */
  readonly secrets?: Secret[];

  /**
   * What must be there before the job starts.
   *
   * @default - what the service depends on, without jobs
   */
  readonly dependsOn?: Service[];

  /**
   * Compose profiles: the job runs only when one of them is asked for.
   *
   * @default - none if a service waits for it, else "jobs": it runs when somebody says so, with `docker compose run`
   */
  readonly profiles?: string[];

  /**
   * Rules that are not kept here, by their ids, and why not. The reasons stand in the generated guide.
   *
   * @default - those of the service
   */
  readonly suppressions?: Record<string, string>;
}

/**
 * Something that runs in a service's image until it has done its work: a migration, an import. A service that depends on
 * it starts once it has succeeded.
 *
 * It has the environment, the secrets, the volumes and the limits of its service.
 */
export class Job extends Service {
  private readonly command: readonly string[];
  private readonly options: JobOptions;

  /**
   * @param scope a DockerProject, a Containers, or any project that has one
   * @param id the job's name
   * @param service whose image it runs in
   * @param options what it runs
   * @throws when the scope has no containers or a service of this name, when the command is empty, or when the service
   * belongs to other containers
   */
  public constructor(scope: Construct, id: string, private readonly service: Service, options: JobOptions) {
    super(scope, id, { health: HealthCheck.none('a job that ends'), environment: options.environment, secrets: options.secrets, profiles: options.profiles, dependsOn: options.dependsOn, suppressions: options.suppressions });
    if (!Array.isArray(options.command) || !options.command[0] || options.command.some(word => typeof word !== 'string')) {
      throw new UsageError(`the command of job ${show(id)} must be a list of words such as ["node", "dist/migrate.js"], got ${show(options.command)}`);
    }
    if (hubOf(service, '') !== hubOf(this, '')) {
      throw new UsageError(`job ${show(id)} runs in the image of service ${show(service.name)}, which belongs to other containers; define it beside the service`);
    }
    this.command = [...options.command];
    this.options = withOwnCollections(options);
  }

  /** @internal */
  public override get _dependencies(): readonly Service[] {
    const own = super._dependencies;
    if (this.options.dependsOn) return own;
    return [...this.service._dependencies.filter(dependency => !(dependency instanceof Job)), ...own];
  }

  /** @internal */
  public override _readiness(): 'service_completed_successfully' {
    return 'service_completed_successfully';
  }

  /** @internal */
  public _model(context: SynthesisContext, problems: Problems): ServiceModel | undefined {
    const own = this._run(context, problems);
    // What is wrong with the service, it says itself.
    const service = context.modelOf(this.service);
    if (!service) return undefined;
    const profiles = this.options.profiles ?? (context.isAwaited(this) ? service.profiles : ['jobs']);
    return {
      ...service,
      name: own.name,
      build: undefined,
      imageOf: service.imageOf ?? (service.build && this.service.name),
      entrypoint: service.entrypoint,
      command: this.command,
      port: undefined,
      environment: { ...service.environment, ...own.environment },
      secrets: [...new Set([...service.secrets, ...own.secrets])],
      health: own.health,
      healthCommand: undefined,
      imageHealth: undefined,
      // It would be asked what its image's service is asked.
      ignoresImageHealth: true,
      dependsOn: own.dependsOn,
      restart: RestartPolicy.NO,
      profiles,
      development: undefined,
      isJob: true,
      jobOf: this.service.name,
    };
  }
}

/** Adds a job that a service waits for, in its own image. */
export function initJob(service: Service, id: string, options: JobOptions): Job {
  const job = new Job(service.node.scope as Construct, id, service, options);
  service.addDependency(job);
  return job;
}
