import type { CheckedService, CheckedSystem } from '../checked-system';
import { isMap, listOf, mapOf } from '../compose';
import { containerPorts } from '../ports';
import { IPolicyRule, PolicySeverity } from '../rule';
import { composeUser, imageUser, isRoot, isUnprivileged } from '../user';

export const privilegedPort: IPolicyRule = {
  id: 'privileged-port',
  severity: PolicySeverity.WARNING,
  summary: 'What does not run as root listens on a port from 1024 on',
  check: system => system.services.filter(service => !service.isBase && isConfined(system, service))
    .flatMap(service => containerPorts(system, service).filter(({ port }) => port > 0 && port < 1024))
    .map(({ port, place }) => ({ ...place, message: messageOf(port) })),
};

function messageOf(port: number): string {
  const why = 'Docker lets everyone listen on it, Podman and many Kubernetes clusters do not';
  return `port ${port} is for root: ${why}; listen on one from 1024 on, such as ${8000 + port}, and publish that as ${port}`;
}

/** Whether a service surely runs as another than root, and is not given what lets it listen on such ports. */
function isConfined(system: CheckedSystem, service: CheckedService): boolean {
  const { compose, dockerfile } = service;
  const said = composeUser(system, service);
  const ofImage = dockerfile && imageUser(dockerfile);
  const user = said ? said.user : ofImage?.user;
  const image = dockerfile ? dockerfile.target?.image : compose?.image;
  const isOther = user === undefined ? !said && !ofImage && typeof image === 'string' && isUnprivileged(image) : !isRoot(user);
  if (!isOther || !isMap(compose)) return isOther;
  const capabilities = listOf(compose.cap_add).map(capability => String(capability).toUpperCase().replace(/^CAP_/, ''));
  return !capabilities.includes('NET_BIND_SERVICE') && !capabilities.includes('ALL') && mapOf(compose.sysctls)['net.ipv4.ip_unprivileged_port_start'] === undefined;
}
