import { makeTag } from './immutable';
import { type Promotion, reasonToStay } from './request';
import { settled } from './settled';
import type { Persistence } from '../../engine/program';
import { sortedUnique } from '../../model/order';
import { UsageError } from '../../model/problem';
import { pinned, type PublishedImage } from '../../model/published-image';
import type { RegistryClient } from '../../registry/registry-client';
import type { Progress } from '../progress';

/** A tag of an image, and what is to become of it. */
export interface Move {
  readonly image: string;
  readonly tag: string;
  /** What it is now; `undefined`: there is none. */
  readonly from?: string;
  readonly to: string;
  /** Why it is left as it is. */
  readonly stays?: string;
}

/** An image that a branch has a newer one of than the one that was to get its tag. */
export interface Overtaken {
  readonly image: string;
  readonly tag: string;
  /** When the one was made that the branch has, in milliseconds. */
  readonly there: number;
  /** And the one that was to get its tag. */
  readonly here: number;
}

/** What was moved; the rest was not, for a reason. */
export interface Outcome {
  readonly moved: ReadonlySet<Move>;
  readonly fault?: Error;
  /** Somebody else had newer images meanwhile, which stay. */
  readonly overtaken?: Overtaken;
}

/**
 * Everything that is to be moved, tag by tag: what all images have first comes first.
 *
 * @throws UsageError where something speaks against it, before anything is moved
 */
export async function planMoves(
  images: readonly PublishedImage[], promotion: Promotion, client: RegistryClient, progress: Progress,
): Promise<Move[]> {
  progress.step('asking the registry what there is');
  const problems: string[] = [];
  // What one image has is a release of the system: a line must not go back for some of its images.
  const existing = promotion.tags.some(({ isForward }) => isForward) ? await tagsOf(images, client) : [];
  const present = new Map<string, string | undefined>();
  for (const { image, digest } of images) {
    if (await client.tryDigest(pinned({ image, digest })) === undefined) problems.push(`${image} has no ${digest}; publish it first`);
    for (const tag of [...promotion.tags.map(wanted => wanted.tag), ...promotion.source === undefined ? [] : [promotion.source]]) {
      present.set(`${image}:${tag}`, await client.tryDigest(`${image}:${tag}`));
    }
  }
  const moves = promotion.tags.flatMap(wanted => images.map(({ image, digest }): Move => {
    const from = present.get(`${image}:${wanted.tag}`);
    return { image, tag: wanted.tag, from, to: digest, stays: reasonToStay(wanted, promotion, from, existing) };
  }));
  const immutable = promotion.tags.filter(({ isImmutable }) => isImmutable).map(({ tag }) => tag);
  for (const { image, tag, from, to } of moves) {
    if (immutable.includes(tag) && from !== undefined && from !== to) {
      problems.push(`${image}:${tag} is released already, as ${from} and not ${to}; releases do not change, choose another version`);
    }
  }
  if (promotion.source !== undefined) {
    for (const { image, digest } of images) problems.push(...unlike(`${image}:${promotion.source}`, present.get(`${image}:${promotion.source}`), digest, promotion.source));
  }
  if (problems.length > 0) throw new UsageError(`nothing was moved: ${problems.join('; ')}`);
  return moves;
}

/** The same moves, none of which is made any more. */
export function withheld(moves: readonly Move[], why: string): Move[] {
  return moves.map(move => (isDue(move) ? { ...move, stays: why } : move));
}

/** Moves tags one after the other, until one cannot be moved. */
export async function moveAll(moves: readonly Move[], client: RegistryClient, options: MoveOptions): Promise<Outcome> {
  const moved = new Set<Move>();
  for (const move of moves.filter(isDue)) {
    const { image, tag, to } = move;
    try {
      const overtaken = await options.guard?.(move);
      if (overtaken) return { moved, overtaken };
      options.progress.step(`moving ${image}:${tag}`);
      await make(move, moves, client, options);
      moved.add(move);
    } catch (error) {
      // What fails, or is interrupted, may have come through.
      if (await client.tryDigest(`${image}:${tag}`).catch(() => undefined) === to) moved.add(move);
      const overtaken = await options.guard?.(move).catch(() => undefined);
      return { moved, ...overtaken ? { overtaken } : { fault: error as Error } };
    }
  }
  return { moved };
}

export interface MoveOptions {
  readonly progress: Progress;
  readonly persistence?: Persistence;
  /** How the registry is asked again that does not show yet what it was given. */
  readonly settling?: Persistence;
  readonly signal?: AbortSignal;
  /** Asked before each move: what speaks against this one and all that follow. */
  readonly guard?: (move: Move) => Promise<Overtaken | undefined>;
}

/** Whether a tag has to be moved: a registry may refuse to set one that it has, even to the same. */
export function isDue({ from, to, stays }: Move): boolean {
  return stays === undefined && from !== to;
}

async function make(move: Move, moves: readonly Move[], client: RegistryClient, { persistence, settling, signal }: MoveOptions): Promise<void> {
  const { image, tag, from, to } = move;
  const reference = `${image}:${tag}`;
  // Somebody may have moved it since it was looked at, even to the same.
  const before = await client.tryDigest(reference);
  if (before === to) return;
  const tags = moves.filter(isDue).map(one => one.tag);
  await makeTag({ image, tag, digests: [to], signal, persistence }, { before, tags, client });
  const found = await settled(reference, [from, before], digest => Promise.resolve(digest), { client, settling, signal });
  if (found !== to) throw new UsageError(`${reference} was moved to ${to}, and is ${found}: something else moves it too, or the registry changes what it is given`);
}

async function tagsOf(images: readonly PublishedImage[], client: RegistryClient): Promise<string[]> {
  const all: string[] = [];
  for (const { image } of images) all.push(...await client.tags(image));
  return sortedUnique(all);
}

function unlike(reference: string, found: string | undefined, digest: string, version: string): string[] {
  if (found === digest) return [];
  return [found === undefined
    ? `${reference} does not exist; only releases can be rolled back to`
    : `${reference} is ${found}, and the digests file says ${digest}; write it anew: projen-docker resolve --tag ${version}`];
}
