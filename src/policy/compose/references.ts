import type { ComposeEntry } from './entries';
import { isMap, listOf, mapOf, plain, textOf } from './values';
import { oncePer } from '../../model/memo';

/** What a Compose file defines by name. */
export type Defined = 'services' | 'volumes' | 'networks' | 'secrets' | 'configs';

/** A name in a service that is defined elsewhere in the Compose files. */
export interface Reference {
  readonly kind: Defined;
  readonly name: string;
  /** Where it stands in the service. */
  readonly keys: readonly (string | number)[];
  /** What it is to the service. */
  readonly role: 'runs' | 'builds' | 'uses';
}

/** All that a service refers to. Names that variables decide are left out. */
export const referencesOf: (entry: ComposeEntry) => readonly Reference[] = oncePer(({ service }) => {
  const build = isMap(service.build) ? service.build : {};
  return [
    ...neededServices(service),
    ...named(service.volumes, 'volumes', volumeName).map(found => ({ ...found, keys: ['volumes', ...found.keys] })),
    ...networkNames(service.networks),
    ...named(service.secrets, 'secrets', sourceName).map(found => ({ ...found, keys: ['secrets', ...found.keys] })),
    ...named(build.secrets, 'secrets', sourceName).map(found => ({ ...found, keys: ['build', 'secrets', ...found.keys] })),
    ...named(service.configs, 'configs', sourceName).map(found => ({ ...found, keys: ['configs', ...found.keys] })),
    ...Object.entries(mapOf(build.additional_contexts)).flatMap(([key, value]) => serviceIn(value, ['build', 'additional_contexts', key], 'builds')),
    ...extended(service.extends),
  ];
});

/** Services that must be there before this one starts. */
function neededServices(service: any): Reference[] {
  const reference = (name: string, ...keys: (string | number)[]): Reference => ({ kind: 'services', name, keys, role: 'runs' });
  const depends = plain(service.depends_on);
  const links = listOf(service.links).map(link => textOf(link)?.split(':')[0]);
  const volumes = listOf(service.volumes_from).map(from => textOf(from)).map(from => (from?.startsWith('container:') ? undefined : from?.split(':')[0]));
  return [
    ...isMap(depends)
      // What is not required may be of another profile, and must be defined all the same.
      ? Object.keys(depends).map(name => reference(name, 'depends_on', name))
      : listOf(depends).flatMap((name, at) => (textOf(name) === undefined ? [] : [reference(textOf(name)!, 'depends_on', at)])),
    ...links.flatMap((name, at) => (name === undefined ? [] : [reference(name, 'links', at)])),
    ...volumes.flatMap((name, at) => (name === undefined ? [] : [reference(name, 'volumes_from', at)])),
    ...['network_mode', 'ipc', 'pid', 'uts'].flatMap(key => serviceIn(service[key], [key], 'runs')),
  ];
}

function serviceIn(value: unknown, keys: readonly string[], role: Reference['role']): Reference[] {
  const [, name] = /^service:(.+)$/.exec(textOf(value) ?? '') ?? [];
  return name === undefined ? [] : [{ kind: 'services', name, keys, role }];
}

function extended(value: unknown): Reference[] {
  const { service, file } = isMap(value) ? value : { service: value, file: undefined };
  const name = textOf(service);
  return name === undefined || file !== undefined ? [] : [{ kind: 'services', name, keys: ['extends'], role: 'uses' }];
}

function named(list: unknown, kind: Defined, nameOf: (item: unknown) => string | undefined): Reference[] {
  return listOf(list).flatMap((item, at) => {
    const name = nameOf(item);
    return name === undefined ? [] : [{ kind, name, keys: [at], role: 'uses' as const }];
  });
}

function sourceName(item: unknown): string | undefined {
  return textOf(isMap(item) ? item.source : item);
}

/** The name of a volume that is defined; `undefined`: what is mounted is a path, or nothing has a name. */
function volumeName(item: unknown): string | undefined {
  if (isMap(item)) return item.type === 'volume' ? textOf(item.source) : undefined;
  const [, name] = /^([A-Za-z0-9][A-Za-z0-9._-]+):(?![\\])/.exec(textOf(item) ?? '') ?? [];
  return name;
}

function networkNames(value: unknown): Reference[] {
  const networks = plain(value);
  const names: [string | undefined, string | number][] = isMap(networks)
    ? Object.keys(networks).map(name => [name, name]) : listOf(networks).map((name, at) => [textOf(name), at]);
  return names.flatMap(([name, at]) => (name === undefined || name === 'default' ? [] : [{ kind: 'networks', name, keys: ['networks', at], role: 'uses' }]));
}
