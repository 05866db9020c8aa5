import { installedManifests } from './lifecycle';
import { type PackagePlan, runsProjen } from './plan';
import { sortedUnique } from '../../model/order';
import { joinPath, outermost, patternOf, relativeTo } from '../../model/paths';
import type { IgnoreModel, IgnoreSection } from '../../model/service-model';
import type { NodeApp } from '../../workspace/node-app';
import type { Repository } from '../../workspace/repository';
import { tsconfigOf, tsconfigsIn } from '../../workspace/tsconfig';
import { NEVER, secretsSection } from '../stack/ignore';

/** What never belongs in the build context of a Node application, wherever it stands. */
export const ANYWHERE: readonly IgnoreSection[] = [
  ...NEVER,
  { title: 'Dependencies: installed in the image', patterns: ['**/node_modules', '**/.pnp.*', '**/.yarn/cache', '**/.yarn/unplugged', '**/.yarn/install-state.gz', '**/.pnpm-store'] },
  { title: 'Tests', patterns: ['**/__tests__', '**/*.test.*', '**/*.spec.*'] },
  { title: 'Logs, caches and temporary files', patterns: ['**/*.log', '**/.cache', '**/.eslintcache', '**/*.tsbuildinfo', '**/.turbo', '**/.nx', '**/*.tmp'] },
];
/** What is left out at the top of a package only, because elsewhere it could be a folder of sources. */
export const IN_PACKAGE = ['test', 'tests', 'e2e', 'docs', 'coverage', '.nyc_output', 'logs', 'tmp', '*.md'];

/** Which files the builder gets: for a workspace only the packages of this application, else the package without what never belongs. */
export function contextOf(repo: Repository, app: NodeApp, plan: PackagePlan, locals: readonly PackagePlan[],
  secretFiles: readonly string[], allManifests: boolean, include: readonly string[]): IgnoreModel {
  const within = (path: string) => relativeTo(app.root, path);
  const packages = [plan, ...locals];
  const perPackage = packages.flatMap(({ directory, produced, runtime }) => [...produced, ...IN_PACKAGE]
    .filter(name => !runtime.includes(name) || produced.includes(name))
    .map(name => joinPath(patternOf(within(directory)), name)));
  const except: IgnoreSection[] = [...ANYWHERE, { title: 'Build output, tests and documents of these packages', patterns: sortedUnique(perPackage) }];
  if (plan.buildScript && runsProjen(app.manifest.scripts?.[plan.buildScript])) {
    const tasks = joinPath(patternOf(within(plan.directory)), '.projen/tasks.json');
    except.push({ title: 'The tasks that the build script runs', patterns: [`!${tasks}`] });
  }
  except.push(...secretsSection(secretFiles.map(within)));
  if (!app.workspace) return { except };
  const shared = sharedPaths(repo, app, packages, allManifests, include);
  if (!shared) {
    const others = app.members.filter(member => !packages.some(({ directory }) => directory === member.directory));
    return { except: [...except, { title: 'Other packages of the workspace', patterns: others.map(({ directory }) => patternOf(within(directory))) }] };
  }
  const only = [...shared, ...packages.map(({ directory }) => within(directory))];
  return { only: outermost(only), except };
}

/**
 * What an application of a workspace is built from outside of its packages: manifests, lockfile, settings and shared
 * configuration, relative to the install root. `undefined` where a package is the root, and nothing is outside.
 */
export function sharedPaths(repo: Repository, app: NodeApp, packages: readonly PackagePlan[],
  allManifests: boolean, include: readonly string[]): string[] | undefined {
  if (!app.workspace || packages.some(({ directory }) => directory === app.root)) return undefined;
  return [
    app.packageManager.lockfile, ...app.installFiles, ...include,
    ...installedManifests(app, allManifests).map(({ path }) => path),
    ...sharedConfiguration(repo, app, packages).map(path => relativeTo(app.root, path)),
  ];
}

/** Configurations outside of the packages that their own extend. */
export function sharedConfiguration(repo: Repository, app: NodeApp, packages: readonly PackagePlan[]): string[] {
  return packages.flatMap(({ directory }) => tsconfigsIn(repo, directory).flatMap(path => tsconfigOf(repo, path).parents))
    .filter(path => path.startsWith(app.root === '.' ? '' : `${app.root}/`));
}
