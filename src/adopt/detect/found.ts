import type { PythonServerDraft, Stack } from '../draft';

/** Something that looks like a service. */
export interface Found {
  readonly stack: Stack;
  readonly directory: string;
  /** What it calls itself. */
  readonly name?: string;
  readonly port?: number;
  readonly healthPath?: string;
  readonly server?: PythonServerDraft;
  readonly migrate?: boolean;
  /** The name of an Nx project. */
  readonly project?: string;
}

/** For filters that TypeScript follows. */
export function isDefined<T>(value: T | undefined): value is T {
  return value !== undefined;
}
