/** A published image: exactly these bits, in a registry. */
export interface PublishedImage {
  /** Its name without a tag. */
  readonly image: string;
  /** `sha256:` and 64 hexadecimal digits: of the index, where there is one. */
  readonly digest: string;
}

/** As registries and programs name it. */
export function pinned({ image, digest }: PublishedImage): string {
  return `${image}@${digest}`;
}

/** A digest as Docker shortens it. */
export function shortDigest(digest: string): string {
  return digest.slice('sha256:'.length, 'sha256:'.length + 12);
}
