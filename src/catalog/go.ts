/**
 * Go releases: data, no logic.
 *
 * Dates are those of the Go release history (go.dev/doc/devel/release), as are the newest versions, which the official images carry
 * under these numbers. Go supports a release until there are two newer ones; there are no other dates.
 */
export interface GoRelease {
  /** Major and minor version, as the `go` directive has it. */
  readonly line: string;
  /** The newest version of the line. */
  readonly newest: string;
  /** When the line was released. */
  readonly released: string;
}

/** Oldest first; none from before the official images were based on Debian trixie. */
export const GO_RELEASES: readonly GoRelease[] = [
  { line: '1.24', newest: '1.24.13', released: '2025-02-11' },
  { line: '1.25', newest: '1.25.14', released: '2025-08-12' },
  { line: '1.26', newest: '1.26.10', released: '2026-02-10' },
  { line: '1.27', newest: '1.27.3', released: '2026-08-19' },
];

/** How many of the newest lines get security updates. */
export const SUPPORTED_GO_LINES = 2;
