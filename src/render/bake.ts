import { compact, mapValues } from './text';
import { SYFT_SCANNER } from '../catalog/tools';
import type { StageModel } from '../dockerfile/stage';
import { toTemplate } from '../model/bake-text';
import { CACHE_TAG } from '../model/image-tags';
import { relativePath } from '../model/paths';
import type { BuildModel, ServiceModel, SystemModel } from '../model/service-model';

const LABEL = 'org.opencontainers.image';

/** Labels that a variable says. */
const VARIABLE_LABELS = { [`${LABEL}.revision`]: 'REVISION', [`${LABEL}.created`]: 'CREATED', [`${LABEL}.source`]: 'SOURCE' };

/**
 * The Bake file: what `docker buildx bake` builds.
 *
 * What differs between a developer's machine and CI are variables, all empty or harmless by default, because not every
 * builder can cache remotely or attest: TAG; REVISION, CREATED and SOURCE for the labels; OUTPUT, a folder for the images;
 * CACHE, `gha` or `registry`; CACHE_WRITE; CACHE_SUFFIX, which keeps the caches of platforms apart that are built on machines
 * of their own; REFRESH, which installs system packages anew; ATTEST.
 */
export function renderBake(system: SystemModel): object {
  const empty = { default: '' };
  const services = system.services.filter(isBuilt);
  const targets = [
    ...system.bases.map(base => [base.name, renderTarget(base, system)] as const),
    ...services.map(service => [service.name, { ...renderTarget(service, system), ...renderExport(service) }] as const),
  ];
  return {
    variable: {
      TAG: { default: 'latest' },
      ...Object.fromEntries(['REVISION', 'CREATED', 'SOURCE', 'OUTPUT', 'CACHE', 'CACHE_WRITE', 'CACHE_SUFFIX', 'REFRESH', 'ATTEST'].map(name => [name, empty])),
    },
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

function renderTarget({ build, image, name }: Built, { subproject, directory, platforms }: SystemModel): object {
  const cache = (options: string, write: boolean) => (kind: string, location: string) => {
    const wanted = write ? `CACHE == "${kind}" && CACHE_WRITE != ""` : `CACHE == "${kind}"`;
    return template(wanted, `type=${kind},${location}\${CACHE_SUFFIX}${options}`);
  };
  // The repository has one cache for all of its projects.
  const scope = subproject === undefined ? name : `${subproject}/${name}`;
  // Without a registry in the image's name, its cache would be one of the official images on Docker Hub.
  const caches = (entry: (kind: string, location: string) => string) =>
    [entry('gha', `scope=${scope}`), ...image.includes('/') ? [entry('registry', `ref=${image}:${CACHE_TAG}`)] : []];
  return compact({
    'context': toTemplate(relativePath(directory, build.context)),
    'dockerfile': toTemplate(relativePath(build.context, build.dockerfilePath)),
    'target': build.target,
    'contexts': {
      ...mapValues(build.contexts ?? {}, target => `target:${target}`),
      ...mapValues(build.pins ?? {}, pin => `docker-image://${pin}`),
    },
    'args': { ...mapValues(build.args, toTemplate), ...mapValues(build.variableArgs ?? {}, argument) },
    'labels': labelsOf(build),
    'tags': [`${image}:\${TAG}`],
    'platforms': [...platforms],
    'secret': build.secrets.map(({ name: id, variable, path }) => (variable ? `type=env,id=${id},env=${variable}` : `type=file,id=${id},${field('src', relativePath(directory, path!))}`)),
    'cache-from': caches(cache('', false)),
    'cache-to': caches(cache(',mode=max,ignore-error=true', true)),
    ...refreshed(build),
    // Nobody gets a base by itself: there is nothing to attest.
    'attest': ['provenance', 'sbom'].map(type => `type=${type},disabled=true`),
  });
}

/** What only images have that are for others. */
function renderExport({ name }: Built): object {
  return {
    // An entry that is empty is none, so that --load and --push do what they say.
    output: [template('OUTPUT != ""', `type=oci,dest=\${OUTPUT}/${name}.tar`)],
    attest: [attestation('provenance', 'mode=max'), attestation('sbom', `generator=${SYFT_SCANNER}`)],
  };
}

function attestation(type: string, how: string): string {
  return `type=${type},\${ATTEST != "" ? "${how}" : "disabled=true"}`;
}

/** What the service says itself comes before what a variable says: Bake would overwrite it. */
function labelsOf({ labels = {}, generated, target }: BuildModel): Record<string, string> {
  const said = lineage(generated?.dockerfile.stages ?? [], target).flatMap(({ instructions }) => instructions.map(String)).filter(text => /^LABEL\s/.test(text));
  const variables = Object.entries(VARIABLE_LABELS).filter(([label]) => !(label in labels) && !said.some(text => text.split(/[\s"=]/).includes(label)));
  return {
    ...Object.fromEntries(Object.entries(labels).map(([label, value]) => [toTemplate(label), toTemplate(value)])),
    ...Object.fromEntries(variables.map(([label, variable]) => [label, `\${${variable} != "" ? ${variable} : null}`])),
  };
}

/**
 * System packages stay in a builder's cache as they were when they were installed. The stages that end up in the image are
 * built anew where that is asked for, and those that only build are not; in a Dockerfile of somebody's own it is everything.
 */
function refreshed({ generated, target, contexts = {} }: BuildModel): object {
  if (!generated) return { 'no-cache': '${REFRESH != "" ? true : null}' };
  return { 'no-cache-filter': lineage(generated.dockerfile.stages, target, contexts).map(({ name }) => template('REFRESH != ""', name)) };
}

/** A stage and those that it starts from, up to one that another target stands in for. */
function lineage(stages: readonly StageModel[], target: string | undefined, replaced: object = {}): StageModel[] {
  const stage = target === undefined ? stages.at(-1) : stages.find(({ name }) => name === target);
  return !stage || Object.hasOwn(replaced, stage.name) ? [] : [stage, ...lineage(stages.slice(0, stages.indexOf(stage)), stage.from, replaced)];
}

/** What an argument is told by a variable, if that says something: `latest` is no version. */
function argument(variable: string): string {
  return `\${${variable} != "" && ${variable} != "latest" ? ${variable} : null}`;
}

/** `text` where `condition` holds; Bake drops the entry otherwise. */
function template(condition: string, text: string): string {
  return `\${${condition} ? "${text}" : ""}`;
}

/** One field of a line of CSV, in quotes where it must be. */
function field(name: string, value: string): string {
  const text = toTemplate(`${name}=${value}`);
  return /[",]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
