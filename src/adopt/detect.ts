import { toImageComponent } from '../model/image-name';
import { joinPath } from '../model/paths';
import { hasManifest, PackageManifest, readManifest } from '../workspace/manifest';
import { readInstall } from '../workspace/package-manager';
import { WorkspaceError } from '../workspace/problem';
import type { Repository } from '../workspace/repository';
import { readMembers } from '../workspace/workspace';

/** A service as the first `.projenrc.ts` defines it. */
export interface PlannedService {
  readonly name: string;
  readonly directory: string;
  readonly port?: number;
  readonly hostPort?: number;
  readonly healthPath?: string;
}

/** Packages that mean: this one listens on a port. */
const SERVERS = ['express', 'fastify', 'koa', '@nestjs/core', '@hapi/hapi', 'hono', 'restify', 'polka', 'h3', '@feathersjs/express', 'elysia', 'micro'];
/** Packages whose applications are not run by Node alone. */
const FRAMEWORKS = ['next', 'nuxt', '@remix-run/dev', 'astro', '@sveltejs/kit', 'gatsby'];
const DEFAULT_PORT = 3000;
/** `listen(3000`, `PORT ?? 3000`, `PORT || '3000'`, `port: 3000`. */
const PORT = /\blisten\(\s*(\d{2,5})\b|\bPORT\b['"\])\s]*(?:,\s*10\s*\)\s*)?(?:\?\?|\|\||,(?!\s*10\s*\)))\s*['"]?(\d{2,5})\b|\bport:\s*(\d{2,5})\b/;
const HEALTH = /['"`](\/(?:[\w-]+\/)*(?:healthz?|livez|ready|readyz|_health|ping|status))['"`]/;

/**
 * The services of a repository that has Node applications already: packages that a `start` script or an entry says how to
 * run. Only a first draft: everything in it can be changed in `.projenrc.ts`.
 */
export function detectServices(repo: Repository): PlannedService[] {
  const used = new Set<number>();
  const names = new Set<string>();
  return candidates(repo).map(({ directory, manifest }) => {
    const source = sourceOf(repo, directory);
    const name = freeName(serviceName(manifest, directory, repo), directory, names);
    names.add(name);
    const port = portOf(manifest, source);
    let hostPort = port;
    while (hostPort !== undefined && used.has(hostPort)) hostPort++;
    if (hostPort !== undefined) used.add(hostPort);
    return {
      name,
      directory,
      port,
      hostPort: hostPort === port ? undefined : hostPort,
      healthPath: port === undefined ? undefined : HEALTH.exec(source)?.[1],
    };
  });
}

function candidates(repo: Repository): { directory: string; manifest: PackageManifest }[] {
  const directories = hasManifest(repo, '.') ? ['.', ...members(repo)]
    : repo.list('.').filter(name => !name.startsWith('.') && name !== 'node_modules' && hasManifest(repo, name));
  return [...new Set(directories)].map(directory => ({ directory, manifest: readManifest(repo, directory) }))
    .filter(({ manifest }) => runs(manifest));
}

/** Without a lockfile there is no telling what kind of workspace it is; synthesis will ask for one. */
function members(repo: Repository): string[] {
  try {
    const manifest = readManifest(repo, '.');
    return (readMembers(repo, '.', manifest, readInstall(repo, '.', manifest).manager.kind) ?? []).map(({ directory }) => directory);
  } catch (error) {
    if (error instanceof WorkspaceError) return [];
    throw error;
  }
}

function runs({ scripts, dependencies }: PackageManifest): boolean {
  if (FRAMEWORKS.some(name => dependencies?.[name])) return false;
  return /^(?:[A-Z_]+=\S+\s+)*node\s/.test(scripts?.start ?? '') || SERVERS.some(name => dependencies?.[name]);
}

function portOf({ dependencies }: PackageManifest, source: string): number | undefined {
  const found = PORT.exec(source)?.slice(1).find(Boolean);
  if (found !== undefined && Number(found) <= 65535) return Number(found);
  return SERVERS.some(name => dependencies?.[name]) || /createServer\(/.test(source) ? DEFAULT_PORT : undefined;
}

/** The text of what is likely to open the port: files at the top of the package and of `src`. */
function sourceOf(repo: Repository, directory: string): string {
  return [directory, joinPath(directory, 'src')].flatMap(folder => repo.list(folder)
    .filter(name => /^[\w.-]+\.[cm]?[jt]s$/.test(name) && !/\.(test|spec|config|d)\./.test(name) && !name.startsWith('.'))
    .map(name => repo.tryRead(joinPath(folder, name)) ?? '')).join('\n');
}

/** Packages of several scopes may share a name: those after the first are named after their folders. */
function freeName(wanted: string, directory: string, taken: ReadonlySet<string>): string {
  const choices = [wanted, toImageComponent(directory)];
  for (let i = 2; choices.every(name => taken.has(name)); i++) choices.push(`${wanted}-${i}`);
  return choices.find(name => !taken.has(name))!;
}

function serviceName({ name }: PackageManifest, directory: string, repo: Repository): string {
  const raw = name?.replace(/^@[^/]+\//, '') ?? (directory === '.' ? repo.root.split(/[\\/]/).pop()! : directory.split('/').pop()!);
  return toImageComponent(raw);
}
