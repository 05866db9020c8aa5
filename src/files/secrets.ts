import { randomBytes } from 'crypto';
import { mkdirSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';

/** 256 bits: as many as the keys that they may be used for. */
const BYTES = 32;

/**
 * Creates the file of a secret with a random value, unless there is one.
 *
 * The folder is its owner's alone, and git ignores all of it. The file itself can be read by everyone, because services
 * of any user read it inside their containers, where the folder is not.
 *
 * @param path absolute
 * @returns whether it was created
 */
export function createSecret(path: string): boolean {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  createOnly(join(folder, '.gitignore'), '# Secrets of this machine\n*\n');
  return createOnly(path, randomBytes(BYTES).toString('base64url'));
}

function createOnly(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: 'wx', mode: 0o644 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
