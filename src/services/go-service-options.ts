import type { BinaryServiceOptions } from './binary-service-options';

/** What a Go service can be told. */
export interface GoServiceOptions extends BinaryServiceOptions {
  /**
   * The folder of the main package, relative to the module.
   *
   * @default - `directory` itself where it is a main package below the module's folder, else cmd/ and the service's name, else the
   * only main package of the module's folder and cmd/*
   */
  readonly main?: string;

  /**
   * The Go version: `1.27` or `1.27.3`.
   *
   * @default - the `toolchain` directive of go.work or go.mod; else the newest of the `go` directive's line while Go supports that, because
   * the directive says the least that will do; else the newest
   */
  readonly goVersion?: string;

  /**
   * Whether the program uses C: it is then linked against glibc, and compiled on the platform that it runs on, which is emulated
   * where the builder has another.
   *
   * @default false
   */
  readonly cgo?: boolean;

  /**
   * Build tags.
   *
   * @default - none
   */
  readonly tags?: string[];

  /**
   * The string variable that is set to the version, such as `main.version`: the build argument VERSION, which Bake sets to the image's TAG.
   *
   * @default - none: the same sources make the same binary
   */
  readonly versionVariable?: string;

  /**
   * The string variable that is set to the commit, such as `main.revision`: the build argument REVISION, which Bake sets from its
   * variable of the same name.
   *
   * @default - none
   */
  readonly revisionVariable?: string;

  /**
   * Patterns of modules that are not public, as for GOPRIVATE: `github.com/acme/*`. They are fetched from where they live, with the
   * login of a `.netrc` among `buildSecrets`, or with git and the token of the first build secret that comes from a variable.
   *
   * @default - none
   */
  readonly privateModules?: string[];
}
