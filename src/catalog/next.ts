/**
 * Releases of Next.js: data, no logic. Compared in November 2026 with nextjs.org/support-policy and endoflife.date/nextjs (dates), with
 * `engines` of the packages on the npm registry (Node.js), and with `server/lib/incremental-cache` of these packages (route cache).
 */
export interface NextRelease {
  readonly major: number;
  /** The oldest Node.js that it runs on. */
  readonly node: string;
  /** The last day with security updates; `undefined` while no end is said. */
  readonly endOfLife?: string;
  /**
   * The first version that keeps pages which are made anew at run time in a folder of their own, `server/route-cache`. Before it they
   * were written over those of the build, between the compiled code. `undefined`: no version of this major does.
   */
  readonly routeCache?: string;
}

export const NEXT_RELEASES: readonly NextRelease[] = [
  { major: 14, node: '18.17.0', endOfLife: '2025-10-26' },
  { major: 15, node: '18.18.0', endOfLife: '2026-10-21', routeCache: '15.5.27' },
  { major: 16, node: '20.9.0', routeCache: '16.3.8' },
];
