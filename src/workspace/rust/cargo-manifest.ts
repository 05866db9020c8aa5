import { joinPath } from '../../model/paths';
import { show } from '../../model/problem';
import { fail } from '../problem';
import type { Repository } from '../repository';
import { readToml } from '../toml';
import { Table, table, tables, text, texts } from '../value';

/** A file that cargo compiles for a package, relative to the package. */
export interface CargoTarget {
  readonly kind: 'lib' | 'bin' | 'example' | 'test' | 'bench' | 'build';
  readonly name: string;
  readonly path: string;
}

/** What we read of a `Cargo.toml` that has a package. */
export interface CargoPackage {
  readonly directory: string;
  readonly name: string;
  readonly description?: string;
  readonly license?: string;
  /** The version of Rust that it needs at least. */
  readonly rustVersion?: string;
  /** The binary that `cargo run` starts. */
  readonly defaultRun?: string;
  readonly targets: readonly CargoTarget[];
  /** Folders of packages that it depends on, relative to the repository. */
  readonly pathDependencies: readonly string[];
  /** Names of dependencies that the workspace defines. */
  readonly inherited: readonly string[];
}

/** What a `Cargo.toml` says of a workspace. */
export interface CargoWorkspace {
  readonly directory: string;
  readonly members: readonly string[];
  readonly exclude: readonly string[];
  /** Folders of the packages that members may depend on by name. */
  readonly pathDependencies: ReadonlyMap<string, string>;
  readonly package: Table;
}

export function readCargoWorkspace(repo: Repository, directory: string): CargoWorkspace | undefined {
  const workspace = table(readToml(repo, joinPath(directory, 'Cargo.toml'))?.workspace);
  if (!workspace) return undefined;
  const dependencies = Object.entries(table(workspace.dependencies) ?? {}).flatMap(([name, value]) => {
    const path = table(value)?.path;
    return typeof path === 'string' ? [[name, joinPath(directory, path)] as const] : [];
  });
  return {
    directory,
    members: texts(workspace.members),
    exclude: texts(workspace.exclude),
    pathDependencies: new Map(dependencies),
    package: table(workspace.package) ?? {},
  };
}

/**
 * The package in a folder; undefined when there is none.
 *
 * @throws WorkspaceError when its manifest has no name
 */
export function readCargoPackage(repo: Repository, directory: string): CargoPackage | undefined {
  return repo.memo(`cargo:${directory}`, () => {
    const path = joinPath(directory, 'Cargo.toml');
    const manifest = readToml(repo, path);
    const own = table(manifest?.package);
    if (!manifest || !own) return undefined;
    if (typeof own.name !== 'string') return fail(`${path} has a package without a name; add "name" to [package]`);
    const dependencies = dependencyTables(manifest);
    return {
      directory,
      name: own.name,
      description: text(own.description),
      license: text(own.license),
      rustVersion: text(own['rust-version']),
      defaultRun: text(own['default-run']),
      targets: targetsOf(repo, directory, manifest, own),
      pathDependencies: dependencies.flatMap(([, value]) => text(table(value)?.path) ?? []).map(written => joinPath(directory, written)),
      inherited: dependencies.filter(([, value]) => table(value)?.workspace === true).map(([name]) => name),
    };
  });
}

/** All dependencies: for development and builds too, because cargo wants their manifests. */
function dependencyTables(manifest: Table): [string, unknown][] {
  const places: Table[] = [manifest, ...tables(Object.values(table(manifest.target) ?? {}))];
  return places.flatMap(place => ['dependencies', 'dev-dependencies', 'build-dependencies'].flatMap(kind => Object.entries(table(place[kind]) ?? {})));
}

/** Files that are compiled: those that are named, and those that cargo finds by itself: https://doc.rust-lang.org/cargo/reference/cargo-targets.html */
function targetsOf(repo: Repository, directory: string, manifest: Table, own: Table): CargoTarget[] {
  const packageName = String(own.name);
  const isFile = (path: string) => repo.isFile(joinPath(directory, path));
  const lib = table(manifest.lib);
  const libPath = text(lib?.path) ?? (lib || isFile('src/lib.rs') ? 'src/lib.rs' : undefined);
  const build = typeof own.build === 'string' ? own.build : own.build !== false && isFile('build.rs') ? 'build.rs' : undefined;
  return [
    ...libPath ? [{ kind: 'lib', name: packageName.replace(/-/g, '_'), path: libPath } as const] : [],
    ...binaries(repo, directory, manifest, own),
    ...(['example', 'test', 'bench'] as const).flatMap(kind => tables(manifest[kind]).map(target => ({ kind, name: String(target.name), path: text(target.path) ?? `${FOLDERS[kind]}/${String(target.name)}.rs` }))),
    ...build ? [{ kind: 'build', name: 'build', path: build } as const] : [],
  ];
}

const FOLDERS = { example: 'examples', test: 'tests', bench: 'benches' };

function binaries(repo: Repository, directory: string, manifest: Table, own: Table): CargoTarget[] {
  const packageName = String(own.name);
  const found = new Map<string, string>();
  if (own.autobins !== false) {
    if (repo.isFile(joinPath(directory, 'src/main.rs'))) found.set(packageName, 'src/main.rs');
    for (const name of repo.list(joinPath(directory, 'src/bin'))) {
      const path = `src/bin/${name}`;
      if (/\.rs$/.test(name) && repo.isFile(joinPath(directory, path))) found.set(name.slice(0, -3), path);
      if (repo.isFile(joinPath(directory, `${path}/main.rs`))) found.set(name, `${path}/main.rs`);
    }
  }
  for (const target of tables(manifest.bin)) {
    const name = text(target.name) ?? fail(`a [[bin]] of ${joinPath(directory, 'Cargo.toml')} has no name; add "name"`);
    const path = text(target.path) ?? found.get(name) ?? (name === packageName ? 'src/main.rs' : `src/bin/${name}.rs`);
    [...found].filter(([, other]) => other === path).forEach(([other]) => found.delete(other));
    found.set(name, path);
  }
  for (const [name, path] of found) {
    if (!repo.isFile(joinPath(directory, path))) fail(`binary ${show(name)} of ${joinPath(directory, 'Cargo.toml')} has no ${path}; correct "path" of its [[bin]]`);
  }
  return [...found].map(([name, path]) => ({ kind: 'bin', name, path }));
}
