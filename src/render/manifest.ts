import { compact } from './text';
import type { Manifest, ManifestHealth, ManifestService, ManifestTarget } from '../model/manifest';
import type { ServiceModel, SystemModel } from '../model/service-model';

/** Where the files are that commands work on. */
type ManifestFiles = Pick<Manifest, 'composeFile' | 'composeDevelopmentFile' | 'bakeFile' | 'lockFile' | 'sizesFile'>;

/** What the commands of `projen-docker` know of a project. */
export function renderManifest(system: SystemModel, references: readonly string[], files: ManifestFiles, roots: ReadonlySet<string>): Manifest {
  const { name, subproject, platforms, bases, services } = system;
  return {
    name,
    subproject,
    ...files,
    platforms,
    references,
    targets: [...bases.map(({ name: target, image }) => ({ name: target, image, isBase: true })), ...services.flatMap(renderTarget)],
    services: services.map(service => renderService(service, roots.has(service.name))),
  };
}

function renderTarget({ name, image, build, maxImageSize, maxDownloadSize }: ServiceModel): ManifestTarget[] {
  return build ? [{ name, image, maxImageSize: maxImageSize?.toBytes(), maxDownloadSize: maxDownloadSize?.toBytes() }] : [];
}

function renderService(service: ServiceModel, mayBeRoot: boolean): ManifestService {
  const { name, build, imageOf, confinement } = service;
  const { dependsOn, profiles, ...always } = {
    name,
    target: build ? name : imageOf,
    isJob: service.isJob,
    dependsOn: service.dependsOn.map(dependency => dependency.name),
    profiles: service.profiles,
    port: service.port?.container,
    user: service.user ?? service.imageUser,
    mayBeRoot: mayBeRoot || undefined,
    health: healthOf(service),
    readOnly: confinement.readOnly,
    dropsCapabilities: confinement.dropCapabilities,
    stopGracePeriod: service.stopGracePeriod.toMilliseconds(),
    memory: service.memory.toBytes(),
  };
  return { ...always, ...compact({ dependsOn, profiles }) };
}

function healthOf({ healthCommand, health, imageHealth }: ServiceModel): ManifestHealth | undefined {
  if (!healthCommand) {
    // Without a start period, failures count from the start: then it has as long as they take.
    return imageHealth && { ...imageHealth, startPeriod: imageHealth.startPeriod || imageHealth.interval * imageHealth.retries };
  }
  return {
    interval: health.interval.toMilliseconds(),
    timeout: health.timeout.toMilliseconds(),
    startPeriod: health.startPeriod.toMilliseconds(),
    retries: health.retries,
  };
}
