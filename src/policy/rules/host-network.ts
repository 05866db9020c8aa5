import { show } from '../../model/problem';
import { flagValues } from '../../workspace/dockerfile/stages';
import type { CheckedService, CheckedSystem } from '../checked-system';
import { bakeTarget } from '../compose/bake';
import { ComposeEntry, composeEntries, placeOf } from '../compose/entries';
import { referencesOf } from '../compose/references';
import { isMap, isTrue, listOf, textOf } from '../compose/values';
import { checkInstructions } from '../dockerfile/instructions';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';

/** What of the machine a container can share, and what comes of it. */
const SHARED: Readonly<Record<string, string>> = {
  network_mode: 'it reaches all that listens on the machine only, and each of its own ports is open to whoever reaches the machine; remove network_mode, and publish the ports that others need with "hostPort"',
  pid: 'it sees all processes of the machine, their arguments and their environment; remove "pid"',
  ipc: 'it can read and change memory that programs of the machine share; remove "ipc"',
  uts: 'it can change the name of the machine; remove "uts"',
};

const BUILD = 'the build reaches all that listens on the machine only; remove what asks for the network "host"';

export const hostNetwork: IPolicyRule = {
  id: 'host-network',
  severity: PolicySeverity.ERROR,
  summary: 'No container shares the network, the processes or the memory of the machine',
  check: system => {
    const { compose, composeDevelopment } = system.files;
    const networks = { ...compose.content?.networks, ...composeDevelopment?.content?.networks };
    return [
      ...composeEntries(system).flatMap(entry => inCompose(entry, networks)),
      ...checkInstructions(system, ({ instruction }) => (flagValues(instruction, 'network').includes('host') ? [BUILD] : [])),
      ...system.services.flatMap(service => inBake(service, system)),
    ];
  },
};

function inCompose(entry: ComposeEntry, networks: any): PolicyFinding[] {
  const { service } = entry;
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

function inBake(service: CheckedService, system: CheckedSystem): PolicyFinding[] {
  const { file, target } = bakeTarget(system, service) ?? {};
  return target?.network === 'host' || listOf(target?.entitlements).includes('network.host') ? [{ service: service.name, file, message: BUILD }] : [];
}
