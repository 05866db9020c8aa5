import { parseJson, stripJsonComments } from './json';
import { Repository } from './repository';
import { joinPath, parentPath } from '../model/paths';

/** What we read of a tsconfig.json. */
export interface Tsconfig {
  /** Where the compiler writes, relative to the file's folder. */
  readonly outDir?: string;
  /** Where its sources start, relative to the file's folder. */
  readonly rootDir?: string;
  /** Configurations in the repository that it extends, directly or not; relative to the repository. */
  readonly parents: readonly string[];
}

interface Raw { extends?: string | string[]; compilerOptions?: { outDir?: string; rootDir?: string } }

/**
 * Reads a tsconfig.json. Options that a parent in the repository sets are not followed: paths in it are relative to the
 * parent. Parents from packages are of no interest here.
 *
 * @throws WorkspaceError when it is not valid
 */
export function tsconfigOf(repo: Repository, path: string): Tsconfig {
  return repo.memo(`tsconfig:${path}`, () => {
    const text = repo.tryRead(path);
    if (text === undefined) return { parents: [] };
    const { extends: extended, compilerOptions } = parseJson(path, stripJsonComments(text), 'correct the file') as Raw;
    const direct = [extended ?? []].flat().filter(parent => /^\.{1,2}\//.test(parent))
      .map(parent => joinPath(parentPath(path), parent)).map(parent => (parent.endsWith('.json') ? parent : `${parent}.json`))
      .filter(parent => repo.isFile(parent));
    const parents = direct.flatMap(parent => [parent, ...tsconfigOf(repo, parent).parents]);
    return { outDir: compilerOptions?.outDir, rootDir: compilerOptions?.rootDir, parents: [...new Set(parents)] };
  });
}

/** The compiler's configurations in a folder: paths relative to the repository. */
export function tsconfigsIn(repo: Repository, directory: string): string[] {
  return repo.list(directory).filter(name => /^tsconfig[\w.-]*\.json$/.test(name)).map(name => joinPath(directory, name));
}
