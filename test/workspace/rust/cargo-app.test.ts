import { Repository } from '../../../src/workspace/repository';
import { findBinary, readCargoApp } from '../../../src/workspace/rust/cargo-app';
import { Files, repository } from '../../support';

const repo = (files: Files) => new Repository(repository({ 'Cargo.lock': '', ...files }));
const pkg = (name: string, more = '') => `[package]\nname = "${name}"\nversion = "1.0.0"\n${more}`;
const names = (packages: readonly { readonly name: string }[]) => packages.map(({ name }) => name);

describe('a workspace', () => {
  const FILES: Files = {
    'Cargo.toml': '[workspace]\nmembers = ["apps/*", "libs/{a,b}"]\nexclude = ["apps/old"]\n[workspace.package]\nrust-version = "1.80"\n[workspace.dependencies]\na = { path = "libs/a" }\n',
    'apps/api/Cargo.toml': pkg('api', '[dependencies]\na.workspace = true\n[target.\'cfg(unix)\'.dependencies]\nb = { path = "../../libs/b" }\n'),
    'apps/api/src/main.rs': '',
    'apps/other/Cargo.toml': pkg('other'),
    'apps/other/src/main.rs': '',
    'apps/old/Cargo.toml': pkg('old'),
    'apps/notes/readme.txt': '',
    'libs/a/Cargo.toml': pkg('a', '[dev-dependencies]\nc = { path = "../c" }\n'),
    'libs/a/src/lib.rs': '',
    'libs/b/Cargo.toml': pkg('b'),
    'libs/b/src/lib.rs': '',
    'libs/c/Cargo.toml': pkg('c'),
    'libs/c/src/lib.rs': '',
    'libs/d/Cargo.toml': pkg('d'),
    'rust-toolchain.toml': '[toolchain]\nchannel = "1.91.0"\n',
  };

  test('is found from a member, with what globs, paths and inheritance name', () => {
    const app = readCargoApp(repo(FILES), 'apps/api');
    expect(app.root).toBe('.');
    expect(names(app.members).sort()).toEqual(['a', 'api', 'b', 'c', 'other']);
    expect(names(app.sources)).toEqual(['api', 'b', 'a', 'c']);
    expect(app.toolchain).toEqual({ channel: '1.91.0', source: 'rust-toolchain.toml' });
    expect(app.least).toEqual({ version: '1.80', source: 'rust-version of Cargo.toml' });
  });

  test('does not have what it excludes', () => {
    const app = readCargoApp(repo({ ...FILES, 'apps/old/Cargo.lock': '', 'apps/old/src/main.rs': '' }), 'apps/old');
    expect([app.root, names(app.members)]).toEqual(['apps/old', ['old']]);
  });
});

test('what cargo compiles is found as cargo does', () => {
  const app = readCargoApp(repo({
    'Cargo.toml': pkg('my-app', 'build = "codegen.rs"\n[lib]\npath = "lib/x.rs"\n[[bin]]\nname = "named"\npath = "src/bin/b.rs"\n[[bench]]\nname = "speed"\n[[example]]\nname = "e"\npath = "e.rs"\n'),
    'codegen.rs': '',
    'src/main.rs': '',
    'src/bin/a.rs': '',
    'src/bin/b.rs': '',
    'src/bin/c/main.rs': '',
    'src/bin/c/help.rs': '',
    'tests/auto.rs': '',
  }), '.');
  expect(app.package.targets.map(({ kind, name, path }) => `${kind} ${name} ${path}`)).toEqual([
    'lib my_app lib/x.rs', 'bin my-app src/main.rs', 'bin a src/bin/a.rs', 'bin c src/bin/c/main.rs', 'bin named src/bin/b.rs', 'example e e.rs', 'bench speed benches/speed.rs', 'build build codegen.rs',
  ]);
});

test.each<[string, string, string | undefined, string]>([
  ['the one with the service\'s name', '', undefined, 'api'],
  ['the one that is named', '', 'x', 'x'],
])('the binary is %s', (_, more, chosen, binary) => {
  const app = readCargoApp(repo({ 'Cargo.toml': pkg('app', more), 'src/main.rs': '', 'src/bin/api.rs': '', 'src/bin/x.rs': '' }), '.');
  expect(findBinary(app, 'api', chosen)).toBe(binary);
});

test('the binary is default-run', () => {
  const app = readCargoApp(repo({ 'Cargo.toml': pkg('app', 'default-run = "x"\n'), 'src/main.rs': '', 'src/bin/x.rs': '' }), '.');
  expect(findBinary(app, 'api', undefined)).toBe('x');
});

test('a package beside the folder of the lockfile is told', () => {
  expect(() => readCargoApp(repo({ 'app/Cargo.toml': pkg('app', '[dependencies]\nx = { path = "../x" }\n'), 'app/Cargo.lock': '', 'app/src/main.rs': '', 'x/Cargo.toml': pkg('x') }), 'app'))
    .toThrow('package "x" in "x" lies outside of "app", where Cargo.lock is; make both members of one workspace');
});
