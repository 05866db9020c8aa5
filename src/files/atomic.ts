import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';

/** Where a file is written before it is moved to its place: one name, so that a killed run leaves at most one, which the next run takes away. */
const STAGING = join('.projen', 'synth.tmp');

/** How a file is to be on disk. */
export interface FileState {
  readonly content: string;
  /** Permission bits; what the user set stays when this is `undefined`. */
  readonly mode?: number;
}

/**
 * Writes a file so that at every moment either the old or the new one is there whole, whatever ends the process.
 *
 * @param root the repository, which the staging file lies in: the same file system as the target
 * @param path the target, absolute
 * @returns whether anything had to change
 */
export function writeAtomically(root: string, path: string, state: FileState): boolean {
  const previous = tryRead(path);
  const mode = state.mode ?? (previous === undefined ? 0o644 : permissions(path));
  if (previous === state.content && permissions(path) === mode) return false;
  const staging = stagingPath(root);
  mkdirSync(dirname(staging), { recursive: true });
  mkdirSync(dirname(path), { recursive: true });
  rmSync(staging, { force: true });
  writeFileSync(staging, state.content);
  chmodSync(staging, mode);
  renameSync(staging, path);
  return true;
}

/**
 * Moves the staging file to its place, unless the same stands there already.
 *
 * @returns whether there was a staging file
 */
export function placeStaged(root: string, path: string): boolean {
  const staging = stagingPath(root);
  const content = tryRead(staging);
  if (content === undefined) return false;
  if (content === tryRead(path) && permissions(staging) === permissions(path)) {
    rmSync(staging);
  } else {
    mkdirSync(dirname(path), { recursive: true });
    renameSync(staging, path);
  }
  return true;
}

export function stagingPath(root: string): string {
  return join(root, STAGING);
}

/** Takes away what a killed run may have left. */
export function removeStaging(root: string): void {
  rmSync(join(root, STAGING), { force: true });
}

/** The text of a file, or `undefined` when there is none. */
export function tryRead(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

function permissions(path: string): number {
  return statSync(path).mode & 0o777;
}
