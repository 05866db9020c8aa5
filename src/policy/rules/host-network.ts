import { show } from '../../model/problem';
import { flagValues } from '../../workspace/dockerfile/stages';
import type { CheckedService, CheckedSystem } from '../checked-system';
import { ComposeEntry, composeEntries, isMap, isTrue, listOf, placeOf, textOf } from '../compose';
import { referencesOf } from '../compose-references';
import { ownInstructions } from '../lineage';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';

/** What of the machine a container can share, and what comes of it. */
const SHARED: Readonly<Record<string, string>> = {
  network_mode: 'it reaches all that listens on the machine only, and each of its own ports is open to whoever reaches the machine; remove network_mode, and publish the ports that others need',
  pid: 'it sees all processes of the machine, their arguments and their environment; remove "pid"',
  ipc: 'it can read and change memory that programs of the machine share; remove "ipc"',
  uts: 'it can change the name of the machine; remove "uts"',
};

const BUILD = 'the build reaches all that listens on the machine only; remove what asks for the network "host"';

export const hostNetwork: IPolicyRule = {
  id: 'host-network',
  severity: PolicySeverity.ERROR,
  summary: 'No container shares the network, the processes or the memory of the machine',
  check: system => [
    ...composeEntries(system).flatMap(entry => inCompose(entry, system)),
    ...system.services.flatMap(service => [...inDockerfile(service), ...inBake(service, system)]),
  ],
};

function inCompose(entry: ComposeEntry, { files: { compose, composeDevelopment } }: CheckedSystem): PolicyFinding[] {
  const { service } = entry;
  const networks = { ...compose.content?.networks, ...composeDevelopment?.content?.networks };
  const build = isMap(service.build) ? service.build : {};
  return [
    ...Object.entries(SHARED).filter(([key]) => textOf(service[key]) === 'host').map(([key, message]) => ({ ...placeOf(entry, key), message })),
    ...referencesOf(entry).filter(({ kind, name }) => kind === 'networks' && isHost(name, networks[name])).map(({ name, keys }) => ({
      ...placeOf(entry, ...keys), message: `network ${show(name)} is that of the machine: it reaches all that listens there only; use a network of its own`,
    })),
    ...textOf(build.network) === 'host' ? [{ ...placeOf(entry, 'build', 'network'), message: BUILD }] : [],
    ...listOf(build.entitlements).flatMap((item, at) => (item === 'network.host' ? [{ ...placeOf(entry, 'build', 'entitlements', at), message: BUILD }] : [])),
  ];
}

function isHost(name: string, network: any): boolean {
  if (network?.driver === 'host') return true;
  return isTrue(network?.external) && textOf(network?.name ?? name) === 'host';
}

function inDockerfile({ name, dockerfile }: CheckedService): PolicyFinding[] {
  return (dockerfile ? ownInstructions(dockerfile) : []).filter(({ instruction }) => flagValues(instruction, 'network').includes('host'))
    .map(({ instruction: { line } }) => ({ service: name, file: dockerfile!.path, line, message: BUILD }));
}

function inBake({ name }: CheckedService, { files: { bake } }: CheckedSystem): PolicyFinding[] {
  const target = bake?.content?.target?.[name];
  return target?.network === 'host' || listOf(target?.entitlements).includes('network.host') ? [{ service: name, file: bake!.path, message: BUILD }] : [];
}
