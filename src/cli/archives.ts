import { readdirSync, statSync } from 'fs';
import { basename, join } from 'path';
import type { ManifestTarget } from '../model/manifest';
import { compareText } from '../model/order';
import { show, UsageError } from '../model/problem';

/** What an archive holds, as far as it says whose it is. */
export interface Named {
  /** What it is called, with tags; none where nobody said. */
  readonly names: readonly string[];
}

/** An archive, or those `*.tar` in a folder: and in the folders of it, as artifacts of several platforms are downloaded. */
export function archivesIn(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new UsageError(`there is no archive ${show(path)}`);
  if (!stat.isDirectory()) return [path];
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => compareText(a.name, b.name));
  const files = [path, ...entries.filter(entry => entry.isDirectory()).map(({ name }) => join(path, name))].flatMap(tarsOf);
  if (files.length === 0) throw new UsageError(`there is no file *.tar in ${show(path)}`);
  return files;
}

function tarsOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).filter(entry => !entry.isDirectory() && entry.name.endsWith('.tar')).map(({ name }) => join(folder, name)).sort(compareText);
}

/**
 * Which images of an archive are of which target: it says so by an image's name, or else by its own.
 *
 * @throws UsageError when there is none of any target
 */
export function assignImages<T extends Named>(file: string, images: readonly T[], targets: readonly ManifestTarget[]): Map<ManifestTarget, T[]> {
  const result = new Map<ManifestTarget, T[]>();
  for (const image of images) {
    const target = image.names.length > 0 ? ofImage(image.names, targets) : ofFile(file, targets);
    if (target) result.set(target, [...result.get(target) ?? [], image]);
  }
  if (result.size === 0) {
    const names = [...new Set(images.flatMap(image => image.names))].join(', ');
    throw new UsageError(`${file} holds no image of this project${names ? `, but ${names}` : ', and says no name'}; the images are ${targets.map(({ image }) => image).join(', ')}`);
  }
  return result;
}

function ofImage(names: readonly string[], targets: readonly ManifestTarget[]): ManifestTarget | undefined {
  return targets.find(({ image }) => names.some(name => withoutTag(name) === familiar(image)));
}

/** `api.tar`, `api-linux-arm64.tar`: the longest name that fits, because names begin with one another. */
function ofFile(file: string, targets: readonly ManifestTarget[]): ManifestTarget | undefined {
  const name = basename(file);
  return [...targets].sort((a, b) => b.name.length - a.name.length)
    .find(target => name.startsWith(target.name) && /^[-_.]/.test(name.slice(target.name.length)));
}

function withoutTag(reference: string): string {
  return familiar(reference.replace(/@.*$/, '').replace(/:[^/:]*$/, ''));
}

/** As people write it: builders write `docker.io/library/` before the short names. */
function familiar(image: string): string {
  return image.replace(/^docker\.io\/(?:library\/)?/, '');
}
