import { joinPath } from '../../model/paths';
import type { Repository } from '../../workspace/repository';

/** Folders that hold services, by custom. */
const COLLECTIONS = ['apps', 'services', 'packages', 'projects'];
/** Folders that hold none: dependencies, tests, documents, what was built. */
const NEVER = /^(?:\..*|node_modules|venv|env|vendor|target|dist|build|out|docs?|tests?|examples?|coverage|__pycache__)$/;

/** Where services are looked for: the repository itself, its folders, and the folders in those that collect services. */
export function serviceFolders(repo: Repository): string[] {
  const within = (folder: string) => repo.list(folder).filter(name => !NEVER.test(name))
    .map(name => joinPath(folder, name)).filter(path => repo.isDirectory(path));
  return ['.', ...within('.').flatMap(folder => (COLLECTIONS.includes(folder) ? within(folder) : [folder]))];
}
