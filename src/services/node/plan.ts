import { type App, checkEntry, findEntry } from './entry';
import { joinPath, withoutDot } from '../../model/paths';
import { show, UsageError } from '../../model/problem';
import type { PackageManifest } from '../../workspace/manifest';
import type { NodePackage } from '../../workspace/node-package';
import type { Repository } from '../../workspace/repository';
import { tsconfigOf } from '../../workspace/tsconfig';

/** Folders that only builds write to. What is in them is never taken from the repository, only from the build. */
const OUTPUT_FOLDERS = ['dist', '.output'];
/** Folders that builds write to where there is a build script; elsewhere they may hold sources. */
const LIKELY_OUTPUT_FOLDERS = ['build', 'out', 'output'];
/** Folders that sources are in, by custom. */
const SOURCE_FOLDERS = ['src', 'source', 'lib', 'app', 'server'];
/** Folders that hold what a service reads at run time beside its code. */
const ASSET_FOLDERS = ['public', 'static', 'views', 'templates', 'assets', 'locales'];

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

/**
 * What an application runs and what its image must hold.
 *
 * @throws when nothing says what to run, or when nothing makes it
 */
export function planApp(repo: Repository, app: App, choices: AppChoices): AppPlan {
  const { directory, manifest } = app;
  const buildScript = chooseBuildScript(manifest, choices.buildScript, directory);
  const entry = withoutDot(choices.entry ?? findEntry(repo, app));
  const usual = producedFolders(repo, directory, buildScript);
  const produced = [...new Set([...usual, ...outputWith(entry, choices.output, buildScript)])];
  checkEntry(repo, app, { entry, buildScript, isProduced: isWithinAny(produced, entry) });
  const assets = choices.assets ?? ASSET_FOLDERS.filter(folder => repo.isDirectory(joinPath(directory, folder)));
  for (const asset of choices.assets ?? []) {
    if (!buildScript && !repo.exists(joinPath(directory, asset))) throw new UsageError(`asset ${show(asset)} does not exist in ${show(directory)}; correct "assets"`);
  }
  const code = choices.output ?? [entry.includes('/') ? entry.split('/')[0] : '.'];
  const runtime = code.includes('.') ? ['.'] : [...new Set([...code, ...assets])];
  return { directory, name: manifest.name ?? directory, buildScript, entry, runtime, produced };
}

/**
 * The folder of `output` that the entry is in: a build makes it, unless it has the name of a folder for sources. What the
 * image takes beside it may come from the repository as well.
 */
function outputWith(entry: string, output: readonly string[] | undefined, buildScript: string | undefined): string[] {
  return (output ?? []).filter(path => buildScript && path !== '.' && !SOURCE_FOLDERS.includes(path) && isWithinAny([path], entry));
}

/** What an application's image takes of a local package: what its manifest publishes, else its build output, else all of it. */
export function planLocal(repo: Repository, { directory, name, manifest }: NodePackage): PackagePlan {
  const buildScript = manifest.scripts?.build ? 'build' : undefined;
  const produced = producedFolders(repo, directory, buildScript);
  const entries = [manifest.main, manifest.module, ...pathsIn(manifest.exports)].flatMap(path => (path ? [withoutDot(path)] : []));
  if (manifest.files && manifest.files.every(file => /^[\w.@/-]+$/.test(file))) {
    const files = manifest.files.map(withoutDot).map(file => file.replace(/\/+$/, ''));
    // npm packs the entry points, too, whether they are named or not.
    const all = [...files, ...entries.filter(path => !isWithinAny(files, path))];
    const runtime = all.filter(file => isWithinAny(produced, file) || repo.exists(joinPath(directory, file)));
    return { directory, name, buildScript, produced, runtime };
  }
  const isBuilt = buildScript !== undefined && entries.length > 0 && entries.every(path => isWithinAny(produced, path));
  return { directory, name, buildScript, produced, runtime: isBuilt ? [...new Set(entries.map(path => path.split('/')[0]))] : ['.'] };
}

/** All paths in an `exports` field, however deep its conditions. */
function pathsIn(exports: unknown): string[] {
  if (typeof exports === 'string') return exports === './package.json' ? [] : [exports];
  return typeof exports === 'object' && exports !== null ? Object.values(exports).flatMap(pathsIn) : [];
}

/**
 * The script that builds a package, as far as there is one.
 *
 * @throws when the one that was chosen is not there
 */
export function chooseBuildScript(manifest: PackageManifest, chosen: string | undefined, directory: string): string | undefined {
  if (chosen !== undefined && !manifest.scripts?.[chosen]) {
    const known = Object.keys(manifest.scripts ?? {});
    throw new UsageError(`buildScript ${show(chosen)} is not in ${joinPath(directory, 'package.json')}; its scripts are ${known.length ? known.join(', ') : 'none'}`);
  }
  const { build, compile } = manifest.scripts ?? {};
  // In a projen project `build` synthesizes, lints and tests, which `compile` is only one step of.
  const standard = compile && runsProjen(build) ? 'compile' : build && 'build';
  return chosen ?? standard;
}

/** Whether a script is a task of projen's, which needs to know the project's tasks. */
export function runsProjen(script: string | undefined): boolean {
  return /^(?:npx\s+)?projen\s/.test(script ?? '');
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
