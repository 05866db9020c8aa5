import { docker } from './docker';
import { lastLines, NOT_THERE_YET, PERSISTENCE, type Persistence, persistently } from './program';
import { UsageError } from '../model/problem';

/** A tag, and what it is to mean. */
export interface Tagging {
  /** The image's name without a tag. */
  readonly image: string;
  readonly tag: string;
  /** What the registry has: one, which the tag is to mean, or several, which an index is made of. */
  readonly digests: readonly string[];
  readonly signal?: AbortSignal;
  readonly persistence?: Persistence;
}

const CREATE = ['buildx', 'imagetools', 'create'];
/** A single manifest would be wrapped in an index otherwise, which has another digest. */
const AS_IT_IS = '--prefer-index=false';

/** @throws where buildx is missing or too old */
export async function requireImagetools(): Promise<void> {
  // Docker says what it can do itself where there is no such plugin.
  const { stdout } = await docker([...CREATE, '--help']);
  if (/--prefer-index/.test(stdout)) return;
  throw new UsageError(/imagetools create/.test(stdout)
    ? 'the buildx of this Docker is too old: tags take 0.16 or later; install a newer one'
    : 'tags take buildx, and this Docker does not have it; install the plugin docker-buildx');
}

/**
 * Makes a tag of what is in the registry already, or moves it. Nothing is built, and what is there keeps its digest. No engine is needed.
 * What the tag is made of may have been pushed a moment ago, and be known only soon.
 *
 * @throws what buildx says when it fails
 */
export async function createTag({ image, tag, digests, signal, persistence = PERSISTENCE }: Tagging): Promise<void> {
  const args = [...CREATE, AS_IT_IS, '--tag', `${image}:${tag}`, ...digests.map(digest => `${image}@${digest}`)];
  const { code, stderr } = await persistently(() => docker(args, { signal }), persistence, signal, NOT_THERE_YET);
  if (code === 0) return;
  signal?.throwIfAborted();
  throw new UsageError(`${image}:${tag} cannot be made: ${lastLines(stderr, 1).replace(/^ERROR:\s*/, '') || `"docker ${CREATE.join(' ')}" ended with ${code}`}`);
}
