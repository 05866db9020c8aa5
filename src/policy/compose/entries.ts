import { isMap } from './values';
import { oncePer } from '../../model/memo';
import type { CheckedSystem } from '../checked-system';
import type { PolicyFinding } from '../rule';

/** What a Compose file says of one service. */
export interface ComposeEntry {
  readonly name: string;
  /** The file, relative to the repository. */
  readonly file: string;
  /** The service, as it stands there. */
  readonly service: any;
}

/** What both Compose files say of services, but for what is built for others only. */
export const composeEntries: (system: CheckedSystem) => readonly ComposeEntry[] = oncePer(({ services, files }) => services
  .filter(({ isBase }) => !isBase).flatMap(({ name, compose, composeDevelopment }) => [
    ...isMap(compose) ? [{ name, file: files.compose.path, service: compose }] : [],
    ...isMap(composeDevelopment) && files.composeDevelopment ? [{ name, file: files.composeDevelopment.path, service: composeDevelopment }] : [],
  ]));

/** Services that are started: in the Compose file, and not only taken over from another file, which may say all that is missed here. */
export function startedEntries({ services, files }: CheckedSystem): ComposeEntry[] {
  return services
    .filter(({ isBase, compose }) => !isBase && isMap(compose) && compose.extends === undefined && replicasOf(compose) !== 0)
    .map(({ name, compose }) => ({ name, file: files.compose.path, service: compose }));
}

/** How many of a service are started. */
export function replicasOf(service: any): number {
  return Number(service.deploy?.replicas ?? service.scale ?? 1);
}

/** Where a finding is: the keys below a service lead there. */
export function placeOf({ name, file }: Pick<ComposeEntry, 'name' | 'file'>, ...keys: (string | number)[]): Required<Pick<PolicyFinding, 'service' | 'file' | 'keys'>> {
  return { service: name, file, keys: ['services', name, ...keys.map(String)] };
}
