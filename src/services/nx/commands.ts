import { Mount } from '../../dockerfile/mount';
import { shellWord } from '../../dockerfile/quote';
import { Secret } from '../../model/secret';
import type { NxWorkspace } from '../../workspace/nx/nx-workspace';
import type { PackageManager } from '../../workspace/package-manager';
import type { NodeBuild } from '../node/build';

/** The token of Nx Cloud. A build without it works, and takes nothing from there. */
const TOKEN = 'NX_CLOUD_ACCESS_TOKEN';
/** Where Nx keeps what it has built, and what it knows of that: the one is of no use without the other. */
const CACHE = '/nx';

/** How Nx runs in a build stage: by itself, in plain text, with a cache that outlives the build. */
export function nxBuild(workspace: NxWorkspace, args: Record<string, string>, secrets: readonly Secret[]): Pick<NodeBuild, 'environment' | 'mounts' | 'scriptSecrets'> {
  const ownCache = Object.keys(args).length > 0 ? {} : cacheIn(CACHE);
  return {
    environment: {
      // In CI Nx asks nothing and brings no project references up to date, of which only some are here.
      CI: 'true',
      NX_DAEMON: 'false',
      NX_TUI: 'false',
      ...!workspace.cloud && { NX_NO_CLOUD: 'true' },
      ...ownCache,
    },
    mounts: [Mount.cache(CACHE, { id: `nx-${(workspace.manifest.name ?? 'workspace').replace(/[^\w.-]+/g, '-').replace(/^-/, '')}` })],
    scriptSecrets: workspace.cloud && !secrets.some(({ name }) => name === TOKEN) ? [Secret.fromEnv(TOKEN)] : [],
  };
}

/** What stands before the commands that run Nx. */
export function beforeNx(workspace: NxWorkspace, args: Record<string, string>): string[] {
  const names = Object.keys(args);
  const values = names.map(name => `"$${name}"`).join(' ');
  return [
    // Nx would take what it built with other values: it knows of no argument that is no input.
    ...names.length > 0 ? [
      `cache="${CACHE}/$(printf '%s\\n' ${values} | sha256sum | cut -c 1-16)"`,
      `export ${Object.entries(cacheIn('$cache')).map(([name, path]) => `${name}="${path}"`).join(' ')}`,
    ] : [],
    ...workspace.cloud ? [`{ [ -n "\${${TOKEN}:-}" ] || export NX_NO_CLOUD=true; }`] : [],
  ];
}

function cacheIn(folder: string): Record<string, string> {
  return { NX_CACHE_DIRECTORY: `${folder}/cache`, NX_WORKSPACE_DATA_DIRECTORY: `${folder}/workspace-data` };
}

/** Runs one target, from the workspace's root. The installed Nx, and never another that a package manager would fetch. */
export function runTarget({ linker }: PackageManager, project: string, target: string, configuration: string | undefined): string {
  const task = [project, target, ...configuration === undefined ? [] : [configuration]].join(':');
  return `${linker === 'pnp' ? 'yarn nx' : 'node_modules/.bin/nx'} run ${shellWord(task)} --output-style=static`;
}
