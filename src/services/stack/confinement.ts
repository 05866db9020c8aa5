import { volumeOf } from './places';
import { Problems, show, UsageError } from '../../model/problem';
import type { Confinement, WritableModel } from '../../model/service-model';
import type { ConfinementOptions } from '../confinement-options';

/** What a container is confined to whose image comes from elsewhere. */
export interface Confined {
  readonly user?: string;
  readonly confinement: Confinement;
  readonly writable: readonly WritableModel[];
}

/**
 * Checks how a container is to be confined.
 *
 * @param service its name
 */
export function confinementOf(service: string, options: ConfinementOptions, problems: Problems): Confined {
  const { user, readOnly = false, dropCapabilities = false, writable = [], temporary = readOnly ? ['/tmp'] : [] } = options;
  const folders = (paths: readonly string[], what: string) => paths.flatMap(path => problems.attempt(() => folder(path, what)) ?? []);
  return {
    user: user === undefined ? undefined : problems.attempt(() => checkUser(user)),
    confinement: { readOnly, dropCapabilities, temporary: folders(temporary, 'temporary'), temporaryOwner: numberOf(user) },
    writable: folders(writable, 'writable').map(path => volumeOf(service, path)),
  };
}

function numberOf(user: string | undefined): number | undefined {
  const number = /^\d+/.exec(String(user))?.[0];
  return number === undefined ? undefined : Number(number);
}

function checkUser(user: string): string {
  if (typeof user !== 'string' || !/^(\d+|[a-z_][a-z0-9_-]*)(:(\d+|[a-z_][a-z0-9_-]*))?$/i.test(user)) {
    throw new UsageError(`user must be a number or a name that the image has, such as "1000:1000", got ${show(user)}`);
  }
  return user;
}

function folder(path: string, what: string): string {
  if (typeof path !== 'string' || !/^(\/[^/:\r\n]+)+\/?$/.test(path) || /(^|\/)\.{1,2}(\/|$)/.test(path)) {
    throw new UsageError(`${what} must be an absolute path in the container, such as "/data", got ${show(path)}`);
  }
  return path.replace(/\/$/, '');
}
