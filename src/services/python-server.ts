import { withOwnCollections } from '../model/copy';
import type { Duration } from '../model/duration';
import { show, UsageError } from '../model/problem';

/** How gunicorn serves an application. */
export interface GunicornOptions {
  /**
   * How many worker processes it has.
   *
   * @default 2
   */
  readonly workers?: number;

  /**
   * How many threads each worker has. Only for WSGI.
   *
   * @default - one
   */
  readonly threads?: number;

  /**
   * Whether the application is ASGI, which gunicorn serves through uvicorn's workers.
   *
   * @default - true if a part of the module's name is `asgi`, or if FastAPI, Starlette, Litestar or Quart is a dependency and Django and Flask are not
   */
  readonly asgi?: boolean;

  /**
   * The class of the workers.
   *
   * @default - for ASGI that of uvicorn-worker, or of uvicorn itself where that package is missing; for WSGI gunicorn's choice
   */
  readonly workerClass?: string;

  /**
   * How long a worker may be silent before it is replaced.
   *
   * @default - gunicorn's: 30 seconds
   */
  readonly timeout?: Duration;

  /**
   * More arguments, as they are.
   *
   * @default - none
   */
  readonly args?: string[];
}

/** How uvicorn serves an application. */
export interface UvicornOptions {
  /**
   * How many processes it has.
   *
   * @default - one, which is what an orchestrator multiplies best
   */
  readonly workers?: number;

  /**
   * More arguments, as they are.
   *
   * @default - none
   */
  readonly args?: string[];
}

/** The kinds of servers. */
export enum PythonServerKind {
  /** gunicorn: a manager of worker processes. */
  GUNICORN = 'gunicorn',
  /** uvicorn: an ASGI server. */
  UVICORN = 'uvicorn',
  /** Any other program. */
  COMMAND = 'command',
}

/**
 * What a Python service runs. The server listens on all addresses of the container at the service's port, writes its access
 * log to the standard output, and stops within the service's `stopGracePeriod`.
 */
export class PythonServer {
  /**
   * gunicorn, for WSGI and ASGI.
   *
   * @param app the application: module and variable, such as `core.wsgi:application`, or a factory, such as `app:create_app()`
   * @param options how it is served
   * @throws when the application is not such a name
   */
  public static gunicorn(app: string, options: GunicornOptions = {}): PythonServer {
    checkCount('workers of gunicorn', options.workers);
    checkCount('threads of gunicorn', options.threads);
    return new PythonServer(PythonServerKind.GUNICORN, checkApp(app), [], options);
  }

  /**
   * uvicorn, for ASGI.
   *
   * @param app the application: module and variable, such as `src.api.main:app`, or a factory, such as `app:create_app()`
   * @param options how it is served
   * @throws when the application is not such a name
   */
  public static uvicorn(app: string, options: UvicornOptions = {}): PythonServer {
    checkCount('workers of uvicorn', options.workers);
    return new PythonServer(PythonServerKind.UVICORN, checkApp(app), [], options);
  }

  /**
   * Any program, in exec form: a worker, or another server. Nothing is added to it.
   *
   * @param words the program and its arguments, such as `['celery', '-A', 'core', 'worker']` or `['python', '-m', 'app.consumer']`
   * @throws when there is no program
   */
  public static command(words: string[]): PythonServer {
    if (!Array.isArray(words) || !words[0] || words.some(word => typeof word !== 'string')) {
      throw new UsageError(`PythonServer.command() needs a list of words such as ["celery", "-A", "core", "worker"], got ${show(words)}`);
    }
    return new PythonServer(PythonServerKind.COMMAND, undefined, words, {});
  }

  /** @internal */
  public readonly _words: readonly string[];
  /** @internal */
  public readonly _options: GunicornOptions;

  private constructor(
    /** The kind of server. */
    public readonly kind: PythonServerKind,
    /** The application that it serves: module and variable. */
    public readonly app: string | undefined,
    words: readonly string[],
    options: GunicornOptions,
  ) {
    this._words = [...words];
    this._options = withOwnCollections(options);
  }
}

function checkApp(app: string): string {
  if (typeof app !== 'string' || !/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_][\w.]*(\(\))?$/.test(app)) {
    throw new UsageError(`the application of a server must be a module and a variable such as "core.asgi:application", got ${show(app)}`);
  }
  return app;
}

function checkCount(what: string, count: number | undefined): void {
  if (count !== undefined && !(Number.isInteger(count) && count > 0)) throw new UsageError(`${what} must be a whole number from 1, got ${show(count)}`);
}
