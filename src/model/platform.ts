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

/** A platform as images say it, by whomever they were made. */
export interface Platform {
  readonly os?: unknown;
  readonly architecture?: unknown;
  readonly variant?: unknown;
}

/**
 * A platform as Docker writes it: `linux/amd64`, `linux/arm/v7`. Variants that are understood are left out; `undefined` for what is
 * no platform, such as `unknown/unknown` of attestations.
 */
export function platformName({ os, architecture, variant }: Platform): string | undefined {
  if (!isWord(os) || !isWord(architecture) || os === 'unknown' || architecture === 'unknown') return undefined;
  const understood = (architecture === 'arm64' && variant === 'v8') || (architecture === 'amd64' && variant === 'v1');
  const said = isWord(variant) && !understood ? variant : undefined;
  return [os, architecture, said ?? (architecture === 'arm' ? 'v7' : undefined)].filter(Boolean).join('/');
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z0-9_.-]+$/i.test(value);
}
