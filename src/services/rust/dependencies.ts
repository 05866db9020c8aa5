import type { RustImage } from './stages';
import { Mount } from '../../dockerfile/mount';
import { shellWord } from '../../dockerfile/quote';
import type { StageModel } from '../../dockerfile/stage';
import { sortedUnique } from '../../model/order';
import { joinPath, parentPath, relativeTo } from '../../model/paths';
import type { CargoApp } from '../../workspace/rust/cargo-app';
import type { CargoPackage } from '../../workspace/rust/cargo-manifest';
import { withBuildSecrets } from '../binary/build-stage';

/**
 * The dependencies, compiled in a layer that only manifests decide.
 *
 * Cargo compiles no dependencies without a package that wants them, so each file that it would look for is there with nothing in
 * it. What became of the repository's own packages is removed again: cargo goes by the times of files, and might take it for the real thing.
 */
export function dependencyStage(image: RustImage, build: string): StageModel {
  const { app, buildSecrets, profile } = image;
  const files = targetFiles(app, app.members);
  const own = app.sources.map(({ name }) => `--package ${shellWord(name)}`).join(' ');
  return {
    name: 'deps',
    comment: 'The dependencies, compiled; only a change of a manifest or the lockfile runs this again',
    from: 'base',
    instructions: [
      withBuildSecrets(buildSecrets, [
        `mkdir -p ${sortedUnique(files.map(parentPath)).map(shellWord).join(' ')}`,
        `for file in ${files.map(shellWord).join(' ')}; do echo 'fn main() {}' > "$file"; done`,
        build,
        `cargo clean --locked --offline --profile ${shellWord(profile)} ${own}`,
        `rm ${targetFiles(app, app.sources).map(shellWord).join(' ')}`,
      ], manifestsOf(app).map(path => Mount.bind(path, path)), secretFiles(image)),
    ],
  };
}

/** Manifests, lockfile, settings and vendored crates, relative to the build context. */
export function manifestsOf(app: CargoApp): string[] {
  const paths = [
    joinPath(app.root, 'Cargo.toml'), joinPath(app.root, 'Cargo.lock'), ...app.configs,
    ...app.members.map(({ directory }) => joinPath(directory, 'Cargo.toml')),
    ...app.vendor === undefined ? [] : [app.vendor],
  ];
  return sortedUnique(paths.map(path => relativeTo(app.root, path)));
}

/** The files that cargo looks for; those of packages that the program is not compiled from stay as they are. */
function targetFiles(app: CargoApp, packages: readonly CargoPackage[]): string[] {
  // A manifest without any file to compile is none that cargo takes.
  return sortedUnique(packages.flatMap(({ directory, targets }) => (targets.length > 0 ? targets : [{ path: 'src/lib.rs' }])
    .map(({ path }) => joinPath(relativeTo(app.root, directory), path))));
}

/** Cargo reads tokens of registries from this file of the user's. */
export function secretFiles({ buildSecrets }: Pick<RustImage, 'buildSecrets'>): Record<string, string> {
  return Object.fromEntries(buildSecrets.filter(({ path }) => /(^|\/)credentials(\.toml)?$/.test(path ?? '')).map(({ name }) => [name, '/usr/local/cargo/credentials.toml']));
}
