/**
 * Releases of the operating systems below the images: data, no logic.
 *
 * Source: docker-library/official-images (library/alpine, library/debian, library/node). The Node image and the runtime image
 * of one system always share a release, so that the libraries that add-ons were built against are those that they run with.
 */
export const ALPINE = {
  /** As it stands in the tags of the Node images. */
  release: '3.24',
  image: 'alpine:3.24.2',
};

export const DEBIAN = {
  /** As it stands in the tags of the Node images. */
  release: 'trixie',
  image: 'debian:trixie-20261005-slim',
};

/** Distroless publishes no version tags: this name is as exact as it gets, and a digest is more exact. */
export const DISTROLESS = {
  image: 'gcr.io/distroless/cc-debian13:nonroot',
  /** Its unprivileged user, the only one it lists. */
  user: '65532:65532',
};

/** The same without libc: certificates, time zones, and the user, for binaries that are linked statically. */
export const DISTROLESS_STATIC = {
  image: 'gcr.io/distroless/static-debian13:nonroot',
};
