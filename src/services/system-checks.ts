import type { Service } from './service';
import { joinPath } from '../model/paths';
import { Problems, show } from '../model/problem';
import type { DebugModel, ServiceModel, SystemModel } from '../model/service-model';

/** What only shows when all services are looked at together. */
export function checkSystem(services: readonly Service[], system: SystemModel, problems: Problems): void {
  const { services: models } = system;
  checkNames(services, system, problems);
  checkPorts(models, problems);
  checkImages(system, problems);
  checkIgnoreFiles(system, problems);
  checkSecrets(models, problems);
  checkVolumes(models, problems);
  checkDependencies(services, problems);
  checkProfiles(models, problems);
}

function checkNames(services: readonly Service[], { bases }: SystemModel, problems: Problems): void {
  for (const name of repeated([...services, ...bases].map(part => part.name))) {
    problems.add(`two services are named ${show(name)}; give each a name of its own`);
  }
}

function checkPorts(models: readonly ServiceModel[], problems: Problems): void {
  const published = models.flatMap(({ name, port, development }) => [
    ...port?.host === undefined ? [] : [{ port: port.host, what: `service ${show(name)}`, option: 'hostPort' }],
    ...development?.debug ? [{ port: development.debug.host, ...spokenOf(development.debug, name) }] : [],
  ]);
  const owners = new Map<number, { what: string; option: string }>();
  for (const { port, what, option } of published) {
    const owner = owners.get(port);
    if (!owner) {
      owners.set(port, { what, option });
      continue;
    }
    const options = [...new Set([owner.option, option])].map(show).join(' or ');
    problems.add(`${owner.what} and ${what} both publish port ${port} of the host; give one another ${options}`);
  }
}

function spokenOf({ isServer }: DebugModel, name: string): { what: string; option: string } {
  return isServer
    ? { what: `the development server of service ${show(name)}`, option: 'development.port' }
    : { what: `the debugger of service ${show(name)}`, option: 'debugPort' };
}

function checkImages({ bases, services }: SystemModel, problems: Problems): void {
  const built = [...bases, ...services].filter(({ build }) => build);
  for (const image of repeated(built.map(model => model.image))) {
    const names = built.filter(model => model.image === image).map(model => show(model.name));
    problems.add(`services ${names.join(' and ')} both build image ${show(image)}; give each an "image" of its own`);
  }
}

/** An ignore file that we write lets in what one image is built from, and nothing of another. */
function checkIgnoreFiles({ services }: SystemModel, problems: Problems): void {
  const writers = new Map(services.flatMap(({ name, build }) => (build?.generated ? [[build.generated.ignorePath, name] as const] : [])));
  for (const { name, build } of services) {
    if (!build || build.generated) continue;
    const own = `${build.dockerfilePath}.dockerignore`;
    const shared = joinPath(build.context, '.dockerignore');
    const writer = writers.get(shared);
    if (writer !== undefined && build.ignoredBy !== own) {
      problems.add(`service ${show(name)} would be built with ${shared}, which is generated for service ${show(writer)}; write ${own} for it`);
    }
  }
}

/** Compose knows a secret by its name only, for all services. */
function checkSecrets(models: readonly ServiceModel[], problems: Problems): void {
  const known = new Map<string, { source: string; service: string }>();
  for (const { name: service, build, secrets } of models) {
    for (const { name, variable, path } of [...build?.secrets ?? [], ...secrets]) {
      const source = variable === undefined ? `file ${show(path)}` : `variable ${show(variable)}`;
      const other = known.get(name);
      if (other && other.source !== source) {
        problems.add(`secret ${show(name)} is ${other.source} for service ${show(other.service)} and ${source} for service ${show(service)}; give one another name`);
      } else {
        known.set(name, { source, service });
      }
    }
  }
}

/** Two folders in one volume would hold each other's files. A job has those of its service. */
function checkVolumes(models: readonly ServiceModel[], problems: Problems): void {
  const known = new Map<string, { path: string; service: string }>();
  for (const { name: service, writable, isJob } of models) {
    for (const { volume, path } of isJob ? [] : writable) {
      const other = known.get(volume);
      if (other) problems.add(`folders ${show(other.path)} of service ${show(other.service)} and ${show(path)} of service ${show(service)} would be one volume, ${show(volume)}; name one otherwise, or only once`);
      known.set(volume, { path, service });
    }
  }
}

function checkDependencies(services: readonly Service[], problems: Problems): void {
  const known = new Set(services);
  const done = new Set<Service>();
  const visit = (service: Service, path: Service[]): void => {
    const start = path.indexOf(service);
    if (start >= 0) {
      problems.add(`services depend on each other in a circle: ${[...path.slice(start), service].map(s => s.name).join(' → ')}; remove one "dependsOn"`);
      return;
    }
    if (done.has(service)) return;
    if (!known.has(service)) {
      problems.add(`service ${show(path[path.length - 1].name)} depends on ${show(service.name)}, which belongs to other containers; Compose can only wait for services of one file`);
    } else {
      service._dependencies.forEach(dependency => visit(dependency, [...path, service]));
    }
    done.add(service);
  };
  services.forEach(service => visit(service, []));
}

/** Compose refuses a service that depends on one which is not there. */
function checkProfiles(models: readonly ServiceModel[], problems: Problems): void {
  const byName = new Map(models.map(model => [model.name, model]));
  for (const { name, profiles, dependsOn } of models) {
    for (const dependency of dependsOn) {
      const others = byName.get(dependency.name)?.profiles ?? [];
      const missing = others.length > 0 && (profiles.length === 0 || profiles.some(profile => !others.includes(profile)));
      if (missing) {
        problems.add(`service ${show(name)} depends on ${show(dependency.name)}, which starts only with profile ${others.join(' or ')}; give both the same "profiles"`);
      }
    }
  }
}

function repeated(values: readonly string[]): string[] {
  const seen = new Set<string>();
  return [...new Set(values.filter(value => seen.has(value) || !seen.add(value)))];
}
