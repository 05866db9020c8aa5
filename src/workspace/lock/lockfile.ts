import { LockGraph } from './graph';

/** The package managers as far as they install differently. */
export type LockfileKind = 'npm' | 'pnpm' | 'yarn-classic' | 'yarn-berry' | 'bun';

/** A lockfile that was found and read. */
export interface Lockfile {
  readonly kind: LockfileKind;
  /** File name, in the install root. */
  readonly file: string;
  /** The major version of the package manager that the format calls for, if it is not simply the newest one. */
  readonly major?: string;
  /** The packages; undefined where only the package manager itself can read them (bun.lockb). */
  readonly graph?: LockGraph;
}

/** Whether a `yarn.lock` is one of Yarn 2 and later. */
export function isBerryLock(text: string): boolean {
  return /^__metadata:/m.test(text);
}
