import { joinPath, leaves, relativeTo } from '../../model/paths';
import { show, UsageError } from '../../model/problem';
import { asObject, asText, asTexts } from '../../workspace/nx/json-file';
import type { NxTarget, NxWorkspace } from '../../workspace/nx/nx-workspace';
import type { NxProject } from '../../workspace/nx/projects';
import type { Repository } from '../../workspace/repository';

/** What a target makes. */
export interface NxOutput {
  /** The folder, relative to the workspace's root. */
  readonly folder: string;
  /** What Node runs, relative to the folder. */
  readonly entry: string;
}

/** What was said of it. */
export interface SaidOfOutput {
  readonly output?: string;
  readonly entry?: string;
}

/**
 * What a target makes, from what was said, its options and its executor.
 *
 * @param target undefined: it stands in no file, because a plugin adds it
 * @throws when that does not say it, or when it is made of a file that is not there
 */
export function outputOf(repo: Repository, workspace: NxWorkspace, project: NxProject, target: NxTarget | undefined, said: SaidOfOutput): NxOutput {
  if (target) checkMain(repo, workspace, project, target);
  const folder = said.output ?? (target && folderOf(workspace, project, target));
  const entry = said.entry ?? (target && entryOf(workspace, project, target));
  const missing = [...folder === undefined ? ['"output", relative to the workspace'] : [], ...entry === undefined ? ['"entry", relative to the output'] : []];
  if (folder === undefined || entry === undefined) {
    const by = target?.executor ? show(target.executor) : 'a plugin';
    throw new UsageError(`project ${show(project.name)} is built by ${by}, which does not say ${folder === undefined ? 'where its output goes' : 'which file to run'}: set ${missing.join(', and ')}`);
  }
  if (leaves(folder) || folder === '.') throw new UsageError(`the output of project ${show(project.name)} must be a folder inside of the workspace, got ${show(folder)}; set "output"`);
  return { folder, entry: joinPath('.', entry) };
}

function folderOf(workspace: NxWorkspace, project: NxProject, { options, outputs }: NxTarget): string | undefined {
  const path = asText(options.outputPath) ?? outputs.find(output => !output.startsWith('!') && output.startsWith('{'));
  const within = relativeTo(workspace.root, project.root);
  const replaced = path?.replace('{options.outputPath}', '').replace(/^\{workspaceRoot\}\/?/, '').replace('{projectRoot}', within).replace('{projectName}', project.name)
    .replace(/\/?[^/]*\*.*$/, '');
  return replaced === undefined || replaced === '' || /[{}]/.test(replaced) ? undefined : joinPath('.', replaced);
}

/** The entry file that a target is told, relative to the workspace. */
function mainOf(workspace: NxWorkspace, project: NxProject, options: NxTarget['options']): string | undefined {
  const main = asText(options.main)?.replace(/^\{workspaceRoot\}\//, '').replace('{projectRoot}', relativeTo(workspace.root, project.root));
  return main === undefined ? undefined : joinPath('.', main);
}

/** The executors whose `main` is a source file. */
const COMPILERS = ['@nx/esbuild:esbuild', '@nx/webpack:webpack', '@nx/rspack:rspack', '@nx/js:tsc', '@nx/js:swc'];

function checkMain(repo: Repository, workspace: NxWorkspace, project: NxProject, { executor, options }: NxTarget): void {
  const main = mainOf(workspace, project, options);
  if (main === undefined || !COMPILERS.includes(executor ?? '') || repo.isFile(joinPath(workspace.root, main))) return;
  throw new UsageError(`main ${show(main)} of project ${show(project.name)} does not exist; correct it in project.json`);
}

/** The executors of which we know what they make of the entry file. */
function entryOf(workspace: NxWorkspace, project: NxProject, { executor, options }: NxTarget): string | undefined {
  const main = mainOf(workspace, project, options);
  const named = asText(options.outputFileName);
  const name = main?.slice(main.lastIndexOf('/') + 1).replace(/\.[cm]?[jt]sx?$/, '');
  switch (executor) {
    case '@nx/esbuild:esbuild': return (named ?? name)?.replace(/(?:\.[cm]?js)?$/, extensionOf(options));
    case '@nx/webpack:webpack':
    case '@nx/rspack:rspack': return named ?? 'main.js';
    case '@nx/js:tsc':
    case '@nx/js:swc': {
      const root = asText(options.rootDir) ?? relativeTo(workspace.root, project.root);
      const stripped = executor === '@nx/js:swc' && options.stripLeadingPaths === true ? `${root}/src` : root;
      return main?.startsWith(`${stripped}/`) ? main.slice(stripped.length + 1).replace(/\.([cm]?)tsx?$/, '.$1js') : undefined;
    }
    default: return undefined;
  }
}

/** esbuild's: `.cjs` and `.js`, unless `outExtension` says otherwise. The last format is written last, and both are good to run. */
function extensionOf(options: NxTarget['options']): string {
  const formats = asTexts(options.format ?? ['esm']);
  const own = asObject(asObject(options.esbuildOptions).outExtension)['.js'];
  if (formats.includes('esm')) return own === '.mjs' ? '.mjs' : '.js';
  return own === '.js' ? '.js' : '.cjs';
}

/** Where the dependencies of the image come from. */
export enum NxDependencies {
  /** From a manifest and a lockfile that the build writes beside its output: what the project needs, and nothing else. */
  GENERATED = 'generated',
  /** There are none: the build puts all into its output. */
  BUNDLED = 'bundled',
  /** From the lockfile of the workspace: all that are not for development. */
  ROOT = 'root',
}

/** Where the dependencies of the image come from. */
export function dependenciesOf(target: NxTarget | undefined, prunes: boolean, manager: string): NxDependencies {
  const { executor, options = {} } = target ?? {};
  // Nx writes no lockfile for Bun.
  if (manager !== 'bun') {
    const locks = executor?.startsWith('@nx/js:') ? options.generateLockfile === true && options.generatePackageJson !== false : options.generatePackageJson === true;
    if (prunes || locks) return NxDependencies.GENERATED;
  }
  const bundled = executor === '@nx/esbuild:esbuild' ? options.thirdParty === true && options.bundle !== false && asTexts(options.external ?? []).length === 0
    : (executor === '@nx/webpack:webpack' || executor === '@nx/rspack:rspack') && options.externalDependencies === 'none';
  return bundled ? NxDependencies.BUNDLED : NxDependencies.ROOT;
}
