/** A step of an image's history, as its configuration says it. */
export interface HistoryEntry {
  readonly created_by?: string;
  readonly comment?: string;
  readonly empty_layer?: boolean;
}

/** Where a layer comes from. */
export interface LayerOrigin {
  /** The instruction that made it, as it would stand in a Dockerfile; `undefined`: the image does not say. */
  readonly instruction?: string;
  /** Its place in the history; `undefined`: as above. */
  readonly step?: number;
  /** Whether it came with the image that the build started from, as far as the history tells. */
  readonly isBase: boolean;
}

/** What made each of an image's layers. */
export function originsOf(history: readonly HistoryEntry[], layers: number): LayerOrigin[] {
  const own = firstOwn(history);
  const origins = history
    .map((entry, step) => ({ entry, step, instruction: instructionOf(entry.created_by ?? ''), isBase: step < own }))
    .filter(({ entry }) => !entry.empty_layer)
    .map(({ step, instruction, isBase }) => ({ ...(instruction ? { instruction } : {}), step, isBase }));
  // Tools that squash, or that write no history: better nothing than a wrong instruction.
  return origins.length === layers ? origins : Array.from({ length: layers }, () => ({ isBase: false }));
}

/**
 * Where the history of this build begins: nothing says so, but a base image sets its command at the end, and what another
 * tool than the Dockerfile builder wrote was there before.
 */
function firstOwn(history: readonly HistoryEntry[]): number {
  const isBuilt = history.map(({ comment }) => comment?.startsWith('buildkit') ?? false);
  const lastBuilt = isBuilt.lastIndexOf(true);
  const lastLayer = history.map(entry => !entry.empty_layer).lastIndexOf(true);
  return history.map(({ created_by }, index) => (
    (index < lastLayer && /^(?:CMD|ENTRYPOINT)\b/.test(instructionOf(created_by ?? ''))) || (index < lastBuilt && !isBuilt[index])
  )).lastIndexOf(true) + 1;
}

/** An instruction without what the builder puts around it: shells, arguments, the name of the builder. */
export function instructionOf(createdBy: string): string {
  const text = createdBy.replace(/\s+/g, ' ').trim().replace(/ ?# buildkit$/, '');
  const old = /^(?:\/bin\/sh -c )?#\(nop\) +(.*)$/.exec(text);
  if (old) return old[1];
  const run = /^(?:RUN )?(?:\|\d+ .*?)?\/bin\/(?:sh|ash|bash)(?: -[a-z]+(?: pipefail)?)+ (.*)$/.exec(text);
  return run ? `RUN ${run[1]}` : text;
}
