import { LockedPackage, LockGraph, wanted } from './graph';
import { withVersion } from './value';

interface Entry { name: string; version?: string; dependencies: Record<string, string> }

/**
 * The packages of a Yarn 1 lockfile. It records neither install scripts nor systems, and no local packages.
 *
 * @returns undefined when a line is none of the format's; the line's number is then in `broken`.
 * @see https://classic.yarnpkg.com/lang/en/docs/yarn-lock/
 */
export function yarnClassicGraph(text: string): LockGraph | { broken: number } {
  const byPattern = new Map<string, string>();
  const entries = new Map<string, Entry>();
  let entry: Entry | undefined;
  let inDependencies = false;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === '' || line.startsWith('#')) continue;
    const indent = line.search(/[^ ]/);
    if (indent === 0) {
      const patterns = /^(.+):$/.exec(line)?.[1].split(', ').map(unquote);
      if (patterns === undefined) return { broken: index + 1 };
      entry = { name: nameOf(patterns[0]), dependencies: {} };
      entries.set(patterns[0], entry);
      for (const pattern of patterns) byPattern.set(pattern, patterns[0]);
      inDependencies = false;
    } else if (entry !== undefined && indent === 2) {
      if (!/^ {2}\S+(:| .+)$/.test(line)) return { broken: index + 1 };
      const version = /^ {2}version "?([^"]+)"?$/.exec(line)?.[1];
      if (version !== undefined) entry.version = version;
      inDependencies = /^ {2}(optionalD|d)ependencies:$/.test(line);
    } else if (entry !== undefined && indent === 4) {
      const match = /^ {4}("[^"]+"|[^\s"]+) ("[^"]*"|[^\s"]+)$/.exec(line);
      if (match === null) return { broken: index + 1 };
      if (inDependencies) entry.dependencies[unquote(match[1])] = unquote(match[2]);
    } else {
      return { broken: index + 1 };
    }
  }
  return graph(entries, byPattern);
}

function graph(entries: Map<string, Entry>, byPattern: Map<string, string>): LockGraph {
  const keys = (dependencies: Record<string, string>): string[] => Object.entries(dependencies)
    .map(([name, range]) => byPattern.get(`${name}@${range}`)).filter((key) => key !== undefined);
  const packages = new Map<string, LockedPackage>();
  for (const [key, { name, version, dependencies }] of entries) {
    packages.set(key, { name, ...withVersion(version), dependencies: Object.keys(dependencies), next: keys(dependencies), foreign: false });
  }
  return { packages, direct: (_directory, manifest) => keys(wanted(manifest)), links: () => undefined };
}

/** The package's own name in a pattern: `ms` of `ms@^2.0.0` and of the alias `other@npm:ms@2.1.3`. */
function nameOf(pattern: string): string {
  const alias = /^@?[^@]+@npm:(@?[^@]+)/.exec(pattern)?.[1];
  return alias ?? /^@?[^@]+/.exec(pattern)?.[0] ?? pattern;
}

function unquote(text: string): string {
  return text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}
