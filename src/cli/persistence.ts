import type { Progress } from './progress';
import { PERSISTENCE, type Persistence } from '../engine/program';

/** How programs are run again that fail for reasons that may pass: saying why. */
export function persistenceOf(progress: Pick<Progress, 'step'>, persistence: Persistence = PERSISTENCE): Persistence {
  return { onPause: why => progress.step(why), ...persistence };
}
