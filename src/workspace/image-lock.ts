import { checkConflictMarkers, parseJson } from './json';
import { fail } from './problem';
import { table } from './value';
import { isDigest, parseReference } from '../model/image-reference';
import { compareText } from '../model/order';
import { show } from '../model/problem';

/** What an image was when it was locked. */
export interface LockedImage {
  /** Of the index, where there is one: it holds for all platforms. */
  readonly digest: string;
  /** In order: `linux/amd64`, `linux/arm/v7`. `undefined`: not known, because something else than `docker:lock` wrote the digest. */
  readonly platforms?: readonly string[];
}

/** What images are locked to, by their references as they are written, without a digest. */
export type ImageLock = ReadonlyMap<string, LockedImage>;

const COMMENT = 'Written by "npx projen docker:lock": images and the digests that their tags had. Commit this file.';

/**
 * Reads the lock file of images.
 *
 * @param text its content; `undefined` when there is none
 * @throws WorkspaceError when it holds something else
 */
export function parseImageLock(path: string, text: string | undefined): ImageLock {
  if (text === undefined) return new Map();
  const wrong = (what: string) => fail(`${path} ${what}; take back the change, or delete the file, and run "npx projen docker:lock"`);
  checkConflictMarkers(path, text, 'run "npx projen docker:lock"');
  const value = parseJson(path, text.replace(/^\uFEFF/, ''), 'take back the change, or delete the file, and run "npx projen docker:lock"');
  const images = table(table(value)?.images);
  if (!images) return wrong('is no lock file of images: it has no object "images"');
  return new Map(Object.entries(images).map(([reference, entry]) => {
    if (!isReference(reference)) wrong(`locks ${show(reference)}, which is no image that can be locked`);
    const { digest, platforms } = table(entry) ?? {};
    if (!isDigest(digest)) return wrong(`has no digest "sha256:…" for image ${show(reference)}`);
    if (platforms !== undefined && !isTexts(platforms)) return wrong(`has something else than a list of platforms for image ${show(reference)}`);
    return [reference, { digest, platforms }];
  }));
}

/** The lock file of images: in order, an image's digest always on the line below its name. */
export function renderImageLock(lock: ImageLock): string {
  const images = [...lock].sort(([a], [b]) => compareText(a, b)).map(([reference, { digest, platforms }]) => [reference, { digest, platforms }]);
  return `${JSON.stringify({ '//': COMMENT, 'images': Object.fromEntries(images) }, undefined, 2)}\n`;
}

function isReference(reference: string): boolean {
  try {
    return parseReference(reference).digest === undefined;
  } catch {
    return false;
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every(one => typeof one === 'string');
}
