import { checkImageName } from './image-name';
import { show, UsageError } from './problem';

const DIGEST = '@sha256:[0-9a-f]{64}';
const TAG = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}';
const REFERENCE = new RegExp(`^(.+?)(?::(${TAG}))?(${DIGEST})?$`);
const VERSION = new RegExp(`^${TAG}(?:${DIGEST})?$`);

/** An image that is pulled: its name, and a tag or a digest. */
export function checkImageReference(reference: string): string {
  const found = typeof reference === 'string' ? REFERENCE.exec(reference) : null;
  if (!found) throw new UsageError(`image must look like "axllent/mailpit:v1.31.2", got ${show(reference)}`);
  const [, name, tag, digest] = found;
  checkImageName(name);
  if (digest === undefined && (tag === undefined || tag === 'latest')) {
    throw new UsageError(`image ${show(reference)} is another one whenever it is pulled; write the version that you want, such as ${show(`${name}:1.2.3`)}, or a digest`);
  }
  return reference;
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
