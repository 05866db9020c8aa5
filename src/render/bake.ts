import { compact, mapValues } from './text';
import { relativePath } from '../model/paths';
import type { BuildModel, ServiceModel, SystemModel } from '../model/service-model';

/**
 * The Bake file: what `docker buildx bake` builds.
 *
 * What differs between a developer's machine and CI are variables, all empty or harmless by default, because not every
 * builder can cache remotely or attest: TAG; REVISION and CREATED for the labels; CACHE, `gha` or `registry`; CACHE_WRITE;
 * CACHE_SUFFIX, which keeps the caches of platforms apart that are built on machines of their own; ATTEST.
 */
export function renderBake(system: SystemModel): object {
  const empty = { default: '' };
  const services = system.services.filter(isBuilt);
  const targets = [...system.bases, ...services].map(part => [part.name, renderTarget(part, system)] as const);
  return {
    variable: { TAG: { default: 'latest' }, REVISION: empty, CREATED: empty, CACHE: empty, CACHE_WRITE: empty, CACHE_SUFFIX: empty, ATTEST: empty },
    group: { default: { targets: services.map(service => service.name) } },
    // Bake refuses a map without a target, and builds an empty group without a word.
    ...targets.length > 0 && { target: Object.fromEntries(targets) },
  };
}

/** A base or a service that is built here. */
interface Built extends Pick<ServiceModel, 'name' | 'image'> { readonly build: BuildModel }

function isBuilt(service: ServiceModel): service is ServiceModel & Built {
  return service.build !== undefined;
}

function renderTarget({ build, image, name }: Built, { directory, platforms }: SystemModel): object {
  const cache = (options: string, write: boolean) => (kind: string, location: string) => {
    const wanted = write ? `CACHE == "${kind}" && CACHE_WRITE != ""` : `CACHE == "${kind}"`;
    return template(wanted, `type=${kind},${location}\${CACHE_SUFFIX}${options}`);
  };
  const caches = (entry: (kind: string, location: string) => string) => [entry('gha', `scope=${name}`), entry('registry', `ref=${image}:buildcache`)];
  return compact({
    'context': literal(relativePath(directory, build.context)),
    'dockerfile': literal(relativePath(build.context, build.dockerfilePath)),
    'target': build.target,
    'contexts': {
      ...mapValues(build.contexts ?? {}, target => `target:${target}`),
      ...mapValues(build.pins ?? {}, pin => `docker-image://${pin}`),
    },
    'args': { ...mapValues(build.args, literal), ...mapValues(build.variableArgs ?? {}, argument) },
    'labels': {
      ...Object.fromEntries(Object.entries(build.labels ?? {}).map(([label, value]) => [literal(label), literal(value)])),
      'org.opencontainers.image.revision': '${REVISION != "" ? REVISION : null}',
      'org.opencontainers.image.created': '${CREATED != "" ? CREATED : null}',
    },
    'tags': [`${image}:\${TAG}`],
    'platforms': [...platforms],
    'secret': build.secrets.map(({ name: id, variable, path }) => (variable ? `type=env,id=${id},env=${variable}` : `type=file,id=${id},${field('src', relativePath(directory, path!))}`)),
    'cache-from': caches(cache('', false)),
    'cache-to': caches(cache(',mode=max,ignore-error=true', true)),
    'attest': ['provenance', 'sbom'].map(type => `type=${type},\${ATTEST != "" ? "${type === 'provenance' ? 'mode=max' : 'disabled=false'}" : "disabled=true"}`),
  });
}

/** What an argument is told by a variable, if that says something: `latest` is no version. */
function argument(variable: string): string {
  return `\${${variable} != "" && ${variable} != "latest" ? ${variable} : null}`;
}

/** `text` where `condition` holds; Bake drops the entry otherwise. */
function template(condition: string, text: string): string {
  return `\${${condition} ? "${text}" : ""}`;
}

/**
 * HCL reads `${…}` and `%{…}` in strings as templates; doubling the first character makes them stand for themselves. A byte
 * order mark it takes away where a string begins, but not behind a template of nothing.
 */
function literal(value: string): string {
  return value.replace(/([$%])\{/g, '$1$1{').replace(/^\ufeff/, '${""}\ufeff');
}

/** One field of a line of CSV, in quotes where it must be. */
function field(name: string, value: string): string {
  const text = literal(`${name}=${value}`);
  return /[",]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
