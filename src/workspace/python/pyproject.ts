import { normalizeName } from './names';
import { joinPath } from '../../model/paths';
import type { Repository } from '../repository';
import { readToml } from '../toml';
import { Table, table, text, texts } from '../value';

/** What we read of a `pyproject.toml`. */
export interface Pyproject {
  readonly path: string;
  /** Normalised. */
  readonly name?: string;
  readonly description?: string;
  readonly license?: unknown;
  readonly requiresPython?: string;
  /** Poetry's own constraint: `^3.11`. */
  readonly poetryPython?: string;
  readonly hasBuildSystem: boolean;
  /** Metadata that only a build of the project can tell. */
  readonly dynamic: readonly string[];
  readonly poetry?: Table;
  readonly uv?: Table;
}

/** The `pyproject.toml` of a folder; undefined where there is none. */
export function readPyproject(repo: Repository, directory: string): Pyproject | undefined {
  const path = joinPath(directory, 'pyproject.toml');
  const document = readToml(repo, path);
  if (!document) return undefined;
  const project = table(document.project) ?? {};
  const tool = table(document.tool) ?? {};
  const poetry = table(tool.poetry);
  const name = text(project.name) ?? text(poetry?.name);
  return {
    path,
    name: name && normalizeName(name),
    description: text(project.description) ?? text(poetry?.description),
    license: text(project.license) ?? text(table(project.license)?.text) ?? text(poetry?.license),
    requiresPython: text(project['requires-python']),
    poetryPython: text(table(poetry?.dependencies)?.python),
    hasBuildSystem: document['build-system'] !== undefined,
    dynamic: texts(project.dynamic),
    poetry,
    uv: table(tool.uv),
  };
}
