import type { ImageSize } from './observation';
import type { Promised } from './verdict';
import { ask } from '../../engine/docker';
import type { LayerSizes } from '../../engine/image-archive';
import { RunOptions } from '../../engine/program';
import { readSavedImage } from '../../engine/saved-image';
import { totalOf } from '../size/report';

/** The sizes of images that have a budget, as `docker:size` measures them: by the identity of what ran. */
export async function measureImages(
  services: readonly Promised[], imageOf: (service: string) => string | undefined, options: RunOptions,
): Promise<Map<string, ImageSize>> {
  const layers: LayerSizes = new Map();
  const known = new Map<string, ImageSize | undefined>();
  const isSimple = !/io\.containerd\.snapshotter/.test(await ask(['info', '--format', '{{json .DriverStatus}}'], options));
  const sizes = new Map<string, ImageSize>();
  for (const { name, maxImageSize, maxDownloadSize } of services) {
    const image = imageOf(name);
    if (image === undefined || maxImageSize === undefined && maxDownloadSize === undefined) continue;
    const measure = isSimple && maxDownloadSize === undefined ? inspected : measured;
    if (!known.has(image)) known.set(image, await measure(image, options, layers));
    const size = known.get(image);
    if (size) sizes.set(name, size);
  }
  return sizes;
}

/** The classic image store knows the size of an unpacked image; that of containerd counts what is compressed as well. */
async function inspected(image: string, options: RunOptions): Promise<ImageSize> {
  return { unpacked: Number(await ask(['image', 'inspect', '--format', '{{.Size}}', image], options)) };
}

/** `undefined`: the engine has not all of it. */
async function measured(image: string, options: RunOptions, layers: LayerSizes): Promise<ImageSize | undefined> {
  const platform = (await ask(['image', 'inspect', '--format', '{{.Os}}/{{.Architecture}}', image], options)).trim();
  const images = await readSavedImage(image, layers, options.signal);
  const own = images.find(other => `${other.platform}/`.startsWith(`${platform}/`)) ?? images[0];
  return own && totalOf(own.layers);
}
