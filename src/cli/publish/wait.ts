import { setTimeout as sleep } from 'timers/promises';
import { parseReference } from '../../model/image-reference';
import type { ManifestTarget } from '../../model/manifest';
import { UsageError } from '../../model/problem';
import type { PublishedImage } from '../../model/published-image';
import { RegistryError } from '../../registry/error';
import type { RegistryClient } from '../../registry/registry-client';
import { RefusedError } from '../../registry/said';
import type { Progress } from '../progress';

/** An image, and what its tag means. */
export interface Found extends PublishedImage {
  readonly name: string;
}

export interface Patience {
  /** Milliseconds to wait at most; 0: not at all. */
  readonly limit: number;
  /** Milliseconds between two looks. */
  readonly interval: number;
  readonly progress: Progress;
  readonly signal?: AbortSignal;
}

/** What was found out so far: what images have, and which of them their registry refuses, with what it said last. */
interface Looks {
  readonly found: Map<ManifestTarget, string>;
  readonly refused: Map<ManifestTarget, RefusedError>;
}

/**
 * What a tag means for all of some images: waits for those that do not have it yet. A registry may refuse what it does not have as if a login
 * was missing; while it lets us read others, that is taken for it.
 *
 * @param open gives a new client for each look: one that has met a fault asks that registry no more for a while
 * @throws UsageError when some do not have it in time, or RegistryError when that cannot be known
 */
export async function waitForTag(targets: readonly ManifestTarget[], tag: string, open: () => RegistryClient, patience: Patience): Promise<Found[]> {
  const { limit, interval, progress, signal } = patience;
  const deadline = Date.now() + limit;
  const looks: Looks = { found: new Map(), refused: new Map() };
  const missing = () => targets.filter(target => !looks.found.has(target));
  for (let isFirst = true; ; isFirst = false) {
    // A registry that refuses us does so at once; what happens later may pass while there is time.
    const fault = await look(open(), missing(), tag, looks).catch(error => {
      if (isFirst || !(error instanceof RegistryError)) throw error;
      return error;
    });
    if (missing().length === 0) return targets.map(target => ({ name: target.name, image: target.image, digest: looks.found.get(target)! }));
    if (isFirst) {
      const refusal = limit > 0 ? lastingRefusal(targets, looks) : [...looks.refused.values()][0];
      if (refusal) throw refusal;
    }
    const left = deadline - Date.now();
    if (left <= 0) throw fault ?? new UsageError(absence(targets, looks, tag, limit));
    progress.step(fault ? `waiting: ${fault.message}` : `waiting for ${missing().map(({ image }) => `${image}:${tag}`).join(', ')}, ${limit / 60_000} min at most`);
    await sleep(Math.min(interval, left), undefined, { signal });
  }
}

async function look(client: RegistryClient, targets: readonly ManifestTarget[], tag: string, { found, refused }: Looks): Promise<undefined> {
  for (const target of targets) {
    try {
      const digest = await client.tryDigest(`${target.image}:${tag}`);
      refused.delete(target);
      if (digest !== undefined) found.set(target, digest);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      refused.set(target, error);
    }
  }
  return undefined;
}

/** What a registry said that lets us read nothing of all that is asked for. */
function lastingRefusal(targets: readonly ManifestTarget[], { refused }: Looks): RefusedError | undefined {
  const readable = targets.filter(target => !refused.has(target)).map(registryOf);
  return [...refused].find(([target]) => !readable.includes(registryOf(target)))?.[1];
}

function registryOf({ image }: ManifestTarget): string {
  return parseReference(image).registry;
}

function absence(all: readonly ManifestTarget[], { found, refused }: Looks, tag: string, limit: number): string {
  const missing = all.filter(target => !found.has(target));
  const names = missing.map(({ image }) => `${image}:${tag}`).join(', ');
  const waited = limit > 0 ? ` after ${limit / 60_000} min` : '';
  const others = missing.length < all.length
    ? `; the others have it (${all.filter(target => found.has(target)).map(({ name }) => name).join(', ')}): name them to go on without` : '';
  const advice = limit > 0 ? 'look at the run that publishes them' : 'publish them first, or give them time with --wait';
  const refusals = [...refused].map(([{ name }, { message }]) => `; of ${name}, ${message}`).join('');
  return `${names} ${missing.length === 1 ? 'is' : 'are'} not in the registry${waited}; ${advice}${others}${refusals}`;
}
