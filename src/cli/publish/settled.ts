import { setTimeout as sleep } from 'timers/promises';
import type { Persistence } from '../../engine/program';
import { UsageError } from '../../model/problem';
import { RegistryError } from '../../registry/error';
import type { RegistryClient } from '../../registry/registry-client';

/** How patiently a registry is asked for what it was given a moment ago. */
export interface Settling {
  readonly client: RegistryClient;
  /** The pauses after which it is asked again, and what hears why. */
  readonly settling?: Persistence;
  readonly signal?: AbortSignal;
}

/** A registry of many machines mostly needs seconds, and at times most of a minute. */
export const SETTLING: Persistence = { pauses: [1_000, 2_000, 4_000, 8_000, 15_000, 30_000] };

/**
 * What a tag is that was just made. Some registries say for a while that there is none, or what it was before: they are asked again. Anything
 * else is an answer at once, right or not.
 *
 * @param old what it was before, or may be while it is made
 * @param read what is wanted of its digest; `undefined`: the registry does not have that yet
 * @throws UsageError when the registry does not show the tag in time
 */
export async function settled<T>(
  reference: string, old: readonly (string | undefined)[], read: (digest: string) => Promise<T | undefined>, options: Settling,
): Promise<T> {
  const { client, settling = SETTLING, signal } = options;
  const { pauses, onPause } = settling;
  const look = async (): Promise<{ found?: T; shown: string }> => {
    const digest = await client.tryDigest(reference);
    if (digest === undefined) return { shown: 'there is no such tag' };
    if (old.includes(digest)) return { shown: `it is still ${digest}` };
    return { found: await read(digest), shown: `it is ${digest}, which is not there` };
  };
  for (let attempt = 0; ; attempt++) {
    const { found, shown } = await look().catch(error => {
      throw error instanceof RegistryError ? new UsageError(`${reference} was made, and the registry does not say what it is: ${error.message}`) : error;
    });
    if (found !== undefined) return found;
    if (attempt >= pauses.length) {
      const seconds = Math.ceil(pauses.reduce((sum, pause) => sum + pause, 0) / 1000);
      throw new UsageError(`${reference} was made, and after ${seconds} s the registry still does not show it: ${shown}`);
    }
    onPause?.(`${reference} was made, and the registry does not show it yet; looking again in ${Math.ceil(pauses[attempt] / 1000)} s`);
    await sleep(pauses[attempt], undefined, { signal });
  }
}
