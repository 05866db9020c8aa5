import { javascript, type Project } from 'projen';
import { DEFAULT_VERSIONS } from '../catalog/package-managers';
import { COREPACK } from '../catalog/tools';
import { ourManifest } from '../files/own-package';
import type { InstallCommands } from '../model/workflows-model';
import type { Repository } from '../workspace/repository';

type Manager = 'npm' | 'pnpm' | 'yarn-classic' | 'yarn-berry' | 'bun';

const BUN = `npx --yes bun@${DEFAULT_VERSIONS.bun}`;

/** The first version of Node.js that does not bring corepack. */
const WITHOUT_COREPACK = 25;

/** How each package manager installs exactly what its lockfile says, with and without the packages' own scripts, and takes one anew. */
const COMMANDS: Record<Manager, (name: string) => InstallCommands> = {
  'npm': name => ({ full: 'npm ci', withoutScripts: 'npm ci --ignore-scripts', upgrade: `npm install --save-dev ${name}@latest` }),
  'pnpm': name => ({
    full: 'corepack enable\npnpm install --frozen-lockfile\n',
    withoutScripts: 'corepack enable\npnpm install --frozen-lockfile --ignore-scripts\n',
    upgrade: `pnpm add --save-dev --ignore-workspace-root-check ${name}@latest`,
  }),
  'yarn-classic': name => ({
    full: 'yarn install --frozen-lockfile',
    withoutScripts: 'yarn install --frozen-lockfile --ignore-scripts',
    upgrade: `yarn add --dev --ignore-workspace-root-check ${name}@latest`,
  }),
  'yarn-berry': name => ({
    full: 'corepack enable\nyarn install --immutable\n',
    withoutScripts: 'corepack enable\nyarn install --immutable --mode=skip-build\n',
    upgrade: `yarn add --dev ${name}@latest`,
  }),
  'bun': name => ({
    full: `${BUN} install --frozen-lockfile`,
    withoutScripts: `${BUN} install --frozen-lockfile --ignore-scripts`,
    upgrade: `${BUN} add --dev ${name}@latest`,
  }),
};

const OF_PROJEN: Partial<Record<javascript.NodePackageManager, Manager>> = {
  [javascript.NodePackageManager.PNPM]: 'pnpm',
  [javascript.NodePackageManager.YARN]: 'yarn-classic',
  [javascript.NodePackageManager.YARN_CLASSIC]: 'yarn-classic',
  [javascript.NodePackageManager.YARN2]: 'yarn-berry',
  [javascript.NodePackageManager.YARN_BERRY]: 'yarn-berry',
  [javascript.NodePackageManager.BUN]: 'bun',
};

/** How the tools of a repository are installed: as its projen project says, or else as its lockfile tells. */
export function installCommands(root: Project, repository: Repository, nodeVersion?: string): InstallCommands {
  const manager = root instanceof javascript.NodeProject ? OF_PROJEN[root.package.packageManager] ?? 'npm' : managerOf(repository);
  const commands = COMMANDS[manager](ourManifest().name);
  if (!(parseInt(nodeVersion ?? '', 10) >= WITHOUT_COREPACK)) return commands;
  const fetched = (command: string) => command.replace(/^corepack enable$/m, `npm install --global corepack@${COREPACK}\n$&`);
  return { ...commands, full: fetched(commands.full), withoutScripts: fetched(commands.withoutScripts) };
}

function managerOf(repository: Repository): Manager {
  if (repository.isFile('pnpm-lock.yaml')) return 'pnpm';
  const yarn = repository.tryRead('yarn.lock');
  if (yarn !== undefined) return /^__metadata:/m.test(yarn) ? 'yarn-berry' : 'yarn-classic';
  return repository.isFile('bun.lock') || repository.isFile('bun.lockb') ? 'bun' : 'npm';
}
