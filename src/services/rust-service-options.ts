import type { BinaryServiceOptions } from './binary-service-options';

/** What a Rust service can be told. */
export interface RustServiceOptions extends BinaryServiceOptions {
  /**
   * The binary that runs.
   *
   * @default - the one with the service's name, else `default-run` of Cargo.toml, else the only one
   */
  readonly binary?: string;

  /**
   * The Rust version: `1.100` or `1.100.0`.
   *
   * @default - the channel in rust-toolchain.toml; else the newest, because Rust supports no other and `rust-version` says the least that will do
   */
  readonly rustVersion?: string;

  /**
   * Features that are turned on.
   *
   * @default - the default features
   */
  readonly features?: string[];

  /**
   * Whether the default features are on.
   *
   * @default true
   */
  readonly defaultFeatures?: boolean;

  /**
   * The profile that the image is compiled with.
   *
   * @default "release"
   */
  readonly profile?: string;

  /**
   * Whether the symbol table is removed from the binary: a third of its size or more. Backtraces then show addresses without names.
   *
   * @default true
   */
  readonly strip?: boolean;

  /**
   * Whether the binary is linked statically, against musl: on Alpine's toolchain, so `buildPackages` are Alpine's.
   *
   * @default - true on scratch and alpine, which have no glibc; false elsewhere
   */
  readonly staticLinking?: boolean;

  /**
   * The environment variable that `env!()` and `option_env!()` read the version from, such as `APP_VERSION`: the build argument VERSION, which
   * Bake sets to the image's TAG.
   *
   * @default - none: the same sources make the same binary
   */
  readonly versionVariable?: string;

  /**
   * The same for the commit, such as `APP_REVISION`: the build argument REVISION, which Bake sets from its variable of the same name.
   *
   * @default - none
   */
  readonly revisionVariable?: string;
}
