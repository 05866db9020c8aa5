/**
 * Programs that workflows and commands run beside the engine's own: data, no logic.
 *
 * Images are pinned by tag and digest, so that they are the same bytes wherever they run; the digests are those of the indexes, so that they
 * serve every platform. A digest was taken only where it stands with its tag in two or more public workflows. As of November 2026.
 */

/** Builds images. Source: releases of moby/buildkit. */
export const BUILDKIT = 'moby/buildkit:v0.34.0@sha256:b059f8d7226d0b326bc871af489a5dddf65e36af4d20d14251b072974d9ee87c';

/** Writes down what is in an image while it is built. Source: releases of docker/buildkit-syft-scanner. */
export const SYFT_SCANNER = 'docker/buildkit-syft-scanner:1.12.0@sha256:ae4f3b554449e7e25548e7d8ccc029d17357348e30c6e3df01b92bc93654d6a9';

/** Looks for known vulnerabilities in images. Source: releases of aquasecurity/trivy. */
export const TRIVY = 'aquasec/trivy:0.75.0@sha256:af6acf9a6b85dfe389a1941505c0ce9efef52a4719635e1a962f022a3d855daa';

/** The command line of the builder; `docker/setup-buildx-action` fetches it by version. Source: releases of docker/buildx. */
export const BUILDX = 'v0.38.0';

/** Registers emulators of other platforms, as root of the machine. Source: tags of tonistiigi/binfmt. */
export const BINFMT = 'docker.io/tonistiigi/binfmt:qemu-v10.2.3@sha256:400a4873b838d1b89194d982c45e5fb3cda4593fbfd7e08a02e76b03b21166f0';

/** Fetches the package manager that a repository names, where Node.js does not bring it any more. Source: the npm registry. */
export const COREPACK = '0.36.0';

/** Signs images, and verifies signatures; `sigstore/cosign-installer` fetches it by version. Source: releases of sigstore/cosign. */
export const COSIGN = 'v3.1.3';
