import type { BaseImage } from './base-image';
import { BuiltService } from './built-service';
import type { SynthesisContext } from './hub';
import type { Service } from './service';
import { withoutGenerated } from './stack/generated';
import { checkSystem } from './system-checks';
import { Problems, show } from '../model/problem';
import type { ServiceModel, SystemModel } from '../model/service-model';
import type { Repository } from '../workspace/repository';

/** The port of Node's inspector, and the first that debuggers are published on. */
const FIRST_DEBUG_PORT = 9229;

/** What a system is made from. */
export interface SystemParts extends Pick<SystemModel, 'name' | 'subproject' | 'directory' | 'platforms'> {
  /** Where its images live, if anywhere. */
  readonly registry?: string;
  readonly services: readonly Service[];
  readonly baseImages: readonly BaseImage[];
  /** Files that speak of all services, relative to the repository. */
  readonly files: readonly string[];
  readonly repository: Repository;
  readonly warn: (message: string) => void;
}

/** What the artefacts say of all services, as far as there are no problems. */
export function makeSystem(parts: SystemParts, problems: Problems): SystemModel {
  const { name, subproject, directory, platforms, services, baseImages } = parts;
  const contextOf = contexts(parts, service => modelOf(service));
  const made = new Map<Service, ServiceModel | undefined>();
  // Jobs ask for the models of their services.
  const modelOf = (service: Service): ServiceModel | undefined => {
    if (!made.has(service)) {
      made.set(service, undefined);
      made.set(service, within(problems, `service ${show(service.name)}`, found => service._model(contextOf(service), found)));
    }
    return made.get(service);
  };
  const bases = baseImages.flatMap(base => within(problems, `base image ${show(base.name)}`, found => base._models(contextOf(base), found)) ?? []);
  // Compose takes dots out of a project's name without a word.
  const system = {
    name: name.replace(/\./g, '-'),
    subproject,
    directory,
    platforms,
    bases,
    services: services.flatMap(service => modelOf(service) ?? []).map(model => withoutGenerated(model, parts.files)),
  };
  checkSystem(services, system, problems);
  return system;
}

/** Names the subject of all problems that `make` finds. */
function within<T>(problems: Problems, subject: string, make: (found: Problems) => T): T | undefined {
  const found = new Problems(subject);
  const result = found.attempt(() => make(found));
  problems.add(...found.all);
  return result;
}

function contexts(parts: SystemParts, modelOf: SynthesisContext['modelOf']): (part: Service | BaseImage) => SynthesisContext {
  const { name, registry, directory, services, baseImages, repository, warn } = parts;
  const built = services.filter((service): service is BuiltService => service instanceof BuiltService);
  const fileNames = dockerfileNames(built);
  const awaited = new Set(services.flatMap(service => service._dependencies));
  const secretFiles = [...new Set([...services, ...baseImages].flatMap(part => part._secrets).flatMap(({ path }) => path ?? []))];
  return part => ({
    repository,
    directory,
    image: [...registry ? [registry] : [], part.name === name ? name : `${name}-${part.name}`].join('/'),
    dockerfileName: fileNames.get(part) ?? `${part.name}.Dockerfile`,
    debugPort: FIRST_DEBUG_PORT + built.findIndex(service => service === part),
    secretFiles,
    modelOf,
    isAwaited: service => awaited.has(service),
    warn,
  });
}

/** `Dockerfile` in the service's directory; where several services share it, each has one of its own name. */
function dockerfileNames(services: readonly BuiltService[]): Map<unknown, string> {
  const inDirectory = new Map<string, number>();
  services.forEach(({ _directory }) => inDirectory.set(_directory, (inDirectory.get(_directory) ?? 0) + 1));
  return new Map(services.map(service => [service, inDirectory.get(service._directory) === 1 ? 'Dockerfile' : `${service.name}.Dockerfile`]));
}
