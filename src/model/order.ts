/** Orders strings by code unit: the same on every machine, unlike localeCompare. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The same values without repetitions, in their order. */
export function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

/** A copy in code unit order, each value once. */
export function sortedUnique(values: Iterable<string>): string[] {
  return [...new Set(values)].sort(compareText);
}
