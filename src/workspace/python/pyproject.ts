import { normalizeName } from './names';
import { joinPath } from '../../model/paths';
import type { Repository } from '../repository';
import { readToml } from '../toml';

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

/** A table of a TOML file. */
export type Table = Record<string, unknown>;

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

/** The value as a table; undefined when it is none. */
export function table(value: unknown): Table | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Table : undefined;
}

/** The value as a text; undefined when it is none. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The texts of a list. */
export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(entry => typeof entry === 'string') : [];
}

/** The tables of a list. */
export function tables(value: unknown): Table[] {
  return Array.isArray(value) ? value.map(table).filter(entry => entry !== undefined) : [];
}
