import { show, UsageError } from './problem';

// The grammar is that of the distribution project's reference package.
const COMPONENT = '[a-z0-9]+(?:(?:[.]|_|__|-+)[a-z0-9]+)*';
const HOST = '(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\\[[0-9a-fA-F:]+\\])(?::[0-9]{1,5})?';
const PATH = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const WITH_HOST = new RegExp(`^${HOST}(?:/${COMPONENT})*$`);
const MAX_LENGTH = 255;

/**
 * Where images live: a host and an optional path, or an account on Docker Hub. Never with a tag. It comes in lower case, which is how
 * images are called: owners on GitHub may be in any.
 */
export function checkRegistry(registry: string): string {
  const lower = typeof registry === 'string' ? registry.toLowerCase() : registry;
  if (typeof lower !== 'string' || !(hasHost(lower) ? WITH_HOST : PATH).test(lower)) {
    throw new UsageError(`registry must look like "ghcr.io/owner" (no scheme, no tag), got ${show(registry)}`);
  }
  return lower;
}

/** The name of an image without a tag or digest, with or without a registry. */
export function checkImageName(name: string): string {
  const fits = typeof name === 'string' && name.length <= MAX_LENGTH
    && (PATH.test(name) || (hasHost(name) && name.includes('/') && WITH_HOST.test(name)));
  if (!fits) {
    throw new UsageError(`image must look like "owner/name" (lower case letters, digits and . _ - between them, no tag), got ${show(name)}`);
  }
  return name;
}

/** What stands before a service's name in an image's name. */
export function checkImagePrefix(prefix: string): string {
  if (typeof prefix !== 'string' || !new RegExp(`^${COMPONENT}$`).test(prefix)) {
    throw new UsageError(`imagePrefix must be lower case letters and digits with . _ - between them, got ${show(prefix)}`);
  }
  return prefix;
}

/** Makes any project name into a valid component of an image name: `@Acme/My App` becomes `acme-my-app`. */
export function toImageComponent(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'app';
}

/** As Docker decides it: the first part is a host if it has a dot or a colon, or is `localhost`. */
export function hasHost(name: string): boolean {
  const first = name.split('/')[0];
  return /[.:]/.test(first) || first === 'localhost';
}
