import { mkdirSync, rmSync, writeFileSync } from 'fs';
import { dirname } from 'path';
import { tryRead } from '../files/atomic';
import { checkImageName } from '../model/image-name';
import { show, UsageError } from '../model/problem';
import type { PublishedImage } from '../model/published-image';

/** As `sha256sum` writes lines, in text or in binary mode. */
const LINE = /^([0-9a-f]{64}) [ *](.+)$/;
const WAYS_OUT = 'write it anew with "projen-docker publish" or "projen-docker resolve"';

/**
 * The images of a digests file, which commands hand from one to the next: lines as `sha256sum` writes them, with the image's name in
 * place of the file's. A file without lines is one of no images.
 *
 * @throws UsageError when it is not there, or has something else in it
 */
export function readDigests(path: string): PublishedImage[] {
  const text = tryRead(path);
  if (text === undefined) throw new UsageError(`there is no digests file ${show(path)}; ${WAYS_OUT}`);
  return parseDigests(path, text);
}

/** The same, of what such a file holds. */
export function parseDigests(path: string, text: string): PublishedImage[] {
  const seen = new Set<string>();
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '') return [];
    const [, hex, image] = LINE.exec(line.trimEnd()) ?? [];
    if (hex === undefined || !isImageName(image)) {
      throw new UsageError(`line ${index + 1} of ${path} must be 64 hexadecimal digits, two spaces, and the name of an image without a tag, got ${show(line.slice(0, 120))}; ${WAYS_OUT}`);
    }
    if (seen.has(image)) throw new UsageError(`${path} names ${image} twice; ${WAYS_OUT}`);
    seen.add(image);
    return [{ image, digest: `sha256:${hex}` }];
  });
}

/** The text of a digests file, in the order of the images. */
export function renderDigests(images: readonly PublishedImage[]): string {
  return images.map(({ image, digest }) => `${digest.slice('sha256:'.length)}  ${image}\n`).join('');
}

/**
 * Takes away a digests file of before, so that nobody goes on with it when what is to write it anew fails.
 *
 * @throws UsageError when it is something else
 */
export function discardDigests(path: string): void {
  const text = tryRead(path);
  if (text === undefined) return;
  try {
    parseDigests(path, text);
  } catch {
    throw new UsageError(`${show(path)} is something else than a digests file, and is not overwritten; name another file with --digests`);
  }
  rmSync(path);
}

/** Writes a digests file, and the folders that it is in. */
export function writeDigests(path: string, images: readonly PublishedImage[]): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, renderDigests(images));
}

function isImageName(image: string): boolean {
  try {
    return checkImageName(image) === image;
  } catch {
    return false;
  }
}
