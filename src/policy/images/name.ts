import { DOCKER_HUB, type ImageReference, parseReference } from '../../model/image-reference';
import { oncePerText } from '../../model/memo';
import { UsageError } from '../../model/problem';

/** An image by the name that all ways to write it have in common. */
export interface NamedImage {
  /** As one writes it at the shortest: `node`, `bitnami/redis`, `gcr.io/distroless/static-debian13`. Copies of Docker Hub have its names. */
  readonly name: string;
  /** As Docker sees it: `latest` where neither a tag nor a digest is written, `''` where a digest alone is. */
  readonly tag: string;
  /** Its parts, as they are written. */
  readonly reference: ImageReference;
}

/** What an image is called; `undefined`: no image can be called so, or a variable decides it. */
export const readImage: (reference: string) => NamedImage | undefined = oncePerText(written => {
  try {
    const reference = parseReference(written);
    const { digest, tag = digest === undefined ? 'latest' : '' } = reference;
    return { name: nameOf(reference), tag, reference };
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
});

/** Registries that pass on what is on Docker Hub, under the same paths. */
const MIRRORS = new Set(['mirror.gcr.io', 'registry-1.docker.io']);
/** Registries that hold only what is pushed to them. */
const ORIGINS = new Set(['ghcr.io', 'quay.io', 'registry.gitlab.com']);

function nameOf({ registry, repository }: ImageReference): string {
  // Other registries have copies below a path: `public.ecr.aws/docker/library/node`. `library` at the top may be anyone's.
  const [, path, official] = /^(.*\/)?library\/([^/]+)$/.exec(repository) ?? [];
  const isCopy = registry === DOCKER_HUB || MIRRORS.has(registry) || (path !== undefined && !ORIGINS.has(registry));
  if (official !== undefined && isCopy) return official;
  return registry === DOCKER_HUB || MIRRORS.has(registry) ? repository : `${registry}/${repository}`;
}
