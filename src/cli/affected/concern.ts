import { BakeTargets } from './bake-targets';
import { BuildFiles } from './build-files';
import { ComposeServices } from './compose-services';
import { differences } from './equal';
import { type Change, type Revisions, Undecided } from './git';
import { packageOf } from './package-version';
import { type Manifest, MANIFEST_PATH } from '../../model/manifest';
import { ancestors, isWithin, joinPath } from '../../model/paths';
import { parseJson } from '../../workspace/json';
import { type Table, table, tables } from '../../workspace/value';

/** What a change concerns, and why. */
export interface Concern {
  /** Targets whose images it may change, bases too. */
  readonly targets: ReadonlyMap<string, string>;
  /** Services that may run in another way. */
  readonly services: ReadonlyMap<string, string>;
}

const BEFORE = 'in the revision that is compared';
const NOW = 'in HEAD';

/** What of the manifest says something of one target or service, or of nothing that is built or started. */
const APART = ['//', 'targets', 'services', 'references', 'sizesFile', 'lockFile', 'composeDevelopmentFile'];

/** Where all of this is run from. */
const AUTOMATION = ['.github/workflows', '.github/actions'];
const LOCKFILES = ['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'bun.lockb'];

/**
 * What is not the same in two revisions, for each target and each service.
 *
 * @throws Undecided when it may be everything
 */
export function concernOf(manifest: Manifest, revisions: Revisions): Concern {
  const changes = revisions.changes();
  if (changes.length === 0) return { targets: new Map(), services: new Map() };
  checkAutomation(changes, revisions);
  const { targets: budgets, services: promises } = manifestChanges(revisions);
  const bakes = readBoth(manifest.bakeFile, revisions, BakeTargets.read);
  const composes = readBoth(manifest.composeFile, revisions, ComposeServices.read);
  if (bakes.now.differsFrom(bakes.before)) throw new Undecided(`${manifest.bakeFile}: its variables have changed`);
  const changed = new Set(composes.now.changedSince(composes.before));
  return {
    targets: new Targets(manifest, changes, revisions, bakes, budgets).reasons(),
    services: new Map(composes.now.names.flatMap(name => {
      const mounted = changes.filter(change => composes.now.mounts(name, change, path => revisions.path(path)));
      const reason = changed.has(name) ? manifest.composeFile : promises.has(name) ? MANIFEST_PATH : described(mounted);
      return reason === undefined ? [] : [[name, reason] as const];
    })),
  };
}

interface Both<T> { readonly before: T; readonly now: T }

function readBoth<T>(path: string, revisions: Revisions, read: (path: string, text: string | undefined, when: string) => T): Both<T> {
  const [before, now] = revisions.texts(revisions.path(path));
  return { before: read(path, before, BEFORE), now: read(path, now, NOW) };
}

/** How each target was built, and is built. */
class Targets {
  private readonly known = new Map<string, string | undefined>();

  public constructor(
    private readonly manifest: Manifest,
    private readonly changes: readonly Change[],
    private readonly revisions: Revisions,
    private readonly bakes: Both<BakeTargets>,
    private readonly budgets: ReadonlySet<string>,
  ) {}

  public reasons(): Map<string, string> {
    return new Map(this.manifest.targets.flatMap(({ name }) => {
      const reason = this.reason(name) ?? (this.budgets.has(name) ? MANIFEST_PATH : undefined);
      return reason === undefined ? [] : [[name, reason] as const];
    }));
  }

  /** Why a target makes another image: for what it is built from itself, or for the targets that it is built from. */
  private reason(name: string): string | undefined {
    if (this.known.has(name)) return this.known.get(name);
    // What leads back to itself is nothing that Bake would build.
    this.known.set(name, undefined);
    const reason = this.ownReason(name) ?? this.bakes.now.parents(name).map(parent => {
      const found = this.reason(parent);
      return found && `built from ${parent}: ${found}`;
    }).find(found => found !== undefined);
    this.known.set(name, reason);
    return reason;
  }

  private ownReason(name: string): string | undefined {
    const { before, now } = this.bakes;
    if (!now.entry(name)) throw new Undecided(`${this.manifest.bakeFile} has no target ${name} ${NOW}`);
    if (differences(before.entry(name), now.entry(name)).length > 0) return this.manifest.bakeFile;
    const files = new BuildFiles(now.inputs(name), this.revisions);
    return described(this.changes.filter(change => files.has(change)));
  }
}

function described([first, ...others]: readonly Change[]): string | undefined {
  return first && `${first.path}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}

/** Targets and services of which the manifest says something else. */
function manifestChanges(revisions: Revisions): { readonly targets: ReadonlySet<string>; readonly services: ReadonlySet<string> } {
  const { before, now } = readBoth(MANIFEST_PATH, revisions, (path, text, when) => {
    try {
      return table(parseJson(path, text!, '')) ?? {};
    } catch {
      throw new Undecided(`${path} cannot be read ${when}`);
    }
  });
  const other = differences(before, now).find(key => !APART.includes(key));
  if (other !== undefined) throw new Undecided(`${MANIFEST_PATH}: ${other} has changed`);
  const changed = (key: string) => new Set(differences(byName(before[key]), byName(now[key])));
  return { targets: changed('targets'), services: changed('services') };
}

function byName(value: unknown): Table {
  return Object.fromEntries(tables(value).map(entry => [String(entry.name), entry]));
}

/** @throws Undecided when what builds, tests and publishes has changed itself */
function checkAutomation(changes: readonly Change[], revisions: Revisions): void {
  const workflow = changes.find(({ path }) => AUTOMATION.some(folder => isWithin(folder, path)));
  if (workflow) throw new Undecided(`${workflow.path} has changed`);
  const lockfiles = ancestors(revisions.path('.')).flatMap(folder => LOCKFILES.map(name => joinPath(folder, name)));
  for (const path of lockfiles.filter(one => changes.some(change => change.path === one))) {
    const [before, now] = revisions.texts(path).map(text => text !== undefined && packageOf(text));
    if (path.endsWith('.lockb') || before !== now) throw new Undecided(`${path}: the version of this package has changed, or may have`);
  }
}
