import { compact } from './text';
import type { Manifest, ManifestService, ManifestTarget } from '../model/manifest';
import type { ServiceModel, SystemModel } from '../model/service-model';

/** Where the files are that commands work on. */
type ManifestFiles = Pick<Manifest, 'composeFile' | 'composeDevelopmentFile' | 'bakeFile' | 'lockFile' | 'sizesFile'>;

/** What the commands of `projen-docker` know of a project. */
export function renderManifest(system: SystemModel, references: readonly string[], files: ManifestFiles): Manifest {
  const { name, platforms, bases, services } = system;
  return {
    name,
    ...files,
    platforms,
    references,
    targets: [...bases.map(({ name: target, image }) => ({ name: target, image, isBase: true })), ...services.flatMap(renderTarget)],
    services: services.map(renderService),
  };
}

function renderTarget({ name, image, build, maxImageSize, maxDownloadSize }: ServiceModel): ManifestTarget[] {
  return build ? [{ name, image, maxImageSize: maxImageSize?.toBytes(), maxDownloadSize: maxDownloadSize?.toBytes() }] : [];
}

function renderService(service: ServiceModel): ManifestService {
  const { name, build, imageOf, health, confinement } = service;
  const { dependsOn, profiles, ...always } = {
    name,
    target: build ? name : imageOf,
    isJob: service.isJob,
    dependsOn: service.dependsOn.map(dependency => dependency.name),
    profiles: service.profiles,
    port: service.port?.container,
    user: service.user,
    health: service.healthCommand && {
      interval: health.interval.toMilliseconds(),
      timeout: health.timeout.toMilliseconds(),
      startPeriod: health.startPeriod.toMilliseconds(),
      retries: health.retries,
    },
    readOnly: confinement.readOnly,
    dropsCapabilities: confinement.dropCapabilities,
    stopGracePeriod: service.stopGracePeriod.toMilliseconds(),
    memory: service.memory.toBytes(),
  };
  return { ...always, ...compact({ dependsOn, profiles }) };
}
