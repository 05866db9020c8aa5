import { compact, mapValues } from './text';
import { relativePath } from '../model/paths';
import type { Secret } from '../model/secret';
import type { BaseModel, BuildModel, ServiceModel, SystemModel } from '../model/service-model';

/** The Compose file: what `docker compose up --wait` starts. */
export function renderCompose(system: SystemModel): object {
  const { directory, bases, services } = system;
  return compact({
    name: system.name,
    services: Object.fromEntries([
      ...bases.map(base => [base.name, renderBase(base, directory)]),
      ...services.map(service => [service.name, renderService(service, directory)]),
    ]),
    volumes: Object.fromEntries(services.flatMap(s => s.writable.map(w => [w.volume, {}] as const))),
    secrets: renderSecrets(system, directory),
  });
}

/** What differs while services are worked on; given to Compose after the Compose file itself. */
export function renderComposeDevelopment({ services, directory }: SystemModel): object {
  const developed = new Map(services.filter(service => service.development).map(service => [service.name, service]));
  const jobs = services.filter(({ imageOf }) => imageOf !== undefined && developed.has(imageOf));
  return {
    services: Object.fromEntries([
      ...[...developed.values()].map(service => [service.name, renderDevelopment(service, directory)]),
      ...jobs.map(({ name, image }) => [name, { image: `${image}:development` }]),
    ]),
  };
}

/** Built for the others, and never started. */
function renderBase({ image, build }: BaseModel, directory: string): object {
  return { image: `${image}:\${TAG:-latest}`, build: renderBuild(build, directory), deploy: { replicas: 0 } };
}

function renderService(service: ServiceModel, directory: string): object {
  const { build, imageOf, port, confinement } = service;
  return compact({
    image: build || imageOf !== undefined ? `${service.image}:\${TAG:-latest}` : literal(service.image),
    build: build && renderBuild(build, directory),
    entrypoint: service.entrypoint?.map(literal),
    command: service.command?.map(literal),
    restart: service.restart,
    stop_grace_period: service.stopGracePeriod.toString(),
    ports: port?.host === undefined ? undefined : [`${port.address}:${port.host}:${port.container}`],
    environment: mapValues(service.environment, literal),
    secrets: service.secrets.map(secret => secret.name),
    healthcheck: renderHealthCheck(service),
    depends_on: Object.fromEntries(service.dependsOn.map(({ name, condition }) => [name, { condition }])),
    user: service.user,
    read_only: confinement.readOnly || undefined,
    tmpfs: [...confinement.temporary],
    cap_drop: confinement.dropCapabilities ? ['ALL'] : [],
    security_opt: ['no-new-privileges:true'],
    volumes: service.writable.map(({ volume, path }) => `${volume}:${literal(path)}`),
    deploy: { resources: { limits: compact({ cpus: service.cpus?.toString(), memory: service.memory.toString(), pids: service.pids }) } },
    profiles: [...service.profiles],
  });
}

function renderHealthCheck({ health, healthCommand, imageOf }: ServiceModel): object | undefined {
  // A job would be asked what its image's service is asked.
  if (!healthCommand) return imageOf === undefined ? undefined : { disable: true };
  return {
    test: ['CMD', ...healthCommand.map(literal)],
    interval: health.interval.toString(),
    timeout: health.timeout.toString(),
    start_period: health.startPeriod.toString(),
    start_interval: health.startInterval.toString(),
    retries: health.retries,
  };
}

function renderBuild(build: BuildModel, directory: string): object {
  return compact({
    context: literal(relativePath(directory, build.context)),
    dockerfile: literal(relativePath(build.context, build.dockerfilePath)),
    target: build.target,
    args: mapValues(build.args, literal),
    labels: mapValues(build.labels ?? {}, literal),
    additional_contexts: mapValues(build.contexts ?? {}, target => `service:${target}`),
    secrets: build.secrets.map(secret => secret.name),
  });
}

function renderDevelopment(service: ServiceModel, directory: string): object {
  const { target, debug, mounts, watch } = service.development!;
  return compact({
    image: `${service.image}:development`,
    build: { target },
    restart: 'no',
    ports: debug && [`127.0.0.1:${debug.host}:${debug.container}`],
    read_only: false,
    volumes: mounts.map(mount => ({ type: 'bind', source: beside(directory, mount.source), target: literal(mount.target), read_only: true, bind: { create_host_path: false } })),
    develop: { watch: watch.map(path => ({ action: 'rebuild', path: beside(directory, path) })) },
  });
}

function renderSecrets({ bases, services }: SystemModel, directory: string): Record<string, object> {
  const secrets = new Map<string, Secret>();
  const built = [...bases, ...services].flatMap(({ build }) => build?.secrets ?? []);
  for (const secret of [...built, ...services.flatMap(service => service.secrets)]) secrets.set(secret.name, secret);
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
