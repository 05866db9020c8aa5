import type { CheckedDockerfile, CheckedService, CheckedSystem } from './checked-system';
import { isMap, plain, textOf } from './compose';
import { imageName } from './image';
import { lastOf, Placed } from './lineage';
import { expandAt } from './variables';
import { UNPRIVILEGED_IMAGES } from '../catalog/base-users';

/** The user that something runs as, where it is said. */
export interface SaidUser {
  /** `user`, or `user:group`, by name or number; `undefined`: a variable decides it. */
  readonly user?: string;
  readonly placed: Placed;
}

/** The user that an image ends as, if its Dockerfile says so. */
export function imageUser(dockerfile: CheckedDockerfile): SaidUser | undefined {
  const placed = lastOf(dockerfile, 'USER');
  return placed && { user: userAt(dockerfile, placed), placed };
}

/** What a `USER` says; `undefined`: a variable decides it. */
export function userAt(dockerfile: CheckedDockerfile, placed: Placed): string | undefined {
  return expandAt(dockerfile, placed, placed.instruction.text.replace(/^(["'])(.*)\1$/, '$2'));
}

/** What a Compose file says that a service runs as. */
export interface ComposeUser {
  /** `undefined`: a variable decides it. */
  readonly user?: string;
  readonly place: { readonly service: string; readonly file: string; readonly composeKeys: string[] };
}

/** What Compose says that a service runs as; `undefined`: nothing. */
export function composeUser({ files }: CheckedSystem, service: CheckedService, isDevelopment = false): ComposeUser | undefined {
  const { name } = service;
  const said = isDevelopment ? service.composeDevelopment : service.compose;
  const file = isDevelopment ? files.composeDevelopment : files.compose;
  const value = isMap(said) ? plain(said.user) : undefined;
  if (value === undefined || value === null || value === '' || !file) return undefined;
  return { user: textOf(value), place: { service: name, file: file.path, composeKeys: ['services', name, 'user'] } };
}

/** Whether `user` or `user:group` is root, however that is written. */
export function isRoot(user: string): boolean {
  return /^(root|0+)(:|$)/i.test(user);
}

/** Whether the user is said by number; the group may have a name. */
export function isNumeric(user: string): boolean {
  return /^\d+(:|$)/.test(user);
}

/** Whether an image is known to run as an unprivileged user of its own. */
export function isUnprivileged(reference: string): boolean {
  if (/nonroot|non-root|unprivileged|rootless/.test(reference)) return true;
  const image = imageName(reference);
  return image !== undefined
    && UNPRIVILEGED_IMAGES.some(({ repositories, tags }) => repositories.test(image.repository) && (tags?.test(image.tag) ?? true));
}
