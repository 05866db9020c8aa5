import { lstatSync } from 'fs';
import { join } from 'path';
import { writeAtomically } from './atomic';

/**
 * Writes a file that starts somebody's own work, unless something stands there. It has no marker: projen neither overwrites
 * nor deletes it.
 *
 * @param root the repository
 * @param path relative to it
 */
export function createStarter(root: string, path: string, content: string): void {
  const absolute = join(root, path);
  if (!lstatSync(absolute, { throwIfNoEntry: false })) writeAtomically(root, absolute, { content });
}
