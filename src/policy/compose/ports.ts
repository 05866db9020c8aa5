import { placeOf } from './entries';
import { isMap, listOf, textOf } from './values';
import type { CheckedDockerfile, CheckedService, CheckedSystem } from '../checked-system';
import { finalInstructions, placeIn } from '../dockerfile/instructions';
import { expandAt } from '../dockerfile/variables';
import type { PolicyFinding } from '../rule';

/** One of the `ports` of a service, in either syntax. */
interface Mapping {
  /** Ports of the host: one, or a range. */
  readonly host?: string;
  /** The host's address; `undefined`: all of them. */
  readonly address?: string;
  readonly protocol: string;
  /** Ports of the container: one, or a range. */
  readonly target: string;
  /** Where it stands in the list. */
  readonly at: number;
}

function mappingsOf(ports: unknown): Mapping[] {
  return listOf(ports).flatMap((item, at) => {
    const mapping = isMap(item) ? longMapping(item) : shortMapping(textOf(item));
    return mapping ? [{ ...mapping, at }] : [];
  });
}

function longMapping({ published, host_ip: address, protocol, target }: Record<string, unknown>): Omit<Mapping, 'at'> {
  return { host: textOf(published) || undefined, address: addressOf(textOf(address)), protocol: (textOf(protocol) ?? 'tcp').toLowerCase(), target: textOf(target) ?? '' };
}

/** `[[address:]host:]container[/protocol]`. */
function shortMapping(text: string | undefined): Omit<Mapping, 'at'> | undefined {
  const [, address, host, target, protocol = 'tcp'] = /^(?:(?:(.*):)?([\d-]*):)?([\d-]+)(?:\/(\w+))?$/.exec(text ?? '') ?? [];
  return target === undefined ? undefined : { host: host || undefined, address: addressOf(address), protocol: protocol.toLowerCase(), target };
}

/** As all ways to write an address have in common. */
function addressOf(address: string | undefined): string | undefined {
  return address?.replace(/^\[|\]$/g, '').toLowerCase() || undefined;
}

/** Ports of the host that a service takes, from the first to the last of them. */
export interface Published extends Mapping {
  readonly first: number;
  readonly last: number;
}

/** The ports of the host that are surely taken: not those that Docker picks, from a range or at random. */
export function publishedPorts(ports: unknown): Published[] {
  return mappingsOf(ports).flatMap((mapping): Published[] => {
    if (mapping.host === undefined) return [];
    const [first, last = first] = mapping.host.split('-').map(Number);
    if (!Number.isInteger(first) || !Number.isInteger(last) || first < 1 || last < first) return [];
    // Of a range for a single port of the container, Docker takes one that is free.
    if (last > first && !mapping.target.includes('-')) return [];
    return [{ ...mapping, first, last }];
  });
}

/** Whether no two services can take these at once. */
export function collide(a: Published, b: Published): boolean {
  return a.protocol === b.protocol && a.first <= b.last && b.first <= a.last && meet(a.address, b.address);
}

function meet(a: string | undefined, b: string | undefined): boolean {
  if (a === b || a === undefined || b === undefined) return true;
  const isSameFamily = a.includes(':') === b.includes(':');
  return isSameFamily && [a, b].some(address => address === '0.0.0.0' || /^[:0]*$/.test(address));
}

/** A port that a container listens on, and where that is said. */
export interface ContainerPort {
  readonly port: number;
  readonly place: Pick<PolicyFinding, 'service' | 'file' | 'line' | 'keys'>;
}

/** The ports of a container, each once: what its image exposes, what Compose publishes, and what its definition says. */
export function containerPorts(system: CheckedSystem, service: CheckedService): ContainerPort[] {
  const { name, compose, dockerfile } = service;
  const file = system.files.compose.path;
  const published = mappingsOf(compose?.ports).flatMap(({ target, at }) => lowestOf(target).map(port => ({ port, place: placeOf({ name, file }, 'ports', at) })));
  const defined = [system._facts.models.get(name)?.port?.container ?? []].flat().map(port => ({ port, place: { service: name } }));
  const found = [...dockerfile ? exposed(name, dockerfile) : [], ...published, ...defined];
  return found.filter((one, index) => found.findIndex(other => other.port === one.port) === index);
}

function exposed(service: string, dockerfile: CheckedDockerfile): ContainerPort[] {
  return finalInstructions(dockerfile).filter(({ instruction }) => instruction.keyword === 'EXPOSE').flatMap(one => {
    const ports = (expandAt(dockerfile, one, one.instruction.text) ?? '').split(/\s+/).flatMap(lowestOf);
    return ports.map(port => ({ port, place: placeIn(service, dockerfile, one.instruction) }));
  });
}

/** The first port of `8000`, `8000/tcp` or `8000-8010`: the lowest. */
function lowestOf(text: string): number[] {
  const [, port] = /^(\d+)(?:-\d+)?(?:\/\w+)?$/.exec(text) ?? [];
  return port === undefined ? [] : [Number(port)];
}
