import { compact, mapValues } from './text';
import { relativePath } from '../model/paths';
import type { Secret } from '../model/secret';
import type { ServiceModel, SystemModel } from '../model/service-model';

/** The Compose file: what `docker compose up --wait` starts. */
export function renderCompose(system: SystemModel): object {
  return compact({
    name: system.name,
    services: Object.fromEntries(system.services.map(service => [service.name, renderService(service, system.directory)])),
    volumes: Object.fromEntries(system.services.flatMap(s => s.writable.map(w => [w.volume, {}] as const))),
    secrets: renderSecrets(system.services, system.directory),
  });
}

/** What differs while services are worked on; given to Compose after the Compose file itself. */
export function renderComposeDevelopment(system: SystemModel): object {
  const services = system.services.filter(service => service.development);
  return { services: Object.fromEntries(services.map(service => [service.name, renderDevelopment(service, system.directory)])) };
}

function renderService(service: ServiceModel, directory: string): object {
  const { build, port, health } = service;
  return compact({
    image: `${service.image}:\${TAG:-latest}`,
    build: compact({
      context: literal(relativePath(directory, build.context)),
      dockerfile: literal(relativePath(build.context, build.dockerfilePath)),
      target: build.target,
      args: mapValues(build.args, literal),
      secrets: build.secrets.map(secret => secret.name),
    }),
    restart: service.restart,
    stop_grace_period: service.stopGracePeriod.toString(),
    ports: port?.host === undefined ? undefined : [`${port.address}:${port.host}:${port.container}`],
    environment: mapValues(service.environment, literal),
    secrets: service.secrets.map(secret => secret.name),
    healthcheck: service.healthCommand && {
      test: ['CMD', ...service.healthCommand.map(literal)],
      interval: health.interval.toString(),
      timeout: health.timeout.toString(),
      start_period: health.startPeriod.toString(),
      start_interval: health.startInterval.toString(),
      retries: health.retries,
    },
    depends_on: Object.fromEntries(service.dependsOn.map(({ name, condition }) => [name, { condition }])),
    user: service.user,
    read_only: true,
    tmpfs: ['/tmp'],
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    volumes: service.writable.map(({ volume, path }) => `${volume}:${literal(path)}`),
    deploy: { resources: { limits: compact({ cpus: service.cpus?.toString(), memory: service.memory.toString(), pids: service.pids }) } },
    profiles: [...service.profiles],
  });
}

function renderDevelopment(service: ServiceModel, directory: string): object {
  const development = service.development!;
  return compact({
    image: `${service.image}:development`,
    build: { target: development.target },
    restart: 'no',
    ports: [`127.0.0.1:${development.debugPort}:9229`],
    read_only: false,
    volumes: development.mounts.map(({ source, target }) => ({ type: 'bind', source: beside(directory, source), target: literal(target), read_only: true, bind: { create_host_path: false } })),
    develop: { watch: development.watch.map(path => ({ action: 'rebuild', path: beside(directory, path) })) },
  });
}

function renderSecrets(services: readonly ServiceModel[], directory: string): Record<string, object> {
  const secrets = new Map<string, Secret>();
  for (const service of services) [...service.build.secrets, ...service.secrets].forEach(secret => secrets.set(secret.name, secret));
  const source = ({ variable, path }: Secret) => (variable ? { environment: variable } : { file: beside(directory, path!) });
  return Object.fromEntries([...secrets].map(([name, secret]) => [name, source(secret)]));
}

/** A path of the repository, as the files in `directory` refer to it. */
function beside(directory: string, path: string): string {
  const relative = literal(relativePath(directory, path));
  return relative.startsWith('../') ? relative : `./${relative}`;
}

/** Compose replaces `$NAME` and `${NAME}` everywhere; a doubled dollar sign stands for itself. */
function literal(value: string): string {
  return value.replace(/\$/g, '$$$$');
}
