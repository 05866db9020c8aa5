import { setTimeout as sleep } from 'timers/promises';
import { ask, docker } from './docker';
import { UsageError } from '../model/problem';

/** Compose marks with it all that belongs to a project. */
export const PROJECT_LABEL = 'com.docker.compose.project';

/** Something is left of a project that was to be removed. */
export class LeftoverError extends UsageError {}

const PAUSE_MS = 500;
const ATTEMPTS = 60;

/** What there is of a Compose project, in the order in which it can be removed. */
const KINDS = [
  { list: ['container', 'ls', '--all', '--quiet'], remove: ['container', 'rm', '--force', '--volumes'] },
  { list: ['network', 'ls', '--quiet'], remove: ['network', 'rm'] },
  { list: ['volume', 'ls', '--quiet'], remove: ['volume', 'rm', '--force'] },
];

/**
 * Removes all containers, networks and volumes of a Compose project, running or not. It goes by their labels: no file is
 * needed, and what a file no longer names is found, too.
 *
 * @param calm how many times in a row nothing may be found; more than once where somebody may still be creating things
 * @param attempts how often to try, twice a second
 * @throws when something can't be removed
 */
export async function takeDown(project: string, calm: number = 1, attempts: number = ATTEMPTS): Promise<void> {
  let quiet = 0;
  for (let attempt = 0; attempt < attempts; attempt++) {
    quiet = await sweep(project) ? 0 : quiet + 1;
    if (quiet >= calm) return;
    await sleep(PAUSE_MS);
  }
  throw new LeftoverError(`what was started could not be removed; do it with "docker compose --project-name ${project} down --volumes"`);
}

/** Removes what can be removed now; says whether there was anything. */
async function sweep(project: string): Promise<boolean> {
  let found = false;
  for (const { list, remove } of KINDS) {
    const names = (await ask([...list, '--filter', `label=${PROJECT_LABEL}=${project}`])).split(/\s+/).filter(Boolean);
    if (names.length === 0) continue;
    found = true;
    // Somebody else may be removing it at the same time; the next sweep shows whether it is gone.
    await docker([...remove, ...names]);
  }
  return found;
}
