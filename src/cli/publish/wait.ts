import { setTimeout as sleep } from 'timers/promises';
import type { ManifestTarget } from '../../model/manifest';
import { UsageError } from '../../model/problem';
import type { PublishedImage } from '../../model/published-image';
import { RegistryError } from '../../registry/error';
import type { RegistryClient } from '../../registry/registry-client';
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

/**
 * What a tag means for all of some images: waits for those that do not have it yet.
 *
 * @param open gives a new client for each look: one that has met a fault asks that registry no more
 * @throws UsageError when some do not have it in time, or RegistryError when that cannot be known
 */
export async function waitForTag(targets: readonly ManifestTarget[], tag: string, open: () => RegistryClient, patience: Patience): Promise<Found[]> {
  const { limit, interval, progress, signal } = patience;
  const deadline = Date.now() + limit;
  const found = new Map<ManifestTarget, string>();
  const missing = () => targets.filter(target => !found.has(target));
  for (let isFirst = true; ; isFirst = false) {
    // A registry that refuses us does so at once; what happens later may pass while there is time.
    const fault = await look(open(), missing(), tag, found).catch(error => {
      if (isFirst || !(error instanceof RegistryError)) throw error;
      return error;
    });
    if (missing().length === 0) return targets.map(target => ({ name: target.name, image: target.image, digest: found.get(target)! }));
    const left = deadline - Date.now();
    if (left <= 0) throw fault ?? new UsageError(absence(missing(), targets, tag, limit));
    progress.step(fault ? `waiting: ${fault.message}` : `waiting for ${missing().map(({ image }) => `${image}:${tag}`).join(', ')}, ${limit / 60_000} min at most`);
    await sleep(Math.min(interval, left), undefined, { signal });
  }
}

async function look(client: RegistryClient, targets: readonly ManifestTarget[], tag: string, found: Map<ManifestTarget, string>): Promise<undefined> {
  for (const target of targets) {
    const digest = await client.tryDigest(`${target.image}:${tag}`);
    if (digest !== undefined) found.set(target, digest);
  }
  return undefined;
}

function absence(missing: readonly ManifestTarget[], all: readonly ManifestTarget[], tag: string, limit: number): string {
  const names = missing.map(({ image }) => `${image}:${tag}`).join(', ');
  const waited = limit > 0 ? ` after ${limit / 60_000} min` : '';
  const others = missing.length < all.length
    ? `; the others have it (${all.filter(target => !missing.includes(target)).map(({ name }) => name).join(', ')}): name them to go on without` : '';
  const advice = limit > 0 ? 'look at the run that publishes them' : 'publish them first, or give them time with --wait';
  return `${names} ${missing.length === 1 ? 'is' : 'are'} not in the registry${waited}; ${advice}${others}`;
}
