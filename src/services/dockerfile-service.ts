import { Construct } from 'constructs';
import type { DockerfileServiceOptions } from './dockerfile-service-options';
import type { SynthesisContext } from './hub';
import { initJob, type Job, type JobOptions } from './job';
import { leaksOf, OwnImage, readOwnImage, TITLE } from './own-dockerfile/image';
import { Service } from './service';
import { confinementOf } from './stack/confinement';
import { checkForeignHealth } from './stack/health';
import { labelsOf } from './stack/labels';
import { checkAssigned } from '../dockerfile/instruction';
import { withOwnCollections } from '../model/copy';
import { HealthCheck, HealthCheckKind } from '../model/health-check';
import { IMAGES_OWN_HEALTH } from '../model/image-health';
import { checkImageName } from '../model/image-name';
import { checkVariables } from '../model/names';
import { Problems } from '../model/problem';
import type { Secret } from '../model/secret';
import type { BuildModel, DependencyModel, ServiceModel } from '../model/service-model';

/**
 * A service with a Dockerfile that stays yours: it is read, built and started like the others, and never written, nor is
 * its ignore file.
 */
export class DockerfileService extends Service {
  private readonly options: DockerfileServiceOptions;

  /**
   * @param scope a DockerProject, a Containers, or any project that has one
   * @param id the service's name: lower case letters and digits with - or _ between them
   * @param options where the Dockerfile is, and what it does not say
   * @throws when the scope has no containers or a service of this name
   */
  public constructor(scope: Construct, id: string, options: DockerfileServiceOptions = {}) {
    super(scope, id, options);
    this.options = withOwnCollections(options);
  }

  /**
   * Adds a job that runs in this service's image, once, before the service starts: a migration, for example. If it fails,
   * the service does not start.
   *
   * @param id the job's name
   * @param options what it runs
   * @throws when there is a service of this name, or the command is empty
   */
  public addInitJob(id: string, options: JobOptions): Job {
    return initJob(this, id, options);
  }

  /** @internal */
  public override get _secrets(): Secret[] {
    return [...super._secrets, ...this.options.buildSecrets ?? []];
  }

  /** @internal */
  public override _readiness(context: SynthesisContext): DependencyModel['condition'] {
    const { health } = this.options;
    const checked = health ? health.kind !== HealthCheckKind.NONE : new Problems().attempt(() => readOwnImage(this.options, context))?.health;
    return checked ? 'service_healthy' : 'service_started';
  }

  /** @internal */
  public _model(context: SynthesisContext, problems: Problems): ServiceModel | undefined {
    const { name, options: { health, command, image: imageName } } = this;
    const image = problems.attempt(() => readOwnImage(this.options, context));
    problems.attempt(() => checkForeignHealth(health));
    const port = this.options.port ?? onlyOne(image?.ports ?? []);
    const found = { port, health: health?.exec ? health : HealthCheck.none(health?.reason ?? IMAGES_OWN_HEALTH) };
    const run = this._run(context, problems, found);
    const confined = confinementOf(name, this.options, problems);
    const checkedName = problems.attempt(() => (imageName === undefined ? context.image : checkImageName(imageName)));
    const build = image && this.build(image, problems);
    if (!image || !build || checkedName === undefined) return undefined;
    problems.add(...leaksOf(image, context));
    return {
      ...run,
      ...confined,
      image: checkedName,
      build,
      maxImageSize: this.options.maxImageSize,
      maxDownloadSize: this.options.maxDownloadSize,
      command,
      healthCommand: health?.exec,
      imageUser: image.user?.replace(/^(["'])(.*)\1$/, '$2'),
      imageHealth: health ? undefined : image.healthTiming,
    };
  }

  private build({ context, dockerfilePath, ignoredBy, isTitled }: OwnImage, problems: Problems): BuildModel | undefined {
    const { name, options: { target, buildArgs = {}, buildSecrets = [], labels = {}, description } } = this;
    const { [TITLE]: title, ...others } = labelsOf({ name, labels }, { description });
    const args = problems.attempt(() => checkVariables(buildArgs, 'build argument'));
    problems.attempt(() => Object.keys(labels).forEach(label => checkAssigned('LABEL', label)));
    return args && {
      context,
      dockerfilePath,
      target,
      ignoredBy,
      args,
      secrets: [...new Set(buildSecrets)],
      labels: { ...(!isTitled || TITLE in labels) && { [TITLE]: title }, ...others },
    };
  }
}

function onlyOne(ports: readonly number[]): number | undefined {
  return ports.length === 1 ? ports[0] : undefined;
}
