import { copyOf } from './copies';
import { type Placed, placed } from './instructions';
import { expandAt } from './variables';
import { baseName, belowRoot } from '../../model/paths';
import { lineageOf } from '../../workspace/dockerfile/stages';
import type { CheckedDockerfile, CheckedStage } from '../checked-system';
import { knownImage } from '../images/known';
import type { ShellCommand } from '../shell/command';
import { commandsOf, isShell, scriptOf } from '../shell/script';
import { isPackageManager, packageChange, packageName } from '../shell/system-packages';
import { unwrapped } from '../shell/wrappers';

/** The users and groups that a stage has. */
export interface Accounts {
  readonly users: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
  /** Names of packages that it installs, which may bring users of similar names. */
  readonly packages: readonly string[];
}

/** The users and groups of a stage: of its base image, and those that its instructions create. `undefined`: there may be others. */
export function accountsOf(dockerfile: CheckedDockerfile, stage: CheckedStage): Accounts | undefined {
  const listed = stage.image === undefined ? undefined : knownImage(stage.image).listed;
  if (!listed) return undefined;
  const users = new Set(listed.users);
  const groups = new Set(listed.groups);
  const packages: string[] = [];
  let folder = '/';
  for (const one of placed(lineageOf(dockerfile.stages, stage))) {
    if (one.instruction.keyword === 'WORKDIR') folder = one.instruction.text;
    if (mayReplaceFiles(dockerfile, one, folder)) return undefined;
    for (const command of one.instruction.keyword === 'RUN' ? commandsOf(one.instruction) : []) {
      const created = createdBy(dockerfile, one, command);
      if (!created) return undefined;
      created.names.forEach(name => [users, groups].forEach(set => set.add(name)));
      packages.push(...created.packages);
    }
  }
  return { users, groups, packages };
}

/** Whether a name is that of a user or group that there surely is not. */
export function isUnknown(name: string, kind: 'users' | 'groups', accounts: Accounts): boolean {
  return !accounts[kind].has(name) && !accounts.packages.some(one => isOfPackage(name, one));
}

/** Packages call their users after themselves: `postgresql` has `postgres`, `tor` has `debian-tor`. */
function isOfPackage(name: string, installed: string): boolean {
  const root = name.replace(/^_|^debian-|d$/g, '');
  return installed.includes(root) || name.includes(installed) || (OTHER_PACKAGES[name]?.test(installed) ?? false);
}

/** Users that are called otherwise than the packages that bring them. */
const OTHER_PACKAGES: Readonly<Record<string, RegExp>> = {
  'apache': /httpd/,
  'www-data': /apache|nginx|httpd|lighttpd|php/,
  'nginx': /nginx/,
  'messagebus': /dbus|systemd/,
  'mysql': /mariadb/,
  'polkitd': /policykit/,
  'sshd': /openssh/,
  'ssh': /openssh/,
  'syslog': /log/,
};

/** Where users are listed, and the folders around. */
const LISTS = new Set(['.', 'etc', ...['passwd', 'group', 'shadow', 'gshadow'].map(name => `etc/${name}`)]);

/** Whether files are copied to where users are listed, or folders over everything. */
function mayReplaceFiles(dockerfile: CheckedDockerfile, one: Placed, folder: string): boolean {
  const { sources, target: written } = copyOf(one.instruction);
  if (written === '') return false;
  const target = expandAt(dockerfile, one, written);
  if (target === undefined) return true;
  const path = belowRoot(target.startsWith('/') ? target : `${folder}/${target}`);
  if (!LISTS.has(path)) return false;
  // Files that only lie beside the list: `COPY start.sh /`.
  return /passwd|group|shadow/.test(path) || !sources.every(source => /[^/]\.[a-z]\w*$/i.test(source) && !/\.(tar|tgz|gz|xz|bz2)$/i.test(source));
}

/** Programs that create users and groups: the words that they are called with are names, or do no harm among them. */
const CREATING = new Set(['useradd', 'adduser', 'addgroup', 'groupadd', 'usermod', 'groupmod', 'luseradd', 'lgroupadd']);
/** Programs of which nobody can say what they create. */
const OPAQUE = /^(ansible.*|chef.*|puppet|salt-call|make|newusers|systemd-sysusers|dpkg|rpm|source|\.|install_packages|.*\.(sh|bash|py|pl|rb|run|bin))$/;

/** What a command adds. */
interface Created {
  /** Users, groups, and words that may be either. */
  readonly names: readonly string[];
  readonly packages: readonly string[];
}

/** What a command creates, as far as one can see; `undefined`: it may create anything. */
function createdBy(dockerfile: CheckedDockerfile, one: Placed, command: ShellCommand): Created | undefined {
  const [program = '', ...rest] = withoutBusybox(unwrapped(command.words));
  const nothing = { names: [], packages: [] };
  const toLists = command.redirects.some(({ operator, target }) => operator.includes('>') && isList(target))
    || (/^(tee|sed|cp|mv|ln|install|awk|perl)$/.test(program) && rest.some(isList));
  if (toLists) {
    const text = [command, ...command.input].flatMap(({ words, redirects }) => [...words, ...redirects.map(redirect => redirect.text ?? '')]).join('\n');
    const names = [...text.matchAll(/(?:^|[\s'"\\/^a$]|\\n)([\w${}][\w.${}-]*):[^:\n]*:[\d$]/g)].map(([, name]) => expandAt(dockerfile, one, name));
    return names.length === 0 || names.includes(undefined) ? undefined : { ...nothing, names: names as string[] };
  }
  if (CREATING.has(program)) {
    const names = rest.flatMap(word => (word.startsWith('-') ? word.split('=').slice(1) : [word]).flatMap(value => value.split(',')))
      .map(name => expandAt(dockerfile, one, name));
    return names.includes(undefined) ? undefined : { ...nothing, names: names as string[] };
  }
  if (isPackageManager(program)) {
    const { adds, packages } = packageChange([program, ...rest]) ?? { adds: false, packages: [] };
    // A file, or what a variable or another command says.
    if (adds && packages.some(name => /[$`/]|\.(deb|rpm|apk)$/.test(name))) return undefined;
    return { ...nothing, packages: adds ? packages.map(packageName).filter(name => name.length > 2) : [] };
  }
  if (OPAQUE.test(program) || isScriptFile(command.words)) return undefined;
  if (isShell(command) && scriptOf(command) === undefined && !command.redirects.some(({ operator }) => operator === '<<')) return undefined;
  return nothing;
}

function withoutBusybox(words: readonly string[]): readonly string[] {
  return words[0] === 'busybox' ? words.slice(1) : words;
}

function isList(path: string): boolean {
  return /\/etc\/(passwd|group)$/.test(path);
}

/** A program of the build's own, which may do anything. */
function isScriptFile([first = '']: readonly string[]): boolean {
  return /[$`]/.test(first) || (first.includes('/') && !/^\/(usr\/)?(local\/)?s?bin\//.test(first)) || /\.(sh|py)$/.test(baseName(first));
}
