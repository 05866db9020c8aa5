import { goStages } from './stages';
import { chooseGoVersion } from './version';
import { Instruction } from '../../dockerfile/instruction';
import { joinPath, patternOf, relativeTo, repositoryPath, withoutDot } from '../../model/paths';
import { Problems, show, UsageError } from '../../model/problem';
import type { IgnoreSection } from '../../model/service-model';
import { GoApp, readGoApp } from '../../workspace/go/go-app';
import { goFiles } from '../../workspace/go/local-imports';
import { findMainPackage } from '../../workspace/go/main-package';
import type { Repository } from '../../workspace/repository';
import type { BinaryBuild } from '../binary/binary-model';
import { planBinary } from '../binary/plan';
import { stampVariables } from '../binary/stamp';
import type { BuiltModel } from '../built-model';
import type { GoServiceOptions } from '../go-service-options';
import type { SynthesisContext } from '../hub';
import { NEVER } from '../stack/ignore';

/** The share of the memory limit that Go's heap may grow to before it collects harder: 5 to 10 % of headroom is what its guide advises. */
const HEAP_SHARE = 0.9;

/** Puts together what a Go service is; `undefined` when there are problems that leave that open. */
export function planGoService(options: GoServiceOptions, common: BuiltModel, context: SynthesisContext, problems: Problems): BinaryBuild | undefined {
  const attempt = <T>(check: () => T) => problems.attempt(check);
  const { repository } = context;
  const app = attempt(() => readGoApp(repository, joinPath(context.directory, repositoryPath(options.directory ?? '.', 'directory'))));
  const version = app && attempt(() => chooseGoVersion(app, options.goVersion));
  const main = app && attempt(() => findMainPackage(repository, app, common.name, options.main === undefined ? undefined : repositoryPath(withoutDot(options.main) || '.', 'main', 'the module')));
  const cgo = options.cgo ?? false;
  const image = planBinary(options, {
    dynamic: cgo,
    reason: 'a program that uses C',
    buildSystem: 'debian',
    within: app ? relativeTo(app.root, app.module.directory) : '.',
    directory: app?.module.directory ?? '.',
    about: {},
  }, common, repository, problems);
  const tags = attempt(() => checkWords('tags', options.tags, /^[\w.]+$/, 'build tags such as "netgo"')) ?? [];
  const privateModules = attempt(() => checkWords('privateModules', options.privateModules, /^[\w.*?[\]/~-]+$/, 'patterns of module paths such as "github.com/acme/*"')) ?? [];
  attempt(() => checkStamps(options));
  const include = (options.include ?? []).flatMap(path => attempt(() => repositoryPath(path, 'include', 'the build context')) ?? []);
  if (!app || !version || main === undefined) return undefined;

  const { versionVariable, revisionVariable } = options;
  return {
    image,
    root: app.root,
    directory: app.directory,
    globals: [Instruction.arg('GO_VERSION', version.version)],
    stages: goStages({ ...image, app, main, cgo, tags, privateModules, versionVariable, revisionVariable }),
    sources: app.sources.map(({ directory }) => directory),
    files: [...app.manifests, ...vendorFolder(app), ...include.map(path => joinPath(app.root, path))],
    ignored: ignoredOf(repository, app, image.assets),
    variableArgs: stampVariables(options),
    environment: { GOMEMLIMIT: `${Math.floor(common.memory.toMebibytes() * HEAP_SHARE)}MiB` },
  };
}

/** A workspace's vendored modules are beside its `go.work`, and so outside of its modules. */
function vendorFolder({ vendored, workspace }: GoApp): string[] {
  return vendored && workspace ? [joinPath(workspace.directory, 'vendor')] : [];
}

/** What is left out at the top of a module, unless it is a package. */
const IN_MODULE = ['bin', 'dist', 'coverage', 'tmp', '*.md'];

function ignoredOf(repo: Repository, { root, sources }: GoApp, assets: readonly string[]): IgnoreSection[] {
  const own = sources.flatMap(({ directory }) => IN_MODULE
    .filter(name => !assets.includes(name) && goFiles(repo, joinPath(directory, name)).length === 0)
    .map(name => joinPath(patternOf(relativeTo(root, directory)), name)));
  return [
    ...NEVER,
    { title: 'Dependencies of other ecosystems', patterns: ['**/node_modules'] },
    { title: 'Tests', patterns: ['**/*_test.go'] },
    { title: 'Logs, profiles and temporary files', patterns: ['**/*.log', '**/*.out', '**/*.prof', '**/__debug_bin*', '**/*.tmp'] },
    { title: 'Build output and documents of these modules', patterns: own },
  ];
}

function checkWords(what: string, words: readonly string[] | undefined, pattern: RegExp, are: string): string[] {
  for (const word of words ?? []) {
    if (typeof word !== 'string' || !pattern.test(word)) throw new UsageError(`${what} must be ${are}, got ${show(word)}`);
  }
  return [...words ?? []];
}

function checkStamps(options: GoServiceOptions): void {
  for (const name of ['versionVariable', 'revisionVariable'] as const) {
    const variable = options[name];
    if (variable !== undefined && !/^[\w./~-]+\.[A-Za-z_]\w*$/.test(variable)) {
      throw new UsageError(`${name} must be a package's path and a variable such as "main.version", got ${show(variable)}`);
    }
  }
}
