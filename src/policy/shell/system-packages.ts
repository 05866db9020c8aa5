import type { ShellCommand } from './command';
import { unwrapped } from './wrappers';

/** What installs packages of the operating system, and by which words; the others that are listed remove them. */
const MANAGERS: Readonly<Record<string, { readonly add: RegExp; readonly remove: RegExp }>> = {
  'apk': { add: /^add$/, remove: /^del$/ },
  'apt': { add: /^(?:install|reinstall)$/, remove: /^(?:remove|purge|autoremove|autopurge)$/ },
  'apt-get': { add: /^(?:install|reinstall)$/, remove: /^(?:remove|purge|autoremove|autopurge)$/ },
  'aptitude': { add: /^(?:install|reinstall)$/, remove: /^(?:remove|purge)$/ },
  'dnf': { add: /^(?:install|reinstall|localinstall)$/, remove: /^(?:remove|erase|autoremove)$/ },
  'microdnf': { add: /^(?:install|reinstall)$/, remove: /^(?:remove|erase)$/ },
  'tdnf': { add: /^(?:install|reinstall)$/, remove: /^(?:remove|erase)$/ },
  'yum': { add: /^(?:install|reinstall|localinstall)$/, remove: /^(?:remove|erase|autoremove)$/ },
  'zypper': { add: /^(?:install|in)$/, remove: /^(?:remove|rm)$/ },
  'pacman': { add: /^-S/, remove: /^-R/ },
};
/** Options of these programs that take a value. */
const VALUED = new Set(['-t', '--virtual', '-o', '--option', '-X', '--repository', '-p', '--root', '--target-release', '--default-release', '--setopt', '--enablerepo', '--disablerepo', '--releasever', '--installroot', '-c']);

/** A command of a package manager that adds or removes packages. */
export interface PackageChange {
  /** Whether it adds them; otherwise it removes them. */
  readonly adds: boolean;
  /** The word for it: `install`, `purge`. */
  readonly action: string;
  /** The packages, as they are written: with versions, and files, addresses and variables among them. */
  readonly packages: readonly string[];
  /** What `apk add --virtual` calls them together. */
  readonly group?: string;
}

/**
 * What a command does to the packages of the operating system; `undefined`: nothing.
 *
 * @param words without what only starts the command
 */
export function packageChange([name = '', ...words]: readonly string[]): PackageChange | undefined {
  if (!Object.hasOwn(MANAGERS, name)) return undefined;
  const { add, remove } = MANAGERS[name];
  const isOption = (word: string) => word.startsWith('-') && name !== 'pacman';
  const plain = words.filter((word, index) => !isOption(word) && !VALUED.has(words[index - 1]));
  const [action = '', ...packages] = plain;
  if (!add.test(action) && !remove.test(action)) return undefined;
  return { adds: add.test(action), action, packages: packages.filter(word => !word.startsWith('-')), group: name === 'apk' ? groupOf(words) : undefined };
}

/** Whether a command is a package manager's, whatever it does. */
export function isPackageManager(name: string): boolean {
  return Object.hasOwn(MANAGERS, name);
}

/** A package's name without its version, release, repository and architecture. */
export function packageName(written: string): string {
  return written.replace(/[=<>~@:/].*$/s, '');
}

/** Packages of the operating system that one script, of a `RUN`, installs and has not removed when it ends. */
export function packagesLeft(commands: readonly ShellCommand[]): string[] {
  const installed = new Set<string>();
  const groups = new Map<string, readonly string[]>();
  const variables: Record<string, string> = {};
  let marksAutomatic = false;
  for (const { words, assignments } of commands) {
    if (words.length === 0) Object.assign(variables, assignments);
    const [name = '', ...given] = unwrapped(words);
    if (name === 'apt-mark' && given[0] === 'auto') marksAutomatic = true;
    const change = packageChange([name, ...given.flatMap(word => expanded(word, variables))]);
    if (!change) continue;
    const { adds, action, packages, group } = change;
    const names = packages.filter(word => !/^\.?\//.test(word)).map(packageName);
    if (adds) {
      if (group !== undefined) groups.set(group, names);
      names.forEach(one => installed.add(one));
    } else if (removesAll(names, action, marksAutomatic)) {
      installed.clear();
    } else {
      names.flatMap(one => groups.get(one) ?? [one]).forEach(one => installed.delete(one));
    }
  }
  return [...installed].filter(one => !one.includes('$'));
}

/** The words that a variable of the script stands for. */
function expanded(word: string, variables: Readonly<Record<string, string>>): string[] {
  const [, name] = /^\$\{?(\w+)\}?$/.exec(word) ?? [];
  return name !== undefined && Object.hasOwn(variables, name) ? variables[name].split(/\s+/).filter(Boolean) : [word];
}

function groupOf(words: readonly string[]): string | undefined {
  const at = words.findIndex(word => word === '-t' || word === '--virtual');
  return at < 0 ? words.flatMap(word => /^--virtual=(.*)$/.exec(word)?.[1] ?? [])[0] : words[at + 1];
}

/** Whether it is not known what is removed, or it is what was marked before: then nothing is said to be left. */
function removesAll(names: readonly string[], action: string, marksAutomatic: boolean): boolean {
  return names.some(name => name.includes('$')) || (marksAutomatic && names.length === 0) || (marksAutomatic && /purge|autoremove/.test(action));
}
