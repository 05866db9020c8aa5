import type { GuideInput } from './input';
import { descriptionOf, imageIn, withoutDigest } from './lineage';
import { Flowchart } from './mermaid';
import { HealthCheckKind } from '../../model/health-check';
import { code, type Column, fence, lines, prose, table } from '../../model/markdown';
import type { DependencyModel, PublishedPort, ServiceModel } from '../../model/service-model';
import { memoryText } from '../../model/units';
import type { DockerfileStages } from '../../workspace/dockerfile/stages';

/** How conditions are called in a sentence. */
const CONDITIONS: Record<DependencyModel['condition'], string> = {
  service_healthy: 'healthy',
  service_started: 'started',
  service_completed_successfully: 'completed',
};

/** What runs: the diagram and the table of services, and what they keep. */
export function describeServices(input: GuideInput): string[] {
  const { services } = input.system;
  const diagram = servicesDiagram(services);
  return [
    '## Services',
    ...diagram === undefined ? [] : [fence('mermaid', diagram), ...legend(services)],
    table(services, columns(input)),
    ...notes(services),
    ...volumes(services),
  ];
}

function servicesDiagram(services: readonly ServiceModel[]): string | undefined {
  const chart = new Flowchart();
  for (const service of services) {
    const profiles = service.profiles.length > 0 ? [`profile ${service.profiles.join(', ')}`] : [];
    if (service.isJob) chart.node(service.name, [service.name, 'job', ...profiles], 'double');
    else if (isPulled(service)) chart.node(service.name, [service.name, ...profiles], 'round');
    else chart.node(service.name, [service.name, ...profiles], 'box');
  }
  for (const { name, port } of services) {
    if (port?.host === undefined) continue;
    const address = hostAddress(port);
    chart.node(`port ${address}`, [address], 'pill');
    chart.edge(`port ${address}`, name, 'solid', `port ${port.container}`);
  }
  for (const { name, dependsOn } of services) {
    dependsOn.forEach(dependency => chart.edge(name, dependency.name, 'dotted', CONDITIONS[dependency.condition]));
  }
  for (const { name, writable } of services) {
    for (const { volume } of writable) {
      chart.node(`volume ${volume}`, [volume], 'cylinder');
      chart.edge(name, `volume ${volume}`, 'line');
    }
  }
  return chart.render();
}

/** What the diagram's arrows and shapes say, as far as they are there. */
function legend(services: readonly ServiceModel[]): string[] {
  const has = (is: (service: ServiceModel) => unknown) => services.some(is);
  const parts = [
    ...has(({ dependsOn }) => dependsOn.length > 0) ? ['Dotted arrows lead to what must be there first.'] : [],
    ...has(isPulled) && has(service => !isPulled(service)) ? ['Rounded boxes are images from elsewhere.'] : [],
    ...has(({ isJob }) => isJob) ? ['Boxes with double sides are jobs, which end when their work is done.'] : [],
    ...has(({ writable }) => writable.length > 0) ? ['Cylinders are volumes.'] : [],
  ];
  return parts.length > 0 ? [parts.join(' ')] : [];
}

function columns({ system, dockerfiles }: GuideInput): Column<ServiceModel>[] {
  const limitsCpus = system.services.some(({ cpus }) => cpus !== undefined);
  const dockerfileOf = ({ build }: ServiceModel) => build && dockerfiles.get(build.dockerfilePath);
  return [
    ['Service', ({ name }) => code(name)],
    ['What it is', service => whatText(service, dockerfileOf(service))],
    ['Host → container', ({ port }) => portText(port)],
    ['User', service => userText(service, dockerfileOf(service))],
    ['Health check', service => healthText(service, dockerfileOf(service))],
    ['Starts after', ({ dependsOn }) => lines(dependsOn.map(({ name, condition }) => `${code(name)} ${CONDITIONS[condition]}`))],
    [limitsCpus ? 'Limits' : 'Memory', ({ memory, cpus }) => lines([memoryText(memory.toBytes()), ...cpus === undefined ? [] : [`${cpus} CPU`]])],
  ];
}

/** Whether its image is made elsewhere. */
export function isPulled({ build, imageOf }: ServiceModel): boolean {
  return build === undefined && imageOf === undefined;
}

/** Where a published port is on the host. */
function hostAddress({ address, host }: PublishedPort): string {
  return `${address}:${host}`;
}

function portText(port: PublishedPort | undefined): string {
  if (port === undefined) return '';
  return port.host === undefined ? `${port.container}, not published` : `${code(hostAddress(port))} → ${port.container}`;
}

function whatText({ build, command, imageOf, image, isJob }: ServiceModel, dockerfile: DockerfileStages | undefined): string {
  if (build) return prose(descriptionOf(build, dockerfile) ?? '');
  const runs = code(withoutDigest(image).name);
  if (!isJob) return imageOf === undefined ? runs : `in the image of ${code(imageOf)}`;
  return `${code(shortened(command ?? []))} in ${imageOf === undefined ? runs : `the image of ${code(imageOf)}`}`;
}

function userText({ user, build }: ServiceModel, dockerfile: DockerfileStages | undefined): string {
  const known = user ?? (build && dockerfile && imageIn(build, dockerfile)?.user);
  return known === undefined ? 'the image\'s' : code(known);
}

function healthText({ health, healthCommand, build, isJob }: ServiceModel, dockerfile: DockerfileStages | undefined): string {
  if (isJob) return 'none: it ends';
  if (!healthCommand) {
    if (build?.generated) return `none: ${prose(health.reason ?? '')}`;
    const has = build && dockerfile && imageIn(build, dockerfile)?.health;
    return has === undefined ? 'the image\'s own, if it has one' : has ? 'that of its Dockerfile' : 'none';
  }
  const { kind, path, interval, timeout, startPeriod, retries } = health;
  const what = kind === HealthCheckKind.HTTP ? `GET ${code(path!)}` : kind === HealthCheckKind.TCP ? 'a connection' : code(shortened(healthCommand));
  return `${what}: ${[interval, timeout, startPeriod, retries].join(', ')}`;
}

/** A command without what only a script in it does. */
function shortened(command: readonly string[]): string {
  const script = command.findIndex(argument => /\s/.test(argument) || argument.length > 60);
  return script < 0 ? command.join(' ') : [...command.slice(0, script), '…'].join(' ');
}

function notes(services: readonly ServiceModel[]): string[] {
  const reached = services.find(({ port }) => port);
  const sentences = [
    ...services.some(({ healthCommand }) => healthCommand) ? ['Behind a health check stand its interval, timeout, start period and retries.'] : [],
    ...reached && services.length > 1 ? [`Among themselves, services use their names and the containers' ports: ${code(`${reached.name}:${reached.port!.container}`)}.`] : [],
  ];
  return sentences.length > 0 ? [sentences.join(' ')] : [];
}

function volumes(services: readonly ServiceModel[]): string[] {
  const mounted = new Map<string, string[]>();
  for (const { name, writable } of services) {
    writable.forEach(({ volume, path }) => mounted.set(volume, [...mounted.get(volume) ?? [], `${code(path)} of ${code(name)}`]));
  }
  if (mounted.size === 0) return [];
  return [
    'What is in volumes stays when containers are replaced:',
    table([...mounted], [['Volume', ([volume]) => code(volume)], ['Mounted at', ([, places]) => lines(places)]]),
  ];
}
