import { normalizeName } from './names';
import { LockedPackages, packageOf } from './poetry-lock';
import { joinPath, relativeTo } from '../../model/paths';
import { fail } from '../problem';
import type { Repository } from '../repository';
import { readToml } from '../toml';
import { Table, table, tables, text } from '../value';

/** What a `uv.lock` tells of one application of its workspace. */
export interface UvLock extends LockedPackages {
  /** Folders of all members of the workspace, whoever needs them: uv wants to see their manifests. */
  readonly members: readonly string[];
  /** The names of what is installed from folders that are no members. */
  readonly paths: readonly string[];
}

/** What is installed beside the dependencies that always are. */
export interface UvChoice {
  readonly groups: readonly string[];
  readonly extras: readonly string[];
}

/**
 * A `uv.lock`, as the application in a folder of its workspace sees it.
 *
 * @param root the folder of the lockfile
 * @throws WorkspaceError when it does not know the application
 */
export function readUvLock(repo: Repository, root: string, directory: string, { groups, extras }: UvChoice): UvLock {
  const path = joinPath(root, 'uv.lock');
  const lock = readToml(repo, path) ?? {};
  const entries = tables(lock.package);
  const byName = new Map(entries.map(entry => [nameOf(entry), entry]));
  const own = entries.find(entry => folderOf(entry) === relativeTo(root, directory));
  if (!own) return fail(`${path} does not know the project in "${directory}"; run "uv lock" and commit the lockfile`);
  const needed = reachable(byName, own, [...tables(own.dependencies), ...choose(own, 'optional-dependencies', extras), ...choose(own, 'dev-dependencies', groups)]);
  const developed = reachable(byName, own, Object.values(table(own['dev-dependencies']) ?? {}).flatMap(tables));
  const manifest = table(lock.manifest);
  const memberNames = new Set(Array.isArray(manifest?.members) ? manifest.members.map(name => normalizeName(String(name))) : [nameOf(own)]);
  const local = entries.filter(entry => folderOf(entry) !== undefined);
  return {
    packages: [...needed].map(packageOf),
    development: [...developed].filter(entry => !needed.has(entry)).map(packageOf),
    locals: local.filter(entry => entry !== own && needed.has(entry)).map(entry => joinPath(root, folderOf(entry)!)),
    members: local.filter(entry => memberNames.has(nameOf(entry))).map(entry => joinPath(root, folderOf(entry)!)),
    paths: local.filter(entry => !memberNames.has(nameOf(entry))).map(nameOf),
  };
}

/** Entries that are reached from some dependencies; markers are not looked at. */
function reachable(byName: ReadonlyMap<string, Table>, own: Table, dependencies: readonly Table[]): Set<Table> {
  const found = new Set<Table>();
  const chosen = new Set<string>();
  const visit = (dependency: Table): void => {
    const entry = byName.get(nameOf(dependency));
    if (!entry || entry === own) return;
    if (!found.has(entry)) {
      found.add(entry);
      tables(entry.dependencies).forEach(visit);
    }
    for (const extra of Array.isArray(dependency.extra) ? dependency.extra.map(String) : []) {
      const key = `${nameOf(entry)}[${extra}]`;
      if (chosen.has(key)) continue;
      chosen.add(key);
      choose(entry, 'optional-dependencies', [extra]).forEach(visit);
    }
  };
  dependencies.forEach(visit);
  return found;
}

function choose(entry: Table, field: string, names: readonly string[]): Table[] {
  const choices = table(entry[field]) ?? {};
  return names.flatMap(name => tables(choices[name]));
}

function nameOf(entry: Table): string {
  return normalizeName(text(entry.name) ?? '');
}

/** Where a package of the repository is, relative to the lockfile; undefined for those from elsewhere. */
function folderOf(entry: Table): string | undefined {
  const source = table(entry.source) ?? {};
  return text(source.virtual) ?? text(source.editable) ?? text(source.directory);
}
