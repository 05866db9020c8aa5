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
    context: relativePath(directory, build.context),
    dockerfile: relativePath(build.context, build.dockerfilePath),
    target: build.target,
    args: literals(build.args),
    labels: {
      'org.opencontainers.image.revision': '${REVISION}',
      'org.opencontainers.image.created': '${CREATED}',
    },
    tags: [`${service.image}:\${TAG}`],
    platforms: [...platforms],
    secret: build.secrets.map(({ name, variable, path }) => (variable ? `type=env,id=${name},env=${variable}` : `type=file,id=${name},src=${path}`)),
  });
}

/** HCL reads `${…}` and `%{…}` in strings as templates; doubling the first character makes them stand for themselves. */
function literals(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.replace(/([$%])\{/g, '$1$1{')]));
}
