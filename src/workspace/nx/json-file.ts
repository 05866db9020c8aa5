import { parseJson, stripJsonComments } from '../json';
import { fail } from '../problem';
import { Repository } from '../repository';

/** Any JSON object. */
export type Json = Readonly<Record<string, unknown>>;

/**
 * A JSON file of Nx, which may have comments; undefined when there is none.
 *
 * @throws WorkspaceError when it is not JSON, or no object.
 */
export function readJsonFile(repo: Repository, path: string): Json | undefined {
  return repo.memo(`json:${path}`, () => {
    const text = repo.tryRead(path);
    if (text === undefined) return undefined;
    const value = parseJson(path, stripJsonComments(text), 'correct the file');
    if (!isObject(value)) fail(`${path} must hold a JSON object: correct the file`);
    return value;
  });
}

/** Whether a value is an object, and no list. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as an object; an empty one where it is something else. */
export function asObject(value: unknown): Json {
  return isObject(value) ? value : {};
}

/** A value as text; undefined where it is something else. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
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
