import { LocalContext, localEdges, LocalEdges } from './local-edges';
import { Member, readMember } from './workspace';
import { compareText } from '../model/order';

/** What an application needs of the repository's own packages. */
export interface Locals {
  /** All, in build order. */
  readonly all: Member[];
  /** Those that it needs to run. */
  readonly runtime: Member[];
  readonly problems: string[];
}

/**
 * The local packages that an application needs: to be built, with the development dependencies of each; and to run. In build order, what is
 * independent by directory. The application itself is not among them.
 *
 * A cycle is a problem. Where a cycle only exists because of development dependencies (test helpers, mostly), those are passed over.
 */
export function findLocals(context: LocalContext, app: Member): Locals {
  const packages = new Map([[app.directory, app]]);
  const edges = new Map<string, LocalEdges>();
  const problems: string[] = [];
  for (const [directory, { manifest }] of packages) {
    const local = localEdges(context, directory, manifest);
    problems.push(...local.problems);
    edges.set(directory, local);
    for (const next of [...local.run, ...local.develop]) {
      if (!packages.has(next)) packages.set(next, readMember(context.repo, next));
    }
  }
  const cycle = findCycle(app.directory, edges);
  if (cycle !== undefined) {
    const names = cycle.map((directory) => packages.get(directory)!.name);
    return { all: [], runtime: [], problems: [...problems, `local packages depend on each other in a cycle, ${names.join(' → ')}: remove one of these dependencies`] };
  }
  const running = new Set([app.directory]);
  for (const directory of running) edges.get(directory)!.run.forEach((next) => running.add(next));
  const all = buildOrder(edges).filter((directory) => directory !== app.directory);
  const members = (directories: string[]): Member[] => directories.map((directory) => packages.get(directory)!);
  return { all: members(all), runtime: members(all.filter((directory) => running.has(directory))), problems };
}

/** A cycle of needs to run, as directories with the first again at the end. */
function findCycle(start: string, edges: Map<string, LocalEdges>): string[] | undefined {
  const done = new Set<string>();
  const visit = (directory: string, path: string[]): string[] | undefined => {
    const seen = path.indexOf(directory);
    if (seen >= 0) return [...path.slice(seen), directory];
    if (done.has(directory)) return undefined;
    for (const next of edges.get(directory)!.run) {
      const cycle = visit(next, [...path, directory]);
      if (cycle !== undefined) return cycle;
    }
    done.add(directory);
    return undefined;
  };
  for (const directory of [start, ...[...edges.keys()].sort(compareText)]) {
    const cycle = visit(directory, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

/** Directories, each after what it needs; what is needed for development gives way where it closes a cycle. */
function buildOrder(edges: Map<string, LocalEdges>): string[] {
  const waiting = [...edges.keys()].sort(compareText);
  const done = new Set<string>();
  while (waiting.length > 0) {
    const ready = (names: string[]): boolean => names.every((name) => done.has(name));
    const free = waiting.findIndex((each) => ready(edges.get(each)!.run) && ready(edges.get(each)!.develop));
    const index = free >= 0 ? free : waiting.findIndex((each) => ready(edges.get(each)!.run));
    done.add(waiting.splice(index, 1)[0]);
  }
  return [...done];
}
