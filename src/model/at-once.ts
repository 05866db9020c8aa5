/**
 * Does something with each of some things, a few at a time; gives the results in the order of the things.
 *
 * @throws the first failure; nothing is begun after it
 */
export async function atOnce<T, R>(most: number, things: readonly T[], work: (thing: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const waiting = things.entries();
  let hasFailed = false;
  const worker = async () => {
    for (const [index, thing] of waiting) {
      if (hasFailed) return;
      try {
        results[index] = await work(thing, index);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: most }, worker));
  return results;
}
