import { joinPath, withoutDot } from '../../model/paths';
import { show, UsageError } from '../../model/problem';
import type { PackageManifest } from '../../workspace/manifest';
import type { Repository } from '../../workspace/repository';
import { tsconfigOf } from '../../workspace/tsconfig';

/** A package of the repository. */
export interface App { readonly directory: string; readonly manifest: PackageManifest }

/** What files that start a service are usually called. */
const ENTRIES = ['server', 'index', 'main', 'app'];

/**
 * The file that Node runs, relative to the package.
 *
 * @throws when nothing says which
 */
export function findEntry(repo: Repository, { directory, manifest }: App): string {
  // `node --enable-source-maps dist/main.js --port 1`: the first word after node and its flags.
  const started = /^(?:[A-Z_]+=\S+\s+)*node\s+(?:-\S+\s+)*([\w./@-]+)/.exec(manifest.scripts?.start ?? '')?.[1];
  const entry = started ?? manifest.main ?? compiledEntry(repo, directory, manifest) ?? plainEntry(repo, directory);
  if (!entry) {
    throw new UsageError(`nothing says which file to run: set "entry", or "main" or a "start" script of ${joinPath(directory, 'package.json')}, such as "node dist/server.js"`);
  }
  return entry;
}

/** What the TypeScript compiler makes of a source with one of the usual names. */
function compiledEntry(repo: Repository, directory: string, { scripts }: PackageManifest): string | undefined {
  const { outDir, rootDir = 'src' } = tsconfigOf(repo, joinPath(directory, 'tsconfig.json'));
  if (outDir === undefined || !scripts?.build) return undefined;
  const name = ENTRIES.find(file => repo.isFile(joinPath(directory, joinPath(withoutDot(rootDir), `${file}.ts`))));
  return name && `${withoutDot(outDir)}/${name}.js`;
}

function plainEntry(repo: Repository, directory: string): string | undefined {
  return ['', 'src/'].flatMap(folder => ENTRIES.map(name => `${folder}${name}.js`)).find(file => repo.isFile(joinPath(directory, file)));
}

/** What is known of an entry file. */
export interface Entry { readonly entry: string; readonly buildScript?: string; readonly isProduced: boolean }

/**
 * Checks that the entry file is there, or that a build makes it.
 *
 * @throws when it is not
 */
export function checkEntry(repo: Repository, { directory, manifest }: App, { entry, buildScript, isProduced }: Entry): void {
  if (entry.startsWith('/') || entry.split('/').includes('..')) throw new UsageError(`entry must be a path inside ${show(directory)}, got ${show(entry)}`);
  if (/\.[cm]?tsx?$/.test(entry)) {
    throw new UsageError(`entry ${show(entry)} is TypeScript; name the JavaScript file that the build makes of it, such as "dist/server.js"`);
  }
  if (!isProduced) {
    if (!buildScript && !repo.exists(joinPath(directory, entry)) && !repo.exists(joinPath(directory, `${entry}.js`))) {
      throw new UsageError(`entry ${show(entry)} does not exist in ${show(directory)}, and no build makes it; correct "entry"`);
    }
    return;
  }
  if (!buildScript) {
    throw new UsageError(`no build makes entry ${show(entry)}: ${joinPath(directory, 'package.json')} has no "build" script; add one, or set "buildScript" or "entry"`);
  }
  if (/(^|&&\s*)tsc\b/.test(manifest.scripts?.[buildScript] ?? '')) checkCompiled(repo, directory, entry);
}

/** For a build by the TypeScript compiler we know where its output goes. */
function checkCompiled(repo: Repository, directory: string, entry: string): void {
  const { outDir, rootDir } = tsconfigOf(repo, joinPath(directory, 'tsconfig.json'));
  if (outDir === undefined) return;
  const out = withoutDot(outDir);
  if (entry !== out && !entry.startsWith(`${out}/`)) {
    throw new UsageError(`no build makes entry ${show(entry)}: the compiler writes to ${show(out)} ("outDir" of ${joinPath(directory, 'tsconfig.json')}); correct "entry"`);
  }
  const source = entry.slice(out.length + 1).replace(/\.[cm]?js$/, '');
  const roots = rootDir === undefined ? ['.', 'src'] : [withoutDot(rootDir)];
  const candidates = roots.flatMap(root => ['ts', 'tsx', 'mts', 'cts', 'js', 'mjs', 'cjs'].map(suffix => joinPath(directory, joinPath(root, `${source}.${suffix}`))));
  if (!candidates.some(path => repo.isFile(path))) {
    throw new UsageError(`no build makes entry ${show(entry)}: there is no ${candidates[0]} to compile; correct "entry"`);
  }
}

