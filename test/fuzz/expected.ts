import { assetFolder, codeFolder, isGenerated, type ServiceDefinition } from './definition';
import { within } from './layout';

/** Values by the places that they must arrive at, whichever tool carries them. */
export type Values = Record<string, unknown>;

const described = (description: string | undefined): Record<string, string> => (description === undefined ? {} : { 'org.opencontainers.image.description': description.replace(/\s+/g, ' ') });

/** What a service's image must say of itself. */
export function labelsOf({ name, labels, description, additions, kind }: ServiceDefinition): Record<string, string> {
  return { 'org.opencontainers.image.title': name, ...described(description), ...labels, ...isGenerated(kind) ? additions.labels : {} };
}

/** What Compose starts, as far as the definition says it word for word. */
export function ofContainer(service: ServiceDefinition, index: number): Values {
  const {
    kind, environment, command, health, writable, temporary, secret, restart, pids, memory, profiles, user, port, publishPort, address,
  } = service;
  const isForeign = !isGenerated(kind);
  return {
    environment,
    command: isForeign ? command : undefined,
    health: health.kind === 'command' ? health.words : undefined,
    volumes: writable,
    temporary: isForeign ? temporary : ['/tmp'],
    secrets: secret ? [secret.name] : [],
    restart: { NO: 'no', ALWAYS: 'always', UNLESS_STOPPED: 'unless-stopped', ON_FAILURE: 'on-failure' }[restart],
    pids,
    memory: memory * 1024 * 1024,
    profiles,
    user: kind === 'based' ? '1000:1000' : user,
    port: publishPort ? `${address}:${20_000 + index}:${port}` : undefined,
  };
}

/** Files of the service that its build needs, relative to its build context. */
export function neededFiles(service: ServiceDefinition, index: number): string[] {
  const at = (path: string) => (within(service, index) === '.' ? path : `${within(service, index)}/${path}`);
  return [`${codeFolder(service)}/main.js`, `${assetFolder(service)}/data`].map(at);
}
