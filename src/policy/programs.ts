import type { CheckedDockerfile, CheckedInstruction, CheckedStage } from './checked-system';
import { imageName } from './image';
import { commandsOf, isShell, scriptOf, ShellCommand, unwrapped } from './shell';
import { BROUGHT_BY_ANY, IMAGE_TOOLS, PACKAGES_WITH } from '../catalog/image-tools';
import { baseName } from '../model/paths';
import { expand, findStage, flagValues, lineageOf } from '../workspace/dockerfile/stages';

/** Programs that an image surely lacks, by its reference; none of one that is not known. */
export function lackedBy(image: string): readonly string[] {
  const name = imageName(image);
  if (!name) return [];
  const fits = (repository: string) => (repository.endsWith('/') ? name.repository.startsWith(repository) : name.repository === repository);
  const known = IMAGE_TOOLS.filter(({ repositories }) => repositories.some(fits));
  // Without a tag it may be any variant.
  if (name.tag === '' && known.some(({ tags }) => tags)) return [];
  return known.find(({ tags }) => !tags || tags.test(name.tag))?.lacks ?? [];
}

/** Whether the image of a stage surely lacks a program: what it starts from lacks it, and nothing that follows may bring it. */
export function lacks(dockerfile: CheckedDockerfile, stage: CheckedStage, program: string): boolean {
  if (stage.image === undefined || !lackedBy(stage.image).includes(program)) return false;
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
const PACKAGE_MANAGERS = new Set(['apk', 'apt', 'apt-get', 'aptitude', 'dnf', 'microdnf', 'tdnf', 'yum', 'zypper', 'pacman']);
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
      const given = keyword === 'ARG' ? this.dockerfile.args[name] ?? value : value;
      this.variables[name] = expand(given, this.variables) ?? given;
    }
    // A language that lies elsewhere is found by it.
    if (keyword === 'ENV' && 'PATH' in assignments && BROUGHT_BY_ANY.has(this.program)) this.isThere = true;
  }

  private run(command: ShellCommand): void {
    const [name, ...words] = unwrapped(command.words);
    if (name === undefined) return;
    if (PACKAGE_MANAGERS.has(name)) return this.manage(words);
    const isMentioned = [name, ...words].some(word => baseName(word) === this.program || PACKAGES_WITH[this.program]?.test(word));
    if (name === 'rm') {
      if (words.some(word => baseName(word) === this.program)) this.isThere = false;
    } else if (isMentioned || mayBringAnything(command, name)) {
      this.isThere = true;
    }
  }

  private manage(words: readonly string[]): void {
    const action = words.find(word => !word.startsWith('-')) ?? '';
    const group = words.flatMap((word, at) => (word === '-t' || word === '--virtual' ? words[at + 1] ?? [] : /^--virtual=(.*)/.exec(word)?.[1] ?? []))[0];
    const packages = words.slice(words.indexOf(action) + 1).filter(word => !word.startsWith('-') && word !== group).map(word => word.replace(/[=<>~].*$/s, ''));
    if (/^(remove|purge|del|erase|autoremove)$/.test(action)) {
      const removed = [...packages, ...words.filter(word => this.groups.has(word)).flatMap(word => this.groups.get(word)!)];
      if (removed.some(name => this.isIn(name))) this.isThere = false;
    } else if (/^(install|add|in|reinstall|localinstall)$/.test(action) || words.some(word => /^-S/.test(word))) {
      if (group !== undefined) this.groups.set(group, packages);
      if (packages.some(name => this.isIn(name) || /[$*/@]|\.(deb|rpm|apk)$/.test(name) || (BROUGHT_BY_ANY.has(this.program) && !QUIET.test(name)))) this.isThere = true;
    }
  }

  /** Whether a package brings the program. */
  private isIn(name: string): boolean {
    return name === this.program || (PACKAGES_WITH[this.program]?.test(name) ?? false);
  }

  private comesBy(instruction: CheckedInstruction): boolean {
    const words = instruction.exec ?? instruction.text.split('\n')[0].split(/\s+/).map(word => word.replace(/^["']|["']$/g, ''));
    const target = words[words.length - 1] ?? '';
    const sources = words.slice(0, -1);
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
    const absolute = text.startsWith('/') ? text : `${this.folder}/${text}`;
    const parts: string[] = [];
    for (const part of absolute.split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '' && part !== '.') parts.push(part);
    }
    return `/${parts.join('/')}`;
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
