import type { ComposeServices } from './compose-services';
import type { Concern } from './concern';
import type { Manifest } from '../../model/manifest';

/** What is to be done for a change. */
export interface Selection {
  /** What Bake has to build: the images, and those that their services, and services that run in another way, need to be started with. */
  readonly targets: readonly string[];
  /** The targets whose images may be others, without bases, which nobody runs. */
  readonly images: readonly string[];
  /** The services to try out. Those that have to be asked for are left to whoever asks. */
  readonly services: readonly string[];
  /** Why, by the names of images and services. */
  readonly reasons: Readonly<Record<string, string>>;
}

/** What to build and to try out, in the manifest's order. */
export function select(manifest: Manifest, compose: ComposeServices | undefined, { targets: concerned, services: changed }: Concern): Selection {
  const needs = new Map([...compose?.names ?? [], ...manifest.services.map(({ name }) => name)].map(name => [
    name, [...manifest.services.find(service => service.name === name)?.dependsOn ?? [], ...compose?.dependencies(name) ?? []],
  ]));
  const isBuilt = (name: string) => manifest.services.some(service => service.name === name && service.target !== undefined);
  // What is not built here is tried out by those that need it.
  const foreign = [...changed.keys()].filter(name => !isBuilt(name));
  const images = manifest.targets.filter(({ name, isBase }) => !isBase && concerned.has(name)).map(({ name }) => name);
  const reasons = new Map(images.map(name => [name, concerned.get(name)!]));
  const services = manifest.services.filter(({ name, target, profiles = [] }) => {
    const needed = foreign.find(other => other !== name && closure([name], needs).has(other));
    const reason = changed.get(name) ?? (target === undefined ? undefined : concerned.get(target)) ?? (needed && `needs ${needed}: ${changed.get(needed)}`);
    const isWanted = reason !== undefined && profiles.length === 0 && !compose?.isHeldBack(name);
    if (isWanted && !reasons.has(name)) reasons.set(name, reason);
    return isWanted;
  }).map(({ name }) => name);
  const started = closure(services, needs);
  const run = new Set(manifest.services.filter(({ name }) => started.has(name)).map(({ target }) => target));
  return {
    targets: manifest.targets.filter(({ name, isBase }) => !isBase && (images.includes(name) || run.has(name))).map(({ name }) => name),
    images,
    services,
    reasons: Object.fromEntries(reasons),
  };
}

/** Everything, for one reason. */
export function everything({ targets, services }: Manifest, reason: string): Concern {
  return { targets: new Map(targets.map(({ name }) => [name, reason])), services: new Map(services.map(({ name }) => [name, reason])) };
}

/** Services and all that they need. */
function closure(names: readonly string[], needs: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set<string>();
  const visit = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    needs.get(name)?.forEach(visit);
  };
  names.forEach(visit);
  return found;
}
