import { copyOf } from './copies';
import { BROUGHT_BY_ANY, PACKAGES_WITH } from '../../catalog/image-tools';
import { baseName, belowRoot } from '../../model/paths';
import { expand, findStage, flagValues, lineageOf } from '../../workspace/dockerfile/stages';
import type { CheckedDockerfile, CheckedInstruction, CheckedStage } from '../checked-system';
import { knownImage } from '../images/known';
import type { ShellCommand } from '../shell/command';
import { commandsOf, isShell, scriptOf } from '../shell/script';
import { isPackageManager, packageChange, packageName } from '../shell/system-packages';
import { unwrapped } from '../shell/wrappers';

/** Whether the image of a stage surely lacks a program: what it starts from lacks it, and nothing that follows may bring it. */
export function lacks(dockerfile: CheckedDockerfile, stage: CheckedStage, program: string): boolean {
  if (stage.image === undefined || !knownImage(stage.image).lacks.has(program)) return false;
  const seen = new Search(dockerfile, program);
  for (const { instructions } of lineageOf(dockerfile.stages, stage)) instructions.forEach(instruction => seen.read(instruction));
  return !seen.isThere;
}

/** Where programs are looked for, unless `PATH` says otherwise. */
const PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
/** What packages put programs into, and folders around it. */
const SYSTEM = new Set(['/', '/usr', '/usr/bin', '/usr/sbin', '/bin', '/sbin']);
/** Commands that may bring anything. */
const UNKNOWN = new Set(['.', 'source', 'ansible-playbook', 'brew', 'conda', 'cpio', 'dpkg', 'make', 'mamba', 'micromamba', 'nix', 'nix-env', 'ninja', 'rpm', 'tar', 'unzip', 'xargs']);
const UNKNOWN_SCRIPT = /\.sh$|install|setup|bootstrap|provision/i;
/** Packages without programs that others would need. */
const QUIET = /^(ca-certificates|tzdata|tini|dumb-init|lib|musl|gosu$|su-exec$|gnupg$|locales$|curl$|wget$)/;

/** Follows the instructions of an image in order, and knows after each whether the program may be there. */
class Search {
  public isThere = false;
  private folder = '/';
  private readonly variables: Record<string, string>;
  /** What packages of a name of one's own stand for. */
  private readonly groups = new Map<string, readonly string[]>();

  public constructor(private readonly dockerfile: CheckedDockerfile, private readonly program: string) {
    this.variables = { ...dockerfile.args };
  }

  public read(instruction: CheckedInstruction): void {
    switch (instruction.keyword) {
      case 'ARG': case 'ENV': this.set(instruction); break;
      case 'WORKDIR': this.folder = this.resolve(instruction.text) ?? this.folder; break;
      case 'RUN': commandsOf(instruction).forEach(command => this.run(command)); break;
      case 'COPY': case 'ADD': this.isThere ||= this.comesBy(instruction); break;
    }
  }

  private set({ keyword, assignments = {} }: CheckedInstruction): void {
    for (const [name, value] of Object.entries(assignments)) {
      const { args } = this.dockerfile;
      const given = keyword === 'ARG' && Object.hasOwn(args, name) ? args[name] : value;
      this.variables[name] = expand(given, this.variables) ?? given;
    }
    // A language that lies elsewhere is found by it.
    if (keyword === 'ENV' && 'PATH' in assignments && BROUGHT_BY_ANY.has(this.program)) this.isThere = true;
  }

  private run(command: ShellCommand): void {
    const [name, ...words] = unwrapped(command.words);
    if (name === undefined) return;
    if (isPackageManager(name)) return this.manage([name, ...words]);
    const isMentioned = [name, ...words].some(word => baseName(word) === this.program || PACKAGES_WITH[this.program]?.test(word));
    if (name === 'rm') {
      if (words.some(word => baseName(word) === this.program)) this.isThere = false;
    } else if (isMentioned || mayBringAnything(command, name)) {
      this.isThere = true;
    }
  }

  private manage(words: readonly string[]): void {
    const { adds, packages, group } = packageChange(words) ?? { adds: false, packages: [] };
    if (!adds) {
      if (packages.flatMap(name => this.groups.get(name) ?? [packageName(name)]).some(name => this.isIn(name))) this.isThere = false;
      return;
    }
    if (group !== undefined) this.groups.set(group, packages.map(packageName));
    if (packages.some(name => this.mayBring(name))) this.isThere = true;
  }

  private mayBring(written: string): boolean {
    const name = packageName(written);
    return /[$*]|^[/.@]|:\/\/|\.(deb|rpm|apk)$/.test(written) || this.isIn(name) || (BROUGHT_BY_ANY.has(this.program) && !QUIET.test(name));
  }

  /** Whether a package brings the program. */
  private isIn(name: string): boolean {
    return name === this.program || (PACKAGES_WITH[this.program]?.test(name) ?? false);
  }

  private comesBy(instruction: CheckedInstruction): boolean {
    const { sources, target } = copyOf(instruction);
    if ([target, ...sources].some(path => baseName(path.replace(/\/+$/, '')) === this.program)) return true;
    const folder = this.resolve(target);
    if (folder === undefined || !PATH.some(path => path === folder || folder === '/' || path.startsWith(`${folder}/`))) return false;
    const [from] = flagValues(instruction, 'from');
    return sources.some(source => (from === undefined ? isImageOfSystem(source) || (PATH.includes(folder) && /(^|[/.*])(s?bin)?$/.test(source)) : this.isTaken(from, source, folder)));
  }

  /** Whether what is taken from another stage or image may hold the program. */
  private isTaken(from: string, source: string, folder: string): boolean {
    const path = source.replace(/(.)\/+$/, '$1');
    if (folder === '/' || SYSTEM.has(path) || path.includes('*') || BROUGHT_BY_ANY.has(this.program)) return true;
    const stage = findStage(this.dockerfile.stages, from);
    if (!stage) return !/\.\w+$/.test(path) && /(^|\/)(s?bin|out|dist|rootfs|usr|local)$/.test(path);
    return stage.instructions.some(({ text }) => text.includes(`/${this.program}`));
  }

  /** An absolute path in the image; `undefined`: a variable decides it. */
  private resolve(path: string): string | undefined {
    const text = expand(path.replace(/^["']|["']$/g, ''), this.variables);
    if (text === undefined) return undefined;
    const below = belowRoot(text.startsWith('/') ? text : `${this.folder}/${text}`);
    return below === '.' ? '/' : `/${below}`;
  }
}

function mayBringAnything(command: ShellCommand, name: string): boolean {
  const runsFile = isShell(command) && scriptOf(command) === undefined;
  return runsFile || UNKNOWN.has(name) || (UNKNOWN_SCRIPT.test(name) && !/^(pip|npm|docker-php)/.test(name));
}

/** Whether a path of the build context looks like a whole file system, or a part of one. */
function isImageOfSystem(source: string): boolean {
  return /\.tar(\.\w+)?$|\.tgz$|(^|\/)(root|rootfs|overlay|usr|bin|sbin|files|system|root_fs|image)\/?$/.test(source);
}
