import { manifestsOf } from './dependencies';
import { rustStages } from './stages';
import { chooseRustVersion } from './version';
import { Instruction } from '../../dockerfile/instruction';
import { checkVariable } from '../../model/names';
import { joinPath, patternOf, relativeTo, repositoryPath } from '../../model/paths';
import { Problems, show, UsageError } from '../../model/problem';
import { CargoApp, findBinary, readCargoApp } from '../../workspace/rust/cargo-app';
import type { BinaryBuild } from '../binary/binary-model';
import { planBinary } from '../binary/plan';
import { stampsOf, stampVariables } from '../binary/stamp';
import { BinaryRuntimeKind } from '../binary-runtime';
import type { BuiltModel } from '../built-model';
import type { SynthesisContext } from '../hub';
import type { RustServiceOptions } from '../rust-service-options';
import { NEVER } from '../stack/ignore';

/** Puts together what a Rust service is; `undefined` when there are problems that leave that open. */
export function planRustService(
  options: RustServiceOptions, common: BuiltModel, context: SynthesisContext, problems: Problems,
): BinaryBuild | undefined {
  const attempt = <T>(check: () => T) => problems.attempt(check);
  const { repository } = context;
  const app = attempt(() => readCargoApp(repository, joinPath(context.directory, repositoryPath(options.directory ?? '.', 'directory'))));
  const rustVersion = app && attempt(() => chooseRustVersion(app, options.rustVersion));
  const binary = app && attempt(() => findBinary(app, common.name, options.binary));
  const kind = options.runtime?.kind;
  const isStatic = options.staticLinking ?? (kind === BinaryRuntimeKind.SCRATCH || kind === BinaryRuntimeKind.ALPINE);
  const image = planBinary(options, {
    dynamic: !isStatic,
    reason: 'a binary that is linked dynamically',
    buildSystem: isStatic ? 'alpine' : 'debian',
    within: app ? relativeTo(app.root, app.directory) : '.',
    directory: app?.directory ?? '.',
    about: { description: app?.package.description, license: app?.package.license },
  }, common, repository, problems);
  const profile = attempt(() => checkWord('profile', options.profile ?? 'release', /^[\w-]+$/, 'the name of a profile such as "release"')) ?? 'release';
  const features = (options.features ?? []).flatMap(feature => attempt(() => checkWord('features', feature, /^[\w+./?-]+$/, 'names of features such as "tls"')) ?? []);
  stampsOf(options).forEach(({ variable, argument }) => attempt(() => checkVariable(variable, argument === 'VERSION' ? 'versionVariable' : 'revisionVariable')));
  const include = (options.include ?? []).flatMap(path => attempt(() => repositoryPath(path, 'include', 'the build context')) ?? []);
  if (!app || rustVersion === undefined || binary === undefined) return undefined;

  const { versionVariable, revisionVariable, strip = true } = options;
  const featureFlags = [...options.defaultFeatures === false ? ['--no-default-features'] : [], ...features.length > 0 ? ['--features', features.join(',')] : []];
  return {
    image,
    root: app.root,
    directory: app.directory,
    globals: [Instruction.arg('RUST_VERSION', rustVersion)],
    stages: rustStages({ ...image, app, rustVersion, binary, profile, strip, featureFlags, versionVariable, revisionVariable }),
    sources: app.sources.map(({ directory }) => directory),
    files: [...manifestsOf(app), ...include].map(path => joinPath(app.root, path)),
    ignored: [
      ...NEVER,
      { title: 'Dependencies of other ecosystems', patterns: ['**/node_modules'] },
      { title: 'Build output', patterns: ['**/target', '**/*.rs.bk'] },
      { title: 'Logs, profiles and temporary files', patterns: ['**/*.log', '**/*.profraw', '**/*.tmp'] },
      { title: 'Tests, examples and documents of these packages', patterns: documentsOf(app, image.assets) },
    ],
    variableArgs: stampVariables(options),
    environment: {},
  };
}

/** Folders that cargo compiles none of a binary from, unless a manifest names a file in them. */
function documentsOf({ root, sources }: CargoApp, assets: readonly string[]): string[] {
  return sources.flatMap(({ directory, targets }) => ['tests', 'benches', 'examples', '*.md']
    .filter(name => !assets.includes(name) && !targets.some(({ path }) => path.startsWith(`${name}/`)))
    .map(name => joinPath(patternOf(relativeTo(root, directory)), name)));
}

function checkWord(what: string, word: string, pattern: RegExp, are: string): string {
  if (typeof word !== 'string' || !pattern.test(word)) throw new UsageError(`${what} must be ${are}, got ${show(word)}`);
  return word;
}
