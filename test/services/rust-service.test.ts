import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { BinaryRuntime, HealthCheck, RustService, RustServiceOptions, Secret } from '../../src';
import { Files, fixture, refusal, repository, synthDocker, Synthesis } from '../support';

const MANIFEST = '[package]\nname = "words"\nversion = "1.0.0"\nedition = "2021"\ndescription = "Counts words"\nlicense = "MIT"\n';
const PLAIN: Files = { 'Cargo.toml': MANIFEST, 'Cargo.lock': 'version = 4\n', 'src/main.rs': 'fn main() {}\n' };

const synth = (files: Files, options: RustServiceOptions = {}): Synthesis => synthDocker(repository(files), project => new RustService(project, 'api', options));
/** A stage of a Dockerfile, with continued lines joined. */
function stage({ files }: Synthesis, name: string, path = 'Dockerfile'): string {
  const block = String(files[path]).split(/^(?=FROM )/m).find(text => new RegExp(`^FROM .* AS ${name}\\n`).test(text));
  return block?.replace(/\\\n\s*/g, '').replace(/\n#.*\n*$/, '\n') ?? 'no such stage';
}

test('a whole Dockerfile, of the simplest service', () => {
  expect(synth(PLAIN, { port: 8080, health: HealthCheck.http('/healthz') }).files.Dockerfile).toMatchSnapshot();
});

const RUNTIMES = {
  scratch: BinaryRuntime.scratch(), distroless: BinaryRuntime.distroless(), alpine: BinaryRuntime.alpine(), slim: BinaryRuntime.slim(),
};

describe.each(Object.entries(RUNTIMES))('on %s', (name, runtime) => {
  const synthesis = synthDocker(fixture('rust-workspace'), project => {
    new RustService(project, 'api', { directory: 'services/api', port: 8080, runtime, writable: ['data'], assets: ['templates'] });
  });
  const path = 'services/api/Dockerfile';
  const bare = name === 'scratch' || name === 'alpine';

  test('the Dockerfile is one for others too', () => {
    expect(validate(synthesis.files[path])).toEqual([]);
    expect([...synthesis.files[path].matchAll(/^FROM .* AS (\S+)$/gm)].map(([, stageName]) => stageName)).toEqual(['system', 'base', 'probe', 'deps', 'build', 'development', 'runtime']);
  });

  test('without glibc it is linked statically, with musl\'s toolchain', () => {
    expect(stage(synthesis, 'base', path)).toMatch(bare ? /^FROM rust:\$\{RUST_VERSION\}-alpine AS/ : /^FROM rust:\$\{RUST_VERSION\}-slim-trixie AS/);
    for (const each of ['probe', 'deps', 'build', 'development']) expect(stage(synthesis, each, path).includes('-C target-feature=+crt-static')).toBe(bare);
  });

  test('it runs under an init process, as the runtime\'s user', () => {
    expect(stage(synthesis, 'runtime', path)).toContain(`\nUSER ${runtime.user}\nEXPOSE 8080\nSTOPSIGNAL SIGTERM\n`);
    expect(stage(synthesis, 'runtime', path)).toContain('\nENTRYPOINT ["tini", "-s", "--"]\nCMD ["/app/api"]\n');
  });
});

describe('dependencies', () => {
  const synthesis = synthDocker(fixture('rust-workspace'), project => new RustService(project, 'api', { directory: 'services/api' }));
  const deps = stage(synthesis, 'deps', 'services/api/Dockerfile');

  test('are compiled from manifests and empty sources, of all members', () => {
    expect(deps).not.toContain('COPY');
    for (const member of ['crates/greeting', 'crates/unused', 'services/api', 'services/other']) expect(deps).toContain(`--mount=type=bind,source=${member}/Cargo.toml,target=${member}/Cargo.toml`);
    expect(deps).toMatch(/--mount=type=bind,source=Cargo\.lock,target=Cargo\.lock/);
    expect(deps).toContain('for file in crates/greeting/build.rs crates/greeting/src/lib.rs crates/unused/benches/speed.rs crates/unused/src/lib.rs services/api/src/bin/migrate.rs services/api/src/main.rs services/other/src/main.rs;');
  });

  test('and nothing stays of the packages that the sources replace', () => {
    expect(deps).toContain('cargo clean --locked --offline --profile release --package api --package greeting');
    expect(deps).toMatch(/ && rm crates\/greeting\/build\.rs crates\/greeting\/src\/lib\.rs services\/api\/src\/bin\/migrate\.rs services\/api\/src\/main\.rs\n+$/);
  });

  test('that are vendored are there, and the context holds the sources that count', () => {
    expect(deps).toContain('--mount=type=bind,source=vendor,target=vendor');
    const only = synthesis.files['services/api/Dockerfile.dockerignore'].split('\n').filter(line => line.startsWith('!') && line !== '!**/.env.example');
    expect(only).toEqual(['!.cargo/config.toml', '!Cargo.lock', '!Cargo.toml', '!crates/greeting', '!crates/unused/Cargo.toml', '!services/api', '!services/other/Cargo.toml', '!vendor']);
  });

  test('that are not vendored are in the layer, so the build is offline', () => {
    expect(stage(synth(PLAIN), 'build')).toContain('cargo build --locked --offline --package words --bin words --profile release');
  });

  test('of private registries are fetched with a token that stands nowhere', () => {
    const options = { buildSecrets: [Secret.fromEnv('CARGO_REGISTRIES_ACME_TOKEN'), Secret.fromFile('cargo', 'secrets/credentials.toml')] };
    const run = stage(synth(PLAIN, options), 'deps');
    expect(run).toContain('export CARGO_REGISTRIES_ACME_TOKEN="$(cat /run/secrets/CARGO_REGISTRIES_ACME_TOKEN)"');
    expect(run).toContain('--mount=type=secret,id=cargo,target=/usr/local/cargo/credentials.toml');
  });
});

describe('the build', () => {
  const build = (options: RustServiceOptions, files: Files = PLAIN) => stage(synth(files, options), 'build');

  test('features and profile', () => {
    expect(build({ features: ['tls', 'metrics'], defaultFeatures: false, profile: 'dist' })).toContain('--bin words --profile dist --no-default-features --features tls,metrics && mkdir /out && strip -s -o /out/api /src/target/dist/words');
    expect(build({ profile: 'dev' })).toContain('--bin words && mkdir /out && strip -s -o /out/api /src/target/debug/words');
  });

  test('symbols stay when they are wanted', () => {
    expect(build({ strip: false })).toContain(' && cp /src/target/release/words /out/api');
  });

  test('stamps come after the sources', () => {
    expect(build({ versionVariable: 'APP_VERSION', revisionVariable: 'APP_REVISION' })).toMatch(/COPY \. \.\nARG VERSION=dev\nARG REVISION=unknown\nRUN APP_VERSION="\$VERSION" APP_REVISION="\$REVISION" cargo build/);
  });

  test('static on distroless is smaller still', () => {
    const synthesis = synth(PLAIN, { staticLinking: true, buildPackages: ['protoc'] });
    expect(stage(synthesis, 'runtime')).toMatch(/^FROM gcr\.io\/distroless\/static-debian13:nonroot/);
    expect(stage(synthesis, 'base')).toContain('apk add --no-cache protoc');
  });

  test('labels are the manifest\'s', () => {
    expect(stage(synth(PLAIN), 'runtime')).toContain('LABEL org.opencontainers.image.title=api org.opencontainers.image.description="Counts words" org.opencontainers.image.licenses=MIT');
  });

  test('development rebuilds', () => {
    const { files } = synth(PLAIN, { port: 8080 });
    expect(parse(files['compose.dev.yaml']).services.api.develop.watch).toEqual([{ action: 'rebuild', path: './.' }]);
    expect(stage({ files } as unknown as Synthesis, 'development')).toMatch(/--mount=type=cache,id=cargo-target-api,target=\/src\/target,sharing=locked find \/src -name '\*\.rs' -not -path '\/src\/target\/\*' -exec touch \{\} \+ && cargo build --locked --offline --package words --bin words && install -D \/src\/target\/debug\/words \/app\/api/);
  });
});

describe('what cannot be', () => {
  const BINS: Files = { 'Cargo.toml': MANIFEST, 'Cargo.lock': '', 'src/bin/a.rs': '', 'src/bin/b/main.rs': '' };
  test.each<[string, Files, RustServiceOptions, string]>([
    ['no manifest', { 'src/main.rs': '' }, {}, 'there is no Cargo.toml with a package in "."; set "directory" to the package\'s folder'],
    ['a workspace alone', { 'Cargo.toml': '[workspace]\nmembers = ["a", "b"]\n', 'a/Cargo.toml': MANIFEST, 'a/src/main.rs': '', 'b/Cargo.toml': MANIFEST.replace('words', 'lib'), 'b/src/lib.rs': '' }, {}, 'Cargo.toml is a workspace without a package of its own; set "directory" to one of its members: "a"'],
    ['no lockfile', { ...PLAIN, 'Cargo.lock': undefined }, {}, 'there is no Cargo.lock in "."; run "cargo generate-lockfile" and commit it'],
    ['no binary', { 'Cargo.toml': MANIFEST, 'Cargo.lock': '', 'src/lib.rs': '' }, {}, 'Cargo.toml has no binary; add src/main.rs, or set "directory" to a package that has one'],
    ['several binaries', BINS, {}, 'Cargo.toml has several binaries, and none is called "api"; set "binary": choose one of "a", "b"'],
    ['a binary that is not there', BINS, { binary: 'c' }, 'binary "c" is none of Cargo.toml; choose one of "a", "b"'],
    ['a binary without a file', { ...PLAIN, 'Cargo.toml': `${MANIFEST}\n[[bin]]\nname = "x"\npath = "src/x.rs"\n` }, {}, 'binary "x" of Cargo.toml has no src/x.rs; correct "path" of its [[bin]]'],
    ['a package that is not there', { ...PLAIN, 'Cargo.toml': `${MANIFEST}\n[dependencies]\nx = { path = "../x" }\n` }, {}, 'Cargo.toml depends on the package in "../x", which is not in the repository; correct the path'],
    ['vendored crates that are not there', { ...PLAIN, '.cargo/config.toml': '[source.vendored]\ndirectory = "vendor"\n' }, {}, '.cargo/config.toml takes crates from "vendor", which does not exist; run "cargo vendor" and commit the folder'],
    ['no TOML', { ...PLAIN, 'Cargo.toml': '[package\n' }, {}, expect.stringContaining('Cargo.toml is not valid TOML')],
    ['nightly', { ...PLAIN, 'rust-toolchain.toml': '[toolchain]\nchannel = "nightly"\n' }, {}, 'the channel in rust-toolchain.toml must be a stable Rust version such as "1.100.0", got "nightly": there are no official images of others'],
    ['a version that is not out yet', PLAIN, { rustVersion: '1.101' }, 'rustVersion asks for Rust 1.101; the newest that is known here is 1.100.0, of newer ones name the exact version'],
    ['a version that is too old', { ...PLAIN, 'Cargo.toml': `${MANIFEST}rust-version = "1.90"\n` }, { rustVersion: '1.85' }, 'rustVersion is Rust 1.85, and rust-version of Cargo.toml needs at least 1.90; raise it'],
    ['packages on distroless', PLAIN, { packages: ['libpq5'] }, 'distroless has no package manager, so it cannot take packages libpq5; use BinaryRuntime.slim() or BinaryRuntime.alpine()'],
    ['a dynamic binary on scratch', PLAIN, { runtime: BinaryRuntime.scratch(), staticLinking: false }, 'scratch has no glibc, which a binary that is linked dynamically needs; use BinaryRuntime.distroless() or BinaryRuntime.slim()'],
    ['a package name', PLAIN, { buildPackages: ['libssl dev'] }, 'buildPackages must be names of system packages such as "libpq5", got "libssl dev"'],
    ['a profile', PLAIN, { profile: 'a b' }, 'profile must be the name of a profile such as "release", got "a b"'],
    ['a feature', PLAIN, { features: ['a b'] }, 'features must be names of features such as "tls", got "a b"'],
    ['a variable', PLAIN, { versionVariable: 'main.version' }, 'versionVariable must be letters, digits and _ and not start with a digit, got "main.version"'],
  ])('%s', (_, files, options, problem) => {
    const there = Object.fromEntries(Object.entries(files).filter(([, text]) => text !== undefined));
    const expected = typeof problem === 'string' ? `service "api": ${problem}` : problem;
    expect(refusal(repository(there), project => new RustService(project, 'api', options))).toEqual([expected]);
  });
});
