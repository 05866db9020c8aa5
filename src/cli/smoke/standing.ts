import { answered } from './observation';
import type { Promised } from './verdict';
import type { ComposeDependency } from '../../engine/compose-config';
import type { Container, Probe } from '../../engine/containers';

/**
 * How far a service has come: `starting` until it is known whether it will be `up` (healthy, or running where nobody asks) or
 * `done` (a job that has succeeded). `lost` is what will be neither; `kept` was never started.
 */
export type Standing = 'waiting' | 'starting' | 'up' | 'done' | 'lost' | 'kept';

/** Where a service stands that was started some time ago, in milliseconds. */
export function standingOf(service: Promised, container: Container | undefined, probes: readonly Probe[], age: number): Standing {
  if (!container?.startedAt || container.status === 'created') return age > service.patience ? 'lost' : 'starting';
  if (container.status === 'exited' || container.status === 'dead') return service.isJob && container.exitCode === 0 ? 'done' : 'lost';
  if (!service.isJob && (!container.health || answered(probes).length > 0)) return 'up';
  return age > service.patience ? 'lost' : 'starting';
}

/** Whether what a service waits for is there; if it never will be, why not. */
export function readiness(name: string, { condition }: ComposeDependency, standing: Standing, isAsked: boolean): boolean | string {
  if (standing === 'waiting') return false;
  if (standing === 'kept') return `"${name}" was not started`;
  if (condition === 'service_completed_successfully') {
    if (standing === 'lost') return `"${name}" has not succeeded`;
    return standing === 'done';
  }
  if (condition === 'service_started') return true;
  if (standing === 'lost') return `"${name}" is not healthy`;
  if (standing === 'starting') return false;
  return isAsked || `"${name}" has no health check`;
}
