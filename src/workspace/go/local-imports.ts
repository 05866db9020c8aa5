import { joinPath } from '../../model/paths';
import type { Repository } from '../repository';

/** Folders that Go itself leaves out, and those that hold no sources of the module. */
const SKIPPED = /^[._]|^(?:testdata|vendor|node_modules)$/;

/** The Go files of a folder that are part of a build: no tests. */
export function goFiles(repo: Repository, folder: string): string[] {
  return repo.list(folder).filter(name => /^[^._].*\.go$/.test(name) && !name.endsWith('_test.go')).map(name => joinPath(folder, name));
}

/** Which of these modules the sources of a folder, down to the next module, import. */
export function localImports(repo: Repository, directory: string, modules: readonly string[]): Set<string> {
  const found = new Set<string>();
  if (modules.length === 0) return found;
  for (const folder of packageFolders(repo, directory)) {
    for (const file of goFiles(repo, folder)) {
      const text = repo.tryRead(file) ?? '';
      modules.filter(module => text.includes(`"${module}"`) || text.includes(`"${module}/`)).forEach(module => found.add(module));
    }
  }
  return found;
}

function packageFolders(repo: Repository, directory: string): string[] {
  const inner = repo.list(directory)
    .filter(name => !SKIPPED.test(name))
    .map(name => joinPath(directory, name))
    .filter(path => repo.isDirectory(path) && !repo.isFile(joinPath(path, 'go.mod')));
  return [directory, ...inner.flatMap(folder => packageFolders(repo, folder))];
}
