import type { ManifestService, ManifestTarget } from '../../model/manifest';

/** What is promised. The names stand in reports and behind `--skip`. */
export const PROMISES = ['start', 'answer', 'user', 'read-only', 'privileges', 'capabilities', 'stop', 'memory', 'image', 'download'] as const;

export type PromiseName = typeof PROMISES[number];

/** What a service promises, with its image. */
export type Promised = Partial<ManifestService> & Pick<ManifestService, 'name'> & Pick<ManifestTarget, 'maxImageSize' | 'maxDownloadSize'> & {
  /** The most that it may take to become healthy, or a job to end, before it is given up: in milliseconds. */
  readonly patience: number;
  /** Whether it stands in the Compose file alone: then it has promised nobody anything, and only has to start. */
  readonly isForeign?: boolean;
};

/** Whether a promise was kept. */
export interface Verdict {
  readonly promise: PromiseName;
  readonly promised: string;
  readonly seen: string;
  /** `skip`: nobody can say, or nobody wants to know. */
  readonly result: 'pass' | 'fail' | 'skip';
  /** What the service said, line by line. */
  readonly detail?: readonly string[];
}

export function verdict(promise: PromiseName, promised: string, seen: string, isKept: boolean, detail?: readonly string[]): Verdict {
  return { promise, promised, seen, result: isKept ? 'pass' : 'fail', ...detail && detail.length > 0 && { detail } };
}

export function skipped(promise: PromiseName, promised: string, why: string): Verdict {
  return { promise, promised, seen: why, result: 'skip' };
}
