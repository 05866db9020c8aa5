import { milliseconds } from './text';
import type { Promised } from './verdict';
import { ComposeConfig, withDependencies } from '../../engine/compose-config';
import type { Manifest, ManifestService } from '../../model/manifest';
import { UsageError } from '../../model/problem';

/** How long to wait for what has no time of its own to start in. */
const PATIENCE_MS = 60_000;

/** How long a job may work: it is there to move data, and there are none. */
const JOB_PATIENCE_MS = 300_000;

/**
 * The services to start: those that were asked for, or those that `docker compose up` starts, with all that they need, in an order
 * in which they can start.
 *
 * @param names none: all that have no profile
 * @param patience instead of what follows from each service's health check, in milliseconds
 */
export function planServices(manifest: Manifest, config: ComposeConfig, names: readonly string[], patience?: number): Promised[] {
  const absent = manifest.services.filter(({ name }) => !Object.hasOwn(config.services, name)).map(({ name }) => name);
  if (absent.length > 0) {
    throw new UsageError(`${manifest.composeFile} has no service ${absent.join(', ')}, which the definition has; run "npx projen", and look for what removes it`);
  }
  const chosen = names.length > 0 ? names : manifest.services.map(({ name }) => name).filter(name => startsByItself(config, name));
  if (chosen.length === 0) throw new UsageError(`nothing starts by itself; name services: ${manifest.services.map(({ name }) => name).join(', ') || 'there are none'}`);
  const awaited = new Set(Object.values(config.services).flatMap(({ depends_on: needs = {} }) =>
    Object.entries(needs).filter(([, { condition }]) => condition === 'service_completed_successfully').map(([name]) => name)));
  return withDependencies(config, chosen).map(name => {
    const service = manifest.services.find(other => other.name === name) ?? { name, isForeign: true };
    const isJob = (service as ManifestService).isJob || awaited.has(name);
    const { maxImageSize, maxDownloadSize } = manifest.targets.find(({ name: target }) => target === (service as ManifestService).target) ?? {};
    return { ...service, isJob, maxImageSize, maxDownloadSize, patience: patience ?? patienceOf(service, isJob) };
  });
}

function startsByItself({ services }: ComposeConfig, name: string): boolean {
  const { profiles = [], deploy, scale } = services[name];
  return profiles.length === 0 && (scale ?? deploy?.replicas) !== 0;
}

/** As long as the engine takes to call a service unhealthy, at the most. */
function patienceOf({ health }: Partial<ManifestService>, isJob: boolean): number {
  if (isJob) return JOB_PATIENCE_MS;
  return health ? health.startPeriod + health.retries * health.interval + health.timeout : PATIENCE_MS;
}

/** What is going to be started, for people. */
export function describePlan(services: readonly Promised[]): string {
  const longest = Math.max(...services.map(({ patience }) => patience));
  return `${services.map(({ name }) => name).join(', ')} (waiting up to ${milliseconds(longest)} for each)`;
}
