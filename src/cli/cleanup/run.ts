import { type Inventory, isSameListing, type Listed, type Stored } from './inventory';
import { type Doomed, type Plan, planCleanup, type Policy, short } from './plan';
import { Reader, readInventory } from './read';
import { References } from './references';
import { AT_ONCE, type Store } from './store';
import { atOnce } from '../../model/at-once';
import { RegistryError } from '../../registry/error';
import { GitHubRuleError, GitHubStopError } from '../../registry/github-packages';
import { DeleteUnsupportedError, type RegistryClient } from '../../registry/registry-client';

/** What has become of a manifest: it would be deleted, is, stays by the registry's own rules, could not be, or waits for another one. */
export type Outcome = 'planned' | 'deleted' | 'refused' | 'failed' | 'left';

export interface Deletion extends Doomed {
  readonly outcome: Outcome;
  /** Why it is still there. */
  readonly said?: string;
}

/** What was done with one image's repository. */
export interface Result {
  readonly image: string;
  readonly inventory: Inventory;
  readonly plan: Plan;
  readonly deletions: readonly Deletion[];
  /** What went wrong: exit code 1. */
  readonly problems: readonly string[];
  readonly isComplete: boolean;
}

export interface Run {
  readonly image: string;
  readonly client: RegistryClient;
  readonly store: Store;
  readonly policy: Policy;
  readonly dryRun: boolean;
  /** Says what is being done. */
  readonly step: (text: string) => void;
  readonly signal: AbortSignal;
}

const MOST_READINGS = 3;

/** Cleans up one repository. */
export async function cleanUp(run: Run): Promise<Result> {
  const reader = new Reader(run.client, run.image);
  for (let reading = 1; ; reading++) {
    run.step(`reading ${run.image}`);
    const listed = await run.store.list();
    const { inventory, plan } = await planned(run, reader, listed);
    const result = { image: run.image, inventory, plan, isComplete: run.store.isComplete };
    const nothing = (problems: readonly string[]): Result => ({ ...result, problems, deletions: plan.deleted.map(one => ({ ...one, outcome: 'left' })) });
    if (plan.problems.length > 0) return nothing(plan.problems);
    if (run.dryRun) return { ...result, problems: [], deletions: plan.deleted.map(one => ({ ...one, outcome: 'planned' })) };
    if (plan.deleted.length === 0) return nothing([]);
    // Somebody who publishes meanwhile may refer to what was not needed a moment ago.
    if (!isSameListing(listed, await run.store.list())) {
      if (reading < MOST_READINGS) continue;
      return nothing(['somebody publishes at the moment; run it again later']);
    }
    const { deletions, problems } = await deleteAll(run, plan, new References(inventory));
    return { ...result, deletions, problems: [...problems, ...await lost(run, plan, deletions)] };
  }
}

/** Reads and plans; where not everything is listed, registries are asked for signatures and attestations of what is to go. */
async function planned(run: Run, reader: Reader, listed: readonly Listed[]): Promise<Pick<Result, 'inventory' | 'plan'>> {
  const { client, store, image, policy } = run;
  const all = new Map(listed.map(one => [one.digest, one]));
  const asked = new Set<string>();
  for (;;) {
    const inventory = await readInventory(reader, [...all.values()], store.isComplete, policy.now);
    const plan = planCleanup(inventory, policy);
    const next = store.isComplete ? [] : plan.deleted.map(({ manifest }) => manifest.digest).filter(digest => !asked.has(digest));
    next.forEach(digest => asked.add(digest));
    const found = (await atOnce(AT_ONCE, next, digest => client.referrers(`${image}@${digest}`))).flatMap(digests => digests ?? []);
    const unknown = found.filter(digest => !inventory.stored.has(digest) && !inventory.missing.has(digest) && !inventory.unreadable.has(digest));
    if (unknown.length === 0) return { inventory, plan };
    unknown.forEach(digest => all.set(digest, { digest, tags: [] }));
  }
}

/** Deletes in order. What something refers to that is still there stays, and the rest goes. */
async function deleteAll(run: Run, { deleted }: Plan, references: References): Promise<{ deletions: Deletion[]; problems: string[] }> {
  const deletions: Deletion[] = [];
  const problems: string[] = [];
  const needed = new Map<string, Stored>();
  let stop: string | undefined;
  for (const [at, doomed] of deleted.entries()) {
    const { manifest } = doomed;
    if (run.signal.aborted) stop ??= 'interrupted';
    const user = needed.get(manifest.digest);
    let outcome: Attempt = { outcome: 'left', said: user ? `${short(user.digest)} needs it` : stop };
    if (!user && stop === undefined) {
      run.step(`deleting from ${run.image} (${at + 1} of ${deleted.length})`);
      outcome = await attempt(run.store, manifest);
      if (outcome.outcome === 'failed') problems.push(outcome.said!);
      if (outcome.isFinal) stop = 'not tried';
    }
    if (outcome.outcome !== 'deleted') references.neededBy(manifest.digest).forEach(digest => needed.set(digest, manifest));
    deletions.push({ ...doomed, outcome: outcome.outcome, ...(outcome.said !== undefined && { said: outcome.said }) });
  }
  return { deletions, problems };
}

interface Attempt {
  readonly outcome: Outcome;
  readonly said?: string;
  /** Whether it makes no sense to try the next one. */
  readonly isFinal?: boolean;
}

async function attempt(store: Store, manifest: Stored): Promise<Attempt> {
  try {
    await store.delete(manifest);
    return { outcome: 'deleted' };
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    if (error instanceof GitHubRuleError) return { outcome: 'refused', said: error.message };
    return { outcome: 'failed', said: error.message, isFinal: error instanceof GitHubStopError || error instanceof DeleteUnsupportedError };
  }
}

/** Looks after the deletion whether everything that was kept is still there: a registry may take more than it was told to. */
async function lost({ client, image, step, signal }: Run, { kept }: Plan, deletions: readonly Deletion[]): Promise<string[]> {
  if (signal.aborted || !deletions.some(({ outcome }) => outcome === 'deleted')) return [];
  step(`checking ${image}`);
  const digests = [...kept.keys()];
  const found = await atOnce(AT_ONCE, digests, digest => client.tryDigest(`${image}@${digest}`));
  const gone = digests.filter((_, at) => found[at] === undefined);
  return gone.length === 0 ? [] : [`${image} has lost ${gone.map(short).join(', ')}, which was not deleted by this run; restore it, GitHub can do so for 30 days`];
}
