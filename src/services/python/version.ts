import { AS_OF } from '../../catalog/as-of';
import { DEBIAN } from '../../catalog/images';
import { DEFAULT_PYTHON, PYTHON_RELEASES } from '../../catalog/python';
import { show, UsageError } from '../../model/problem';
import { includesLine, type PythonVersionRequest } from '../../workspace/python/python-version';

/**
 * Answers what a repository asks for with a version that images exist for.
 *
 * @throws when no release that we know satisfies it
 */
export function choosePythonVersion(request: PythonVersionRequest | undefined): string {
  const source = request?.source ?? 'the default';
  const asked = request?.version ?? chooseLine(request);
  if (!/^\d+\.\d+(\.\d+)?$/.test(asked)) throw new UsageError(`${source} must be a Python version such as "3.13" or "3.13.2", got ${show(asked)}`);
  const [major, minor, patch] = asked.split('.');
  const release = PYTHON_RELEASES.find(({ line }) => line === `${major}.${minor}`);
  if (!release) throw new UsageError(`${source} asks for Python ${asked}; choose one of ${lines().join(', ')}`);
  return patch === undefined ? release.newest : asked;
}

function chooseLine(request: PythonVersionRequest | undefined): string {
  if (request?.range === undefined) return DEFAULT_PYTHON;
  const { range, source } = request;
  // Supported ones first; of these the nearest to the default, which is what packages are most likely to be ready for.
  const distance = (line: string) => Math.abs(lines().indexOf(line) - lines().indexOf(DEFAULT_PYTHON));
  const ended = (endOfLife: string) => Number(endOfLife < AS_OF);
  const candidates = [...PYTHON_RELEASES].sort((a, b) => ended(a.endOfLife) - ended(b.endOfLife) || distance(a.line) - distance(b.line));
  const found = candidates.find(({ line }) => includesLine(range, line));
  if (!found) throw new UsageError(`${source} asks for Python ${show(range)}, which none of ${lines().join(', ')} satisfies; set "pythonVersion"`);
  return found.line;
}

function lines(): string[] {
  return PYTHON_RELEASES.map(({ line }) => line);
}

/** The tag's end: with the operating system's release where we know that such an image exists. */
export function pythonImageTag(version: string): string {
  return PYTHON_RELEASES.some(({ newest }) => newest === version) ? `slim-${DEBIAN.release}` : 'slim';
}
