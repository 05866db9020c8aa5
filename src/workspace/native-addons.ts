import { LockGraph, LockedPackage, wanted } from './lock/graph';
import { NodePackage } from './node-package';
import { Repository } from './repository';
import { compareText } from '../model/order';
import { relativeTo } from '../model/paths';

/**
 * Packages that compile, or that choose between a prebuilt binary and compiling. The latter count too: whether a binary for musl or arm64 can
 * be had is known only while installing, and without a compiler the install would then fail.
 */
const HELPERS = [
  'nan', 'node-addon-api', 'bindings', 'cmake-js', 'cmake-ts',
  'node-gyp-build', 'node-gyp-build-optional-packages', 'prebuild-install', 'node-pre-gyp', '@mapbox/node-pre-gyp', '@discordjs/node-pre-gyp',
  'pkg-prebuilds', 'install-artifact-from-github', 'node-gyp',
];

/** Tools that have node-gyp to compile other packages: they compile nothing when they are installed themselves. */
const TOOLS = new Set([
  'npm', 'npm-lifecycle', '@npmcli/run-script', '@pnpm/npm-lifecycle', 'prebuild', 'electron-rebuild', '@electron/rebuild',
]);

/** Packages for other systems, for the lockfiles that do not record the system (Yarn 1). */
const FOREIGN = new Set(['fsevents', 'macos-alias', 'iconv-corefoundation', 'windows-build-tools']);

/** Names by which a lockfile without readable packages is judged: the widely used packages that our rule finds in readable ones. */
const WELL_KNOWN = new Set([
  'argon2', 'bcrypt', 'better-sqlite3', 'bufferutil', 'canvas', 'classic-level', 'cpu-features', 'deasync', 'isolated-vm', 'kerberos', 'leveldown',
  'mongodb-client-encryption', 'node-pty', 'node-sass', 're2', 'serialport', 'sodium-native', 'sqlite3', 'ssh2', 'usb', 'utf-8-validate', 'zeromq',
]);

/** A dependency that holds one platform's binary, such as `@esbuild/linux-x64` or `sass-embedded-linux-musl-arm64`. */
const PLATFORM_PACKAGE = /linux.*(?:x64|arm64|x86_64|aarch64)|(?:x64|arm64|x86_64|aarch64).*linux/;

/**
 * Names of the packages that may compile when some local packages are installed, with their development dependencies and everything below; sorted.
 *
 * A package counts when it depends on a helper for compiling (`HELPERS`), or the lockfile says that it has a gyp file, unless
 * - the lockfile says that it runs nothing when it is installed (npm, pnpm to 8, bun from 1.4). A script alone is no reason: core-js, husky,
 *   esbuild and many more have one and compile nothing;
 * - it brings binaries as one optional dependency per platform (sharp, @parcel/watcher, msgpackr-extract): those are taken, musl included;
 * - it is never installed on Linux (fsevents), or is itself a helper or a tool that compiles others.
 *
 * @param root the install root.
 * @param graph undefined where the lockfile cannot be read (bun.lockb): then the manifests' own names are compared with well-known packages.
 */
export function findNativeAddons(
  repo: Repository, root: string, graph: LockGraph | undefined, packages: Pick<NodePackage, 'directory' | 'manifest'>[],
): string[] {
  const found = new Set<string>();
  if (graph === undefined) {
    for (const name of packages.flatMap(({ manifest }) => Object.keys(wanted(manifest)))) {
      if (WELL_KNOWN.has(name)) found.add(name);
    }
  } else {
    const natives = repo.memo(`natives:${root}`, () => nativesByKey(graph));
    if (natives.size === 0) return [];
    for (const { directory, manifest } of packages) {
      for (const key of graph.direct(relativeTo(root, directory), manifest)) {
        for (const name of natives.get(key) ?? []) found.add(name);
      }
    }
  }
  return [...found].sort(compareText);
}

/** For each key the names of the native packages that it is or leads to: walked once for all applications, from the few native packages upwards. */
function nativesByKey(graph: LockGraph): Map<string, string[]> {
  const natives = [...graph.packages].filter(([, locked]) => mayCompile(locked));
  const result = new Map<string, string[]>();
  if (natives.length === 0) return result;

  const dependents = new Map<string, string[]>();
  for (const [key, locked] of graph.packages) {
    if (isForeign(locked)) continue;
    for (const next of locked.next) {
      const list = dependents.get(next);
      if (list) list.push(key);
      else dependents.set(next, [key]);
    }
  }
  for (const [start, { name }] of natives) {
    const reached = new Set([start]);
    for (const key of reached) {
      for (const dependent of dependents.get(key) ?? []) reached.add(dependent);
      const list = result.get(key);
      if (list) list.push(name);
      else result.set(key, [name]);
    }
  }
  return result;
}

function mayCompile(locked: LockedPackage): boolean {
  const skipped = isForeign(locked) || TOOLS.has(locked.name) || HELPERS.includes(locked.name);
  if (skipped || locked.dependencies.some((name) => PLATFORM_PACKAGE.test(name))) return false;
  return locked.gyp || (locked.installScript !== false && HELPERS.some((name) => locked.dependencies.includes(name)));
}

function isForeign(locked: LockedPackage): boolean {
  return locked.foreign || FOREIGN.has(locked.name);
}
