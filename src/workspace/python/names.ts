/** A package's name as indexes compare it: `Uvicorn_Worker` is `uvicorn-worker`. Source: PEP 503. */
export function normalizeName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/** A package that an application needs. */
export interface PythonPackage {
  /** Normalised. */
  readonly name: string;
  /** The exact version, where one is pinned. */
  readonly version?: string;
  readonly extras: readonly string[];
}

/** Whether a pinned version is lower than another, by its numbers; `false` where it is not known. */
export function isBelow(version: string | undefined, bound: string): boolean {
  if (version === undefined) return false;
  const [a, b] = [version, bound].map(text => text.split('.').map(part => parseInt(part, 10) || 0));
  for (let at = 0; at < b.length; at++) {
    if ((a[at] ?? 0) !== b[at]) return (a[at] ?? 0) < b[at];
  }
  return false;
}
