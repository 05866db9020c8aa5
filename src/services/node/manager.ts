import { DEFAULT_VERSIONS } from '../../catalog/package-managers';
import { Mount } from '../../dockerfile/mount';
import type { NodeApp } from '../../workspace/node-app';
import { relativeTo } from '../../workspace/paths';

/** How one package manager is used in an image. */
export interface Manager {
  /** Commands that put it into the image. npm is there already; nothing goes through corepack. */
  readonly setup: readonly string[];
  /** Variables that every command of it needs. */
  readonly environment: Record<string, string>;
  /** Where downloads are kept between builds on the same machine. */
  readonly cache: Mount;
  /** Whether the frozen install wants the manifests of all members, or only of those that are installed. */
  readonly needsAllManifests: boolean;
  /** A frozen install of everything that the application needs to be built. */
  readonly install: readonly string[];
  /** A frozen install of what it needs to run. */
  readonly installProduction: readonly string[];
  /** How a script of a package is run, from the install root. */
  run(script: string, directory: string): string;
  /** How a script is run from its own package's folder, in exec form. */
  exec(script: string): string[];
}

/** The package manager of an application. */
export function managerOf(app: NodeApp): Manager {
  const { kind, version, yarnPath } = app.packageManager;
  const name = app.manifest.name ?? app.directory;
  const member = app.workspace && app.directory !== app.root;
  const pinned = (key: keyof typeof DEFAULT_VERSIONS) => version ?? DEFAULT_VERSIONS[key];
  switch (kind) {
    case 'npm': return npm(app, member, version);
    case 'pnpm': return pnpm(member, name, pinned(kind));
    case 'yarn-classic': return yarnClassic(member, pinned(kind));
    case 'yarn-berry': return yarnBerry(member, name, yarnPath, pinned(kind));
    case 'bun': return bun(member, name, pinned(kind));
  }
}

function npm(app: NodeApp, member: boolean, version: string | undefined): Manager {
  const scope = member ? ` --workspace ${app.directory === app.root ? '.' : relativeTo(app.root, app.directory)} --include-workspace-root=false` : '';
  return {
    // npm comes with Node; only an exact version that the repository pins replaces it.
    setup: version?.includes('.') ? [`npm install --global npm@${version}`] : [],
    environment: { npm_config_update_notifier: 'false', npm_config_audit: 'false', npm_config_fund: 'false' },
    cache: Mount.cache('/root/.npm', { id: 'npm' }),
    needsAllManifests: false,
    install: ['npm ci'],
    installProduction: [`npm ci --omit=dev${scope}`],
    exec: script => ['npm', 'run', script],
    run: (script, directory) => (directory === '.' ? `npm run ${script}` : `npm run ${script} --workspace ${directory}`),
  };
}

function pnpm(member: boolean, name: string, version: string): Manager {
  const filter = member ? ` --filter "${name}..."` : '';
  return {
    setup: [`npm install --global pnpm@${version}`],
    environment: { CI: 'true' },
    cache: Mount.cache('/root/.local/share/pnpm/store', { id: 'pnpm' }),
    needsAllManifests: false,
    install: [`pnpm install --frozen-lockfile${filter}`],
    installProduction: [`pnpm install --frozen-lockfile --prod${filter}`],
    exec: script => ['pnpm', 'run', script],
    run: (script, directory) => (directory === '.' ? `pnpm run ${script}` : `pnpm --dir ${directory} run ${script}`),
  };
}

function yarnClassic(_member: boolean, version: string): Manager {
  return {
    setup: [`npm install --global --force yarn@${version}`],
    environment: {},
    cache: Mount.cache('/usr/local/share/.cache/yarn', { id: 'yarn-classic' }),
    needsAllManifests: false,
    install: ['yarn install --frozen-lockfile --non-interactive'],
    installProduction: ['yarn install --frozen-lockfile --non-interactive --production'],
    exec: script => ['yarn', 'run', script],
    run: (script, directory) => (directory === '.' ? `yarn run ${script}` : `yarn --cwd ${directory} run ${script}`),
  };
}

function yarnBerry(member: boolean, name: string, yarnPath: string | undefined, version: string): Manager {
  const focus = `yarn workspaces focus --production ${member ? name : ''}`.trim();
  return {
    setup: yarnPath ? [] : [`npm install --global --force @yarnpkg/cli-dist@${version}`],
    environment: { YARN_ENABLE_TELEMETRY: '0', YARN_ENABLE_GLOBAL_CACHE: 'false' },
    cache: Mount.cache('/root/.yarn/berry', { id: 'yarn-berry' }),
    needsAllManifests: true,
    install: ['yarn install --immutable'],
    installProduction: [focus],
    exec: script => ['yarn', 'run', script],
    run: (script, directory) => (directory === '.' ? `yarn run ${script}` : `yarn --cwd ${directory} run ${script}`),
  };
}

function bun(member: boolean, name: string, version: string): Manager {
  const filter = member ? ` --filter "${name}"` : '';
  return {
    setup: [`npm install --global bun@${version}`],
    environment: {},
    cache: Mount.cache('/root/.bun/install/cache', { id: 'bun' }),
    needsAllManifests: true,
    install: [`bun install --frozen-lockfile${filter}`],
    installProduction: [`bun install --frozen-lockfile --production${filter}`],
    exec: script => ['bun', 'run', script],
    run: (script, directory) => (directory === '.' ? `bun run ${script}` : `bun --cwd ${directory} run ${script}`),
  };
}
