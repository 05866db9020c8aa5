import type { Pyproject } from './pyproject';
import { ancestors, joinPath } from '../../model/paths';
import { fail } from '../problem';
import type { Repository } from '../repository';
import { VersionRange } from '../version-range';

/** The Python version that a repository asks for; of `version` and `range` exactly one is set. */
export interface PythonVersionRequest {
  /** A version or the beginning of one: `3.13` or `3.13.2`. */
  readonly version?: string;
  /** A range such as `>=3.11,<4`. */
  readonly range?: string;
  /** Where it is written, for messages. */
  readonly source: string;
}

const EXAMPLE = 'write a version like "3.13" or "3.13.2"';

/**
 * The Python version that the repository asks for: `.python-version` of the nearest folder that has one (as pyenv and uv look
 * it up), then `runtime.txt`, then `requires-python` or Poetry's constraint in pyproject.toml.
 *
 * @returns undefined when nothing says anything
 * @throws WorkspaceError when the first that says something says it wrong
 */
export function readPythonVersion(repo: Repository, directory: string, pyproject: Pyproject | undefined): PythonVersionRequest | undefined {
  const file = ancestors(directory).map(folder => joinPath(folder, '.python-version')).find(path => repo.isFile(path));
  if (file) return exact(file, repo.tryRead(file)!.split(/\r?\n/).map(line => line.replace(/#.*/, '').trim()).find(line => line !== '') ?? '');
  const runtime = joinPath(directory, 'runtime.txt');
  if (repo.isFile(runtime)) return exact(runtime, repo.tryRead(runtime)!.trim());
  const { requiresPython, poetryPython, path } = pyproject ?? {};
  if (requiresPython !== undefined) return ranged(`requires-python of ${path}`, requiresPython);
  return poetryPython === undefined ? undefined : ranged(`tool.poetry.dependencies.python of ${path}`, poetryPython);
}

function exact(source: string, text: string): PythonVersionRequest {
  const version = /^(?:c?python-?)?(3\.\d+(?:\.\d+)?)$/.exec(text)?.[1];
  return version === undefined ? fail(`${source} must hold a Python version, got ${JSON.stringify(text)}: ${EXAMPLE}`) : { version, source };
}

function ranged(source: string, range: string): PythonVersionRequest {
  if (!parse(range)) fail(`${source} must be a range of versions, got ${JSON.stringify(range)}: write one like ">=3.11"`);
  return { range, source };
}

/** Whether some release of a line such as `3.13` is in a range, as pip (`>=3.11,<4`, `~=3.12`) or Poetry (`^3.11`) writes it. */
export function includesLine(range: string, line: string): boolean {
  const parsed = parse(range);
  return parsed !== undefined && Array.from({ length: 40 }, (_, patch) => `${line}.${patch}`).some(version => parsed.includes(version));
}

/** The range in npm's words: `~=3.11` ends before the next major, as `^3.11` does. `!=` takes single releases out, which leaves the line as it is. */
function parse(range: string): VersionRange | undefined {
  const alternatives = range.split(/\|\|?/).map(part => part.split(',')
    .map(clause => clause.trim().replace(/\s+/g, ''))
    .filter(clause => clause !== '' && !clause.startsWith('!='))
    .map(clause => clause.replace(/\.\*$/, '.x').replace(/^={2,3}/, '=').replace(/^~=(\d+\.\d+)$/, '^$1').replace(/^~=/, '~'))
    .join(' '));
  return VersionRange.parse(alternatives.map(alternative => alternative || '*').join(' || '));
}
