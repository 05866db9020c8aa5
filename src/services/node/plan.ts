import { show, UsageError } from '../../model/problem';
import type { PackageManifest } from '../../workspace/manifest';
import type { NodePackage } from '../../workspace/node-package';
import { joinPath } from '../../workspace/paths';
import type { Repository } from '../../workspace/repository';
import { tsconfigOf } from '../../workspace/tsconfig';

/** Folders that only builds write to. What is in them is never taken from the repository, only from the build. */
const OUTPUT_FOLDERS = ['dist', '.output'];
/** Folders that builds write to where there is a build script; elsewhere they may hold sources. */
const LIKELY_OUTPUT_FOLDERS = ['build', 'out', 'output'];
/** Folders that hold what a service reads at run time beside its code. */
const ASSET_FOLDERS = ['public', 'static', 'views', 'templates', 'assets', 'locales'];
const ENTRIES = ['server.js', 'index.js', 'app.js', 'main.js', 'src/server.js', 'src/index.js', 'src/main.js', 'src/app.js'];

/** What is copied of one package into the image, and how it comes to be. Paths are relative to the package. */
export interface PackagePlan {
  readonly directory: string;
  readonly name: string;
  /** The script that builds it; `undefined` when it runs as it is. */
  readonly buildScript?: string;
  /** Files and folders that the image takes; `.` is all of it. */
  readonly runtime: readonly string[];
  /** Folders that the build writes to. */
  readonly produced: readonly string[];
}

/** What decides what is started and copied. */
export interface AppChoices {
  readonly entry?: string;
  readonly buildScript?: string;
  readonly output?: readonly string[];
  readonly assets?: readonly string[];
}

/** The application, and what starts it. */
export interface AppPlan extends PackagePlan {
  /** What Node runs, relative to the package. */
  readonly entry: string;
}

/** A package of the repository. */
interface App { readonly directory: string; readonly manifest: PackageManifest }

/**
 * What an application runs and what its image must hold.
 *
 * @throws when nothing says what to run, or when nothing makes it
 */
export function planApp(repo: Repository, app: App, choices: AppChoices): AppPlan {
  const { directory, manifest } = app;
  const buildScript = chooseBuildScript(manifest, choices.buildScript, directory);
  const entry = withoutDot(choices.entry ?? findEntry(repo, directory, manifest));
  const produced = choices.output ?? producedFolders(repo, directory, buildScript);
  checkEntry(repo, app, { entry, buildScript, isProduced: isWithinAny(produced, entry) });
  const assets = choices.assets ?? ASSET_FOLDERS.filter(folder => repo.isDirectory(joinPath(directory, folder)));
  for (const asset of choices.assets ?? []) {
    if (!buildScript && !exists(repo, joinPath(directory, asset))) throw new UsageError(`asset ${show(asset)} does not exist in ${show(directory)}; correct "assets"`);
  }
  const code = choices.output ?? [entry.includes('/') ? entry.split('/')[0] : '.'];
  const runtime = code.includes('.') ? ['.'] : [...new Set([...code, ...assets])];
  return { directory, name: manifest.name ?? directory, buildScript, entry, runtime, produced };
}

/** What an application's image takes of a local package: what its manifest publishes, else its build output, else all of it. */
export function planLocal(repo: Repository, { directory, name, manifest }: NodePackage): PackagePlan {
  const buildScript = manifest.scripts?.build ? 'build' : undefined;
  const produced = producedFolders(repo, directory, buildScript);
  if (manifest.files && manifest.files.every(file => /^[\w.@/-]+$/.test(file))) {
    const files = manifest.files.map(withoutDot).map(file => file.replace(/\/+$/, ''));
    const runtime = files.filter(file => isWithinAny(produced, file) || exists(repo, joinPath(directory, file)));
    return { directory, name, buildScript, produced, runtime };
  }
  const entries = [manifest.main, manifest.module, ...pathsIn(manifest.exports)].flatMap(path => (path ? [withoutDot(path)] : []));
  const isBuilt = buildScript !== undefined && entries.length > 0 && entries.every(path => isWithinAny(produced, path));
  return { directory, name, buildScript, produced, runtime: isBuilt ? [...new Set(entries.map(path => path.split('/')[0]))] : ['.'] };
}

/** All paths in an `exports` field, however deep its conditions. */
function pathsIn(exports: unknown): string[] {
  if (typeof exports === 'string') return exports === './package.json' ? [] : [exports];
  return typeof exports === 'object' && exports !== null ? Object.values(exports).flatMap(pathsIn) : [];
}

function chooseBuildScript(manifest: PackageManifest, chosen: string | undefined, directory: string): string | undefined {
  if (chosen !== undefined && !manifest.scripts?.[chosen]) {
    const known = Object.keys(manifest.scripts ?? {});
    throw new UsageError(`buildScript ${show(chosen)} is not in ${joinPath(directory, 'package.json')}; its scripts are ${known.length ? known.join(', ') : 'none'}`);
  }
  return chosen ?? (manifest.scripts?.build ? 'build' : undefined);
}

function findEntry(repo: Repository, directory: string, manifest: PackageManifest): string {
  // `node --enable-source-maps dist/main.js --port 1`: the first word after node and its flags.
  const started = /^(?:[A-Z_]+=\S+\s+)*node\s+(?:-\S+\s+)*([\w./@-]+)/.exec(manifest.scripts?.start ?? '')?.[1];
  const entry = started ?? manifest.main ?? ENTRIES.find(file => repo.isFile(joinPath(directory, file)));
  if (!entry) {
    throw new UsageError(`nothing says which file to run: set "entry", or "main" or a "start" script of ${joinPath(directory, 'package.json')}, such as "node dist/server.js"`);
  }
  return entry;
}

interface Entry { readonly entry: string; readonly buildScript?: string; readonly isProduced: boolean }

function checkEntry(repo: Repository, { directory, manifest }: App, { entry, buildScript, isProduced }: Entry): void {
  if (entry.startsWith('/') || entry.split('/').includes('..')) throw new UsageError(`entry must be a path inside ${show(directory)}, got ${show(entry)}`);
  if (/\.[cm]?tsx?$/.test(entry)) {
    throw new UsageError(`entry ${show(entry)} is TypeScript; name the JavaScript file that the build makes of it, such as "dist/server.js"`);
  }
  if (!isProduced) {
    if (!buildScript && !exists(repo, joinPath(directory, entry)) && !exists(repo, joinPath(directory, `${entry}.js`))) {
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

function producedFolders(repo: Repository, directory: string, buildScript: string | undefined): string[] {
  if (buildScript === undefined) return OUTPUT_FOLDERS;
  const { outDir } = tsconfigOf(repo, joinPath(directory, 'tsconfig.json'));
  const compiled = outDir === undefined ? [] : [withoutDot(outDir)].filter(folder => /^[^./]/.test(folder));
  return [...new Set([...OUTPUT_FOLDERS, ...LIKELY_OUTPUT_FOLDERS, ...compiled])];
}

function isWithinAny(folders: readonly string[], path: string): boolean {
  return folders.some(folder => path === withoutDot(folder) || path.startsWith(`${withoutDot(folder)}/`));
}

function exists(repo: Repository, path: string): boolean {
  return repo.isFile(path) || repo.isDirectory(path);
}

function withoutDot(path: string): string {
  return path.replace(/\\/g, '/').replace(/^(\.\/)+/, '');
}

