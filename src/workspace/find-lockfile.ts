import { Lockfile } from './lock/lockfile';
import { readLock } from './lock/read-lock';
import { PackageManagerName, PackageManagerPin } from './package-manager-pin';
import { fail } from './problem';
import { Repository } from './repository';
import { joinPath } from '../model/paths';

/** Lockfiles and whose they are; of one manager's, the first that exists is the one that it reads. */
const LOCKFILES: [file: string, name: PackageManagerName][] = [
  ['npm-shrinkwrap.json', 'npm'],
  ['package-lock.json', 'npm'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
];

const INSTALL: Record<PackageManagerName, string> = {
  npm: 'npm install',
  pnpm: 'pnpm install',
  yarn: 'yarn install',
  bun: 'bun install',
};

/** Whether a folder has a lockfile of any package manager. */
export function hasLockfile(repo: Repository, directory: string): boolean {
  return LOCKFILES.some(([file]) => repo.isFile(joinPath(directory, file)));
}

/**
 * The lockfile of a folder, read once for all that share it.
 *
 * @throws WorkspaceError when there is none, when there are those of several managers, when it is not of the pinned manager, when it is malformed.
 */
export function findLockfile(repo: Repository, root: string, pin?: PackageManagerPin): Lockfile {
  const found = LOCKFILES.filter(([file]) => repo.isFile(joinPath(root, file)));
  if (found.length === 0) fail(missingLockfile(root, pin));
  const [[file, name]] = found;
  const others = found.filter(([, other]) => other !== name);
  if (others.length > 0) fail(severalLockfiles(root, [found[0], ...others], pin));
  if (pin !== undefined && pin.name !== name) {
    fail(`${joinPath(root, file)} is a lockfile of ${name}, but ${pin.text} in ${joinPath(root, 'package.json')} names ${pin.name}: `
      + `delete the lockfile and run "${INSTALL[pin.name]}", or correct the field`);
  }
  const lock = readLock(repo, root, file, INSTALL[name]);
  const yarn = pin?.version ?? pin?.major;
  if (name === 'yarn' && yarn !== undefined && /^1(\.|$)/.test(yarn) !== (lock.kind === 'yarn-classic')) {
    fail(`${joinPath(root, file)} has the format of Yarn ${lock.kind === 'yarn-classic' ? '1' : '2 and later'}, but ${pin?.text} in `
      + `${joinPath(root, 'package.json')} names another version: run "yarn install" with that version, or correct the field`);
  }
  return lock;
}

/** That no lockfile was found, with the command that creates one. */
export function missingLockfile(directory: string, pin?: PackageManagerPin): string {
  const commands = pin === undefined ? Object.values(INSTALL).map((command) => `"${command}"`) : [`"${INSTALL[pin.name]}"`];
  const choice = commands.length === 1 ? commands[0] : `${commands.slice(0, -1).join(', ')} or ${commands[commands.length - 1]}`;
  return `there is no lockfile in ${directory === '.' ? 'the repository\'s root' : `"${directory}" or a folder around it`}: run ${choice} and commit the lockfile that it writes`;
}

function severalLockfiles(root: string, found: [file: string, name: PackageManagerName][], pin?: PackageManagerPin): string {
  const list = found.map(([file]) => joinPath(root, file)).join(' and ');
  const wrong = found.filter(([, name]) => name !== pin?.name).map(([file]) => joinPath(root, file)).join(' and ');
  if (pin === undefined) return `there are lockfiles of several package managers, ${list}: delete all but the one that you use`;
  const match = wrong.includes(' and ') ? 'do not match' : 'does not match';
  return `there are lockfiles of several package managers, ${list}: delete ${wrong}, which ${match} ${pin.text} in ${joinPath(root, 'package.json')}`;
}
