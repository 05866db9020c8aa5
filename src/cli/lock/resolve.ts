import { atOnce } from '../../model/at-once';
import { show, UsageError } from '../../model/problem';
import type { RegistryClient } from '../../registry/registry-client';
import type { ImageLock, LockedImage } from '../../workspace/image-lock';
import type { Progress } from '../progress';

/** Registries are asked about so many images at once. */
const AT_ONCE = 6;

/**
 * Asks registries about images, several at a time.
 *
 * @throws UsageError with a sentence for each image that nothing could be learned about
 */
export async function resolveAll<T>(images: readonly string[], ask: (image: string) => Promise<T>, progress: Progress): Promise<Map<string, T>> {
  const found = new Map<string, T>();
  const problems = new Map<string, string>();
  try {
    await atOnce(AT_ONCE, images, async (image, index) => {
      progress.step(`asking about ${image} (${index + 1} of ${images.length})`);
      try {
        found.set(image, await ask(image));
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        problems.set(image, `image ${show(image)}: ${error.message}`);
      }
    });
  } finally {
    progress.end();
  }
  if (problems.size > 0) throw new UsageError(summary(images.flatMap(image => problems.get(image) ?? [])));
  return found;
}

/** What a registry has now; what is locked already costs no pull as long as it has not changed. */
export async function refreshed(client: RegistryClient, lock: ImageLock, image: string): Promise<LockedImage> {
  const old = lock.get(image);
  return old?.platforms && await client.digest(image) === old.digest ? old : client.resolve(image);
}

/** What an image is locked to, with the platforms that something else than this command left out. */
export function completed(client: RegistryClient, lock: ImageLock, image: string): Promise<LockedImage> {
  const old = lock.get(image);
  return client.resolve(old ? `${image}@${old.digest}` : image);
}

function summary(problems: readonly string[]): string {
  if (problems.length === 1) return `${problems[0]}\nNothing was written.`;
  return `${problems.length} images could not be resolved:\n${problems.map(problem => `  - ${problem}`).join('\n')}\nNothing was written.`;
}
