/**
 * Node.js releases: data, no logic.
 *
 * Dates are those of the Node.js release schedule (nodejs/Release, schedule.json); the newest versions are those of the
 * official images.
 */
export interface NodeRelease {
  readonly major: number;
  /** The newest version that the official images carry. */
  readonly newest: string;
  /** The last day with security updates. */
  readonly endOfLife: string;
}

export const NODE_RELEASES: readonly NodeRelease[] = [
  { major: 16, newest: '16.20.2', endOfLife: '2023-09-11' },
  { major: 18, newest: '18.20.8', endOfLife: '2025-04-30' },
  { major: 20, newest: '20.20.2', endOfLife: '2026-04-30' },
  { major: 22, newest: '22.23.3', endOfLife: '2027-04-30' },
  { major: 24, newest: '24.21.0', endOfLife: '2028-04-30' },
  { major: 26, newest: '26.10.0', endOfLife: '2029-04-30' },
];

/** The major that images get when the repository asks for none: in long-term support until 2028, and what add-ons are built for. */
export const DEFAULT_NODE_MAJOR = 24;
