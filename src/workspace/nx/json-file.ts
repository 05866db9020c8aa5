import { parseJson, stripJsonComments } from '../json';
import { fail } from '../problem';
import { Repository } from '../repository';
import { table, text } from '../value';

/** Any JSON object. */
export type Json = Readonly<Record<string, unknown>>;

/**
 * A JSON file of Nx, which may have comments; undefined when there is none.
 *
 * @throws WorkspaceError when it is not JSON, or no object.
 */
export function readJsonFile(repo: Repository, path: string): Json | undefined {
  return repo.memo(`json:${path}`, () => {
    const source = repo.tryRead(path);
    if (source === undefined) return undefined;
    return table(parseJson(path, stripJsonComments(source), 'correct the file')) ?? fail(`${path} must hold a JSON object: correct the file`);
  });
}

/** A value as an object; an empty one where it is something else. */
export function asObject(value: unknown): Json {
  return table(value) ?? {};
}

/** A value as text; undefined where it is something else. */
export function asText(value: unknown): string | undefined {
  return text(value);
}

/** The texts of a list, or a text as a list of it. */
export function asTexts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter(entry => typeof entry === 'string');
}

/** All texts in a value, however deep. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
