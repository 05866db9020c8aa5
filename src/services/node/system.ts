/** Where the base stage puts the stripped binary. */
export const STRIPPED_NODE = '/opt/node';
/** Where the base stage puts the library for runtimes that have no package of it. */
export const LIBATOMIC = '/opt/libatomic.so.1';

/** From Node 26 on the official glibc binaries need libatomic, which neither Debian slim nor distroless cc brings. */
export function needsLibatomic(nodeVersion: string): boolean {
  return Number(nodeVersion.split('.')[0]) >= 26;
}
