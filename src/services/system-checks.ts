import type { Service } from './service';
import { Problems, show } from '../model/problem';
import type { ServiceModel } from '../model/service-model';

/** What only shows when all services are looked at together. */
export function checkSystem(services: readonly Service[], models: readonly ServiceModel[], problems: Problems): void {
  checkNames(services, problems);
  checkPorts(models, problems);
  checkImages(models, problems);
  checkSecrets(models, problems);
  checkDependencies(services, problems);
}

function checkNames(services: readonly Service[], problems: Problems): void {
  for (const name of repeated(services.map(service => service.name))) {
    problems.add(`two services are named ${show(name)}; give each a name of its own`);
  }
}

function checkPorts(models: readonly ServiceModel[], problems: Problems): void {
  const published = models.flatMap(({ name, port, development }) => [
    ...port?.host === undefined ? [] : [{ port: port.host, what: `service ${show(name)}` }],
    ...development ? [{ port: development.debugPort, what: `the debugger of service ${show(name)}` }] : [],
  ]);
  const owners = new Map<number, string>();
  for (const { port, what } of published) {
    const owner = owners.get(port);
    if (owner) problems.add(`${owner} and ${what} both publish port ${port} of the host; give one another "hostPort" or "debugPort"`);
    else owners.set(port, what);
  }
}

function checkImages(models: readonly ServiceModel[], problems: Problems): void {
  for (const image of repeated(models.map(model => model.image))) {
    const names = models.filter(model => model.image === image).map(model => show(model.name));
    problems.add(`services ${names.join(' and ')} both build image ${show(image)}; give each an "image" of its own`);
  }
}

/** Compose knows a secret by its name only, for all services. */
function checkSecrets(models: readonly ServiceModel[], problems: Problems): void {
  const known = new Map<string, { source: string; service: string }>();
  for (const { name: service, build, secrets } of models) {
    for (const { name, variable, path } of [...build.secrets, ...secrets]) {
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

function repeated(values: readonly string[]): string[] {
  const seen = new Set<string>();
  return [...new Set(values.filter(value => seen.has(value) || !seen.add(value)))];
}
