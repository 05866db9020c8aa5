import { placeOf } from './entries';
import { isMap, plain, textOf } from './values';
import type { CheckedDockerfile, CheckedService, CheckedSystem } from '../checked-system';
import { lastOf, placeIn, type Placed } from '../dockerfile/instructions';
import { expandAt } from '../dockerfile/variables';
import type { PolicyFinding } from '../rule';

/** The user that something runs as, and where that is said. */
export interface SaidUser {
  /** `user`, or `user:group`, by name or number; `undefined`: a variable decides it. */
  readonly user?: string;
  readonly place: Pick<PolicyFinding, 'service' | 'file' | 'line' | 'keys'>;
}

/** What a service runs as: what Compose says, else the last `USER` of its image, as far as that is built here; `undefined`: nobody says. */
export function userOf(system: CheckedSystem, service: CheckedService): SaidUser | undefined {
  return composeUser(system, service, 'compose') ?? imageUser(service);
}

/** What a Compose file says that a service runs as; `undefined`: nothing. */
export function composeUser({ files }: CheckedSystem, service: CheckedService, which: 'compose' | 'composeDevelopment'): SaidUser | undefined {
  const { name, [which]: said } = service;
  const file = files[which]?.path;
  const user = isMap(said) ? plain(said.user) : undefined;
  return user === undefined || user === null || user === '' || file === undefined ? undefined : { user: textOf(user), place: placeOf({ name, file }, 'user') };
}

function imageUser({ name, dockerfile }: CheckedService): SaidUser | undefined {
  const last = dockerfile && lastOf(dockerfile, 'USER');
  return last && { user: userAt(dockerfile, last), place: placeIn(name, dockerfile, last.instruction) };
}

/** What a `USER` says; `undefined`: a variable decides it. */
export function userAt(dockerfile: CheckedDockerfile, one: Placed): string | undefined {
  return expandAt(dockerfile, one, one.instruction.text.replace(/^(["'])(.*)\1$/, '$2'));
}

/** Whether `user` or `user:group` is root, however that is written. */
export function isRoot(user: string): boolean {
  return /^(root|0+)(:|$)/i.test(user);
}

/** Whether the user is said by number; the group may have a name. */
export function isNumeric(user: string): boolean {
  return /^\d+(:|$)/.test(user);
}
