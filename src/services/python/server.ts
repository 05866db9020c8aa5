import { VENV } from './places';
import type { Duration } from '../../model/duration';
import { UsageError } from '../../model/problem';
import { isBelow, PythonPackage } from '../../workspace/python/names';
import { PythonServer, PythonServerKind } from '../python-server';

/** What a server is started with. */
export interface ServerContext {
  readonly packages: readonly PythonPackage[];
  /** What a message calls the file that dependencies are said in. */
  readonly manifest: string;
  readonly port?: number;
  readonly stopGracePeriod: Duration;
}

const ASGI_FRAMEWORKS = ['fastapi', 'starlette', 'litestar', 'quart', 'blacksheep'];
const WSGI_FRAMEWORKS = ['django', 'flask'];
/** Programs and the packages that bring them. */
const PROGRAMS = new Map([
  ...['celery', 'daphne', 'granian', 'gunicorn', 'hypercorn', 'uvicorn', 'uwsgi', 'flask', 'rq', 'dramatiq', 'arq', 'taskiq'].map(name => [name, name] as const),
  ['waitress-serve', 'waitress'], ['rqworker', 'rq'], ['huey_consumer', 'huey'], ['fastapi', 'fastapi-cli'],
]);

/** The module that a server starts from; undefined where it is a program's own matter. */
export function moduleOf({ app, _words: words }: PythonServer): string | undefined {
  if (app !== undefined) return app.split(':')[0];
  const flag = words.findIndex(word => word === '-A' || word === '--app');
  return words[0] === 'celery' && flag >= 0 && /^[\w.]+(:\w+)?$/.test(words[flag + 1] ?? '') ? words[flag + 1].split(':')[0] : undefined;
}

/** A command, with the package that must be there for it. */
interface ServerCommand {
  readonly command: readonly string[];
  readonly needs?: string;
}

/**
 * What the container runs.
 *
 * @throws when the server has no port, or is not among the dependencies
 */
export function serverCommand(server: PythonServer, context: ServerContext): string[] {
  const { command, needs } = commandOf(server, context);
  if (needs && !has(context.packages, needs)) throw new UsageError(`${needs} is not among the dependencies; add "${needs}" to ${context.manifest}`);
  return [...command];
}

function commandOf(server: PythonServer, context: ServerContext): ServerCommand {
  switch (server.kind) {
    case PythonServerKind.COMMAND: return { command: server._words, needs: PROGRAMS.get(server._words[0]) };
    case PythonServerKind.UVICORN: return { command: [...uvicorn(server, context), ...workersOf(server), ...gracefully(context), ...server._options.args ?? []], needs: 'uvicorn' };
    case PythonServerKind.GUNICORN: return { command: gunicorn(server, context), needs: 'gunicorn' };
  }
}

/** uvicorn with what it always needs. */
export function uvicorn({ app }: PythonServer, context: ServerContext): string[] {
  const factory = app!.endsWith('()');
  return ['uvicorn', app!.replace(/\(\)$/, ''), ...factory ? ['--factory'] : [], '--host', '0.0.0.0', '--port', String(portOf(context))];
}

function workersOf({ _options: { workers } }: PythonServer): string[] {
  return workers === undefined || workers === 1 ? [] : ['--workers', String(workers)];
}

/** Requests that are being answered get all of the grace period but what it takes to end. uvicorn knows the flag since 0.22. */
function gracefully(context: ServerContext): string[] {
  return isBelow(versionOf(context.packages, 'uvicorn'), '0.22') ? [] : ['--timeout-graceful-shutdown', String(graceful(context))];
}

function gunicorn(server: PythonServer, context: ServerContext): string[] {
  const { workers = 2, threads, timeout, args = [] } = server._options;
  const workerClass = workerClassOf(server, context);
  return [
    'gunicorn', server.app!,
    '--bind', `0.0.0.0:${portOf(context)}`,
    '--workers', String(workers),
    ...threads === undefined ? [] : ['--threads', String(threads)],
    ...workerClass === undefined ? [] : ['--worker-class', workerClass],
    // The heartbeat's file: in memory, because a disk that is slow would make workers look dead, and because nothing else is writable.
    '--worker-tmp-dir', '/dev/shm',
    ...timeout === undefined ? [] : ['--timeout', String(Math.ceil(timeout.toMilliseconds() / 1000))],
    '--graceful-timeout', String(graceful(context)),
    '--access-logfile', '-',
    // It would be written to the home folder, which does not exist: an error at every start.
    ...!isBelow(versionOf(context.packages, 'gunicorn') ?? '0', '25.1') ? ['--no-control-socket'] : [],
    ...args,
  ];
}

function workerClassOf(server: PythonServer, context: ServerContext): string | undefined {
  if (server._options.workerClass !== undefined) return server._options.workerClass;
  if (!isAsgi(server, context.packages)) return undefined;
  if (server._options.threads !== undefined) throw new UsageError('threads of gunicorn are for WSGI; leave "threads" out for an ASGI application');
  if (has(context.packages, 'uvicorn-worker')) return 'uvicorn_worker.UvicornWorker';
  if (has(context.packages, 'uvicorn')) return 'uvicorn.workers.UvicornWorker';
  throw new UsageError(`gunicorn serves the ASGI application "${server.app}" through uvicorn, which is not among the dependencies; add "uvicorn-worker" to ${context.manifest}, or set "asgi" to false`);
}

/** Whether what gunicorn serves is ASGI. */
export function isAsgi({ app, _options: { asgi } }: PythonServer, packages: readonly PythonPackage[]): boolean {
  if (asgi !== undefined) return asgi;
  const parts = app!.split(':')[0].split('.');
  if (parts.includes('asgi')) return true;
  if (parts.includes('wsgi')) return false;
  return ASGI_FRAMEWORKS.some(name => has(packages, name)) && !WSGI_FRAMEWORKS.some(name => has(packages, name));
}

/** Whether a package is among some. FastAPI's usual extras bring a server. */
export function has(packages: readonly PythonPackage[], name: string): boolean {
  return packages.some(each => each.name === name)
    || (name === 'uvicorn' || name === 'fastapi-cli') && packages.some(each => each.name === 'fastapi' && each.extras.some(extra => extra === 'standard' || extra === 'all'));
}

export function versionOf(packages: readonly PythonPackage[], name: string): string | undefined {
  return packages.find(each => each.name === name)?.version;
}

function portOf({ port }: ServerContext): number {
  if (port === undefined) throw new UsageError('a server needs a port; set "port" to what it shall listen on');
  return port;
}

function graceful({ stopGracePeriod }: ServerContext): number {
  return Math.max(1, Math.floor(stopGracePeriod.toMilliseconds() / 1000) - 2);
}

/** The path of all commands: those of the dependencies first. */
export const PATH = `${VENV}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
