import { DOCKER_HUB, parseReference } from '../model/image-reference';
import { UsageError } from '../model/problem';

/** An image's name, as all ways to write it have in common: `docker.io/library/node`. */
export interface ImageName {
  /** Registry and path. */
  readonly repository: string;
  /** Empty: it is not said, because there is a digest, or because it has none. */
  readonly tag: string;
}

/** The name of an image; `undefined`: it is not valid. */
export function imageName(reference: string): ImageName | undefined {
  if (reference === 'scratch') return { repository: 'scratch', tag: '' };
  try {
    const { registry, repository, digest, tag = digest === undefined ? 'latest' : '' } = parseReference(reference);
    // Copies of Docker Hub, where official images have the same paths.
    const official = /^(?:docker\/)?(library\/[^/]+)$/.exec(repository)?.[1];
    const isCopy = official !== undefined && /^(public\.ecr\.aws|mirror\.gcr\.io|registry-1\.docker\.io)$/.test(registry);
    return { repository: isCopy ? `${DOCKER_HUB}/${official}` : `${registry}/${repository}`, tag };
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}
