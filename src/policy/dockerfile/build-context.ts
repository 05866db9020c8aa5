import { ancestors, baseName, joinPath, parentPath, relativeTo } from '../../model/paths';
import { isDockerIgnored } from '../../workspace/dockerignore';
import type { Repository } from '../../workspace/repository';
import type { CheckedDockerfile, CheckedSystem } from '../checked-system';

/** Why a build does not find a file of its context; `found`: it does, or nobody can say. */
export type Presence = 'found' | 'ignored' | 'missing';

/** The files of build contexts, as builders find them: those that are there, and those that are about to be written. */
export class ContextFiles {
  private readonly repository: Repository;
  /** The names in each folder. */
  private readonly written = new Map<string, Set<string>>();

  public constructor(private readonly system: CheckedSystem) {
    const { repository, models } = system._facts;
    const { compose, composeDevelopment, bake, workflows = [] } = system.files;
    this.repository = repository;
    const paths = [
      ...system.services.flatMap(({ dockerfile }) => (dockerfile ? [dockerfile.path, dockerfile.ignorePath ?? dockerfile.path] : [])),
      ...[...models.values()].flatMap(({ build }) => [...build?.generated?.files ?? [], ...build?.generated?.starters ?? []].map(({ path }) => path)),
      ...[compose, composeDevelopment, bake, ...workflows].flatMap(file => file?.path ?? []),
    ];
    for (const path of paths.flatMap(ancestors).filter(one => one !== '.')) {
      const folder = parentPath(path);
      this.written.set(folder, (this.written.get(folder) ?? new Set()).add(baseName(path)));
    }
  }

  /** @param path normalised, relative to the context; with wildcards, one match is enough */
  public presence(dockerfile: CheckedDockerfile, path: string): Presence {
    if (path === '.') return 'found';
    const isWildcard = /[*?[]/.test(path);
    const paths = isWildcard ? this.matches(dockerfile.context, path) : [path];
    const existing = paths.filter(one => this.exists(joinPath(dockerfile.context, one)));
    // What the ignore file leaves out is never found, also where a build elsewhere makes it first.
    const asked = existing.length > 0 ? existing : isWildcard ? [] : paths;
    if (asked.length > 0 && asked.every(one => !this.reaches(dockerfile, one))) return 'ignored';
    return existing.length > 0 || isMade(path) || this.isUntracked(joinPath(dockerfile.context, path)) ? 'found' : 'missing';
  }

  /** Of the folders around the context, the innermost that a path is there from; `undefined`: none. */
  public contextOf({ context }: CheckedDockerfile, path: string): string | undefined {
    return ancestors(context).slice(1).find(folder => this.exists(joinPath(folder, path)));
  }

  private exists(path: string): boolean {
    return this.repository.exists(path) || (this.written.get(parentPath(path))?.has(baseName(path)) ?? false);
  }

  /** Whether a file, or something in a folder, is let through. */
  private reaches(dockerfile: CheckedDockerfile, path: string): boolean {
    if (this.system.reachesBuilder(dockerfile, path)) return true;
    if (!/^\s*!/m.test(dockerfile.ignoreText)) return false;
    let left = 5_000;
    const visit = (folder: string): boolean => this.repository.list(joinPath(dockerfile.context, folder)).some(name => {
      const one = joinPath(folder, name);
      // Of more than that, nobody waits for the answer.
      return --left < 0 || this.system.reachesBuilder(dockerfile, one) || visit(one);
    });
    // A folder that is not there yet may be made with what a pattern lets through.
    return visit(path) || (!this.exists(joinPath(dockerfile.context, path)) && mayLetThrough(dockerfile, path));
  }

  private matches(context: string, pattern: string): string[] {
    let found = ['.'];
    for (const segment of pattern.split('/')) {
      const matches = segmentOf(segment);
      found = found.flatMap(folder => [...this.repository.list(joinPath(context, folder)), ...this.written.get(joinPath(context, folder)) ?? []]
        .filter(name => matches.test(name)).map(name => joinPath(folder, name)));
    }
    return [...new Set(found)];
  }

  /** Whether git leaves a path out: then it comes from elsewhere, such as a build before this one, and may be there or not. */
  private isUntracked(path: string): boolean {
    return ancestors(parentPath(path)).some(folder => {
      const text = this.repository.tryRead(joinPath(folder, '.gitignore'));
      return text !== undefined && isDockerIgnored(asDockerIgnore(text), relativeTo(folder, path));
    });
  }
}

function mayLetThrough({ ignoreText }: CheckedDockerfile, path: string): boolean {
  return ignoreText.split(/\r?\n/).some(line => line.trim().startsWith('!') && line.includes(baseName(path)));
}

/** A pattern without a folder is one for all folders. */
function asDockerIgnore(text: string): string {
  return text.split(/\r?\n/).map(line => {
    const [, negated, pattern] = /^(!?)(.*?)\/?\s*$/.exec(line)!;
    return pattern === '' || pattern.startsWith('#') ? '' : `${negated}${pattern.includes('/') ? pattern.replace(/^\//, '') : `**/${pattern}`}`;
  }).join('\n');
}

const MADE_FOLDERS = new Set([
  'artifacts', 'bin', 'build', 'coverage', 'deploy', 'dist', 'gen', 'generated', 'node_modules', 'obj', 'out', 'output', 'publish', 'release', 'target', 'tmp', 'vendor',
  'wheels', '.next', '.nuxt', '.output', '.svelte-kit', '_build',
]);

/** Whether a path looks like what is made before the image is built. */
function isMade(path: string): boolean {
  return path.split('/').some(segment => MADE_FOLDERS.has(segment.toLowerCase())) || /\.(jar|war|ear|whl|tgz|gz|xz|bz2|tar|zip|deb|rpm|apk|exe|so|dll|wasm|gem|nupkg)$/i.test(path);
}

/** A name as the builder matches it: as `filepath.Match` of Go does. */
function segmentOf(pattern: string): RegExp {
  const source = pattern.replace(/\[\^?(?:\\.|[^\]\\])+\]|\\.|[\s\S]/g, part => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    return part.length > 1 && part.startsWith('[') ? part : part.replace(/^\\/, '').replace(/[.+^${}()|[\]\\/*?]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 's');
}
