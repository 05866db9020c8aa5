import { serviceFolders } from './folders';
import type { Found } from './found';
import { joinPath } from '../../model/paths';
import type { Repository } from '../../workspace/repository';

/** `ListenAndServe(":8080"`, `("0.0.0.0", 8080)`, `"0.0.0.0:8080"`, `PORT … "8080"`. */
const PORT = /["':](\d{4,5})["']|\b0\.0\.0\.0["']?\s*,\s*(\d{4,5})\b/;
const HEALTH = /["'](?:GET )?(\/(?:[\w-]+\/)*(?:healthz?|livez|readyz?|ping))["']/;

/** Programs in Go and Rust. */
export function findCompiled(repo: Repository): Found[] {
  const go = folders(repo, 'go.mod').map((directory): Found => ({ stack: 'GoService', directory, ...listens(sources(repo, directory, 'go', ['.', 'cmd', 'internal'])) }));
  const rust = folders(repo, 'Cargo.toml').map((directory): Found => ({ stack: 'RustService', directory, ...listens(sources(repo, directory, 'rs', ['src', 'src/bin'])) }));
  return [...go, ...rust];
}

function folders(repo: Repository, manifest: string): string[] {
  return serviceFolders(repo).filter(folder => repo.isFile(joinPath(folder, manifest)));
}

function listens(source: string): Pick<Found, 'port' | 'healthPath'> {
  const port = Number(PORT.exec(source)?.slice(1).find(Boolean));
  return port > 1023 && port < 65536 ? { port, healthPath: HEALTH.exec(source)?.[1] } : {};
}

/** The text of the sources in some folders, and in the folders right below them. */
function sources(repo: Repository, directory: string, end: string, within: readonly string[]): string {
  const places = within.map(folder => joinPath(directory, folder));
  const all = [...places, ...places.slice(1).flatMap(folder => repo.list(folder).map(name => joinPath(folder, name)))];
  return all.flatMap(folder => repo.list(folder).filter(name => name.endsWith(`.${end}`) && !/_test\.go$/.test(name)).map(name => repo.tryRead(joinPath(folder, name)) ?? '')).join('\n');
}
