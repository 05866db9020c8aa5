import { compact, mapValues, override } from './text';
import { relativePath } from '../model/paths';
import type { Secret } from '../model/secret';
import type { BaseModel, BuildModel, CacheModel, Confinement, DevelopmentModel, MountModel, ServiceModel, SystemModel, WritableModel } from '../model/service-model';

/** The Compose file: what `docker compose up --wait` starts. */
export function renderCompose(system: SystemModel): object {
  const { directory, bases, services } = system;
  return compact({
    name: system.name,
    services: Object.fromEntries([
      ...bases.map(base => [base.name, renderBase(base, directory)]),
      ...services.map(service => [service.name, renderService(service, buildOf(service, services), directory)]),
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
      ...jobs.map(job => [job.name, renderDevelopmentJob(job, developed.get(job.imageOf!)!.development!, directory)]),
    ]),
  };
}

/** Built for the others, and never started. */
function renderBase({ image, build }: BaseModel, directory: string): object {
  return { image: `${image}:\${TAG:-latest}`, build: renderBuild(build, directory), deploy: { replicas: 0 } };
}

/** A job can be started before its service: then its image has to be built for it. */
function buildOf({ build, imageOf }: ServiceModel, services: readonly ServiceModel[]): BuildModel | undefined {
  return build ?? services.find(({ name }) => name === imageOf)?.build;
}

function renderService(service: ServiceModel, build: BuildModel | undefined, directory: string): object {
  const { imageOf, port, confinement } = service;
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
    tmpfs: [...renderTemporaries(confinement), ...(service.caches ?? []).map(cache => renderCache(cache, service.user))],
    cap_drop: confinement.dropCapabilities ? ['ALL'] : [],
    security_opt: ['no-new-privileges:true'],
    shm_size: service.sharedMemory?.toString(),
    volumes: [
      ...service.writable.map(renderVolume),
      ...(service.mounts ?? []).map(mount => renderMount(mount, directory)),
    ],
    deploy: { resources: { limits: compact({ cpus: service.cpus?.toString(), memory: service.memory.toString(), pids: service.pids }) } },
    profiles: [...service.profiles],
  });
}

/** The mode counts only where the image has no such folder, whose mode stays otherwise. `/tmp` is everyone's in all images. */
function renderTemporary(path: string, owner: number | undefined): string {
  if (path === '/tmp') return path;
  return `${literal(path)}:mode=1777${owner === undefined ? '' : `,uid=${owner}`}`;
}

function renderTemporaries({ temporary, temporaryOwner }: Confinement): string[] {
  return temporary.map(path => renderTemporary(path, temporaryOwner));
}

function renderCache({ path, size }: CacheModel, user: string | undefined): string {
  const [uid, gid = uid] = user?.split(':') ?? [];
  const owner = /^\d+$/.test(uid) && /^\d+$/.test(gid) ? `mode=700,uid=${uid},gid=${gid}` : 'mode=1777';
  return `${literal(path)}:size=${size.toBytes()},${owner}`;
}

/** In the short form Compose looks for the end of what begins with `${`, though it has been read already. */
function renderVolume({ volume, path }: WritableModel): string | object {
  return path.includes('${') ? { type: 'volume', source: volume, target: literal(path) } : `${volume}:${literal(path)}`;
}

function renderMount({ source, target }: MountModel, directory: string): object {
  return { type: 'bind', source: beside(directory, source), target: literal(target), read_only: true, bind: { create_host_path: false } };
}

function renderHealthCheck({ health, healthCommand, ignoresImageHealth }: ServiceModel): object | undefined {
  if (!healthCommand) return ignoresImageHealth ? { disable: true } : undefined;
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
    additional_contexts: {
      ...mapValues(build.contexts ?? {}, target => `service:${target}`),
      ...mapValues(build.pins ?? {}, image => `docker-image://${image}`),
    },
    secrets: build.secrets.map(secret => secret.name),
  });
}

/** A job runs what its service runs: the same stage, with the same sources. */
function renderDevelopmentJob({ image }: ServiceModel, { target, mounts }: DevelopmentModel, directory: string): object {
  return compact({ image: `${image}:development`, build: { target }, volumes: mounts.map(mount => renderMount(mount, directory)) });
}

function renderDevelopment(service: ServiceModel, directory: string): object {
  const { confinement, caches = [] } = service;
  const { target, debug, healthCommand, mounts, watch, limits } = service.development!;
  return compact({
    image: `${service.image}:development`,
    build: { target },
    restart: 'no',
    ports: debug && [`127.0.0.1:${debug.host}:${debug.container}`],
    healthcheck: healthCommand && { test: ['CMD', ...healthCommand.map(literal)] },
    read_only: false,
    // Folders of what runs later would be in the way of tools that clear theirs when they start.
    tmpfs: caches.length > 0 ? override(renderTemporaries(confinement)) : undefined,
    deploy: limits && { resources: { limits: { memory: limits.memory.toString(), pids: limits.pids } } },
    volumes: mounts.map(mount => renderMount(mount, directory)),
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
