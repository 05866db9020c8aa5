import type { GoApp } from './go-app';
import { goFiles } from './local-imports';
import { isWithin, joinPath, relativeTo } from '../../model/paths';
import { show } from '../../model/problem';
import { fail } from '../problem';
import type { Repository } from '../repository';

/**
 * The folder of the main package, relative to its module: the folder that was named for the service, if it is one; else the one
 * in `cmd` with the service's name; else the only one of the module's folder and those in `cmd`.
 *
 * @param chosen the folder that an option names, relative to the module
 * @throws WorkspaceError when there is none, or the choice is not ours
 */
export function findMainPackage(repo: Repository, { directory, module }: GoApp, service: string, chosen: string | undefined): string {
  const isMain = (path: string) => isMainPackage(repo, joinPath(module.directory, path));
  const commands = repo.list(joinPath(module.directory, 'cmd')).map(name => `cmd/${name}`);
  const candidates = ['.', ...commands].filter(isMain);
  const choices = candidates.length > 0 ? `choose one of ${candidates.map(show).join(', ')}` : 'name the folder of one';
  if (chosen !== undefined) {
    if (!isMain(chosen)) fail(`main ${show(chosen)} is no folder with "package main" in ${show(module.directory)}; ${choices}`);
    return chosen;
  }
  const named = isWithin(module.directory, directory) ? relativeTo(module.directory, directory) : '.';
  if (named !== '.' && isMain(named)) return named;
  const ofService = `cmd/${service}`;
  if (candidates.includes(ofService)) return ofService;
  if (candidates.length === 1) return candidates[0];
  const found = candidates.length === 0
    ? `there is no "package main" in ${show(module.directory)} or its cmd/*`
    : `${show(module.directory)} has several main packages, and none is called ${show(ofService)}`;
  return fail(`${found}; set "main": ${choices}`);
}

function isMainPackage(repo: Repository, folder: string): boolean {
  return goFiles(repo, folder).some(file => {
    const text = repo.tryRead(file) ?? '';
    // Files that are run by hand only, to generate code for example.
    return /^package\s+main\b/m.test(text) && !/^\/\/go:build\s+(?:ignore|tools)\b/m.test(text);
  });
}
