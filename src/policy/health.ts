import type { CheckedDockerfile } from './checked-system';
import { isMap, isTrue, plain } from './compose';
import { imageName } from './image';
import { lastOf, Placed } from './lineage';
import type { RunImage } from './run-image';
import { NONE_WITH_HEALTH_CHECK, WITHOUT_HEALTH_CHECK } from '../catalog/image-health';

/** What a Compose file says of the health check of a service: one of its own, that there is none, or nothing. */
export type SaidHealth = 'own' | 'none' | 'unsaid';

export function saidHealth(service: any): SaidHealth {
  const check = plain(service?.healthcheck);
  if (!isMap(check)) return 'unsaid';
  if (isTrue(check.disable)) return 'none';
  const test = plain(check.test);
  if (test === undefined || test === null || (Array.isArray(test) && test.length === 0)) return 'unsaid';
  return (Array.isArray(test) ? test[0] : test) === 'NONE' ? 'none' : 'own';
}

/** The last `HEALTHCHECK` of what runs. */
export function healthInstruction(dockerfile: CheckedDockerfile): Placed | undefined {
  return lastOf(dockerfile, 'HEALTHCHECK');
}

export function turnsOff({ instruction }: Placed): boolean {
  return /^NONE$/i.test(instruction.text);
}

/** Whether an image has a health check of its own; `undefined`: nobody here knows. */
export function imageHealth({ dockerfile, image }: RunImage): boolean | undefined {
  const own = dockerfile && healthInstruction(dockerfile);
  if (own) return !turnsOff(own);
  const from = dockerfile ? dockerfile.target?.image : image;
  if (from === undefined) return undefined;
  const repository = imageName(from)?.repository ?? '';
  const hasNone = repository === 'scratch' || WITHOUT_HEALTH_CHECK.has(repository) || NONE_WITH_HEALTH_CHECK.some(start => repository.startsWith(start));
  return hasNone ? false : undefined;
}
