import { HealthCheckKind } from '../../model/health-check';
import { IMAGES_OWN_HEALTH } from '../../model/image-health';
import type { ServiceModel } from '../../model/service-model';
import type { CheckedService } from '../checked-system';
import { isMap, listOf } from '../compose';
import { healthInstruction, imageHealth, saidHealth } from '../health';
import { lastOf } from '../lineage';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';
import { RunImage, runImages } from '../run-image';

const MESSAGE = 'it listens on a port and has no health check, so nothing finds out when it hangs, and nobody can wait for it; '
  + 'set "health", add a HEALTHCHECK or healthcheck, or say why there is none with HealthCheck.none(reason)';

export const noHealthCheck: IPolicyRule = {
  id: 'no-health-check',
  severity: PolicySeverity.WARNING,
  summary: 'A service that listens on a port has a health check',
  check: system => {
    const images = runImages(system);
    const jobs = jobsOf(system.services);
    return system.services.filter(({ name, isBase }) => !isBase && !jobs.has(name)).flatMap(service => {
      const model = system._facts.models.get(service.name);
      return !model?.isJob && listens(service, model) && !isChecked(service, images.get(service.name)!) && !isDecided(model)
        ? [{ service: service.name, message: MESSAGE, ...placeOf(service, system.files.compose.path) }] : [];
    });
  },
};

/** Services that others wait for to end. */
function jobsOf(services: readonly CheckedService[]): ReadonlySet<string> {
  return new Set(services.flatMap(({ compose }) => Object.entries(isMap(compose?.depends_on) ? compose.depends_on : {})
    .filter(([, how]) => isMap(how) && how.condition === 'service_completed_successfully').map(([name]) => name)));
}

function listens({ compose, dockerfile }: CheckedService, model: ServiceModel | undefined): boolean {
  return model?.port !== undefined || listOf(compose?.ports).length > 0 || listOf(compose?.expose).length > 0
    || (dockerfile !== undefined && lastOf(dockerfile, 'EXPOSE') !== undefined);
}

/** Where nobody here knows whether the image has a check, it may have one. */
function isChecked({ compose }: CheckedService, image: RunImage): boolean {
  const said = saidHealth(compose);
  return said === 'own' || (said === 'unsaid' && (compose?.extends !== undefined || imageHealth(image) !== false));
}

/** Whether somebody said that there is to be none, and why. */
function isDecided(model: ServiceModel | undefined): boolean {
  return model?.health.kind === HealthCheckKind.NONE && model.port !== undefined && model.health.reason !== IMAGES_OWN_HEALTH;
}

function placeOf({ name, compose, dockerfile }: CheckedService, composeFile: string): Pick<PolicyFinding, 'file' | 'line' | 'composeKeys'> {
  if (saidHealth(compose) === 'none') return { file: composeFile, composeKeys: ['services', name, 'healthcheck'] };
  const placed = dockerfile && (healthInstruction(dockerfile) ?? lastOf(dockerfile, 'EXPOSE'));
  if (placed) return { file: dockerfile.path, line: placed.instruction.line };
  return { file: composeFile, composeKeys: ['services', name] };
}
