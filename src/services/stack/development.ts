import { joinPath } from '../../model/paths';
import { show, UsageError } from '../../model/problem';
import type { Repository } from '../../workspace/repository';

/**
 * Checks what is mounted while a service is being worked on.
 *
 * @param directory what the sources are relative to
 * @throws when one does not exist
 */
export function checkSources(repo: Repository, directory: string, sources: readonly string[] = []): void {
  const missing = sources.find(source => !repo.exists(joinPath(directory, source)));
  if (missing !== undefined) throw new UsageError(`source ${show(missing)} of "development" does not exist in ${show(directory)}`);
}
