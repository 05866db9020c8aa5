import { asList, PackageManifest } from './manifest';
import { fail } from './problem';
import { Repository } from './repository';
import { VersionRange } from './version-range';
import { ancestors, joinPath } from '../model/paths';

/**
 * The Node version that a repository asks for. With neither `version` nor `range` (`lts/*`, `node`) it leaves the choice to us; of the two
 * at most one is set.
 */
export interface NodeVersionRequest {
  /** A version or the beginning of one: `24`, `24.11` or `24.11.1`. */
  readonly version?: string;
  /** A range such as `>=20 <25`, to be answered with `pickMajor` or `VersionRange`. */
  readonly range?: string;
  /** Where it is written, for messages: `.nvmrc`, `engines.node of apps/api/package.json`. */
  readonly source: string;
}

/** A manifest and the folder that it is in. */
export interface ManifestIn { readonly directory: string; readonly manifest: PackageManifest }

/** Majors of the LTS lines by their names. Source: https://nodejs.org/download/release/index.json, field `lts`. */
const LTS_LINES: Record<string, string> = {
  argon: '4',
  boron: '6',
  carbon: '8',
  dubnium: '10',
  erbium: '12',
  fermium: '14',
  gallium: '16',
  hydrogen: '18',
  iron: '20',
  jod: '22',
  krypton: '24',
};

const FILES = ['.nvmrc', '.node-version'];
const EXAMPLE = 'write a version like "24" or "24.11.1"';

/**
 * The Node version that the repository asks for: `.nvmrc`, then `.node-version`, of the nearest folder that has one (as nvm looks them up);
 * then `devEngines.runtime` and then `engines.node`, of the first manifest that has it.
 *
 * @param manifests the application's manifest, then that of the install root.
 * @returns undefined when nothing says anything.
 * @throws WorkspaceError when the first that says something says it wrong.
 */
export function readNodeVersion(repo: Repository, directory: string, manifests: ManifestIn[]): NodeVersionRequest | undefined {
  for (const folder of ancestors(directory)) {
    for (const file of FILES) {
      const path = joinPath(folder, file);
      if (repo.isFile(path)) return repo.memo(`node:${path}`, () => parseVersionFile(path, repo.tryRead(path) ?? ''));
    }
  }
  return firstOf(manifests, 'devEngines.runtime', ({ devEngines }) => asList(devEngines?.runtime).find(({ name }) => name === 'node')?.version)
    ?? firstOf(manifests, 'engines.node', ({ engines }) => engines?.node);
}

function firstOf(manifests: ManifestIn[], field: string, get: (manifest: PackageManifest) => string | undefined): NodeVersionRequest | undefined {
  for (const { directory, manifest } of manifests) {
    const text = get(manifest)?.trim();
    if (text !== undefined && text !== '') return parseEngine(text, `${field} of ${joinPath(directory, 'package.json')}`);
  }
  return undefined;
}

function parseEngine(text: string, source: string): NodeVersionRequest {
  const version = exact(text);
  if (version !== undefined) return { version, source };
  if (VersionRange.parse(text) === undefined) fail(`${source} must be a version or a range of versions, got "${text}": ${EXAMPLE}, or a range like ">=22"`);
  return /^[*xX]$/.test(text) ? { source } : { range: text, source };
}

/** Comments and blank lines are allowed, and so is one version: https://github.com/nvm-sh/nvm#nvmrc */
function parseVersionFile(path: string, text: string): NodeVersionRequest {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/#.*/, '').trim()).filter((line) => line !== '');
  if (lines.length !== 1) fail(`${path} must hold one Node version, got ${lines.length === 0 ? 'none' : `${lines.length} lines`}: ${EXAMPLE}`);
  const [line] = lines;
  const version = exact(line);
  if (version !== undefined) return { version, source: path };
  if (/^(node|stable|current|latest|lts|lts\/\*|lts\/-\d+)$/.test(line)) return { source: path };
  const name = /^lts\/([a-z]+)$/i.exec(line)?.[1].toLowerCase();
  if (name !== undefined) return { version: LTS_LINES[name], source: path };
  return fail(`${path} must hold a Node version, got "${line}": ${EXAMPLE}`);
}

/** `v24`, `24.11`, `24.11.1`, `24.x` and the like as the digits that they fix. */
function exact(text: string): string | undefined {
  return /^(?:node-?)?[v=]?\s*(\d+(?:\.\d+){0,2})(?:\.[xX*])*$/.exec(text)?.[1];
}
