import type { Size } from '../../model/size';

/** An amount of memory, as it is counted: `512 MiB`, `2 GiB`. */
export function memoryText(size: Size): string {
  const mebibytes = size.toBytes() / 1024 ** 2;
  if (mebibytes % 1024 === 0) return `${mebibytes / 1024} GiB`;
  return `${Number.isInteger(mebibytes) ? mebibytes : mebibytes.toFixed(1)} MiB`;
}

/** The size of an image, as registries count: `142.1 MB`. */
export function imageSizeText(bytes: number): string {
  return `${Math.round(bytes / 100_000) / 10} MB`;
}
