import { HealthCheckKind } from '../../model/health-check';
import { IMAGES_OWN_HEALTH } from '../../model/image-health';
import type { ServiceModel } from '../../model/service-model';
import type { CheckedService, CheckedSystem } from '../checked-system';
import { placeOf } from '../compose/entries';
import { healthInstruction, imageHealth, saidHealth } from '../compose/health';
import { RunImage, runImages } from '../compose/images';
import { stayingServices } from '../compose/jobs';
import { listOf } from '../compose/values';
import { lastOf, placeIn } from '../dockerfile/instructions';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';

export const noHealthCheck: IPolicyRule = {
  id: 'no-health-check',
  severity: PolicySeverity.WARNING,
  summary: 'A service that listens on a port has a health check',
  check: system => stayingServices(system).filter(service => {
    const model = system._facts.models.get(service.name);
    return listens(service, model) && !isChecked(service, runImages(system).get(service.name)!) && !isDecided(model);
  }).map(service => ({ ...placeFor(service, system), message: MESSAGE })),
};

const MESSAGE = 'it listens on a port and has no health check, so nothing finds out when it hangs, and nobody can wait for it; '
  + 'set "health", add a HEALTHCHECK or healthcheck, or say why there is none with HealthCheck.none(reason)';

function listens({ compose, dockerfile }: CheckedService, model: ServiceModel | undefined): boolean {
  return model?.port !== undefined || listOf(compose?.ports).length > 0 || listOf(compose?.expose).length > 0
    || (dockerfile !== undefined && lastOf(dockerfile, 'EXPOSE') !== undefined);
}

/** Where nobody here knows whether the image has a check, it may have one. */
function isChecked({ compose }: CheckedService, image: RunImage): boolean {
  const said = saidHealth(compose);
  return said === 'unsaid' ? compose?.extends !== undefined || imageHealth(image) !== false : said !== 'none';
}

/** Whether somebody said that there is to be none, and why. */
function isDecided(model: ServiceModel | undefined): boolean {
  return model?.health.kind === HealthCheckKind.NONE && model.port !== undefined && model.health.reason !== IMAGES_OWN_HEALTH;
}

function placeFor({ name, compose, dockerfile }: CheckedService, { files }: CheckedSystem): Omit<PolicyFinding, 'message'> {
  const entry = { name, file: files.compose.path };
  if (saidHealth(compose) === 'none') return placeOf(entry, 'healthcheck');
  const placed = dockerfile && (healthInstruction(dockerfile) ?? lastOf(dockerfile, 'EXPOSE'));
  return placed ? placeIn(name, dockerfile, placed.instruction) : placeOf(entry);
}
