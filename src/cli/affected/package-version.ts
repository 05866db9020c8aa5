import { ourManifest } from '../../files/own-package';

/** How many lines below its name a lockfile says the version and the digest in. */
const LINES = 4;

/**
 * What a lockfile of any package manager says of this package: the lines with its name, and those below where it stands as a heading.
 * They are the same as long as its version is.
 */
export function packageOf(lockfile: string): string {
  const lines = lockfile.split(/\r?\n/);
  const of = new RegExp(`(?:^|["' ,/])${ourManifest().name}(?:["'@: ]|$)`);
  return lines.flatMap((line, index) => {
    if (!of.test(line)) return [];
    const below = /[:{]\s*$/.test(line) ? lines.slice(index + 1, index + LINES) : [];
    const end = below.findIndex(one => one.trim() === '');
    return [line, ...end < 0 ? below : below.slice(0, end)];
  }).map(line => line.trim()).join('\n');
}
