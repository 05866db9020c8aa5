import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import type { ServiceDraft } from './draft';

/** Where the sample service is in this package. */
const SAMPLE = join(__dirname, '..', '..', 'sample', 'app');

/** The service that a repository without any gets: small, without dependencies, and what a container expects of one. */
export const SAMPLE_SERVICE: ServiceDraft = { stack: 'NodeService', name: 'app', directory: 'app', port: 3000, healthPath: '/healthz' };

/** The files of the sample service: path in the repository, and content. */
export function sampleFiles(): [path: string, content: string][] {
  const list = (folder: string): string[] => readdirSync(join(SAMPLE, folder), { withFileTypes: true })
    .flatMap(entry => (entry.isDirectory() ? list(join(folder, entry.name)) : [join(folder, entry.name)]));
  return list('.').map(path => [path.replace(/\\/g, '/'), path] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, source]) => [`${SAMPLE_SERVICE.directory}/${path}`, readFileSync(join(SAMPLE, source), 'utf8')]);
}
