import type { PythonPackage } from './names';
import { packageOf, readPoetryLock } from './poetry-lock';
import { Pyproject, readPyproject } from './pyproject';
import { table, tables } from '../value';
import { PythonVersionRequest, readPythonVersion } from './python-version';
import { readRequirements } from './requirements';
import { readUvLock, UvChoice } from './uv-lock';
import { sortedUnique } from '../../model/order';
import { ancestors, isWithin, joinPath, leaves, parentPath } from '../../model/paths';
import { fail } from '../problem';
import type { Repository } from '../repository';
import { readToml } from '../toml';

/** What installs an application's dependencies: `pylock` stands for a lockfile of PEP 751, whoever wrote it. */
export type PythonManagerKind = 'pip' | 'poetry' | 'uv' | 'pylock';

/** What can be said about an application's dependencies. */
export interface PythonChoice extends UvChoice {
  /** Requirements files for pip, relative to the application. */
  readonly requirements?: readonly string[];
  /** Requirements files for pip that are installed for development too. */
  readonly developmentRequirements?: readonly string[];
}

/** An application in Python, as its repository tells it. All paths are relative to the repository. */
export interface PythonApp {
  /** Where the application is. */
  readonly directory: string;
  /** The folder that everything lies in which the image is built from. */
  readonly root: string;
  readonly manager: PythonManagerKind;
  readonly pyproject?: Pyproject;
  /** The files that say what is installed: requirements files, or the one lockfile. */
  readonly lockfiles: readonly string[];
  /** Those of `lockfiles` that the manager is called with; the others are included by them. */
  readonly entries: readonly string[];
  readonly developmentEntries: readonly string[];
  /** All files that an installation reads. */
  readonly installFiles: readonly string[];
  /** Files that only an installation for development reads. */
  readonly developmentFiles: readonly string[];
  readonly packages: readonly PythonPackage[];
  /** What is there for development beside `packages`. */
  readonly development: readonly PythonPackage[];
  /** Folders and archives of the repository that are installed. */
  readonly locals: readonly string[];
  /** Names of packages from folders of the repository that are no members of a workspace. */
  readonly pathPackages: readonly string[];
  /** Whether the project itself is a package that is installed. */
  readonly isPackage: boolean;
  /** Whether the manager can tell from the manifests alone that the lockfile is up to date. */
  readonly verifiable: boolean;
  readonly hashed: boolean;
  /** Requirements without an exact version. */
  readonly loose: readonly string[];
  /** The version of the tool that the repository pins. */
  readonly toolVersion?: string;
  readonly python?: PythonVersionRequest;
}

/** What each manager writes beside a `pyproject.toml`. */
const LOCKFILES: [file: string, kind: PythonManagerKind][] = [['uv.lock', 'uv'], ['poetry.lock', 'poetry'], ['pylock.toml', 'pylock']];
/** Where requirements for development usually are. */
const DEVELOPMENT = ['requirements-dev.txt', 'dev-requirements.txt', 'requirements_dev.txt', 'requirements/dev.txt', 'requirements/development.txt', 'requirements/local.txt'];

/**
 * Reads the application in a folder.
 *
 * @throws WorkspaceError when nothing says what it needs, or what does is broken
 */
export function readPythonApp(repo: Repository, directory: string, choice: PythonChoice): PythonApp {
  if (!repo.isDirectory(directory)) fail(`there is no folder "${directory}"; correct "directory"`);
  const pyproject = readPyproject(repo, directory);
  const found = choice.requirements ? undefined : findLock(repo, directory);
  const facts = found === undefined ? pip(repo, directory, choice, pyproject)
    : found.kind === 'uv' ? uv(repo, directory, found.root, choice, pyproject)
      : found.kind === 'poetry' ? poetry(repo, directory, choice, pyproject)
        : pylock(repo, directory, pyproject);
  const outside = [directory, ...facts.installFiles, ...facts.developmentFiles, ...facts.locals];
  const root = ancestors(found?.kind === 'uv' ? found.root : directory).find(folder => outside.every(path => isWithin(folder, path)));
  if (root === undefined) {
    const path = outside.find(each => leaves(each));
    return fail(`${facts.lockfiles[0]} installs ${JSON.stringify(path)}, which lies outside of the repository; move it inside, or publish it`);
  }
  return { ...facts, directory, root, pyproject, python: readPythonVersion(repo, directory, pyproject) };
}

type Facts = Omit<PythonApp, 'directory' | 'root' | 'pyproject' | 'python'>;

const NOTHING = {
  entries: [],
  developmentEntries: [],
  developmentFiles: [],
  packages: [],
  development: [],
  locals: [],
  pathPackages: [],
  isPackage: false,
  verifiable: true,
  hashed: false,
  loose: [],
};

function findLock(repo: Repository, directory: string): { kind: PythonManagerKind; root: string } | undefined {
  const here = LOCKFILES.filter(([file]) => repo.isFile(joinPath(directory, file)));
  if (here.length > 1) fail(`there are lockfiles of several package managers, ${here.map(([file]) => joinPath(directory, file)).join(' and ')}: delete all but the one that you use`);
  const [[file, kind] = []] = here;
  if (kind) {
    if (kind !== 'pylock' && !repo.isFile(joinPath(directory, 'pyproject.toml'))) fail(`there is no pyproject.toml beside ${joinPath(directory, file!)}; restore it, or delete the lockfile`);
    return { kind, root: directory };
  }
  const root = ancestors(directory).find(folder => repo.isFile(joinPath(folder, 'uv.lock')) && table(readPyproject(repo, folder)?.uv?.workspace));
  return root === undefined || !repo.isFile(joinPath(directory, 'pyproject.toml')) ? undefined : { kind: 'uv', root };
}

function pip(repo: Repository, directory: string, choice: PythonChoice, pyproject: Pyproject | undefined): Facts {
  const files = choice.requirements ?? (repo.isFile(joinPath(directory, 'requirements.txt')) ? ['requirements.txt'] : fail(missing(repo, directory, pyproject)));
  const main = readRequirements(repo, directory, files);
  const extra = choice.developmentRequirements ?? DEVELOPMENT.filter(file => repo.isFile(joinPath(directory, file))).slice(0, 1);
  const development = readRequirements(repo, directory, extra);
  return {
    ...NOTHING,
    manager: 'pip',
    lockfiles: main.files,
    entries: files.map(file => joinPath(directory, file)),
    developmentEntries: extra.map(file => joinPath(directory, file)),
    installFiles: [...main.files, ...main.archives, ...settings(repo, directory, ['pip.conf'])],
    developmentFiles: [...development.files, ...development.archives],
    packages: main.packages,
    development: development.packages,
    locals: sortedUnique([...main.locals, ...development.locals]),
    hashed: main.hashed,
    loose: main.loose,
  };
}

function poetry(repo: Repository, directory: string, choice: PythonChoice, pyproject: Pyproject | undefined): Facts {
  const lock = readPoetryLock(repo, directory, ['main', ...choice.groups]);
  // A lockfile of Poetry 1 is read by Poetry 2, which runs on every Python that we know.
  const writtenBy = lock.writtenBy?.startsWith('1.') ? undefined : lock.writtenBy;
  return {
    ...NOTHING,
    manager: 'poetry',
    lockfiles: [joinPath(directory, 'poetry.lock')],
    installFiles: settings(repo, directory, ['pyproject.toml', 'poetry.lock', 'poetry.toml', 'pip.conf']),
    packages: lock.packages,
    development: lock.development,
    locals: lock.locals,
    toolVersion: pinned(pyproject?.poetry?.['requires-poetry']) ?? writtenBy,
  };
}

function uv(repo: Repository, directory: string, root: string, choice: PythonChoice, pyproject: Pyproject | undefined): Facts {
  const lock = readUvLock(repo, root, directory, choice);
  const top = root === directory ? pyproject : readPyproject(repo, root);
  const manifests = sortedUnique([root, directory, ...lock.members, ...lock.locals]).map(folder => joinPath(folder, 'pyproject.toml')).filter(path => repo.isFile(path));
  const isPackage = typeof pyproject?.uv?.package === 'boolean' ? pyproject.uv.package : pyproject?.hasBuildSystem ?? false;
  return {
    ...NOTHING,
    manager: 'uv',
    lockfiles: [joinPath(root, 'uv.lock')],
    installFiles: [...manifests, ...settings(repo, root, ['uv.lock', 'uv.toml', 'pip.conf'])],
    packages: lock.packages,
    development: lock.development,
    locals: lock.locals,
    pathPackages: lock.paths,
    isPackage,
    verifiable: manifests.every(path => readPyproject(repo, parentPath(path))!.dynamic.length === 0) && lock.paths.length === 0,
    toolVersion: pinned(top?.uv?.['required-version']),
  };
}

function pylock(repo: Repository, directory: string, pyproject: Pyproject | undefined): Facts {
  const lock = tables(readToml(repo, joinPath(directory, 'pylock.toml'))?.packages).map(packageOf);
  return {
    ...NOTHING,
    manager: 'pylock',
    lockfiles: [joinPath(directory, 'pylock.toml')],
    entries: [joinPath(directory, 'pylock.toml')],
    installFiles: settings(repo, directory, ['pylock.toml', 'uv.toml', 'pip.conf']),
    packages: lock,
    toolVersion: pinned(pyproject?.uv?.['required-version']),
  };
}

function settings(repo: Repository, directory: string, files: readonly string[]): string[] {
  return files.map(file => joinPath(directory, file)).filter(path => repo.isFile(path));
}

/** The one version that a requirement such as `==2.1.2` leaves. */
function pinned(requirement: unknown): string | undefined {
  return typeof requirement === 'string' ? /^={0,3}\s*(\d+\.\d+\.\d+)$/.exec(requirement.trim())?.[1] : undefined;
}

/** That nothing says what to install, with the command that changes it. */
function missing(repo: Repository, directory: string, pyproject: Pyproject | undefined): string {
  const where = directory === '.' ? 'the repository\'s root' : `"${directory}"`;
  const has = (file: string) => repo.isFile(joinPath(directory, file));
  if (has('Pipfile')) return `${joinPath(directory, 'Pipfile')} is of pipenv, which is not supported: run "pipenv requirements > requirements.txt" and commit that file`;
  if (has('pdm.lock')) return `${joinPath(directory, 'pdm.lock')} is of PDM, which is not supported: run "pdm export -o requirements.txt" and commit that file`;
  const layout = repo.list(joinPath(directory, 'requirements')).filter(name => name.endsWith('.txt'));
  if (layout.length > 0) return `there is no requirements.txt in ${where}, but there is a folder of them: set "requirements", for example to ["requirements/${layout.find(name => /prod/.test(name)) ?? layout[0]}"]`;
  if (!pyproject) return `there is no requirements.txt and no pyproject.toml in ${where}: create one, or correct "directory"`;
  const command = pyproject.poetry ? '"poetry lock"' : pyproject.uv ? '"uv lock"' : '"uv lock", "poetry lock" or "pip lock ."';
  return `there is no lockfile beside ${pyproject.path}: run ${command} and commit the lockfile that it writes`;
}
