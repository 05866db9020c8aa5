import type { Parameters } from 'fast-check';

/**
 * How many definitions are made, and from which seed. It is the same in every run, so that nobody's change fails by chance;
 * `FUZZ_SEED=random`, or the number that a failure printed, and `FUZZ_RUNS` search elsewhere and longer.
 */
export function runs<T>(count: number): Parameters<T> & { readonly seed: number } {
  const { FUZZ_SEED: seed = '20261121', FUZZ_RUNS: more } = process.env;
  return { seed: seed === 'random' ? Date.now() % 2 ** 31 : Number(seed), numRuns: more === undefined ? count : Number(more) };
}
