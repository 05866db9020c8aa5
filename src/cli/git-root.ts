import { existsSync } from 'fs';
import { dirname, join, relative } from 'path';

/** Where a folder is in its Git repository, as paths in code scanning are; without one, it is taken for the root. */
export function inRepository(directory: string): string {
  for (let root = directory; ; root = dirname(root)) {
    if (existsSync(join(root, '.git'))) return relative(root, directory).replace(/\\/g, '/') || '.';
    if (dirname(root) === root) return '.';
  }
}
