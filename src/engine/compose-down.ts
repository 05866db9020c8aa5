import { setTimeout as sleep } from 'timers/promises';
import { docker } from './docker';
import { lastLines } from './program';
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
  let problem: string | undefined;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const sweep = await sweepOnce(project);
    quiet = sweep.isClean ? quiet + 1 : 0;
    if (quiet >= calm) return;
    problem = sweep.problem;
    await sleep(PAUSE_MS);
  }
  const why = problem ? ` (${problem})` : '';
  throw new LeftoverError(`what was started could not be removed${why}; do it with "docker compose --project-name ${project} down --volumes"`);
}

/** Removes what can be removed now; says whether there was nothing, and what Docker has against it. */
async function sweepOnce(project: string): Promise<{ readonly isClean: boolean; readonly problem?: string }> {
  let isClean = true;
  let problem: string | undefined;
  for (const { list, remove } of KINDS) {
    const { code, stdout, stderr } = await docker([...list, '--filter', `label=${PROJECT_LABEL}=${project}`]);
    const names = stdout.split(/\s+/).filter(Boolean);
    if (code === 0 && names.length === 0) continue;
    isClean = false;
    // An engine may be busy, and Ctrl-C ends the question as well: then nobody knows yet. What somebody else removes at the same
    // time, the next sweep finds gone.
    const said = code === 0 ? (await docker([...remove, ...names])).stderr : stderr;
    problem = lastLines(said, 1) || problem;
  }
  return { isClean, problem };
}
