import { has, ServerContext, uvicorn, isAsgi } from './server';
import { joinPath } from '../../model/paths';
import { UsageError } from '../../model/problem';
import type { DjangoProject } from '../../workspace/python/django';
import type { PythonApp } from '../../workspace/python/python-app';
import type { Repository } from '../../workspace/repository';
import { PythonServer, PythonServerKind } from '../python-server';
import { checkSources } from '../stack/development';

/** How a Python service runs while it is being worked on. */
export interface PythonDevelopmentOptions {
  /**
   * What runs in the container, in exec form. It should notice changes of the mounted sources itself.
   *
   * @default - Django's runserver, Flask's or uvicorn's or gunicorn's reloader; a command as it is, in an image that Compose
   * builds anew when sources change
   */
  readonly command?: string[];

  /**
   * Files and folders that are mounted into the container, relative to the service's directory.
   *
   * @default - what holds Python files or templates
   */
  readonly sources?: string[];

  /**
   * Requirements files that pip installs for development too, relative to the directory.
   *
   * @default - requirements-dev.txt or requirements/dev.txt, or what else such a file is usually called
   */
  readonly requirements?: string[];

  /**
   * Opens debugpy, which must be among the dependencies, on this port of the host. In the container it is 5678.
   *
   * @default - no debugger
   */
  readonly debugPort?: number;
}

/** Where debugpy listens in the container. */
export const DEBUG_PORT = 5678;

/** How a service is developed: with its sources mounted, or in an image that is built anew on every change. */
export interface DevelopmentPlan {
  readonly command: readonly string[];
  readonly sources: readonly string[];
  readonly rebuilds: boolean;
}

/** What decides how a service is developed, beside its options. */
export interface DevelopmentContext extends ServerContext {
  readonly app: PythonApp;
  readonly server: PythonServer;
  readonly django?: DjangoProject;
  /** What runs in production. */
  readonly command: readonly string[];
}

/**
 * How a service is developed.
 *
 * @throws when a source does not exist, or debugpy is not among the dependencies
 */
export function planDevelopment(repo: Repository, context: DevelopmentContext, options: PythonDevelopmentOptions): DevelopmentPlan {
  const reloading = options.command ?? reloader(context);
  const command = reloading ?? context.command;
  return {
    command: options.debugPort === undefined ? command : debugged(command, context),
    sources: sourcesOf(repo, context.app, options.sources),
    rebuilds: reloading === undefined,
  };
}

/** What serves in production, as something that starts anew when a source changes. */
function reloader({ server, django, app, command, ...context }: DevelopmentContext): string[] | undefined {
  const { kind } = server;
  if (kind === PythonServerKind.COMMAND) return undefined;
  if (kind === PythonServerKind.UVICORN) return [...uvicorn(server, context), '--reload'];
  // It serves static files as well, and shows errors in the browser.
  if (django) return ['python', 'manage.py', 'runserver', `0.0.0.0:${context.port}`];
  if (isAsgi(server, context.packages) && has(context.packages, 'uvicorn')) return [...uvicorn(server, context), '--reload'];
  if (has(context.packages, 'flask')) return ['flask', '--app', server.app!, 'run', '--debug', '--host', '0.0.0.0', '--port', String(context.port)];
  return [...command, '--reload'];
}

function debugged(command: readonly string[], { app, packages, manifest }: DevelopmentContext): string[] {
  if (!has([...packages, ...app.development], 'debugpy')) {
    throw new UsageError(`debugpy is not among the dependencies; add "debugpy" to those for development, beside ${manifest}, or leave "debugPort" out`);
  }
  const [program, ...rest] = command;
  // Breakpoints in modules that are built into the interpreter would be missed.
  return ['python', '-Xfrozen_modules=off', '-m', 'debugpy', '--listen', `0.0.0.0:${DEBUG_PORT}`, .../^python3?$/.test(program) ? rest : ['-m', program, ...rest]];
}

/** Folders that hold no sources of the service. */
const NO_SOURCES = new Set(['tests', 'test', 'docs', 'node_modules', 'venv', 'env', 'build', 'dist', 'migrations']);

function sourcesOf(repo: Repository, { directory }: PythonApp, chosen: string[] | undefined): string[] {
  checkSources(repo, directory, chosen);
  if (chosen) return chosen;
  return repo.list(directory).filter(name => {
    const path = joinPath(directory, name);
    if (!repo.isDirectory(path)) return name.endsWith('.py') && name !== 'setup.py';
    if (name.startsWith('.') || NO_SOURCES.has(name)) return false;
    return name === 'templates' || [path, ...repo.list(path).map(inner => joinPath(path, inner))].some(folder => holdsPython(repo, folder));
  });
}

function holdsPython(repo: Repository, folder: string): boolean {
  return repo.list(folder).some(name => name.endsWith('.py'));
}
