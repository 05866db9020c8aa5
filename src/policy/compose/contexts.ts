import { bakeTarget } from './bake';
import { isMap, mapOf } from './values';
import type { CheckedService, CheckedSystem } from '../checked-system';

/** Names that stand for something else in a service's build than stages of its Dockerfile: what Compose, Bake or a base image gives it. */
export function namedContexts(system: CheckedSystem, service: CheckedService): ReadonlySet<string> {
  const { name, compose, composeDevelopment } = service;
  const said = [compose, composeDevelopment].map(one => (isMap(one?.build) ? one.build.additional_contexts : undefined));
  const model = system._facts.models.get(name)?.build?.contexts;
  return new Set([...said, bakeTarget(system, service)?.target.contexts, model].flatMap(contexts => Object.keys(mapOf(contexts))));
}
