import { serviceFolders } from './folders';
import { Found, isDefined } from './found';
import { joinPath } from '../../model/paths';
import { readDjango } from '../../workspace/python/django';
import type { Repository } from '../../workspace/repository';
import type { PythonServerDraft } from '../draft';

const PORT = 8000;
/** Where the application object stands, by custom. */
const MODULES = ['main', 'app', 'wsgi', 'asgi', 'server', 'app/main', 'src/main', 'src/app', 'api/main', 'app/api/main', 'src/api/main', 'src/app/main', 'app/__init__'];
const HEALTH = /["'](\/?(?:[\w-]+\/)*(?:healthz?|livez|readyz?|ping)\/?)["']/;

/** Applications in Python that a server runs: Django, and what looks like FastAPI, Starlette or Flask. */
export function findPython(repo: Repository): Found[] {
  return serviceFolders(repo).filter(folder => ['requirements.txt', 'pyproject.toml'].some(name => repo.isFile(joinPath(folder, name))))
    .map(folder => django(repo, folder) ?? framework(repo, folder)).filter(isDefined);
}

function django(repo: Repository, directory: string): Found | undefined {
  const project = readDjango(repo, directory);
  if (!project) return undefined;
  const folder = project.settings.split('.')[0];
  const module = ['asgi', 'wsgi'].find(name => repo.isFile(joinPath(directory, `${folder}/${name}.py`)));
  if (!module) return undefined;
  // ASGI needs uvicorn beside gunicorn; without it the same application is served as WSGI.
  const kind = module === 'asgi' && /^uvicorn\b|["']uvicorn\b/m.test(manifests(repo, directory)) ? 'asgi' : 'wsgi';
  const routes = repo.tryRead(joinPath(directory, `${folder}/urls.py`)) ?? '';
  const health = HEALTH.exec(routes)?.[1];
  return {
    stack: 'PythonService',
    directory,
    port: PORT,
    healthPath: health && `/${health.replace(/^\//, '')}`,
    server: { server: 'gunicorn', app: `${folder}.${repo.isFile(joinPath(directory, `${folder}/${kind}.py`)) ? kind : module}:application` },
    migrate: true,
  };
}

function framework(repo: Repository, directory: string): Found | undefined {
  for (const path of MODULES) {
    const source = repo.tryRead(joinPath(directory, `${path}.py`)) ?? '';
    const [, name, type] = /^(\w+)(?:\s*:\s*\w+)?\s*=\s*(FastAPI|Starlette|Flask|Litestar|Quart)\(/m.exec(source) ?? [];
    if (name === undefined) continue;
    const module = path.replace(/\/__init__$/, '').replace(/\//g, '.');
    const server: PythonServerDraft['server'] = type === 'Flask' ? 'gunicorn' : 'uvicorn';
    return { stack: 'PythonService', directory, port: PORT, healthPath: HEALTH.exec(source)?.[1], server: { server, app: `${module}:${name}` } };
  }
  return undefined;
}

function manifests(repo: Repository, directory: string): string {
  return ['requirements.txt', 'pyproject.toml'].map(name => repo.tryRead(joinPath(directory, name)) ?? '').join('\n');
}
