import { parseJson } from './json';
import { fail } from './problem';
import { Repository } from './repository';
import { joinPath } from '../model/paths';

/** One runtime or package manager that `devEngines` names. */
export interface DevEngine { readonly name: string; readonly version?: string }

/** What we read of a package.json. Fields of an unexpected type stop the reading; fields that we do not know are not here. */
export interface PackageManifest {
  readonly name?: string;
  readonly version?: string;
  readonly description?: string;
  readonly license?: string;
  readonly main?: string;
  readonly module?: string;
  readonly type?: string;
  /** Entry points; of any shape, only the paths in it are of interest. */
  readonly exports?: unknown;
  readonly bin?: string | Record<string, string>;
  readonly files?: string[];
  readonly scripts?: Record<string, string>;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly engines?: Record<string, string>;
  readonly packageManager?: string;
  readonly devEngines?: { readonly runtime?: DevEngine | DevEngine[]; readonly packageManager?: DevEngine | DevEngine[] };
  readonly workspaces?: string[] | { readonly packages?: string[] };
  readonly patchedDependencies?: Record<string, string>;
  readonly pnpm?: { readonly patchedDependencies?: Record<string, string> };
}

type Check = [matches: (value: unknown) => boolean, expected: string];

const isText = (value: unknown): boolean => typeof value === 'string';
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
const isTextMap = (value: unknown): boolean => isObject(value) && Object.values(value as object).every(isText);
const isTextList = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isEngine = (value: unknown): boolean => isObject(value) && isText((value as DevEngine).name) && isOptionalText((value as DevEngine).version);
const isEngines = (value: unknown): boolean => value === undefined || isEngine(value) || (Array.isArray(value) && value.every(isEngine));
const isOptionalText = (value: unknown): boolean => value === undefined || isText(value);
const isOptionalTextMap = (value: unknown): boolean => value === undefined || isTextMap(value);

const TEXT: Check = [isText, 'a string'];
const TEXT_MAP: Check = [isTextMap, 'an object of strings'];
const FIELDS: Record<string, Check> = {
  name: TEXT,
  version: TEXT,
  description: TEXT,
  main: TEXT,
  module: TEXT,
  type: TEXT,
  packageManager: TEXT,
  scripts: TEXT_MAP,
  dependencies: TEXT_MAP,
  devDependencies: TEXT_MAP,
  optionalDependencies: TEXT_MAP,
  peerDependencies: TEXT_MAP,
  engines: TEXT_MAP,
  patchedDependencies: TEXT_MAP,
  files: [isTextList, 'a list of strings'],
  bin: [(value) => isText(value) || isTextMap(value), 'a string or an object of strings'],
  pnpm: [(value) => isObject(value) && isOptionalTextMap((value as { patchedDependencies?: unknown }).patchedDependencies), 'an object'],
  workspaces: [
    (value) => isTextList(value) || (isObject(value) && isTextList((value as { packages?: unknown }).packages ?? [])),
    'a list of folders, or an object with such a list named "packages"',
  ],
  devEngines: [
    (value) => isObject(value) && isEngines((value as PackageManifest['devEngines'])?.runtime)
      && isEngines((value as PackageManifest['devEngines'])?.packageManager),
    'an object whose "runtime" and "packageManager" are { "name", "version" } or a list of them',
  ],
};

/** Whether a folder has a package.json. */
export function hasManifest(repo: Repository, directory: string): boolean {
  return repo.isFile(joinPath(directory, 'package.json'));
}

/**
 * The package.json of a folder.
 *
 * @throws WorkspaceError when there is none, when it is not JSON (with line and column), or when a field that we use has the wrong type.
 * @see https://docs.npmjs.com/cli/configuring-npm/package-json
 */
export function readManifest(repo: Repository, directory: string): PackageManifest {
  const path = joinPath(directory, 'package.json');
  return repo.memo(`manifest:${path}`, () => {
    const text = repo.tryRead(path);
    if (text === undefined) fail(`${path} does not exist: create it with "npm init", or correct the directory`);
    const value = parseJson(path, text, 'correct the file');
    if (!isObject(value)) fail(`${path} must hold a JSON object, got ${describe(value)}: write at least {}`);
    for (const [field, [matches, expected]] of Object.entries(FIELDS)) {
      const got = (value as Record<string, unknown>)[field];
      if (got !== undefined && !matches(got)) fail(`"${field}" in ${path} must be ${expected}, got ${describe(got)}: correct the field or remove it`);
    }
    return value as PackageManifest;
  });
}

/** A field that is one value or a list of them, as a list. */
export function asList<T>(value: T | T[] | undefined): T[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function describe(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
