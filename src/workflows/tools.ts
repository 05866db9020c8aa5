import { javascript, type Project } from 'projen';
import { DEFAULT_VERSIONS } from '../catalog/package-managers';
import { COREPACK } from '../catalog/tools';
import { ourManifest } from '../files/own-package';
import { joinPath, relativePath } from '../model/paths';
import type { ToolCommands } from '../model/workflows-model';
import { INSTALL_COMMANDS, toolManagerOf } from '../workspace/install-commands';
import type { LockfileKind } from '../workspace/lock/lockfile';
import type { Repository } from '../workspace/repository';

/** How a workflow starts bun, which its runners do not have. */
const BUN = `npx --yes bun@${DEFAULT_VERSIONS.bun}`;

/** The first version of Node.js that does not bring corepack. */
const WITHOUT_COREPACK = 25;

const OF_PROJEN: Partial<Record<javascript.NodePackageManager, LockfileKind>> = {
  [javascript.NodePackageManager.PNPM]: 'pnpm',
  [javascript.NodePackageManager.YARN]: 'yarn-classic',
  [javascript.NodePackageManager.YARN_CLASSIC]: 'yarn-classic',
  [javascript.NodePackageManager.YARN2]: 'yarn-berry',
  [javascript.NodePackageManager.YARN_BERRY]: 'yarn-berry',
  [javascript.NodePackageManager.BUN]: 'bun',
};

/**
 * How the tools of a repository are installed: as its projen project says, or else as its lockfile tells.
 *
 * @param directory the folder in which they are called
 */
export function toolCommands(root: Project, directory: string, repository: Repository, nodeVersion: string): ToolCommands {
  const manager = root instanceof javascript.NodeProject ? OF_PROJEN[root.package.packageManager] ?? 'npm' : toolManagerOf(repository);
  const { exact, exactWithoutScripts, add } = INSTALL_COMMANDS[manager];
  const { name, bin } = ourManifest();
  const own = (command: string) => manager === 'bun' ? command.replace(/^bun\b/, BUN) : command;
  const enabled = (command: string) => [...enabling(manager, nodeVersion), own(command)];
  return {
    install: script(enabled(exact)),
    installWithoutScripts: script(enabled(exactWithoutScripts)),
    command: `node ${relativePath(directory, joinPath(`node_modules/${name}`, bin['projen-docker']))}`,
    upgrade: own(`${add} ${name}@latest`),
  };
}

/** What the runner has to be told before it knows a package manager, at the version that the repository pins. */
function enabling(manager: LockfileKind, nodeVersion: string): string[] {
  if (manager !== 'pnpm' && manager !== 'yarn-berry') return [];
  const fetched = parseInt(nodeVersion, 10) >= WITHOUT_COREPACK ? [`npm install --global corepack@${COREPACK}`] : [];
  return [...fetched, 'corepack enable'];
}

function script(lines: readonly string[]): string {
  return lines.length === 1 ? lines[0] : lines.map(line => `${line}\n`).join('');
}
