import { existsSync } from 'fs';
import { join } from 'path';
import { git, gitRoot, gitSays } from '../../engine/git';
import type { Output } from '../../engine/program';
import { joinPath, leaves, normalizePath } from '../../model/paths';
import { UsageError } from '../../model/problem';

/** A file, or a submodule, that is not the same in two revisions: its path from the root of the git repository. */
export interface Change {
  readonly path: string;
  readonly submodule?: Submodule;
}

/** A folder that git knows by a commit alone. */
export interface Submodule {
  /** What is in it now, relative to it; `undefined`: it is not checked out. */
  readonly files?: readonly string[];
}

/** Why nothing can be said of what has changed, for people. */
export class Undecided extends Error {}

const SUBMODULE = '160000';

/** The two revisions that are compared, as a project in some folder of a git repository sees them. */
export class Revisions {
  /**
   * @param directory the project's folder
   * @param since what the state of now is compared with
   * @throws Undecided when one of the two is not here
   */
  public static open(directory: string, since: string): Revisions {
    const root = decided(() => gitRoot(directory));
    const { stdout: prefix } = ask(directory, ['rev-parse', '--show-prefix']);
    const find = (name: string) => {
      // What begins with a dash would be an option.
      const { code: failed, stdout } = ask(directory, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
      if (failed === 0) return stdout.trim();
      const isShallow = ask(directory, ['rev-parse', '--is-shallow-repository']).stdout.trim() === 'true';
      throw new Undecided(`there is no revision ${JSON.stringify(name)} here${isShallow ? '; the clone is shallow: fetch more of its history' : ''}`);
    };
    return new Revisions(directory, root, normalizePath(prefix.replace(/\n$/, '')), find(since), find('HEAD'));
  }

  private constructor(
    private readonly directory: string,
    /** Where the git repository is on disk. */
    private readonly root: string,
    /** The project's folder, from the root of the git repository. */
    private readonly prefix: string,
    private readonly before: string,
    private readonly now: string,
  ) {}

  /** What is added, changed or deleted; both names of what was renamed. */
  public changes(): Change[] {
    const { code, stdout, stderr } = ask(this.directory, ['diff', '--raw', '-z', '--no-abbrev', '--no-renames', '--no-relative', '--no-ext-diff', '--ignore-submodules=none', this.before, this.now, '--']);
    if (code !== 0) throw new Undecided(`git cannot compare the revisions: ${gitSays(stderr)}`);
    const fields = stdout.split('\0');
    return Array.from({ length: Math.floor(fields.length / 2) }, (_, index) => {
      const path = fields[2 * index + 1];
      const [modeBefore, mode, , commit] = fields[2 * index].slice(1).split(' ');
      return { path, ...[modeBefore, mode].includes(SUBMODULE) && { submodule: { files: this.filesOf(path, commit) } } };
    });
  }

  private filesOf(submodule: string, commit: string): string[] | undefined {
    const folder = join(this.root, submodule);
    if (!existsSync(folder)) return undefined;
    // Where nothing is checked out, this asks the repository around it, which does not have the commit.
    const { code, stdout } = ask(folder, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit]);
    return code === 0 ? stdout.split('\0').filter(Boolean) : undefined;
  }

  /**
   * A path of the project's as one of the git repository's.
   *
   * @throws Undecided when it is outside, where git sees nothing
   */
  public path(path: string): string {
    const result = joinPath(this.prefix, path);
    if (leaves(result)) throw new Undecided(`${path} is outside of the git repository`);
    return result;
  }

  /** A file of the git repository, before and now; `undefined`: it is not there. */
  public texts(path: string): readonly [before: string | undefined, now: string | undefined] {
    return [this.text(this.before, path), this.text(this.now, path)];
  }

  /** A file of the git repository as it is now. */
  public textNow(path: string): string | undefined {
    return this.text(this.now, path);
  }

  private text(revision: string, path: string): string | undefined {
    const { code, stdout } = ask(this.directory, ['cat-file', 'blob', `${revision}:${path}`]);
    return code === 0 ? stdout : undefined;
  }
}

function ask(cwd: string, args: readonly string[]): Output {
  return decided(() => git(cwd, args));
}

/** Without Git, nothing is known: that is no reason to fail. */
function decided<T>(find: () => T): T {
  try {
    return find();
  } catch (error) {
    throw error instanceof UsageError ? new Undecided(error.message) : error;
  }
}
