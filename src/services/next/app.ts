import { NEXT_RELEASES, NextRelease } from '../../catalog/next';
import { isWithin, joinPath, relativeTo, repositoryPath } from '../../model/paths';
import { show, UsageError } from '../../model/problem';
import { lockedVersion } from '../../workspace/locked-version';
import { NextConfig, Read, readNextConfig } from '../../workspace/next-config';
import type { NodeApp } from '../../workspace/node-app';
import type { Repository } from '../../workspace/repository';
import { VersionRange } from '../../workspace/version-range';
import { chooseBuildScript, type PackagePlan } from '../node/plan';

/** What decides beside the repository. Paths are relative to the service's directory, but `tracingRoot`, which is to the repository. */
export interface NextChoices {
  readonly buildScript?: string;
  readonly configIsStandalone?: boolean;
  readonly distDir?: string;
  readonly basePath?: string;
  readonly tracingRoot?: string;
}

/** The application, and what its build makes. */
export interface NextPlan extends PackagePlan {
  readonly config: NextConfig;
  /** As it is locked; `undefined` where nothing says it. */
  readonly version?: string;
  /** The release that it belongs to, as far as we know it. */
  readonly release: NextRelease;
  /** Where the build writes, relative to the package. */
  readonly distDir: string;
  /** What all addresses begin with; empty: nothing. */
  readonly basePath: string;
  /** The folder that the standalone output is a copy of, relative to the install root. */
  readonly tracingRoot: string;
  /** Whether there is a folder with files that are served as they are. */
  readonly hasPublic: boolean;
}

/** What Next.js and the tools around it may have written beside the output folder. */
const PRODUCED = ['.next', '.swc', '.vercel', 'out', 'playwright-report', 'storybook-static', 'test-results'];

/**
 * What a Next.js application consists of.
 *
 * @throws when it is none, or one that no image can be made of
 */
export function planNextApp(repo: Repository, app: NodeApp, choices: NextChoices): NextPlan {
  const { directory, manifest } = app;
  const { version, release } = findNext(repo, app);
  if (app.packageManager.linker === 'pnp') {
    throw new UsageError('the standalone output of Next.js cannot be made with Plug\'n\'Play; set "nodeLinker: node-modules" in .yarnrc.yml');
  }
  const config = readNextConfig(repo, directory);
  checkStandalone(config, choices.configIsStandalone);
  const buildScript = buildScriptOf(app, choices.buildScript);
  const distDir = repositoryPath(choices.distDir ?? known(config, 'distDir', config.distDir) ?? '.next', 'distDir', 'the service\'s directory');
  return {
    directory,
    name: manifest.name ?? directory,
    buildScript,
    runtime: ['public'],
    produced: [...new Set([distDir, ...PRODUCED, ...writesTypes(manifest.scripts![buildScript]) ? ['next-env.d.ts'] : []])],
    config,
    version,
    release,
    distDir,
    basePath: checkBasePath(choices.basePath ?? known(config, 'basePath', config.basePath) ?? ''),
    tracingRoot: findTracingRoot(app, config, choices.tracingRoot),
    hasPublic: repo.isDirectory(joinPath(directory, 'public')),
  };
}

function findNext(repo: Repository, app: NodeApp): Pick<NextPlan, 'version' | 'release'> {
  const asked = [app.manifest, app.rootManifest].map(({ dependencies, devDependencies }) => dependencies?.next ?? devDependencies?.next)
    .find(range => range !== undefined);
  if (asked === undefined) {
    throw new UsageError(`"next" is not among the dependencies of ${joinPath(app.directory, 'package.json')}; install it there, or use NodeService`);
  }
  const version = lockedVersion(repo, app, 'next') ?? lockedVersion(repo, { ...app, directory: app.root, manifest: app.rootManifest }, 'next');
  const newest = NEXT_RELEASES[NEXT_RELEASES.length - 1];
  const major = version === undefined ? VersionRange.parse(asked)?.lowestMajor() ?? newest.major : Number(version.split('.')[0]);
  if (major < NEXT_RELEASES[0].major) {
    throw new UsageError(`next ${version ?? asked} is too old; images are made of ${NEXT_RELEASES.map(release => release.major).join(', ')} and later`);
  }
  return { version, release: NEXT_RELEASES.find(release => release.major === major) ?? newest };
}

function checkStandalone({ path, output, objectLine }: NextConfig, said: boolean | undefined): void {
  if (said || (output && 'value' in output && output.value === 'standalone')) return;
  if (output && 'value' in output) {
    const instead = output.value === 'export' ? '; for an application that is exported, use a static site in place of NextService' : '';
    throw new UsageError(`"output" of ${path} must be 'standalone', got ${show(output.value)}${instead}`);
  }
  if (output) {
    throw new UsageError(`"output" of ${path} is computed (${shorten(output.expression)}); write output: 'standalone', or say "configIsStandalone: true" if that is what it comes to`);
  }
  const where = objectLine === undefined ? 'to its configuration object' : `after line ${objectLine}`;
  throw new UsageError(`${path} does not make the server that the image runs; add the line "output: 'standalone'," ${where}`);
}

/**
 * A setting that stands in the configuration.
 *
 * @throws when it is there and cannot be read
 */
function known({ path }: NextConfig, name: string, setting: Read): string | undefined {
  if (setting === undefined || 'value' in setting) return setting?.value;
  throw new UsageError(`"${name}" of ${path} is computed (${shorten(setting.expression)}); say what it comes to with "${name === 'outputFileTracingRoot' ? 'tracingRoot' : name}"`);
}

function shorten(expression: string): string {
  const line = expression.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}

function buildScriptOf({ directory, manifest }: NodeApp, chosen: string | undefined): string {
  const script = chooseBuildScript(manifest, chosen, directory);
  if (script !== undefined) return script;
  throw new UsageError(`${joinPath(directory, 'package.json')} has no script "build"; add "build": "next build", or set "buildScript"`);
}

/** Whether a build script makes next-env.d.ts before anything reads it. */
function writesTypes(script: string): boolean {
  return /^next (?:build|typegen)\b/.test(script);
}

function checkBasePath(path: string): string {
  if (path !== '' && !/^(?:\/[\w.~@-]+)+$/.test(path)) throw new UsageError(`basePath must be a path such as "/docs", without a slash at its end, got ${show(path)}`);
  return path;
}

/** Next.js itself takes the folder of the lockfile, and so do we; in the image there is no other. */
function findTracingRoot(app: NodeApp, config: NextConfig, chosen: string | undefined): string {
  const said = chosen ?? known(config, 'outputFileTracingRoot', config.tracingRoot);
  if (said === undefined) return '.';
  const root = chosen ?? joinPath(app.directory, said);
  if (!isWithin(app.root, root) || !isWithin(root, app.directory)) {
    throw new UsageError(`outputFileTracingRoot must lie between the lockfile's folder ${show(app.root)} and the application's ${show(app.directory)}, got ${show(root)}; remove it from ${config.path}, or correct it`);
  }
  return relativeTo(app.root, root);
}
