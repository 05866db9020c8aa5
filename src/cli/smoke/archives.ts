import { basename } from 'path';
import type { Promised } from './verdict';
import { ComposeConfig, imageOf } from '../../engine/compose-config';
import { enginePlatform, imageFor, LoadableImage, loadImage, readLayout } from '../../engine/load-archive';
import type { Manifest } from '../../model/manifest';
import { unique } from '../../model/order';
import { show, UsageError } from '../../model/problem';
import { archivesIn } from '../archives';

/** Where the images of services to start are, by their targets. */
export type Archives = ReadonlyMap<string, readonly string[]>;

/**
 * The archives of all images that are built here and that services to start run: files `<target>.tar`.
 *
 * @param paths archives, and folders of them
 * @throws when one of them is not there, or there is none of an image: another one of its name may be in the engine
 */
export function findArchives(paths: readonly string[], services: readonly Promised[]): Archives {
  const files = unique(paths.flatMap(archivesIn));
  const targets = unique(services.flatMap(({ target }) => target ?? []));
  const found = new Map(targets.map(target => [target, files.filter(file => basename(file) === `${target}.tar`)]));
  const missing = targets.filter(target => found.get(target)!.length === 0);
  if (missing.length > 0) {
    const users = services.filter(({ target }) => target !== undefined && missing.includes(target)).map(({ name }) => show(name));
    throw new UsageError(`there is no ${missing.map(target => `${target}.tar`).join(', ')} in ${paths.join(', ')}, which ${users.join(', ')} `
      + `${users.length === 1 ? 'runs' : 'run'}; write ${missing.length === 1 ? 'it' : 'them'} with OUTPUT and Bake, or name other services`);
  }
  return found;
}

/**
 * Loads images into the engine, under the names that the Compose file runs.
 *
 * @param say gets what was done, a line for each image
 */
export async function loadArchives(
  archives: Archives, manifest: Manifest, config: ComposeConfig, say: (line: string) => void, signal: AbortSignal,
): Promise<void> {
  if (archives.size === 0) return;
  const platform = await enginePlatform(signal);
  // All are looked at before the first is loaded.
  const chosen: { readonly reference: string; readonly image: LoadableImage }[] = [];
  for (const [target, paths] of archives) {
    const images: LoadableImage[] = [];
    for (const path of paths) images.push(...await readLayout(path, signal));
    chosen.push({ reference: referenceOf(target, manifest, config), image: imageFor(platform, images, `the image of ${show(target)}`) });
  }
  for (const { reference, image } of chosen) {
    const isReplaced = await loadImage(image, reference, signal);
    say(`loaded ${reference} from ${image.path} (${image.platform})${isReplaced ? ', in place of the image that had this name' : ''}`);
  }
}

/** As Compose calls it: the tag may stand in its file `.env`. */
function referenceOf(target: string, { targets, services }: Manifest, config: ComposeConfig): string {
  const image = targets.find(({ name }) => name === target)!.image;
  const names = services.filter(service => service.target === target).map(({ name }) => imageOf(config, name));
  return names.find(name => name.startsWith(`${image}:`)) ?? `${image}:${process.env.TAG || 'latest'}`;
}
