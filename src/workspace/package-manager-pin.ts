import { asList, PackageManifest } from './manifest';
import { fail } from './problem';
import { isFullVersion, VersionRange } from './version-range';

export type PackageManagerName = 'npm' | 'pnpm' | 'yarn' | 'bun';

/** What a manifest says about the package manager. */
export interface PackageManagerPin {
  readonly name: PackageManagerName;
  /** The exact version, when one is given. */
  readonly version?: string;
  /** The lowest major that a range accepts. */
  readonly major?: string;
  /** The field with its value, for messages: `"packageManager": "pnpm@10.1.0"`. */
  readonly text: string;
}

const NAMES = ['npm', 'pnpm', 'yarn', 'bun'];

/**
 * The package manager that a manifest names: `packageManager` (as corepack reads it: an exact version, perhaps with a hash), else the first
 * known one of `devEngines.packageManager` (an exact version or a range).
 *
 * @param path of the manifest, for messages.
 * @throws WorkspaceError when the field is malformed.
 * @see https://github.com/nodejs/corepack#when-authoring-packages
 * @see https://docs.npmjs.com/cli/v11/configuring-npm/package-json#devengines
 */
export function readPin(manifest: PackageManifest, path: string): PackageManagerPin | undefined {
  return manifest.packageManager === undefined ? readDevEngines(manifest, path) : readField(manifest.packageManager, path);
}

function readField(value: string, path: string): PackageManagerPin {
  const match = /^(npm|pnpm|yarn|bun)@([^+]+)(?:\+.+)?$/.exec(value);
  if (!match || !isFullVersion(match[2]) || match[2].startsWith('v')) {
    fail(`"packageManager" in ${path} must be npm, pnpm, yarn or bun with an exact version, like "pnpm@10.1.0", got "${value}": write the version that you use`);
  }
  return { name: match[1] as PackageManagerName, version: match[2], text: `"packageManager": "${value}"` };
}

function readDevEngines(manifest: PackageManifest, path: string): PackageManagerPin | undefined {
  const engine = asList(manifest.devEngines?.packageManager).find(({ name }) => NAMES.includes(name));
  if (engine === undefined) return undefined;
  const version = engine.version?.trim() ?? '';
  const pin = { name: engine.name as PackageManagerName, text: `devEngines.packageManager "${[engine.name, version].filter(Boolean).join('@')}"` };
  if (version === '' || version === '*') return pin;
  const exact = version.replace(/^[v=]+/, '').replace(/\+.*/, '');
  if (isFullVersion(exact)) return { ...pin, version: exact };
  const range = VersionRange.parse(version);
  if (range === undefined) fail(`devEngines.packageManager.version in ${path} must be a version or a range of versions, got "${version}": write one like "^10.1.0"`);
  const major = range.lowestMajor();
  return major ? { ...pin, major: String(major) } : pin;
}
