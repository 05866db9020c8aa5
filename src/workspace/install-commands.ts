import { isBerryLock, type LockfileKind } from './lock/lockfile';
import type { Repository } from './repository';

/** What a package manager is told in the root of a repository, whether that is a workspace or not. */
export interface InstallCommands {
  /** Installs, and brings the lockfile up to date. */
  readonly update: string;
  /** Installs exactly what the lockfile says. */
  readonly exact: string;
  /** The same without the scripts that packages run when they are installed. */
  readonly exactWithoutScripts: string;
  /** Adds a development dependency, or brings it to another version; the package follows. */
  readonly add: string;
}

export const INSTALL_COMMANDS: Readonly<Record<LockfileKind, InstallCommands>> = {
  'npm': {
    update: 'npm install',
    exact: 'npm ci',
    exactWithoutScripts: 'npm ci --ignore-scripts',
    add: 'npm install --save-dev',
  },
  'pnpm': {
    update: 'pnpm install --no-frozen-lockfile',
    exact: 'pnpm install --frozen-lockfile',
    exactWithoutScripts: 'pnpm install --frozen-lockfile --ignore-scripts',
    add: 'pnpm add --save-dev --ignore-workspace-root-check',
  },
  'yarn-classic': {
    update: 'yarn install',
    exact: 'yarn install --frozen-lockfile',
    exactWithoutScripts: 'yarn install --frozen-lockfile --ignore-scripts',
    add: 'yarn add --dev --ignore-workspace-root-check',
  },
  'yarn-berry': {
    update: 'yarn install',
    exact: 'yarn install --immutable',
    exactWithoutScripts: 'yarn install --immutable --mode=skip-build',
    add: 'yarn add --dev',
  },
  'bun': {
    update: 'bun install',
    exact: 'bun install --frozen-lockfile',
    exactWithoutScripts: 'bun install --frozen-lockfile --ignore-scripts',
    add: 'bun add --dev',
  },
};

/** The package manager of a repository's own tools, as the first lockfile in its root tells; npm where there is none. */
export function toolManagerOf(repository: Pick<Repository, 'isFile' | 'tryRead'>): LockfileKind {
  if (repository.isFile('pnpm-lock.yaml')) return 'pnpm';
  const yarn = repository.tryRead('yarn.lock');
  if (yarn !== undefined) return isBerryLock(yarn) ? 'yarn-berry' : 'yarn-classic';
  return repository.isFile('bun.lock') || repository.isFile('bun.lockb') ? 'bun' : 'npm';
}
