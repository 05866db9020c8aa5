import { readFileSync } from 'fs';
import { join } from 'path';
import { baseName, joinPath, repositoryPath } from '../../model/paths';
import { show, UsageError } from '../../model/problem';
import type { StarterFile } from '../../model/service-model';
import type { PackageManifest } from '../../workspace/manifest';

/** Where the starters are in this package. */
const STARTERS = join(__dirname, '..', '..', '..', 'sample', 'health');

/**
 * The file that starts a service's own health endpoint, in the language and the kind of module that its name says.
 *
 * @param path relative to `directory`, which messages call `folder`
 * @throws when its name says neither JavaScript nor TypeScript
 */
export function healthStarter(path: string, directory: string, { type }: Pick<PackageManifest, 'type'>, folder: string = 'the service\'s directory'): StarterFile {
  const file = joinPath(directory, repositoryPath(path, 'healthStarter', folder));
  const extension = /\.([cm]?js|m?ts)$/.exec(baseName(file))?.[1];
  if (!extension) throw new UsageError(`healthStarter must be a file of TypeScript or JavaScript such as "src/health.ts", got ${show(path)}`);
  return { path: file, text: readFileSync(join(STARTERS, starterOf(extension, type === 'module')), 'utf8') };
}

function starterOf(extension: string, isModule: boolean): string {
  if (extension.endsWith('ts')) return 'health.ts';
  return extension === 'mjs' || (extension === 'js' && isModule) ? 'health.mjs' : 'health.cjs';
}
