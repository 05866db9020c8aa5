import { readFileSync } from 'fs';
import { join } from 'path';
import { type Manifest, MANIFEST_PATH } from '../model/manifest';
import { UsageError } from '../model/problem';

/**
 * What synthesis wrote down of the project in a folder.
 *
 * @throws when it is not there
 */
export function readManifest(directory: string): Manifest {
  let text: string;
  try {
    text = readFileSync(join(directory, MANIFEST_PATH), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new UsageError(`${MANIFEST_PATH} is not in this folder; run this command where .projenrc.ts is, or run "npx projen" first`);
  }
  return JSON.parse(text) as Manifest;
}
