import type { CheckedService, CheckedSystem } from '../checked-system';
import { runImages } from '../compose/images';
import { containerPorts } from '../compose/ports';
import { isRoot, userOf } from '../compose/user';
import { isMap, listOf, mapOf } from '../compose/values';
import { knownImage } from '../images/known';
import { IPolicyRule, PolicySeverity } from '../rule';

export const privilegedPort: IPolicyRule = {
  id: 'privileged-port',
  severity: PolicySeverity.WARNING,
  summary: 'What does not run as root listens on a port from 1024 on',
  check: system => system.services.filter(service => !service.isBase && isOther(system, service) && !mayListen(service.compose))
    .flatMap(service => containerPorts(system, service).filter(({ port }) => port > 0 && port < 1024))
    .map(({ port, place }) => ({ ...place, message: messageOf(port) })),
};

function messageOf(port: number): string {
  const why = 'Docker lets everyone listen on it, Podman and many Kubernetes clusters do not';
  return `port ${port} is for root: ${why}; listen on one from 1024 on, such as ${8000 + port}, and publish that as ${port}`;
}

/** Whether a service surely runs as another user than root. */
function isOther(system: CheckedSystem, service: CheckedService): boolean {
  const said = userOf(system, service);
  if (said) return said.user !== undefined && !isRoot(said.user);
  const { dockerfile, image } = runImages(system).get(service.name)!;
  const from = dockerfile ? dockerfile.target?.image : image;
  return from !== undefined && knownImage(from).isUnprivileged;
}

/** Whether a service is given what lets everyone in it listen on such ports. */
function mayListen(compose: any): boolean {
  if (!isMap(compose)) return false;
  const capabilities = listOf(compose.cap_add).map(capability => String(capability).toUpperCase().replace(/^CAP_/, ''));
  return capabilities.includes('NET_BIND_SERVICE') || capabilities.includes('ALL') || mapOf(compose.sysctls)['net.ipv4.ip_unprivileged_port_start'] !== undefined;
}
