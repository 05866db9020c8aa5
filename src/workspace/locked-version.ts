import type { NodeApp } from './node-app';
import { readInstall } from './package-manager';
import { Repository } from './repository';
import { relativeTo } from '../model/paths';

/**
 * The version of a direct dependency that the lockfile of an application installs; undefined where the lockfile does not say, or only the
 * package manager itself can read it (bun.lockb).
 */
export function lockedVersion(repo: Repository, app: Pick<NodeApp, 'root' | 'directory' | 'manifest' | 'rootManifest'>, name: string): string | undefined {
  const { graph } = readInstall(repo, app.root, app.rootManifest);
  const keys = graph?.direct(relativeTo(app.root, app.directory), app.manifest) ?? [];
  return keys.map((key) => graph!.packages.get(key)).find((found) => found?.name === name)?.version;
}
