import { show } from '../../model/problem';
import type { CheckedFile, CheckedService } from '../checked-system';
import { placeOf, replicasOf } from '../compose/entries';
import { collide, Published, publishedPorts } from '../compose/ports';
import { isMap, listOf, overrides, plain } from '../compose/values';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';

/** A port that a service publishes, and where that is said. */
interface Taken extends Published {
  readonly service: string;
  readonly profiles: readonly string[];
  readonly file: string;
}

export const duplicatePort: IPolicyRule = {
  id: 'duplicate-port',
  severity: PolicySeverity.ERROR,
  summary: 'No two services that are started together publish the same port of the host',
  check: ({ services, files }) => {
    const runs = services.filter(({ isBase, compose }) => !isBase && isMap(compose) && replicasOf(compose) !== 0);
    const base = findingsOf(runs.flatMap(service => takenBy(service, service.compose, files.compose)));
    const { composeDevelopment } = files;
    if (!composeDevelopment) return base;
    const known = new Set(base.map(keyOf));
    const together = runs.flatMap(service => takenTogether(service, files.compose, composeDevelopment));
    return [...base, ...findingsOf(together).filter(finding => !known.has(keyOf(finding)))];
  },
};

function takenBy({ name, compose }: CheckedService, said: any, { path }: CheckedFile): Taken[] {
  return publishedPorts(said?.ports).map(port => ({ ...port, service: name, profiles: listOf(compose?.profiles).map(String), file: path }));
}

/** With the file for development, which adds to what the other says. */
function takenTogether(service: CheckedService, compose: CheckedFile, composeDevelopment: CheckedFile): Taken[] {
  const added = takenBy(service, service.composeDevelopment, composeDevelopment);
  const isReplaced = overrides(service.composeDevelopment?.ports) || plain(service.composeDevelopment?.ports) === null;
  return [...isReplaced ? [] : takenBy(service, service.compose, compose), ...added];
}

/** Each port is compared only with those that reach as far: a few, however many services there are. */
function findingsOf(all: readonly Taken[]): PolicyFinding[] {
  const findings: PolicyFinding[] = [];
  const order = new Map(all.map((port, at) => [port, at]));
  let open: Taken[] = [];
  for (const port of [...all].sort((a, b) => a.first - b.first || order.get(a)! - order.get(b)!)) {
    open = open.filter(({ last }) => last >= port.first);
    const other = open.find(one => collide(one, port) && !isSame(one, port) && mayRunTogether(one, port));
    if (other) findings.push(findingOf(...([other, port].sort((a, b) => order.get(a)! - order.get(b)!) as [Taken, Taken])));
    open.push(port);
  }
  return findings;
}

/** Compose takes what a service says twice for one. */
function isSame(a: Taken, b: Taken): boolean {
  return a.service === b.service && a.first === b.first && a.last === b.last && a.target === b.target;
}

/** Services of profiles that have nothing in common are there in place of each other. */
function mayRunTogether({ profiles: a }: Taken, { profiles: b }: Taken): boolean {
  return a.length === 0 || b.length === 0 || a.some(profile => b.includes(profile));
}

function findingOf(other: Taken, { service, file, at, first, last, protocol }: Taken): PolicyFinding {
  const from = Math.max(first, other.first);
  const to = Math.min(last, other.last);
  const ports = from === to ? `port ${from}` : `ports ${from} to ${to}`;
  const who = other.service === service ? 'is published twice' : `is published by ${show(other.service)} too`;
  return {
    ...placeOf({ name: service, file }, 'ports', at),
    message: `${ports} of the host${protocol === 'tcp' ? '' : ` (${protocol})`} ${from === to ? who : who.replace(/^is/, 'are')}, so only one can start; give one of them another port with "hostPort"`,
  };
}

function keyOf({ service, message }: PolicyFinding): string {
  return `${service} ${message}`;
}
