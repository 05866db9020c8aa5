import { relativeTo } from '../../model/paths';
import type { PythonApp } from '../../workspace/python/python-app';

/** Where the root of the build is in the image. */
export const ROOT = '/app';
/** Where the dependencies are: outside of the sources, so that these can be mounted over. */
export const VENV = '/opt/venv';

/** Where a path of the repository is in the image. */
export function inImage({ root }: PythonApp, path: string): string {
  const within = relativeTo(root, path);
  return within === '.' ? ROOT : `${ROOT}/${within}`;
}
