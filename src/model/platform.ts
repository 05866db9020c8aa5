import { show, UsageError } from './problem';

/** Platforms that official images are published for; the source is Docker's list of supported architectures. */
export const PLATFORMS = [
  'linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/arm/v6', 'linux/386', 'linux/ppc64le', 'linux/s390x', 'linux/riscv64',
] as const;

/** @throws when a platform is unknown or named twice */
export function checkPlatforms(platforms: readonly string[]): string[] {
  for (const [i, platform] of platforms.entries()) {
    if (!(PLATFORMS as readonly string[]).includes(platform)) {
      throw new UsageError(`platform must be one of ${PLATFORMS.join(', ')}, got ${show(platform)}`);
    }
    if (platforms.indexOf(platform) !== i) throw new UsageError(`platform ${show(platform)} is named twice; name it once`);
  }
  return [...platforms];
}
