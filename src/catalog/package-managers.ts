/**
 * The package managers' versions that images get when the repository pins none: the newest on the npm registry in
 * November 2026. npm is not here: it comes with Node.js.
 */
export const DEFAULT_VERSIONS = {
  'pnpm': '10.24.0',
  'yarn-classic': '1.22.22',
  'yarn-berry': '4.18.1',
  'bun': '1.4.5',
} as const;
