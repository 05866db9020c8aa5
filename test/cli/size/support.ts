import type { Measured } from '../../../src/cli/size/measure';
import type { Layer } from '../../../src/engine/image-archive';

/** A layer; `digest` says which it is. */
export function layer(digest: string, unpacked: number, download: number, more: Partial<Layer> = {}): Layer {
  return { digest, unpacked, download, isEstimate: false, isBase: false, instruction: `COPY ${digest} .`, ...more };
}

/** An image of one platform. */
export function image(name: string, layers: readonly Layer[], more: Partial<Measured['target']> = {}, platform: string = 'linux/amd64'): Measured {
  return { target: { name, image: `acme/${name}`, ...more }, source: `acme/${name}:latest`, images: [{ names: [], platform, layers, history: [] }] };
}
