import { type ShellCommand, unwrapped } from './shell';

const MANAGERS: Readonly<Record<string, RegExp>> = {
  'apk': /^(?:add|del)$/,
  'apt': /^(?:install|remove|purge|autoremove|autopurge)$/,
  'apt-get': /^(?:install|remove|purge|autoremove|autopurge)$/,
  'aptitude': /^(?:install|remove|purge)$/,
  'dnf': /^(?:install|remove|erase|autoremove)$/,
  'microdnf': /^(?:install|remove|erase)$/,
  'tdnf': /^(?:install|remove|erase)$/,
  'yum': /^(?:install|remove|erase|autoremove)$/,
  'zypper': /^(?:install|in|remove|rm)$/,
};
/** Options of these programs that take a value. */
const VALUED = new Set(['-t', '--virtual', '-o', '--option', '-X', '--repository', '-p', '--root', '--target-release', '--default-release', '--setopt', '--enablerepo', '--disablerepo', '--releasever', '--installroot', '-c']);

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
    if (!Object.hasOwn(MANAGERS, name)) continue;
    const rest = given.flatMap(word => expanded(word, variables));
    const plain = rest.filter((word, index) => !word.startsWith('-') && !VALUED.has(rest[index - 1]));
    const [action = '', ...packages] = plain;
    if (!MANAGERS[name].test(action)) continue;
    const names = packages.filter(word => !/^\.?\//.test(word)).map(word => word.replace(/[=<>~@:/].*$/s, ''));
    if (/^(?:install|in|add)$/.test(action)) {
      const group = groupOf(rest);
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

/** What `apk add --virtual` calls a group. */
function groupOf(words: readonly string[]): string | undefined {
  const at = words.findIndex(word => word === '-t' || word === '--virtual');
  return at < 0 ? words.flatMap(word => /^--virtual=(.*)$/.exec(word)?.[1] ?? [])[0] : words[at + 1];
}

/** Whether it is not known what is removed, or it is what was marked before: then nothing is said to be left. */
function removesAll(names: readonly string[], action: string, marksAutomatic: boolean): boolean {
  return names.some(name => name.includes('$')) || (marksAutomatic && names.length === 0) || (marksAutomatic && /purge|autoremove/.test(action));
}
