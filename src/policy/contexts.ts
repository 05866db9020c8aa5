import type { CheckedService, CheckedSystem } from './checked-system';
import { isMap, mapOf } from './compose';

/** Names that stand for something else in a service's build than stages of its Dockerfile: what Compose, Bake or a base image gives it. */
export function namedContexts({ files, _facts: { models } }: CheckedSystem, { name, compose, composeDevelopment }: CheckedService): Set<string> {
  const builds = [compose, composeDevelopment].map(said => (isMap(said?.build) ? said.build.additional_contexts : undefined));
  const bake = files.bake?.content?.target?.[name]?.contexts;
  return new Set([...[...builds, bake].flatMap(contexts => Object.keys(mapOf(contexts))), ...Object.keys(models.get(name)?.build?.contexts ?? {})]);
}
