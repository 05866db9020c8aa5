import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { BinaryRuntime, Duration, GoService, GoServiceOptions, HealthCheck, Secret, Size } from '../../src';
import { Files, fixture, refusal, repository, synthDocker, Synthesis } from '../support';

const MAIN = 'package main\n\nfunc main() {}\n';
const PLAIN: Files = { 'go.mod': 'module example.test/api\n\ngo 1.27\n', 'main.go': MAIN };
const MODULE: Files = { ...PLAIN, 'go.mod': 'module example.test/api\n\ngo 1.27\n\nrequire github.com/acme/lib v1.0.0\n', 'go.sum': 'sum\n' };

const synth = (files: Files, options: GoServiceOptions = {}): Synthesis => synthDocker(repository(files), project => new GoService(project, 'api', options));
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
  const synthesis = synthDocker(fixture('go-workspace'), project => {
    new GoService(project, 'api', { directory: 'services/api', port: 8080, health: HealthCheck.http('/'), runtime, writable: ['data'], assets: ['templates'], args: ['serve'] });
  });
  const path = 'services/api/Dockerfile';
  const final = stage(synthesis, 'runtime', path);

  test('the Dockerfile is one for others too', () => {
    expect(validate(synthesis.files[path])).toEqual([]);
    expect([...synthesis.files[path].matchAll(/^FROM .* AS (\S+)$/gm)].map(([, stageName]) => stageName)).toEqual(['system', 'base', 'probe', 'deps', 'build', 'development', 'runtime']);
  });

  test('it starts the binary under an init process, as the runtime\'s user', () => {
    expect(final).toContain(`\nUSER ${runtime.user}\nEXPOSE 8080\nSTOPSIGNAL SIGTERM\n`);
    expect(final).toMatch(/\nENTRYPOINT \["tini", "-s", "--"\]\nCMD \["\/app\/api", "serve"\]\n$/);
    expect(final).toContain('CMD ["probe", "8080", "10000", "/"]');
  });

  test('files are root\'s, but for what is writable', () => {
    expect(final.match(/^COPY .*--chown.*$/gm)).toEqual([`COPY --from=system --chown=${runtime.user} /writable/ /`]);
    expect(final).toContain('COPY --from=build /src/services/api/templates ./templates\nCOPY --from=build /out/api ./\n');
    expect(stage(synthesis, 'build', path)).toContain('chmod -R u=rwX,go=rX templates');
  });

  test('only where there is a shell, something is run', () => {
    expect(/^RUN /m.test(final)).toBe(name === 'alpine' || name === 'slim');
  });

  test('Compose says the same', () => {
    const compose = parse(synthesis.files['compose.yaml']).services.api;
    expect([compose.user, compose.healthcheck.test, compose.volumes]).toEqual([runtime.user, ['CMD', 'probe', '8080', '10000', '/'], ['api-data:/app/data']]);
  });
});

describe('the toolchain', () => {
  test('runs on the builder\'s platform and compiles for the image\'s', () => {
    const synthesis = synth(PLAIN);
    expect(stage(synthesis, 'base')).toMatch(/^FROM --platform=\$BUILDPLATFORM golang:\$\{GO_VERSION\}-trixie AS base\n/);
    expect(stage(synthesis, 'build')).toContain('GOPROXY=off GOOS=$TARGETOS GOARCH=$TARGETARCH GOARM=${TARGETVARIANT#v} go build -trimpath -ldflags "-s -w" -o /out/api .');
  });

  test('with C it runs on the image\'s platform, and glibc is in the image', () => {
    const synthesis = synth(PLAIN, { cgo: true, buildPackages: ['libsqlite3-dev'] });
    expect(stage(synthesis, 'base')).toMatch(/^FROM golang:[^]*install -y --no-install-recommends libsqlite3-dev[^]*CGO_ENABLED=1/);
    expect(stage(synthesis, 'build')).not.toContain('TARGETARCH');
    expect(stage(synthesis, 'runtime')).toMatch(/^FROM gcr\.io\/distroless\/cc-debian13:nonroot/);
  });

  test('build tags', () => {
    expect(stage(synth(PLAIN, { tags: ['netgo', 'prod'] }), 'build')).toContain('go build -trimpath -tags netgo,prod -ldflags');
  });
});

describe('dependencies', () => {
  test('are downloaded from mounted manifests into a cache, and taken from there', () => {
    const deps = stage(synth(MODULE), 'deps');
    expect(deps).toContain('--mount=type=bind,source=go.mod,target=/src/go.mod');
    expect(deps).toContain('--mount=type=bind,source=go.sum,target=/src/go.sum');
    expect(deps).toContain('GOMODCACHE=/var/cache/go go mod download && GOPROXY=file:///var/cache/go/cache/download GONOPROXY=none GOSUMDB=off go mod download');
    expect(deps).not.toContain('COPY');
  });

  test.each<[string, Files]>([['there are none', PLAIN], ['they are vendored', { ...MODULE, 'vendor/modules.txt': '# github.com/acme/lib v1.0.0\n' }]])('nothing is downloaded where %s', (_, files) => {
    const synthesis = synth(files);
    expect(stage(synthesis, 'deps')).not.toContain('RUN');
    expect(synthesis.files.Dockerfile).not.toContain('go mod download');
  });

  test('of private modules are fetched with a token that stands nowhere', () => {
    const deps = stage(synth(MODULE, { privateModules: ['github.com/acme/*'], buildSecrets: [Secret.fromEnv('GITHUB_TOKEN')] }), 'deps');
    expect(deps).toContain('--mount=type=secret,id=GITHUB_TOKEN');
    expect(deps).toContain('export GOPRIVATE=\'github.com/acme/*\'');
    expect(deps).toContain('GIT_CONFIG_KEY_0="url.https://x-access-token:$GITHUB_TOKEN@github.com/.insteadOf" GIT_CONFIG_VALUE_0=https://github.com/');
  });

  test('a .netrc is where Go and git look for it', () => {
    const synthesis = synth({ ...MODULE, '.netrc': 'machine x\n' }, { buildSecrets: [Secret.fromFile('logins', '.netrc')] });
    expect(stage(synthesis, 'deps')).toContain('--mount=type=secret,id=logins,target=/root/.netrc');
    expect(synthesis.files['.dockerignore']).toContain('\n.netrc\n');
  });

  test('may come from another proxy, by a build argument', () => {
    expect(stage(synth(MODULE, { buildArgs: { GOPROXY: 'https://proxy.test', FLAVOUR: 'x' } }), 'deps')).toMatch(/\nARG GOPROXY=https:\/\/proxy\.test\nRUN /);
  });
});

describe('stamps', () => {
  test('come after the sources, and from Bake\'s variables', () => {
    const synthesis = synth(PLAIN, { versionVariable: 'main.version', revisionVariable: 'example.test/api/build.Revision' });
    expect(stage(synthesis, 'build')).toMatch(/COPY \. \.\nARG VERSION=dev\nARG REVISION=unknown\nRUN .*-ldflags "-s -w -X 'main\.version=\$\{VERSION\}' -X 'example\.test\/api\/build\.Revision=\$\{REVISION\}'"/);
    expect(JSON.parse(synthesis.files['docker-bake.json']).target.api.args).toEqual({ VERSION: '${TAG != "" && TAG != "latest" ? TAG : null}', REVISION: '${REVISION != "" && REVISION != "latest" ? REVISION : null}' });
  });

  test('are not there unless somebody asks', () => {
    const synthesis = synth(PLAIN);
    expect(synthesis.files.Dockerfile).not.toMatch(/ARG (VERSION|REVISION)/);
    expect(JSON.parse(synthesis.files['docker-bake.json']).target.api.args).toBeUndefined();
  });
});

describe('the build context', () => {
  test('of a workspace holds what is imported, and the manifests of the rest', () => {
    const { files } = synthDocker(fixture('go-workspace'), project => new GoService(project, 'api', { directory: 'services/api' }));
    const only = files['services/api/Dockerfile.dockerignore'].split('\n').filter(line => line.startsWith('!') && line !== '!**/.env.example');
    expect(only).toEqual(['!go.work', '!libs/greeting', '!libs/unused/go.mod', '!services/api', '!services/other/go.mod']);
    expect(parse(files['compose.dev.yaml']).services.api.develop.watch.map(({ path }: { path: string }) => path))
      .toEqual(['./go.work', './libs/greeting', './libs/unused/go.mod', './services/api', './services/other/go.mod']);
  });

  test('holds modules that replace others', () => {
    const { files } = synthDocker(fixture('go-proxy'), project => new GoService(project, 'api', { directory: 'app', include: ['proxy'] }));
    expect(files['app/Dockerfile.dockerignore']).toContain('*\n!app\n!local\n!proxy\n');
    expect(stage({ files } as unknown as Synthesis, 'deps', 'app/Dockerfile')).toContain('source=local/go.mod,target=/src/local/go.mod');
  });
});

test('a package that is called like build output stays in the context', () => {
  const ignored = (files: Files) => synth(files).files['.dockerignore'].split('\n').filter(line => line === 'dist' || line === 'bin');
  expect(ignored({ ...PLAIN, 'dist/app.exe': '' })).toEqual(['bin', 'dist']);
  expect(ignored({ ...PLAIN, 'dist/dist.go': 'package dist\n' })).toEqual(['bin']);
});

describe('how it runs', () => {
  test('Go knows the memory limit', () => {
    expect(parse(synth(PLAIN, { memory: Size.mebibytes(100) }).files['compose.yaml']).services.api.environment).toEqual({ GOMEMLIMIT: '90MiB' });
    expect(parse(synth(PLAIN, { environment: { GOMEMLIMIT: 'off' } }).files['compose.yaml']).services.api.environment).toEqual({ GOMEMLIMIT: 'off' });
  });

  test('a port without a check is tried; without a port there is no probe', () => {
    expect(stage(synth(PLAIN, { port: 8080 }), 'runtime')).toContain('CMD ["probe", "8080", "10000"]');
    expect(synth(PLAIN).files.Dockerfile).not.toContain('probe');
  });

  test('a command of its own needs no probe', () => {
    const { files } = synth(PLAIN, { port: 8080, health: HealthCheck.command(['/app/api', 'health'], { timeout: Duration.seconds(3) }) });
    expect(files.Dockerfile).toContain('--timeout=3s');
    expect(files.Dockerfile).toContain('CMD ["/app/api", "health"]');
    expect(files.Dockerfile).not.toContain('probe');
  });

  test('instructions of one\'s own have their places', () => {
    expect(() => synthDocker(repository(PLAIN), project => new GoService(project, 'api').stage('probe'))).toThrow('service "api" has the stages system, base, deps, build, development, runtime, got "probe"');
  });
});

test('a version past its end is told', () => {
  expect(synth({ ...PLAIN, 'go.mod': 'module x\n\ngo 1.24\n' }, { goVersion: '1.25' }).warnings).toEqual(['service "api": "golang:1.25.14-trixie" has Go 1.25, which has had no security updates since 2026-08-19; set "goVersion" to 1.26 or 1.27 (end-of-life-image)']);
});

describe('what cannot be', () => {
  test.each<[string, Files, GoServiceOptions, string]>([
    ['no module', { 'main.go': MAIN }, {}, 'there is no go.mod in "." or above it; set "directory" to the module\'s folder, or run "go mod init"'],
    ['no checksums', { ...MODULE, 'go.sum': undefined }, {}, 'go.mod requires "github.com/acme/lib", and there is no go.sum beside it; run "go mod tidy" and commit go.sum'],
    ['no main package', { 'go.mod': 'module x\n', 'lib.go': 'package lib\n' }, {}, 'there is no "package main" in "." or its cmd/*; set "main": name the folder of one'],
    ['several main packages', { ...PLAIN, 'cmd/a/main.go': MAIN }, {}, '"." has several main packages, and none is called "cmd/api"; set "main": choose one of ".", "cmd/a"'],
    ['a main package that is not there', { ...PLAIN, 'cmd/a/main.go': MAIN }, { main: 'cmd/b' }, 'main "cmd/b" is no folder with "package main" in "."; choose one of ".", "cmd/a"'],
    ['a replacement out of the repository', { ...PLAIN, 'go.mod': 'module x\nreplace y => ../y\n' }, {}, 'go.mod refers to "../y", which is outside of the repository and cannot be in the build context; move the module into it, or vendor it with "go mod vendor"'],
    ['a replacement without a module', { ...PLAIN, 'go.mod': 'module x\nreplace y => ./y\n' }, {}, 'go.mod refers to "y", which has no go.mod; correct the path'],
    ['an unknown version', PLAIN, { goVersion: '1.19' }, 'goVersion asks for Go 1.19; choose one of 1.24, 1.25, 1.26, 1.27'],
    ['no version', PLAIN, { goVersion: 'latest' }, 'goVersion must be a Go version such as "1.27" or "1.27.3", got "latest"'],
    ['a version that is too old', PLAIN, { goVersion: '1.26' }, 'goVersion is Go 1.26.10, and go.mod needs at least 1.27; raise "goVersion" or leave it out'],
    ['packages on distroless', PLAIN, { packages: ['tzdata'] }, 'distroless has no package manager, so it cannot take packages tzdata; use BinaryRuntime.slim() or BinaryRuntime.alpine()'],
    ['packages on scratch', PLAIN, { packages: ['tzdata'], runtime: BinaryRuntime.scratch() }, 'scratch has no package manager, so it cannot take packages tzdata; use BinaryRuntime.slim() or BinaryRuntime.alpine()'],
    ['C on alpine', PLAIN, { cgo: true, runtime: BinaryRuntime.alpine() }, 'alpine has no glibc, which a program that uses C needs; use BinaryRuntime.distroless() or BinaryRuntime.slim()'],
    ['a package name', PLAIN, { buildPackages: ['a b'] }, 'buildPackages must be names of system packages such as "libpq5", got "a b"'],
    ['an asset that is not there', PLAIN, { assets: ['templates'] }, 'asset "templates" does not exist in "."; correct "assets"'],
    ['an asset where the binary is', { ...PLAIN, 'api/x.txt': '' }, { assets: ['api'] }, 'asset "api" would lie where the binary is, /app/api; put it into a folder of another name'],
    ['a build tag', PLAIN, { tags: ['a b'] }, 'tags must be build tags such as "netgo", got "a b"'],
    ['a variable without a package', PLAIN, { versionVariable: 'version' }, 'versionVariable must be a package\'s path and a variable such as "main.version", got "version"'],
    ['a pattern of modules', PLAIN, { privateModules: ['a b'] }, 'privateModules must be patterns of module paths such as "github.com/acme/*", got "a b"'],
    ['arguments that are no words', PLAIN, { args: [1 as unknown as string] }, 'args must be a list of words such as ["serve", "--verbose"], got [1]'],
  ])('%s', (_, files, options, problem) => {
    const there = Object.fromEntries(Object.entries(files).filter(([, text]) => text !== undefined));
    expect(refusal(repository(there), project => new GoService(project, 'api', options))).toEqual([`service "api": ${problem}`]);
  });
});

test('what only shows when the Dockerfile is made stops it like everything else', () => {
  expect(refusal(repository(PLAIN), project => new GoService(project, 'api', { labels: { a: 'x\ny' } })))
    .toEqual(['service "api": a line break cannot stand in LABEL, got "x\\ny"; use one entry per line, or Instruction.raw() for a heredoc']);
});
