import { show } from '../../model/problem';
import { ComposeEntry, composeEntries, placeOf } from '../compose/entries';
import { imageHealth, saidHealth } from '../compose/health';
import { runImages } from '../compose/images';
import { isMap, isTrue, plain } from '../compose/values';
import { IPolicyRule, PolicySeverity } from '../rule';

export const unhealthyDependency: IPolicyRule = {
  id: 'unhealthy-dependency',
  severity: PolicySeverity.ERROR,
  summary: 'Only services with a health check are waited for to be healthy',
  check: system => {
    const images = runImages(system);
    const services = new Map(system.services.map(service => [service.name, service]));
    const lacksCheck = (name: string, files: readonly ('compose' | 'composeDevelopment')[]) => {
      const service = services.get(name);
      if (!service || service.isBase || service.compose?.extends !== undefined) return false;
      const said = files.map(file => saidHealth(service[file])).find(how => how !== 'unsaid');
      return said === 'none' || (said === undefined && imageHealth(images.get(name)!) === false);
    };
    // The Compose file is used alone, too.
    const isNever = (name: string, file: string) => (file === system.files.compose.path && lacksCheck(name, ['compose'])) || lacksCheck(name, ['composeDevelopment', 'compose']);
    return composeEntries(system).flatMap(entry => awaited(entry).filter(name => isNever(name, entry.file)).map(name => ({
      ...placeOf(entry, 'depends_on', name),
      message: `it waits for ${show(name)} to be healthy, which has no health check, so Compose refuses to start it; give ${show(name)} one ("health"), or wait for service_started`,
    })));
  },
};

/** Services that must be healthy first. */
function awaited({ service }: ComposeEntry): string[] {
  const dependencies = plain(service.depends_on);
  return Object.entries(isMap(dependencies) ? dependencies : {})
    .filter(([, how]) => isMap(how) && how.condition === 'service_healthy' && (how.required === undefined || isTrue(how.required)))
    .map(([name]) => name);
}
