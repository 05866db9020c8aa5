import { DEFAULT_VERSIONS } from '../../catalog/package-managers';
import { Mount } from '../../dockerfile/mount';
import { shellWord } from '../../dockerfile/quote';
import { relativeTo } from '../../model/paths';
import type { NodeApp } from '../../workspace/node-app';

/** How one package manager is used in an image. */
export interface Manager {
  /** Commands that put it into the image. npm is there already; nothing goes through corepack, which Node 25 and later lack. */
  readonly setup: readonly string[];
  /** Variables of the build stages: quiet, and downloads where `cache` is. */
  readonly environment: Record<string, string>;
  /** Where downloads are kept between builds on the same machine. */
  readonly cache: Mount;
  /** Whether the install wants the manifests of all members, not only of those that it installs. */
  readonly needsAllManifests: boolean;
  /** Whether the install edits the (mounted, so thrown away) lockfile. */
  readonly editsLockfile: boolean;
  /** A frozen install of everything that the application needs to be built. */
  readonly install: readonly string[];
  /** A frozen install of what it needs to run. */
  readonly installProduction: readonly string[];
  /** The variable that tells node-gyp where Node's headers are, so that it does not fetch them. */
  readonly headersVariable: string;
  /** How a script of a package is run, from the install root. */
  run(script: string, directory: string): string;
  /** How a script is run from its own package's folder, in exec form. */
  exec(script: string): string[];
}

/** The package manager of an application. */
export function managerOf(app: NodeApp): Manager {
  const { kind, version } = app.packageManager;
  const member = app.workspace && app.directory !== app.root ? app : undefined;
  switch (kind) {
    case 'npm': return npm(member, version);
    case 'pnpm': return pnpm(member, version ?? DEFAULT_VERSIONS.pnpm);
    case 'yarn-classic': return yarnClassic(version ?? DEFAULT_VERSIONS['yarn-classic']);
    case 'yarn-berry': return yarnBerry(app, member, version ?? DEFAULT_VERSIONS['yarn-berry']);
    case 'bun': return bun(member, version ?? DEFAULT_VERSIONS.bun);
  }
}

function npm(member: NodeApp | undefined, version: string | undefined): Manager {
  const scope = member ? ` --workspace ${shellWord(relativeTo(member.root, member.directory))}` : '';
  return {
    ...scripts('npm', '--prefix'),
    // Only an exact version that the repository pins replaces the one that comes with Node.
    setup: version?.includes('.') ? [`npm install --global npm@${version}`] : [],
    environment: { NPM_CONFIG_AUDIT: 'false', NPM_CONFIG_FUND: 'false', NPM_CONFIG_UPDATE_NOTIFIER: 'false' },
    cache: Mount.cache('/root/.npm', { id: 'npm' }),
    needsAllManifests: false,
    editsLockfile: false,
    install: ['npm ci'],
    installProduction: [`npm ci --omit=dev${scope}`],
    headersVariable: 'npm_package_config_node_gyp_nodedir',
  };
}

function pnpm(member: NodeApp | undefined, version: string): Manager {
  const filter = member ? ` --filter ${shellWord(`${nameOf(member)}...`)}` : '';
  // From version 11 on, settings are read from variables of its own.
  const settings: Record<string, string> = Number(version.split('.')[0]) >= 11
    ? { pnpm_config_store_dir: '/pnpm/store', pnpm_config_pm_on_fail: 'ignore', pnpm_config_trust_lockfile: 'true' }
    : { npm_config_store_dir: '/pnpm/store', npm_config_manage_package_manager_versions: 'false' };
  return {
    ...scripts('pnpm', '--dir'),
    setup: [`npm install --global --allow-scripts=pnpm pnpm@${version}`],
    environment: { CI: 'true', ...settings },
    cache: Mount.cache('/pnpm/store', { id: 'pnpm' }),
    needsAllManifests: false,
    editsLockfile: false,
    install: ['pnpm install --frozen-lockfile'],
    installProduction: [`pnpm install --frozen-lockfile --prod${filter}`],
    headersVariable: 'npm_config_nodedir',
  };
}

function yarnClassic(version: string): Manager {
  return {
    ...scripts('yarn', '--cwd'),
    setup: [`npm install --global --force yarn@${version}`],
    environment: { YARN_CACHE_FOLDER: '/yarn/cache', NODE_NO_WARNINGS: '1' },
    cache: Mount.cache('/yarn/cache', { id: 'yarn-classic' }),
    needsAllManifests: false,
    editsLockfile: false,
    install: ['yarn install --frozen-lockfile --non-interactive --no-progress'],
    installProduction: ['yarn install --frozen-lockfile --non-interactive --no-progress --production'],
    headersVariable: 'npm_config_nodedir',
  };
}

/**
 * Yarn wants its lockfile to name exactly the members that are there. Ours are those of one application: a throw-away copy
 * of the lockfile loses the others, and must not gain anything, which a manifest that the lockfile does not know would add.
 */
const ONLY_THESE_MEMBERS = [
  'cp yarn.lock /tmp/yarn.lock',
  'yarn install --no-immutable --mode=update-lockfile',
  '! grep "^  resolution:" yarn.lock | grep -vxFf /tmp/yarn.lock',
];

function yarnBerry(app: NodeApp, member: NodeApp | undefined, version: string): Manager {
  const { workspace, packageManager: { linker, yarnPath } } = app;
  const focus = `yarn workspaces focus --production${member ? ` ${shellWord(nameOf(member))}` : ''}`;
  return {
    ...scripts('yarn', '--cwd'),
    // A release in the repository takes over from this one by itself; only then any version does to start it.
    setup: [`npm install --global --force @yarnpkg/cli-dist@${yarnPath ? DEFAULT_VERSIONS['yarn-berry'] : version}`],
    environment: {
      // With Plug'n'Play the packages themselves must be in the image, and only their mirror in the cache.
      ...linker === 'pnp' ? { YARN_GLOBAL_FOLDER: '/yarn' } : { YARN_CACHE_FOLDER: '/yarn/cache' },
      YARN_ENABLE_GLOBAL_CACHE: 'false',
      YARN_ENABLE_TELEMETRY: 'false',
      YARN_INSTALL_STATE_PATH: '/tmp/yarn-install-state.gz',
    },
    cache: Mount.cache(linker === 'pnp' ? '/yarn' : '/yarn/cache', { id: linker === 'pnp' ? 'yarn-pnp' : 'yarn-berry' }),
    needsAllManifests: false,
    editsLockfile: true,
    install: workspace ? [...ONLY_THESE_MEMBERS, 'yarn install --immutable'] : ['yarn install --immutable'],
    // `focus` itself takes any lockfile.
    installProduction: [...ONLY_THESE_MEMBERS, focus],
    headersVariable: 'npm_config_nodedir',
  };
}

function bun(member: NodeApp | undefined, version: string): Manager {
  const filter = member ? ` --filter ${shellWord(nameOf(member))}` : '';
  const [major, minor] = version.split('.');
  return {
    run: (script, directory) => (directory === '.' ? `bun run ${shellWord(script)}` : `bun run --cwd ${shellWord(directory)} ${shellWord(script)}`),
    exec: script => ['bun', 'run', script],
    setup: [`npm install --global --allow-scripts=bun bun@${version}`],
    environment: { BUN_INSTALL_CACHE_DIR: '/bun/cache' },
    cache: Mount.cache('/bun/cache', { id: 'bun' }),
    // From 1.4 on it skips members that the lockfile names and that are not there.
    needsAllManifests: Number(major) < 1 || (Number(major) === 1 && minor !== undefined && Number(minor) < 4),
    editsLockfile: false,
    install: ['bun install --frozen-lockfile'],
    installProduction: [`bun install --frozen-lockfile --production${filter}`],
    headersVariable: 'npm_config_nodedir',
  };
}

/** Most of them run scripts alike, and can be told the folder. */
function scripts(program: string, directoryFlag: string): Pick<Manager, 'run' | 'exec'> {
  return {
    run: (script, directory) => [program, ...directory === '.' ? [] : [directoryFlag, directory], 'run', script].map(shellWord).join(' '),
    exec: script => [program, 'run', script],
  };
}

function nameOf({ manifest, directory }: NodeApp): string {
  return manifest.name ?? directory;
}
