import { joinPath } from '../../model/paths';
import type { WritableModel } from '../../model/service-model';

/** The ignore file of a build: that of the whole context only where no other Dockerfile can be meant by it. */
export function ignorePathOf(dockerfilePath: string, context: string): string {
  return dockerfilePath === joinPath(context, 'Dockerfile') ? joinPath(context, '.dockerignore') : `${dockerfilePath}.dockerignore`;
}

/** The volume of a folder in the container: `api-logs` for `/app/logs`. */
export function volumeOf(service: string, path: string): WritableModel {
  return { path, volume: `${service}-${path.replace(/^\/app\//, '').replace(/[^a-zA-Z0-9]+/g, '-').replace(/^-|-$/g, '')}` };
}

/**
 * Where a path is in the container: an absolute one is there already.
 *
 * @param within where one is that is relative to the service's folder
 */
export function inContainer(path: string, within: (relative: string) => string): string {
  const posix = path.replace(/\\/g, '/');
  return posix.startsWith('/') ? posix : within(posix);
}
