import { RUST } from '../../catalog/rust';
import { show, UsageError } from '../../model/problem';
import type { CargoApp } from '../../workspace/rust/cargo-app';

/**
 * The version that a program is compiled with, as it stands in the tag of the image.
 *
 * @param chosen what an option says
 * @throws when there is no such stable release, or it is older than what the package needs
 */
export function chooseRustVersion({ toolchain, least }: Pick<CargoApp, 'toolchain' | 'least'>, chosen: string | undefined): string {
  const source = chosen !== undefined ? 'rustVersion' : toolchain ? `the channel in ${toolchain.source}` : least?.source ?? 'the default';
  const asked = chosen ?? toolchain?.channel;
  const version = asked === undefined || asked === 'stable' ? newest(least?.version) : asked;
  if (typeof version !== 'string' || !/^1\.\d+(\.\d+)?$/.test(version)) {
    throw new UsageError(`${source} must be a stable Rust version such as "${RUST.newest}", got ${show(version)}: there are no official images of others`);
  }
  if (compare(version, RUST.newest) > 0 && version.split('.').length < 3) {
    throw new UsageError(`${source} asks for Rust ${version}; the newest that is known here is ${RUST.newest}, of newer ones name the exact version`);
  }
  if (least && compare(version, least.version) < 0) throw new UsageError(`${source} is Rust ${version}, and ${least.source} needs at least ${least.version}; raise it`);
  return version;
}

function newest(least: string | undefined): string {
  return least !== undefined && compare(least, RUST.newest) > 0 ? least : RUST.newest;
}

/** The tag of the official image for a toolchain of Debian or Alpine. */
export function rustImageTag(version: string, system: 'debian' | 'alpine'): string {
  if (system === 'alpine') return 'alpine';
  return Number(version.split('.')[1]) < RUST.firstOnTrixie ? 'slim-bookworm' : 'slim-trixie';
}

/** The order of two versions; a line such as `1.90` stands for its newest. */
function compare(a: string, b: string): number {
  const [x, y] = [a, b].map(version => version.split('.').map(Number));
  for (let i = 0; i < Math.min(x.length, y.length); i++) if (x[i] !== y[i]) return x[i] - y[i];
  return 0;
}
