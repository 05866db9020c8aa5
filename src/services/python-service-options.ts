import type { BuiltServiceOptions } from './built-service-options';
import type { PythonDevelopmentOptions } from './python/development';
import type { PythonServer } from './python-server';

/** What a Python service can be told. */
export interface PythonServiceOptions extends BuiltServiceOptions {
  /** What runs: a server with an application, or a command. */
  readonly server: PythonServer;

  /**
   * Where the service's code is, relative to the project.
   *
   * @default "."
   */
  readonly directory?: string;

  /**
   * The Python version: `3.13` or `3.13.2`.
   *
   * @default - .python-version, runtime.txt, requires-python of pyproject.toml, else 3.13
   */
  readonly pythonVersion?: string;

  /**
   * Debian packages that the build needs: compilers and headers.
   *
   * @default - none
   */
  readonly buildPackages?: string[];

  /**
   * Debian packages that the service needs when it runs: shared libraries, such as `libpq5`. The build has them too.
   *
   * @default - none
   */
  readonly packages?: string[];

  /**
   * Requirements files that pip installs, relative to the directory.
   *
   * @default - the lockfile of uv, Poetry or PEP 751, else requirements.txt
   */
  readonly requirements?: string[];

  /**
   * Dependency groups that are installed beside the main ones, with uv or Poetry.
   *
   * @default - none
   */
  readonly groups?: string[];

  /**
   * Extras of the project that are installed, with uv or Poetry.
   *
   * @default - none
   */
  readonly extras?: string[];

  /**
   * Folders that modules are found in, relative to the directory.
   *
   * @default - the directory, and `src` if the server's module is there
   */
  readonly pythonPath?: string[];

  /**
   * Whether the build runs Django's `collectstatic`.
   *
   * @default - true if the settings that manage.py names have django.contrib.staticfiles and STATIC_ROOT
   */
  readonly collectStatic?: boolean;

  /**
   * Environment variables of the commands that run your code during the build: what the settings must have to be imported.
   * They stand in the image's history: put dummies here, never secrets.
   *
   * @default - for Django, a dummy in the variable that SECRET_KEY is read from
   */
  readonly buildEnvironment?: Record<string, string>;

  /**
   * Whether the database is migrated before the service starts, by a job `<name>-migrate`: with Django by
   * `manage.py migrate`, with Alembic by `alembic upgrade head`. For anything else use addInitJob().
   *
   * @default false
   */
  readonly migrate?: boolean;

  /**
   * How the service runs while it is being worked on.
   *
   * @default - see there
   */
  readonly development?: PythonDevelopmentOptions;
}
