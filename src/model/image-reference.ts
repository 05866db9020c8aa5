import { checkImageName, hasHost } from './image-name';
import { show, UsageError } from './problem';

const DIGEST = '(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})';
const TAG = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}';
const REFERENCE = new RegExp(`^(.+?)(?::(${TAG}))?(?:@(${DIGEST}))?$`);
const VERSION = new RegExp(`^${TAG}(?:@${DIGEST})?$`);
const WHOLE_DIGEST = new RegExp(`^${DIGEST}$`);

/** The registry that is meant where none is written. */
export const DOCKER_HUB = 'docker.io';

/** The registry of GitHub. */
export const GITHUB_REGISTRY = 'ghcr.io';

/** An image that is pulled, in its parts. */
export interface ImageReference {
  /** Its name as it is written, without tag and digest. */
  readonly name: string;
  /** The host, with a port if one is written: `docker.io` where there is none. */
  readonly registry: string;
  /** The path in the registry: that of an official image on Docker Hub is `library/node`. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** The parts of an image's reference, read as Docker reads it. */
export function parseReference(reference: string): ImageReference {
  const found = typeof reference === 'string' ? REFERENCE.exec(reference) : null;
  if (!found) throw new UsageError(`image must look like "axllent/mailpit:v1.31.2", got ${show(reference)}`);
  const [, name, tag, digest] = found;
  checkImageName(name);
  const slash = hasHost(name) ? name.indexOf('/') : -1;
  const host = slash < 0 ? DOCKER_HUB : name.slice(0, slash);
  const registry = host === `index.${DOCKER_HUB}` ? DOCKER_HUB : host;
  const path = name.slice(slash + 1);
  return { name, registry, repository: registry === DOCKER_HUB && !path.includes('/') ? `library/${path}` : path, tag, digest };
}

/** The repository that a name means, with its host: Docker Hub has several names; `undefined`: it is no name. */
export function repositoryOf(reference: string): string | undefined {
  try {
    const { registry, repository } = parseReference(reference);
    return `${registry}/${repository}`;
  } catch {
    return undefined;
  }
}

/** Whether two names mean one repository. */
export function isSameRepository(one: string, other: string): boolean {
  const found = repositoryOf(one);
  return found !== undefined && found === repositoryOf(other);
}

/** An image that is pulled: its name, and a tag or a digest. */
export function checkImageReference(reference: string): string {
  const { name, tag, digest } = parseReference(reference);
  if (digest === undefined && (tag === undefined || tag === 'latest')) {
    throw new UsageError(`image ${show(reference)} is another one whenever it is pulled; write the version that you want, such as ${show(`${name}:1.2.3`)}, or a digest`);
  }
  return reference;
}

/** Whether a value is a digest by an algorithm that the OCI image specification registers: `sha256:` or `sha512:`, and hexadecimal digits. */
export function isDigest(value: unknown): value is string {
  return typeof value === 'string' && WHOLE_DIGEST.test(value);
}

/**
 * A tag, with a digest behind it if need be: `18.6-alpine`, `18-alpine@sha256:…`.
 *
 * @param example what a message proposes
 */
export function checkImageVersion(version: string, example: string): string {
  if (typeof version !== 'string' || !VERSION.test(version)) {
    throw new UsageError(`version must be a tag of the image such as ${show(example)}, with or without a digest behind it, got ${show(version)}`);
  }
  if (version === 'latest') throw new UsageError(`version "latest" is another one whenever it is pulled; write the one that you want, such as ${show(example)}`);
  return version;
}
