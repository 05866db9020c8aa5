import { isMap, plain } from './values';
import { oncePer } from '../../model/memo';
import type { CheckedService, CheckedSystem } from '../checked-system';

/** Services that stay: no base images, and none that end when they have done their work, of which nobody asks how they are or stops them. */
export const stayingServices: (system: CheckedSystem) => readonly CheckedService[] = oncePer(system => {
  const awaited = awaitedToEnd(system);
  return system.services.filter(({ name, isBase }) => !isBase && !awaited.has(name) && system._facts.models.get(name)?.isJob !== true);
});

/** Services that others wait for to end. */
function awaitedToEnd({ services }: CheckedSystem): ReadonlySet<string> {
  return new Set(services.flatMap(({ compose, composeDevelopment }) => [compose, composeDevelopment].flatMap(said => {
    const dependencies = plain(said?.depends_on);
    return Object.entries(isMap(dependencies) ? dependencies : {})
      .flatMap(([name, how]) => (isMap(how) && how.condition === 'service_completed_successfully' ? [name] : []));
  })));
}
