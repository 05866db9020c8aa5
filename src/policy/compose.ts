import type { CheckedSystem } from './checked-system';

/** What a Compose file says of one service. */
export interface ComposeEntry {
  readonly name: string;
  /** The file, relative to the repository. */
  readonly file: string;
  /** The service, as it stands there. */
  readonly service: any;
}

/** What both Compose files say of services, but for what is built for others only. */
export function composeEntries({ services, files }: CheckedSystem): ComposeEntry[] {
  return services.filter(({ isBase }) => !isBase).flatMap(({ name, compose, composeDevelopment }) => [
    ...isMap(compose) ? [{ name, file: files.compose.path, service: compose }] : [],
    ...isMap(composeDevelopment) && files.composeDevelopment ? [{ name, file: files.composeDevelopment.path, service: composeDevelopment }] : [],
  ]);
}

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
export function placeOf({ name, file }: ComposeEntry, ...keys: (string | number)[]): { service: string; file: string; composeKeys: string[] } {
  return { service: name, file, composeKeys: ['services', name, ...keys.map(String)] };
}

/** The same in the list of a finding that may be written for several keys: a value without the tag by which it takes another's place. */
export function plain(value: unknown): unknown {
  return isMap(value) && Object.keys(value).length === 1 && '!override' in value ? value['!override'] : value;
}

/** Whether a value takes the place of what an earlier file says. */
export function overrides(value: unknown): boolean {
  return isMap(value) && '!override' in value;
}

export function listOf(value: unknown): readonly unknown[] {
  const list = plain(value);
  return Array.isArray(list) ? list : [];
}

/** A map, or a list of `name=value`. */
export function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  const map = plain(value);
  if (!Array.isArray(map)) return isMap(map) ? map : {};
  return Object.fromEntries(map.map(item => {
    const [, name, text] = /^([^=]*)=?(.*)$/s.exec(String(item)) ?? [];
    return [name, text];
  }));
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As Compose reads what should be true or false. */
export function isTrue(value: unknown): boolean {
  return value === true || /^(true|yes|on|y|1|t)$/i.test(textOf(value) ?? '');
}

/**
 * A text with what Compose puts in the place of variables: their defaults, as far as there are any.
 *
 * `undefined`: a variable of whoever runs Compose decides it, or it is no text.
 */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return undefined;
  let isKnown = true;
  const text = value.replace(/\$\$|\$\{(\w+)(?::?([-+?])([^{}]*))?\}|\$(\w+)/g, (whole, _name, operator, other) => {
    if (whole === '$$') return '$';
    if (operator === '-') return other;
    if (operator === '+') return '';
    isKnown = false;
    return '';
  });
  return isKnown ? text : undefined;
}
