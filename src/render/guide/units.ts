/** The size of an image, as registries count: `142.1 MB`, and no more of a budget than was written, `150 MB`. */
export function imageSizeText(bytes: number): string {
  return `${Math.round(bytes / 100_000) / 10} MB`;
}
