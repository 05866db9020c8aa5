/**
 * Python releases: data, no logic.
 *
 * Dates are those of the Python developer's guide (devguide.python.org/versions): the last day of the month with security
 * updates. The newest versions are those of docker-library/python (versions.json of June 2026; 3.15.0 by the tags of the
 * image's page in November 2026).
 */
export interface PythonRelease {
  /** The release line: `3.13`. */
  readonly line: string;
  /** The newest version that the official images carry, on `DEBIAN_RELEASE` too. */
  readonly newest: string;
  /** The last day with security updates. */
  readonly endOfLife: string;
}

export const PYTHON_RELEASES: readonly PythonRelease[] = [
  { line: '3.10', newest: '3.10.20', endOfLife: '2026-10-31' },
  { line: '3.11', newest: '3.11.15', endOfLife: '2027-10-31' },
  { line: '3.12', newest: '3.12.13', endOfLife: '2028-10-31' },
  { line: '3.13', newest: '3.13.14', endOfLife: '2029-10-31' },
  { line: '3.14', newest: '3.14.6', endOfLife: '2030-10-31' },
  { line: '3.15', newest: '3.15.0', endOfLife: '2031-10-31' },
];

/** The line that images get when the repository asks for none: supported until 2029, and what nearly all compiled packages have wheels for. */
export const DEFAULT_PYTHON = '3.13';

/**
 * Tools that install packages, where the repository pins none: the newest that two sources name. pip is not here: it comes
 * with Python. Sources: void-linux/void-packages#62389 for uv, conda-forge and the poetry mirror on SourceForge for Poetry.
 */
export const PYTHON_TOOLS = { uv: '0.12.9', poetry: '2.4.1' } as const;
