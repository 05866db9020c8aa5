import { setTimeout as sleep } from 'timers/promises';
import { type Attestation, attestationOf, type Attester } from '../../engine/attestations';
import { unsignedBecause } from '../../engine/cosign';
import type { Persistence } from '../../engine/program';
import type { Refusal } from '../../engine/refusal';
import { atOnce } from '../../model/at-once';
import { pinned, type PublishedImage } from '../../model/published-image';
import { persistenceOf } from '../persistence';
import type { Progress } from '../progress';

/** How many images are asked for at once. */
const AT_ONCE = 4;

/** What is asked for, and of whom. */
export interface Asked {
  readonly attester: Attester;
  readonly signature: boolean;
  readonly attestation: boolean;
}

/** What was found out of an image. */
export interface Finding {
  readonly image: PublishedImage;
  readonly signature: string;
  readonly attestation: string;
  readonly problems: readonly string[];
}

export interface Patience {
  /** Milliseconds to wait at most; 0: not at all. */
  readonly limit: number;
  /** Milliseconds between two looks. */
  readonly interval: number;
  readonly progress: Progress;
  readonly persistence?: Persistence;
}

/** What an image has; what was not asked for has no answer. */
interface State {
  readonly signature?: 'verified' | Refusal;
  readonly attestation?: Attestation;
}

/**
 * Looks at all images; at those again that lack something while it may still be made and there is time. Nobody is asked twice for what was
 * verified.
 */
export async function look(images: readonly PublishedImage[], asked: Asked, patience: Patience): Promise<Finding[]> {
  const { limit, interval, progress } = patience;
  const deadline = Date.now() + limit;
  const persistence = persistenceOf(progress, patience.persistence);
  const states = new Map<PublishedImage, State>();
  for (let isFirst = true; ; isFirst = false) {
    const open = images.filter(image => refusalsIn(states.get(image)).length > 0 || isFirst);
    await atOnce(AT_ONCE, open, async image => {
      if (isFirst) progress.step(`verify ${pinned(image)}`);
      states.set(image, await lookAt(image, asked, states.get(image), persistence));
    });
    const missing = images.flatMap(image => missingOf(image, states.get(image)));
    const isFinal = [...states.values()].flatMap(refusalsIn).some(refusal => refusal.isFinal);
    const left = deadline - Date.now();
    if (missing.length === 0 || isFinal || left <= 0) return images.map(image => findingOf(image, states.get(image)!));
    progress.step(`waiting for ${missing.join(', ')}, ${limit / 60_000} min at most`);
    await sleep(Math.min(interval, left));
  }
}

async function lookAt(image: PublishedImage, asked: Asked, before: State = {}, persistence?: Persistence): Promise<State> {
  const { attester, signature, attestation } = asked;
  const isSigned = before.signature === 'verified';
  const isAttested = before.attestation !== undefined && 'by' in before.attestation;
  return {
    ...signature && { signature: isSigned ? 'verified' : await unsignedBecause(image, attester, persistence) ?? 'verified' },
    ...attestation && { attestation: isAttested ? before.attestation : await attestationOf(image, attester, persistence) },
  };
}

function refusalsIn({ signature, attestation }: State = {}): Refusal[] {
  return [signature, attestation].flatMap(one => (typeof one === 'object' && 'problem' in one ? one : []));
}

function missingOf({ image }: PublishedImage, { signature, attestation }: State = {}): string[] {
  return [
    ...refusalsIn({ signature }).map(() => `the signature of ${image}`),
    ...refusalsIn({ attestation }).map(() => `the attestation of ${image}`),
  ];
}

function findingOf(image: PublishedImage, { signature, attestation }: State): Finding {
  const [unsigned, unattested] = [refusalsIn({ signature }), refusalsIn({ attestation })];
  return {
    image,
    signature: signature === undefined ? 'not asked for' : signature === 'verified' ? 'verified' : 'FAILED',
    attestation: attestation === undefined ? 'not asked for' : 'by' in attestation ? `verified, ${attestation.by.replace(/^.*\/(?=[^/]+@)/, '')}` : 'FAILED',
    problems: [
      ...unsigned.map(({ problem }) => `${pinned(image)} is not signed as it has to be: ${problem}`),
      ...unattested.map(({ problem }) => `${pinned(image)} is not attested as it has to be: ${problem}`),
    ],
  };
}
