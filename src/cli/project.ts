import { join } from 'path';
import { tryRead } from '../files/atomic';
import { type Manifest, MANIFEST_PATH } from '../model/manifest';
import { UsageError } from '../model/problem';
import { parseJson } from '../workspace/json';

/**
 * What synthesis wrote down of the project in a folder.
 *
 * @throws when it is not there, or broken
 */
export function readManifest(directory: string): Manifest {
  const manifest = tryReadManifest(directory);
  if (!manifest) throw new UsageError(`${MANIFEST_PATH} is not in this folder; run this command where .projenrc.ts is, or run "npx projen" first`);
  return manifest;
}

/** The same; `undefined` when it is not there, as in a project without services. */
export function tryReadManifest(directory: string): Manifest | undefined {
  const text = tryRead(join(directory, MANIFEST_PATH));
  return text === undefined ? undefined : parseJson(MANIFEST_PATH, text, 'run "npx projen", which writes it anew') as Manifest;
}
