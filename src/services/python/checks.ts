import { has, moduleOf, versionOf } from './server';
import { joinPath } from '../../model/paths';
import { Problems, show, UsageError } from '../../model/problem';
import { isBelow, normalizeName } from '../../workspace/python/names';
import type { PythonApp } from '../../workspace/python/python-app';
import type { Repository } from '../../workspace/repository';
import type { PythonServer } from '../python-server';

/** Where modules are found, relative to the service's directory. */
export interface ModulePlace {
  /** Folders that Python has to be told of; the directory itself is always looked in. */
  readonly pythonPath: readonly string[];
}

/**
 * Where the server's module is found.
 *
 * @param chosen what was said
 * @throws when the module is nowhere, or a chosen folder does not exist
 */
export function findModule(repo: Repository, app: PythonApp, server: PythonServer, chosen: readonly string[] | undefined): ModulePlace {
  for (const folder of chosen ?? []) {
    if (!repo.isDirectory(joinPath(app.directory, folder))) throw new UsageError(`pythonPath ${show(folder)} is no folder of ${show(app.directory)}; correct it`);
  }
  const module = moduleOf(server);
  const places = chosen ?? ['src'];
  if (module === undefined) return { pythonPath: chosen ?? [] };
  if (holds(repo, app.directory, module)) return { pythonPath: chosen ?? [] };
  const found = places.some(folder => holds(repo, joinPath(app.directory, folder), module));
  const installed = app.packages.some(({ name }) => name === normalizeName(module.split('.')[0])) || app.locals.some(local => [local, joinPath(local, 'src')].some(folder => holds(repo, folder, module)));
  if (found) return { pythonPath: places };
  if (installed) return { pythonPath: chosen ?? [] };
  const path = module.split('.').join('/');
  throw new UsageError(`there is no module ${show(module)}: neither ${joinPath(app.directory, `${path}.py`)} nor ${joinPath(app.directory, `${path}/__init__.py`)} exists, also not below ${places.join(' or ')}; correct "server", or set "pythonPath"`);
}

function holds(repo: Repository, folder: string, module: string): boolean {
  const path = joinPath(folder, module.split('.').join('/'));
  return repo.isFile(`${path}.py`) || repo.isFile(`${path}/__init__.py`);
}

/** What is wrong with a command before it runs: a script that is not there. */
export function checkScript(repo: Repository, { directory }: PythonApp, { _words: [program, script] }: PythonServer): void {
  if (!/^python3?$/.test(program ?? '') || !script?.endsWith('.py') || script.startsWith('/')) return;
  if (!repo.isFile(joinPath(directory, script))) throw new UsageError(`there is no file ${joinPath(directory, script)}, which the service runs; correct "server"`);
}

/** Frameworks that are too old for what we do with them. */
export function checkFrameworks({ packages }: PythonApp, problems: Problems): void {
  const django = versionOf(packages, 'django');
  if (has(packages, 'django') && isBelow(django, '4')) problems.add(`Django ${django} is not supported, only Django 4 and newer; upgrade it`);
}
