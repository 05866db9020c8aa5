import { compact } from './text';
import { relativePath } from '../model/paths';
import type { ServiceModel, SystemModel } from '../model/service-model';

/** The Bake file: what `docker buildx bake` builds. */
export function renderBake(system: SystemModel): object {
  return {
    variable: {
      TAG: { default: 'latest' },
      REVISION: { default: '' },
      CREATED: { default: '' },
    },
    group: { default: { targets: system.services.map(service => service.name) } },
    target: Object.fromEntries(system.services.map(service => [service.name, renderTarget(service, system)])),
  };
}

function renderTarget(service: ServiceModel, { directory, platforms }: SystemModel): object {
  const { build } = service;
  return compact({
    context: literal(relativePath(directory, build.context)),
    dockerfile: literal(relativePath(build.context, build.dockerfilePath)),
    target: build.target,
    args: literals(build.args),
    labels: {
      'org.opencontainers.image.revision': '${REVISION}',
      'org.opencontainers.image.created': '${CREATED}',
    },
    tags: [`${service.image}:\${TAG}`],
    platforms: [...platforms],
    secret: build.secrets.map(({ name, variable, path }) => (variable ? `type=env,id=${name},env=${variable}` : `type=file,id=${name},${field('src', relativePath(directory, path!))}`)),
  });
}

function literals(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, literal(value)]));
}

/** HCL reads `${…}` and `%{…}` in strings as templates; doubling the first character makes them stand for themselves. */
function literal(value: string): string {
  return value.replace(/([$%])\{/g, '$1$1{');
}

/** One field of a line of CSV, in quotes where it must be. */
function field(name: string, value: string): string {
  const text = literal(`${name}=${value}`);
  return /[",]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
