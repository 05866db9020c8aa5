import type { CheckedDockerfile, CheckedService, CheckedSystem } from './checked-system';
import { isMap, listOf, textOf } from './compose';
import { finalInstructions } from './lineage';
import type { PolicyFinding } from './rule';
import { expandAt } from './variables';

/** A port that a container listens on, and where that is said. */
export interface ContainerPort {
  readonly port: number;
  readonly place: Pick<PolicyFinding, 'service' | 'file' | 'line' | 'composeKeys'>;
}

/** The ports of a container, each once: what its image exposes, what Compose publishes, and what its definition says. */
export function containerPorts(system: CheckedSystem, service: CheckedService): ContainerPort[] {
  const { name, dockerfile } = service;
  const port = system._facts.models.get(name)?.port?.container;
  const defined = port === undefined ? [] : [{ port, place: { service: name } }];
  const found = [...dockerfile ? exposed(name, dockerfile) : [], ...published(system, service), ...defined];
  return found.filter((one, index) => found.findIndex(other => other.port === one.port) === index);
}

function exposed(service: string, dockerfile: CheckedDockerfile): ContainerPort[] {
  return finalInstructions(dockerfile).filter(({ instruction }) => instruction.keyword === 'EXPOSE').flatMap(placed => {
    const ports = (expandAt(dockerfile, placed, placed.instruction.text) ?? '').split(/\s+/).flatMap(firstOf);
    return ports.map(port => ({ port, place: { service, file: dockerfile.path, line: placed.instruction.line } }));
  });
}

function published({ files }: CheckedSystem, { name, compose }: CheckedService): ContainerPort[] {
  return listOf(compose?.ports).flatMap((entry, index) => {
    const target = isMap(entry) ? textOf(entry.target) : textOf(entry)?.replace(/\/\w+$/, '').split(':').at(-1);
    const place = { service: name, file: files.compose.path, composeKeys: ['services', name, 'ports', String(index)] };
    return (target === undefined ? [] : firstOf(target)).map(port => ({ port, place }));
  });
}

/** The first port of `8000`, `8000/tcp` or `8000-8010`: the lowest. */
function firstOf(text: string): number[] {
  const [, port] = /^(\d+)(?:-\d+)?(?:\/\w+)?$/.exec(text) ?? [];
  return port === undefined ? [] : [Number(port)];
}
