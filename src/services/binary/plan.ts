import { APP, BinaryImage } from './image';
import { binaryProbe } from './probe';
import { checkPackages } from '../../model/names';
import { joinPath, repositoryPath, withoutDot } from '../../model/paths';
import { Problems, show, UsageError } from '../../model/problem';
import type { Repository } from '../../workspace/repository';
import { BinaryRuntime, BinaryRuntimeKind } from '../binary-runtime';
import type { BinaryServiceOptions } from '../binary-service-options';
import type { BuiltModel } from '../built-model';
import type { About } from '../stack/labels';
import { labelsOf } from '../stack/labels';
import { inContainer } from '../stack/places';
import { checkBare } from '../stack/system';

/** What a stack knows of a binary that its options do not say. */
export interface BinaryFacts extends Pick<BinaryImage, 'dynamic' | 'buildSystem' | 'within'> {
  /** The folder of the manifest, relative to the repository. */
  readonly directory: string;
  readonly about: About;
  /** Why the binary needs glibc, if it does. */
  readonly reason: string;
}

/** What an image of one binary consists of; problems are collected, and what remains of the options is used. */
export function planBinary(options: BinaryServiceOptions, facts: BinaryFacts, common: BuiltModel, repo: Repository, problems: Problems): BinaryImage {
  const runtime = options.runtime ?? BinaryRuntime.distroless();
  const attempt = <T>(check: () => T) => problems.attempt(check);
  const port = common.port?.container;
  checkTogether(runtime, options, facts, problems);
  return {
    name: common.name,
    runtime,
    dynamic: facts.dynamic,
    buildSystem: facts.buildSystem,
    within: facts.within,
    port,
    user: common.user,
    health: common.health,
    healthCommand: binaryProbe(common.health, port),
    commandArgs: attempt(() => checkArgs(options.args ?? [])) ?? [],
    packages: attempt(() => checkPackages(options.packages ?? [], 'packages')) ?? [],
    buildPackages: attempt(() => checkPackages(options.buildPackages ?? [], 'buildPackages')) ?? [],
    buildSecrets: common.buildSecrets,
    args: common.args,
    labels: labelsOf(common, { ...facts.about, ...options.description !== undefined && { description: options.description } }),
    writable: (options.writable ?? []).map(path => inContainer(path, relative => `${APP}/${withoutDot(relative)}`)),
    assets: (options.assets ?? []).flatMap(path => attempt(() => checkAsset(repo, facts.directory, path, common.name)) ?? []),
  };
}

/** What is right by itself and wrong beside something else. */
function checkTogether({ kind }: BinaryRuntime, { packages = [] }: BinaryServiceOptions, { dynamic, reason }: BinaryFacts, problems: Problems): void {
  const bare = kind === BinaryRuntimeKind.SCRATCH || kind === BinaryRuntimeKind.DISTROLESS;
  if (bare) checkBare(kind, packages, 'BinaryRuntime', problems);
  if (dynamic && (kind === BinaryRuntimeKind.SCRATCH || kind === BinaryRuntimeKind.ALPINE)) {
    problems.add(`${kind} has no glibc, which ${reason} needs; use BinaryRuntime.distroless() or BinaryRuntime.slim()`);
  }
}

function checkArgs(args: readonly string[]): readonly string[] {
  if (args.some(word => typeof word !== 'string')) throw new UsageError(`args must be a list of words such as ["serve", "--verbose"], got ${show(args)}`);
  return args;
}

function checkAsset(repo: Repository, directory: string, path: string, name: string): string {
  const asset = repositoryPath(path, 'assets', `the folder ${show(directory)}`);
  if (!repo.exists(joinPath(directory, asset))) throw new UsageError(`asset ${show(path)} does not exist in ${show(directory)}; correct "assets"`);
  if (asset === '.' || asset.split('/')[0] === name) {
    throw new UsageError(`asset ${show(path)} would lie where the binary is, ${APP}/${name}; put it into a folder of another name`);
  }
  return asset;
}
