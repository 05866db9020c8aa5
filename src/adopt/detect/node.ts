import { serviceFolders } from './folders';
import { Found, isDefined } from './found';
import { joinPath } from '../../model/paths';
import { hasManifest, PackageManifest, readManifest } from '../../workspace/manifest';
import { readInstall } from '../../workspace/package-manager';
import { WorkspaceError } from '../../workspace/problem';
import type { Repository } from '../../workspace/repository';
import { readMembers } from '../../workspace/workspace';

/** Packages that mean: this one listens on a port. */
const SERVERS = ['express', 'fastify', 'koa', '@nestjs/core', '@hapi/hapi', 'hono', 'restify', 'polka', 'h3', '@feathersjs/express', 'elysia', 'micro'];
/** Packages whose applications are not run by Node alone, and that we have nothing for. */
const OTHERS = ['nuxt', '@remix-run/dev', '@sveltejs/kit'];
/** Packages that make sites which any web server serves. */
const SITES = ['vite', 'astro', '@angular/cli', 'react-scripts', '@vue/cli-service', 'gatsby', '@docusaurus/core', 'vitepress', '@11ty/eleventy', 'parcel'];
const DEFAULT_PORT = 3000;
const SITE_PORT = 8080;
/** `listen(3000`, `PORT ?? 3000`, `PORT || '3000'`, `port: 3000`. */
const PORT = /\blisten\(\s*(\d{2,5})\b|\bPORT\b['"\])\s]*(?:,\s*10\s*\)\s*)?(?:\?\?|\|\||,(?!\s*10\s*\)))\s*['"]?(\d{2,5})\b|\bport:\s*(\d{2,5})\b/;
const HEALTH = /['"`](\/(?:[\w-]+\/)*(?:healthz?|livez|ready|readyz|_health|ping|status))['"`]/;


/** Applications of Node.js: what a `start` script or a server's package says how to run, Next.js, and sites. */
export function findNode(repo: Repository): Found[] {
  return candidates(repo).map(({ directory, manifest }) => found(repo, directory, manifest)).filter(isDefined);
}

function found(repo: Repository, directory: string, manifest: PackageManifest): Found | undefined {
  const { dependencies = {}, devDependencies = {}, scripts = {}, name } = manifest;
  const uses = (names: readonly string[], ...of: Record<string, string>[]) => names.some(one => of.some(known => known[one] !== undefined));
  if (uses(OTHERS, dependencies, devDependencies)) return undefined;
  if (dependencies.next) return { stack: 'NextService', directory, name, port: DEFAULT_PORT, healthPath: nextHealth(repo, directory) };
  const serves = uses(SERVERS, dependencies);
  if (serves || /^(?:[A-Z_]+=\S+\s+)*node\s/.test(scripts.start ?? '')) {
    return { stack: 'NodeService', directory, name, ...listens(repo, directory, serves) };
  }
  const isSite = scripts.build !== undefined && uses(SITES, dependencies, devDependencies) && (directory !== '.' || !manifest.workspaces);
  return isSite ? { stack: 'StaticSite', directory, name, port: SITE_PORT } : undefined;
}

/** The root and the members of its workspace; where it is none, the folders that services are found in. */
function candidates(repo: Repository): { directory: string; manifest: PackageManifest }[] {
  const others = hasManifest(repo, '.') ? members(repo) : undefined;
  const directories = ['.', ...others ?? serviceFolders(repo)].filter(directory => hasManifest(repo, directory));
  return [...new Set(directories)].map(directory => ({ directory, manifest: readManifest(repo, directory) }));
}

/** The members of the workspace at the root; `undefined` where there is none. */
function members(repo: Repository): string[] | undefined {
  const manifest = readManifest(repo, '.');
  try {
    return readMembers(repo, '.', manifest, readInstall(repo, '.', manifest).manager.kind)?.map(({ directory }) => directory);
  } catch (error) {
    if (!(error instanceof WorkspaceError)) throw error;
    // Without a lockfile there is no telling what kind of workspace it is; synthesis will ask for one.
    return manifest.workspaces ? [] : undefined;
  }
}

/** What the sources of an application say about where it listens. */
export function listens(repo: Repository, directory: string, serves: boolean): Pick<Found, 'port' | 'healthPath'> {
  const source = sourceOf(repo, directory);
  const port = portOf(source, serves);
  return { port, healthPath: port === undefined ? undefined : HEALTH.exec(source)?.[1] };
}

function portOf(source: string, serves: boolean): number | undefined {
  const port = PORT.exec(source)?.slice(1).find(Boolean);
  if (port !== undefined && Number(port) <= 65535) return Number(port);
  return serves || /createServer\(/.test(source) ? DEFAULT_PORT : undefined;
}

/** A route handler that the path of a health check leads to. */
function nextHealth(repo: Repository, directory: string): string | undefined {
  const paths = ['api/health', 'api/healthz', 'healthz', 'health'];
  const files = (path: string) => ['', 'src/'].flatMap(folder => [`${folder}app/${path}/route`, `${folder}pages/${path}`]);
  const path = paths.find(one => files(one).some(file => ['ts', 'js', 'tsx', 'jsx'].some(end => repo.isFile(joinPath(directory, `${file}.${end}`)))));
  return path && `/${path}`;
}

/** The text of what is likely to open the port: files at the top of the package and of `src`. */
function sourceOf(repo: Repository, directory: string): string {
  return [directory, joinPath(directory, 'src')].flatMap(folder => repo.list(folder)
    .filter(name => /^[\w.-]+\.[cm]?[jt]s$/.test(name) && !/\.(test|spec|config|d)\./.test(name) && !name.startsWith('.'))
    .map(name => repo.tryRead(joinPath(folder, name)) ?? '')).join('\n');
}
