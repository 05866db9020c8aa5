import { joinPath, withoutDot } from '../../model/paths';
import { UsageError } from '../../model/problem';
import { parseJson, stripJsonComments } from '../../workspace/json';
import type { PackageManifest } from '../../workspace/manifest';
import type { Repository } from '../../workspace/repository';

/** What is known of a site by the tool that makes it. Paths are relative to the package. */
export interface Generator {
  /** The package that gives it away. */
  readonly tool: string;
  /** The folder that the build writes. */
  readonly output: string;
  /** Whether it is one page with routes of its own, rather than a page for each path. */
  readonly singlePage: boolean;
  /** Regular expressions of paths whose names hold a hash of the content. */
  readonly immutable: readonly string[];
  /** Folders whose content the build copies without changing its names: nothing in them may pass for such a path. */
  readonly copied: readonly string[];
  /** What its development server is told: where to listen. */
  readonly listen: (port: number) => readonly string[];
  /** The script that starts its development server, beside `dev`. */
  readonly developmentScript?: string;
}

/** A tool: the package that gives it away, and what is known then. */
type Tool = readonly [packages: readonly string[], make: (read: PackageReader) => Partial<Omit<Generator, 'tool'>> & Pick<Generator, 'output'>];

/** How a tool's own settings are read: as text, because they are programs. */
interface PackageReader {
  readonly manifest: PackageManifest;
  /** The first of these files that there is. */
  text(...names: readonly string[]): string | undefined;
  json(name: string): unknown;
}

const HOST = ['--host', '0.0.0.0', '--port'];
const withHost = (port: number) => [...HOST, String(port)];

/** The first that fits decides: many build on Vite. */
const TOOLS: readonly Tool[] = [
  [['astro'], read => ({
    output: literalOf(read.text('astro.config.mjs', 'astro.config.ts', 'astro.config.js'), 'outDir') ?? 'dist',
    immutable: ['^/_astro/'],
    listen: withHost,
  })],
  [['@angular/build', '@angular-devkit/build-angular'], read => ({
    output: angularOutput(read.json('angular.json')) ?? 'dist',
    singlePage: true,
    // Its hashes are eight letters and digits of base 32, among files that it copies.
    immutable: ['^/(?:media/)?[^/]+-[A-Z2-7]{8}\\.[a-z0-9]+$'],
    copied: [],
    listen: withHost,
    developmentScript: 'start',
  })],
  [['next'], () => ({ output: 'out', immutable: ['^/_next/static/'], listen: port => ['--hostname', '0.0.0.0', '--port', String(port)] })],
  [['nuxt'], () => ({ output: '.output/public', immutable: ['^/_nuxt/'], listen: withHost })],
  [['@docusaurus/core'], () => ({ output: 'build', immutable: ['^/assets/'], copied: ['static'], listen: withHost, developmentScript: 'start' })],
  [['gatsby'], () => ({ output: 'public', immutable: ['^/static/'], copied: ['static'], listen: withHost, developmentScript: 'develop' })],
  [['vitepress'], ({ manifest }) => {
    const folder = /\bvitepress\s+build\s+([\w./-]+)/.exec(Object.values(manifest.scripts ?? {}).join('\n'))?.[1];
    return { output: joinPath(withoutDot(folder ?? '.'), '.vitepress/dist'), immutable: ['^/assets/'], listen: withHost };
  }],
  [['@11ty/eleventy'], () => ({ output: '_site', listen: port => ['--port', String(port)] })],
  [['@sveltejs/adapter-static'], () => ({ output: 'build', immutable: ['^/_app/immutable/'], copied: ['static'], listen: withHost })],
  [['react-scripts'], () => ({ output: 'build', singlePage: true, immutable: ['^/static/'], listen: () => [], developmentScript: 'start' })],
  [['@vue/cli-service'], () => ({ output: 'dist', singlePage: true, listen: withHost, developmentScript: 'serve' })],
  [['vite'], read => {
    const settings = read.text('vite.config.ts', 'vite.config.mts', 'vite.config.js', 'vite.config.mjs', 'vite.config.cts', 'vite.config.cjs');
    return {
      output: literalOf(settings, 'outDir') ?? 'dist',
      singlePage: true,
      immutable: [`^/${withoutDot(literalOf(settings, 'assetsDir') ?? 'assets')}/`],
      listen: port => [...withHost(port), '--strictPort'],
    };
  }],
  [['parcel'], () => ({ output: 'dist', singlePage: true, listen: withHost, developmentScript: 'start' })],
];

/**
 * The tool that makes a site, by what its manifest depends on; `undefined` when it is none that we know.
 *
 * @throws when its settings cannot be read
 */
export function generatorOf(repo: Repository, directory: string, manifest: PackageManifest): Generator | undefined {
  const known = { ...manifest.dependencies, ...manifest.devDependencies };
  const tool = TOOLS.flatMap(([packages]) => packages).find(name => name in known);
  if (tool === undefined) return undefined;
  const [, make] = TOOLS.find(([packages]) => packages.includes(tool))!;
  const found = make({
    manifest,
    text: (...names) => names.map(name => repo.tryRead(joinPath(directory, name))).find(text => text !== undefined),
    json: name => {
      const path = joinPath(directory, name);
      const text = repo.tryRead(path);
      return text === undefined ? undefined : parseJson(path, stripJsonComments(text), 'correct the file');
    },
  });
  return { tool, singlePage: false, immutable: [], copied: ['public'], listen: () => [], ...found };
}

/** Settings of these tools: where they are, a build is meant. */
const SETTINGS = /^(?:(?:vite|astro|next|nuxt|docusaurus|eleventy|svelte|vue)\.config\.[cm]?[jt]s|gatsby-config\.[cm]?[jt]s|\.eleventy\.c?js|angular\.json)$/;

/** Whether a folder has the settings of a tool that makes sites. */
export function hasSettings(repo: Repository, directory: string): boolean {
  return repo.isDirectory(directory) && repo.list(directory).some(name => SETTINGS.test(name));
}

/** What settings say literally, such as `outDir: 'build'`; what is computed cannot be known. */
function literalOf(settings: string | undefined, name: string): string | undefined {
  const value = new RegExp(`\\b${name}\\s*:\\s*(['"\`])([\\w./@-]+)\\1`).exec(settings ?? '')?.[2];
  return value?.replace(/\/+$/, '');
}

interface AngularProject {
  readonly projectType?: string;
  readonly architect?: { readonly build?: AngularBuild };
  readonly targets?: { readonly build?: AngularBuild };
}
interface AngularBuild {
  readonly builder?: string;
  readonly options?: { readonly outputPath?: string | { readonly base?: string; readonly browser?: string } };
}

/** Where the only application of a workspace is written. */
function angularOutput(workspace: unknown): string | undefined {
  const projects = Object.entries((workspace as { projects?: Record<string, AngularProject> } | undefined)?.projects ?? {})
    .filter(([, { projectType }]) => projectType !== 'library');
  if (projects.length === 0) return undefined;
  if (projects.length > 1) throw new UsageError(`angular.json has the applications ${projects.map(([name]) => name).join(', ')}; say with "output" which one this is, such as "dist/${projects[0][0]}/browser"`);
  const [[name, { architect, targets }]] = projects;
  const build = (architect ?? targets)?.build;
  const path = build?.options?.outputPath;
  const [base, browser] = typeof path === 'object' ? [path.base, path.browser] : [path, undefined];
  // The builder before the current one writes to the folder itself.
  const folder = build?.builder?.endsWith(':browser') ? '' : browser ?? 'browser';
  return joinPath(withoutDot(base ?? `dist/${name}`), folder || '.');
}

/** Of these regular expressions of whole folders, those whose folder no copied files can be in. */
export function onlyHashed(repo: Repository, directory: string, { immutable, copied }: Generator): string[] {
  return immutable.filter(pattern => {
    const folder = /^\^\/([\w./-]+)\/$/.exec(pattern)?.[1];
    return folder === undefined || !copied.some(from => repo.exists(joinPath(joinPath(directory, from), folder)));
  });
}
