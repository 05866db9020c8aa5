import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { DockerProject, Duration, HealthCheck, Instruction, PythonServer, PythonService, PythonServiceOptions, Secret, Service } from '../../src';
import { Files, fixture, refusal, repository, synthDocker, Synthesis } from '../support';

const UVICORN = 'fastapi==0.115.11\nuvicorn==0.32.0\n';
/** The smallest FastAPI application. */
const FASTAPI: Files = { 'requirements.txt': UVICORN, 'src/api/main.py': 'app = FastAPI()\n' };
const SERVER = PythonServer.uvicorn('src.api.main:app');
const DJANGO: Files = {
  'requirements.txt': 'Django==4.2.28\ngunicorn==23.0.0\nuvicorn==0.32.0\n',
  'manage.py': "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'core.settings')\n",
  'core/settings.py': "SECRET_KEY = os.environ['KEY']\nINSTALLED_APPS = ['django.contrib.staticfiles']\nSTATIC_ROOT = BASE_DIR / 'assets'\n",
  'core/asgi.py': '',
  'core/wsgi.py': '',
  'core/__init__.py': '',
  'pages/models.py': '',
  'tests/test_x.py': '',
  'templates/x.html': '',
};

type Options = Partial<PythonServiceOptions>;
const synth = (files: Files, options: Options = {}): Synthesis => synthDocker(repository(files), project => new PythonService(project, 'api', { port: 8000, server: SERVER, ...options }));
const refused = (files: Files, options: Options = {}): readonly string[] => refusal(repository(files), project => new PythonService(project, 'api', { port: 8000, server: SERVER, ...options }));

/** The lines of a stage, continuations joined. */
function stage({ files }: Synthesis, name: string, path = 'Dockerfile'): string[] {
  const blocks = files[path].split(/^(?=FROM )/m).slice(1).map(block => block.replace(/\\\n\s*/g, '').split('\n').filter(line => line && !line.startsWith('#')));
  return blocks.find(([from]) => from.endsWith(` AS ${name}`))!;
}
const line = (lines: string[], start: string): string => lines.find(each => each.startsWith(start))!;
const command = (synthesis: Synthesis, name = 'runtime', path = 'Dockerfile'): string[] => JSON.parse(line(stage(synthesis, name, path), 'CMD ').slice(4));

describe('the image', () => {
  const synthesis = synth(FASTAPI, { health: HealthCheck.http('/health'), writable: ['logs', '/var/lib/api'], packages: ['libpq5'], buildPackages: ['gcc', 'libpq-dev'], buildArgs: { PIP_INDEX_URL: 'https://mirror/simple', FLAG: 'on' } });
  const runtime = stage(synthesis, 'runtime');

  test('is said in a Dockerfile that others accept', () => {
    expect(validate(synthesis.files.Dockerfile)).toEqual([]);
    expect(synthesis.files.Dockerfile).toContain('ARG PYTHON_VERSION=3.13.14\n');
    expect([...synthesis.files.Dockerfile.matchAll(/^FROM (\S+) AS (\S+)$/gm)].map(([, from, name]) => [name, from])).toEqual([
      ['base', 'python:${PYTHON_VERSION}-slim-trixie'], ['deps', 'base'], ['build', 'deps'], ['development', 'deps'], ['runtime', 'python:${PYTHON_VERSION}-slim-trixie'],
    ]);
  });

  test('has packages for building in the build alone', () => {
    expect(line(stage(synthesis, 'base'), 'RUN apt-get')).toContain('install -y --no-install-recommends tini libpq5 gcc libpq-dev &&');
    expect(line(runtime, 'RUN apt-get')).toContain('install -y --no-install-recommends libpq5 &&');
  });

  test('installs before there are sources, from files that no layer keeps, without pip in the environment', () => {
    expect(stage(synthesis, 'deps')).toEqual(['FROM base AS deps', expect.stringMatching(/^RUN --mount=type=bind,source=requirements\.txt,target=requirements\.txt --mount=type=cache,id=pip,target=\/root\/\.cache\/pip,sharing=locked/)]);
    expect(stage(synthesis, 'deps')[1]).toContain('python -m venv --without-pip /opt/venv && pip --python /opt/venv install --no-compile -r requirements.txt');
  });

  test('has byte code that needs no comparison with its source, also of Python\'s own library', () => {
    for (const name of ['deps', 'build', 'runtime']) expect(stage(synthesis, name).join('\n')).toContain('--invalidation-mode unchecked-hash');
  });

  test('has no package manager', () => {
    expect(runtime.join('\n')).toContain('rm -rf /usr/local/bin/pip* /usr/local/lib/python3.*/ensurepip /usr/local/lib/python3.*/site-packages/*');
    expect(runtime).toContain('RUN rm -rf /usr/bin/apt* /usr/bin/dpkg* /usr/lib/apt');
  });

  test('runs as a named, numeric user under an init, and says how it is', () => {
    expect(runtime.join('\n')).toContain("echo 'app:x:1000:1000:app:/home/app:/usr/sbin/nologin' >> /etc/passwd");
    expect(runtime.slice(-7)).toEqual(['ENV PORT=8000', 'USER 1000:1000', 'EXPOSE 8000', 'STOPSIGNAL SIGTERM', expect.stringContaining('HEALTHCHECK'), 'ENTRYPOINT ["tini", "-s", "--"]', expect.stringContaining('CMD ')]);
    expect(runtime.join('\n')).not.toContain('curl');
  });

  test('gives the user the folders that it may write to, and not those above them', () => {
    expect(stage(synthesis, 'build').join('\n')).toContain('mkdir -p /writable/app/logs /writable/var/lib/api && chown 1000:1000 /writable/app/logs /writable/var/lib/api');
    expect(runtime).toContain('COPY --from=build /writable/ /');
    expect(parse(synthesis.files['compose.yaml']).services.api.volumes).toEqual(['api-logs:/app/logs', 'api-var-lib-api:/var/lib/api']);
  });

  test('takes packages from where build arguments say, which installs and nothing else see', () => {
    expect(stage(synthesis, 'base').filter(each => each.startsWith('ARG'))).toEqual(['ARG PIP_INDEX_URL', 'ARG PIP_EXTRA_INDEX_URL', 'ARG PIP_TRUSTED_HOST']);
    expect(stage(synthesis, 'build').filter(each => each.startsWith('ARG'))).toEqual(['ARG FLAG=on']);
    expect(runtime.filter(each => each.startsWith('ARG'))).toEqual([]);
    expect(JSON.parse(synthesis.files['docker-bake.json']).target.api.args).toMatchObject({ PIP_INDEX_URL: 'https://mirror/simple', FLAG: 'on' });
  });

  test('takes instructions of the user\'s', () => {
    const { files } = synthDocker(repository(FASTAPI), project => {
      const api = new PythonService(project, 'api', { port: 8000, server: SERVER });
      api.stage('runtime').prepend(Instruction.run(['apt-get update']));
      expect(() => api.stage('prod')).toThrow('service "api" has the stages base, deps, build, development, runtime, got "prod"');
    });
    expect(files.Dockerfile.indexOf('RUN apt-get update\n')).toBeLessThan(files.Dockerfile.indexOf('RUN rm -rf /usr/bin/apt*'));
    expect(validate(files.Dockerfile)).toEqual([]);
  });
});

describe('servers', () => {
  const gunicorn = (app: string, options?: Parameters<typeof PythonServer.gunicorn>[1]) => PythonServer.gunicorn(app, options);
  const TAIL = ['--worker-tmp-dir', '/dev/shm', '--graceful-timeout', '8', '--access-logfile', '-'];
  const of = (requirements: string, server: PythonServer, options: Options = {}) => command(synth({ ...DJANGO, 'requirements.txt': requirements, 'main.py': '' }, { collectStatic: false, ...options, server }));

  test('uvicorn', () => {
    expect(command(synth(FASTAPI))).toEqual(['uvicorn', 'src.api.main:app', '--host', '0.0.0.0', '--port', '8000', '--timeout-graceful-shutdown', '8']);
    expect(of(UVICORN, PythonServer.uvicorn('main:make()', { workers: 3, args: ['--no-access-log'] }), { stopGracePeriod: Duration.seconds(30) }))
      .toEqual(['uvicorn', 'main:make', '--factory', '--host', '0.0.0.0', '--port', '8000', '--workers', '3', '--timeout-graceful-shutdown', '28', '--no-access-log']);
    expect(of('uvicorn==0.21.1', PythonServer.uvicorn('main:app'))).not.toContain('--timeout-graceful-shutdown');
    expect(of('fastapi[standard]==0.115.11', PythonServer.uvicorn('main:app'))[0]).toBe('uvicorn');
  });

  test('gunicorn with WSGI', () => {
    expect(of('gunicorn==23.0.0', gunicorn('core.wsgi:application', { workers: 4, threads: 2, timeout: Duration.seconds(90), args: ['--preload'] })))
      .toEqual(['gunicorn', 'core.wsgi:application', '--bind', '0.0.0.0:8000', '--workers', '4', '--threads', '2', '--worker-tmp-dir', '/dev/shm', '--timeout', '90', '--graceful-timeout', '8', '--access-logfile', '-', '--preload']);
  });

  test.each([
    ['the name says ASGI', 'gunicorn==23.0.0\nuvicorn==0.32.0', 'core.asgi:application', {}, 'uvicorn.workers.UvicornWorker'],
    ['the worker has its own package', 'gunicorn==23.0.0\nuvicorn==0.35.0\nuvicorn-worker==0.3.0', 'core.asgi:application', {}, 'uvicorn_worker.UvicornWorker'],
    ['the framework is ASGI', 'gunicorn==23.0.0\nfastapi==0.115.11\nuvicorn==0.32.0', 'main:app', {}, 'uvicorn.workers.UvicornWorker'],
    ['the framework is WSGI, though there is Starlette', 'gunicorn==23.0.0\nflask==3.1.1\nstarlette==0.46.1', 'main:app', {}, undefined],
    ['the name says WSGI', 'gunicorn==23.0.0\nfastapi==0.115.11\nuvicorn==0.32.0', 'core.wsgi:application', {}, undefined],
    ['it is said', 'gunicorn==23.0.0\nuvicorn==0.32.0', 'main:app', { asgi: true }, 'uvicorn.workers.UvicornWorker'],
    ['it is said that not', 'gunicorn==23.0.0', 'core.asgi:application', { asgi: false }, undefined],
    ['the class is said', 'gunicorn==23.0.0', 'core.asgi:application', { workerClass: 'gevent' }, 'gevent'],
  ])('workers: %s', (_, requirements, app, options, workerClass) => {
    expect(of(requirements, gunicorn(app, options))).toEqual(['gunicorn', app, '--bind', '0.0.0.0:8000', '--workers', '2', ...workerClass ? ['--worker-class', workerClass] : [], ...TAIL]);
  });

  test('no control socket where gunicorn has one', () => {
    expect(of('gunicorn==25.1.0', gunicorn('main:app'))).toContain('--no-control-socket');
    expect(of('gunicorn==25.0.3', gunicorn('main:app'))).not.toContain('--no-control-socket');
    expect(of('gunicorn', gunicorn('main:app'))).not.toContain('--no-control-socket');
  });

  test('a worker has neither port nor health check', () => {
    const synthesis = synth({ ...DJANGO, 'requirements.txt': 'celery==5.5.2' }, { port: undefined, collectStatic: false, server: PythonServer.command(['celery', '-A', 'core', 'worker']) });
    expect(command(synthesis)).toEqual(['celery', '-A', 'core', 'worker']);
    expect(synthesis.files.Dockerfile).toContain('# No health check: a worker without a port');
    expect(synthesis.files.Dockerfile).not.toMatch(/EXPOSE|PORT/);
  });

  test('services of one folder differ in what is no layer only', () => {
    const { files } = synthDocker(repository({ ...DJANGO, 'requirements.txt': `${DJANGO['requirements.txt']}celery==5.5.2\n` }), project => {
      new PythonService(project, 'web', { port: 8000, server: gunicorn('core.asgi:application') });
      new PythonService(project, 'worker', { server: PythonServer.command(['celery', '-A', 'core', 'worker']) });
    });
    const layers = (name: string) => files[`${name}.Dockerfile`].split('\n# For work on')[0] + stage({ files } as unknown as Synthesis, 'runtime', `${name}.Dockerfile`).filter(each => /^(FROM|RUN|COPY|WORKDIR)/.test(each)).join('\n');
    expect(layers('web')).toBe(layers('worker'));
  });
});

describe('where modules are found', () => {
  const environment = (synthesis: Synthesis) => stage(synthesis, 'runtime').filter(each => each.includes('PYTHONPATH'));

  test('in the folder itself: nothing has to be said', () => {
    expect(environment(synth(FASTAPI))).toEqual([]);
  });

  test('below src: Python is told', () => {
    expect(environment(synth(FASTAPI, { server: PythonServer.uvicorn('api.main:app') }))[0]).toContain('PYTHONPATH=/app/src');
  });

  test('where it is said', () => {
    expect(environment(synth({ 'requirements.txt': UVICORN, 'lib/x/__init__.py': '' }, { server: PythonServer.uvicorn('x:app'), pythonPath: ['lib'] }))[0]).toContain('PYTHONPATH=/app/lib');
  });

  test('in a dependency', () => {
    expect(environment(synth({ 'requirements.txt': `${UVICORN}datasette==1.0\n` }, { server: PythonServer.uvicorn('datasette.app:app') }))).toEqual([]);
  });
});

describe('Django', () => {
  const server = PythonServer.gunicorn('core.asgi:application');

  test('collects static files with a key that is none', () => {
    const synthesis = synth(DJANGO, { server });
    expect(stage(synthesis, 'build')).toContain('RUN KEY=only-for-the-build python manage.py collectstatic --noinput');
    expect(synthesis.files['.dockerignore']).toMatch(/\nassets\n/);
  });

  test('with what its settings want', () => {
    expect(stage(synth(DJANGO, { server, buildEnvironment: { KEY: 'x', DATABASE_URL: 'sqlite://:memory: $x' } }), 'build'))
      .toContain("RUN KEY=x DATABASE_URL='sqlite://:memory: $x' python manage.py collectstatic --noinput");
  });

  test('or does not', () => {
    expect(synth(DJANGO, { server, collectStatic: false }).files.Dockerfile).not.toContain('collectstatic');
    expect(synth({ ...DJANGO, 'core/settings.py': '' }, { server }).files.Dockerfile).not.toContain('collectstatic');
    expect(synth({ ...DJANGO, 'core/settings.py': '' }, { server, collectStatic: true }).files.Dockerfile).toContain('RUN python manage.py collectstatic --noinput');
  });

  test('migrates in a job that the service waits for', () => {
    const { services } = parse(synth(DJANGO, { server, migrate: true }).files['compose.yaml']);
    expect(services['api-migrate']).toMatchObject({ command: ['python', 'manage.py', 'migrate', '--noinput'], image: services.api.image });
    expect(services.api.depends_on).toEqual({ 'api-migrate': { condition: 'service_completed_successfully' } });
  });

  test('so does Alembic', () => {
    const { services } = parse(synth({ ...FASTAPI, 'alembic.ini': '' }, { migrate: true }).files['compose.yaml']);
    expect(services['api-migrate'].command).toEqual(['alembic', 'upgrade', 'head']);
  });
});

describe('development', () => {
  const mounts = (synthesis: Synthesis) => parse(synthesis.files['compose.dev.yaml']).services.api.volumes?.map(({ target }: { target: string }) => target);

  test('Django has its own server, and its folders are mounted', () => {
    const synthesis = synth(DJANGO, { server: PythonServer.gunicorn('core.asgi:application') });
    expect(command(synthesis, 'development')).toEqual(['python', 'manage.py', 'runserver', '0.0.0.0:8000']);
    expect(mounts(synthesis)).toEqual(['/app/core', '/app/manage.py', '/app/pages', '/app/templates']);
  });

  test.each<[string, Files, PythonServer, string[]]>([
    ['uvicorn', FASTAPI, PythonServer.uvicorn('src.api.main:app', { workers: 4 }), ['uvicorn', 'src.api.main:app', '--host', '0.0.0.0', '--port', '8000', '--reload']],
    ['gunicorn with ASGI', { ...FASTAPI, 'requirements.txt': `${UVICORN}gunicorn==23.0.0\n` }, PythonServer.gunicorn('src.api.main:app'), ['uvicorn', 'src.api.main:app', '--host', '0.0.0.0', '--port', '8000', '--reload']],
    ['Flask', { 'requirements.txt': 'flask==3.1.1\ngunicorn==23.0.0', 'src/x.py': '' }, PythonServer.gunicorn('x:app'), ['flask', '--app', 'x:app', 'run', '--debug', '--host', '0.0.0.0', '--port', '8000']],
    ['gunicorn', { 'requirements.txt': 'gunicorn==23.0.0', 'src/x.py': '' }, PythonServer.gunicorn('x:app'), ['gunicorn', 'x:app', '--bind', '0.0.0.0:8000', '--workers', '2', '--worker-tmp-dir', '/dev/shm', '--graceful-timeout', '8', '--access-logfile', '-', '--reload']],
  ])('%s starts anew when a source changes', (_, files, server, expected) => {
    const synthesis = synth(files, { server });
    expect(command(synthesis, 'development')).toEqual(expected);
    expect(mounts(synthesis)).toEqual(['/app/src']);
  });

  test('a command is run in an image that is built anew', () => {
    const synthesis = synth(FASTAPI, { server: PythonServer.command(['python', '-m', 'src.api.main']) });
    expect(mounts(synthesis)).toBeUndefined();
    expect(parse(synthesis.files['compose.dev.yaml']).services.api.develop.watch.map(({ path }: { path: string }) => path)).toEqual(['./requirements.txt', './src']);
  });

  test('a source folder of something else is not taken for the sources', () => {
    expect(mounts(synth({ ...DJANGO, 'src/web/main.ts': '' }, { server: PythonServer.gunicorn('core.asgi:application') }))).not.toContain('/app/src');
  });

  test('a command of Python is debugged as one', () => {
    const files = { ...FASTAPI, 'requirements-dev.txt': 'debugpy==1.8.12\n' };
    expect(command(synth(files, { server: PythonServer.command(['python3', '-m', 'src.api.main']), development: { debugPort: 5678 } }), 'development').slice(4)).toEqual(['--listen', '0.0.0.0:5678', '-m', 'src.api.main']);
  });

  test('what is said comes first; the debugger wraps it', () => {
    const files = { ...FASTAPI, 'requirements-dev.txt': 'debugpy==1.8.12\npytest\n', 'extra/x.txt': '' };
    const synthesis = synth(files, { development: { command: ['python', 'x.py'], sources: ['extra'], debugPort: 5700 } });
    expect(command(synthesis, 'development')).toEqual(['python', '-Xfrozen_modules=off', '-m', 'debugpy', '--listen', '0.0.0.0:5678', 'x.py']);
    expect(mounts(synthesis)).toEqual(['/app/extra']);
    expect(parse(synthesis.files['compose.dev.yaml']).services.api.ports).toContain('127.0.0.1:5700:5678');
    expect(command(synth(files, { development: { debugPort: 5700 } }), 'development').slice(4, 8)).toEqual(['--listen', '0.0.0.0:5678', '-m', 'uvicorn']);
    expect(line(stage(synthesis, 'development'), 'RUN ')).toContain('pip --python /opt/venv install --no-compile -r requirements-dev.txt');
    expect(stage(synthesis, 'runtime').join('\n')).not.toContain('dev.txt');
  });
});

describe('package managers', () => {
  const PYPROJECT = '[project]\nname = "x"\ndescription = "An API"\nlicense = "MIT"\n';
  const POETRY: Files = { 'pyproject.toml': PYPROJECT, 'poetry.lock': '[[package]]\nname = "uvicorn"\nversion = "0.32.0"\ngroups = ["main"]\n', 'src/api/main.py': '' };
  const UV_LOCK = 'version = 1\n[[package]]\nname = "x"\nsource = { virtual = "." }\ndependencies = [{ name = "uvicorn" }]\n[[package]]\nname = "uvicorn"\nversion = "0.32.0"\n';
  const UV: Files = { 'pyproject.toml': PYPROJECT, 'uv.lock': UV_LOCK, 'src/api/main.py': '' };
  const install = (synthesis: Synthesis, path?: string) => line(stage(synthesis, 'deps', path), 'RUN ').replace(/--mount=type=cache\S* /, '').replace(/ && \{.*/, '');

  test('Poetry installs the main group without the project, at a pinned version', () => {
    const synthesis = synth(POETRY);
    expect(validate(synthesis.files.Dockerfile)).toEqual([]);
    expect(stage(synthesis, 'base').slice(-2)).toEqual(['ARG POETRY_VERSION=2.4.1', expect.stringContaining('/opt/tools/bin/pip install --no-compile "poetry==${POETRY_VERSION}"')]);
    expect(install(synthesis)).toBe('RUN --mount=type=bind,source=pyproject.toml,target=pyproject.toml --mount=type=bind,source=poetry.lock,target=poetry.lock '
      + 'python -m venv --without-pip /opt/venv && poetry install --only main --no-root --no-directory');
    expect(line(stage(synthesis, 'development'), 'RUN ')).toContain('poetry install --no-root --no-directory');
    expect(stage(synthesis, 'runtime')).toContain('COPY --from=deps /opt/venv /opt/venv');
    expect(line(stage(synthesis, 'runtime'), 'LABEL')).toContain('org.opencontainers.image.description="An API"');
  });

  test('Poetry with groups, extras and a folder of the repository around it', () => {
    const lock = `${POETRY['poetry.lock']}[[package]]\nname = "shared"\nversion = "1"\ngroups = ["main"]\n[package.source]\ntype = "directory"\nurl = "../libs/shared"\n`;
    const synthesis = synth({ 'apps/api/pyproject.toml': PYPROJECT, 'apps/api/poetry.lock': lock, 'apps/api/main.py': '', 'libs/shared/x.py': '', 'apps/libs/shared/y.py': '', 'other/x.py': '' },
      { directory: 'apps/api', server: PythonServer.uvicorn('main:app'), groups: ['server'], extras: ['redis'] });
    const path = 'apps/api/Dockerfile';
    expect(install(synthesis, path)).toContain('target=/app/api/poetry.lock');
    expect(install(synthesis, path)).toContain('poetry install --only main,server --extras redis --no-root --no-directory');
    expect(stage(synthesis, 'build', path).join('\n')).toContain('poetry install --only main,server --extras redis --no-root\n');
    expect(stage(synthesis, 'runtime', path)).toEqual(expect.arrayContaining(['COPY --from=build /opt/venv /opt/venv', 'WORKDIR /app/api']));
    expect(synthesis.files['apps/api/Dockerfile.dockerignore']).toMatch(/^\*\n!api\n!libs\/shared$/m);
    expect(JSON.parse(synthesis.files['docker-bake.json']).target.api).toMatchObject({ context: 'apps', dockerfile: expect.stringContaining('api/Dockerfile') });
  });

  test('uv installs what is locked without the project, at a pinned version', () => {
    const synthesis = synth(UV);
    expect(validate(synthesis.files.Dockerfile)).toEqual([]);
    expect(stage(synthesis, 'base').slice(-2)).toEqual(['ARG UV_VERSION=0.12.9', expect.stringContaining('"uv==${UV_VERSION}"')]);
    expect(stage(synthesis, 'base').join('\n')).toContain('UV_PROJECT_ENVIRONMENT=/opt/venv');
    expect(install(synthesis)).toBe('RUN --mount=type=bind,source=pyproject.toml,target=pyproject.toml --mount=type=bind,source=uv.lock,target=uv.lock uv sync --locked --no-default-groups --no-install-workspace');
    expect(synthesis.files.Dockerfile).not.toContain('--no-editable');
    expect(line(stage(synthesis, 'development'), 'RUN ')).toContain('uv sync --locked --no-install-workspace');
  });

  test('uv builds members of the workspace once their sources are there, and not editable', () => {
    const lock = `version = 1\n[manifest]\nmembers = ["x", "shared"]\n${UV_LOCK.replace('version = 1\n', '').replace('virtual = "."', 'editable = "apps/x"').replace('[{', '[{ name = "shared" }, {')}`
      + '[[package]]\nname = "shared"\nsource = { editable = "packages/shared" }\n';
    const synthesis = synth({
      'uv.lock': lock,
      'pyproject.toml': '[tool.uv.workspace]\nmembers = ["apps/*", "packages/*"]\n',
      'apps/x/pyproject.toml': `${PYPROJECT}[build-system]\n`,
      'apps/x/src/x/main.py': '',
      'packages/shared/pyproject.toml': PYPROJECT,
      'packages/unused/x.py': '',
      'README.md': '',
    }, { directory: 'apps/x', server: PythonServer.uvicorn('x.main:app'), groups: ['prod'], extras: ['s3'] });
    const path = 'apps/x/Dockerfile';
    expect(install(synthesis, path)).toContain('--mount=type=bind,source=packages/shared/pyproject.toml,target=/app/packages/shared/pyproject.toml');
    expect(install(synthesis, path)).toContain('uv sync --locked --no-default-groups --group prod --extra s3 --no-install-workspace');
    expect(stage(synthesis, 'build', path).join('\n')).toContain('uv sync --locked --no-default-groups --group prod --extra s3 --no-editable');
    expect(stage(synthesis, 'development', path).join('\n')).toMatch(/uv sync --locked --group prod --extra s3$/m);
    expect(stage(synthesis, 'runtime', path)).toContain('COPY --from=build /opt/venv /opt/venv');
    expect(synthesis.files['apps/x/Dockerfile.dockerignore']).toMatch(/^\*\n!apps\/x\n!packages\/shared\n!pyproject\.toml\n!uv\.lock$/m);
    expect(synthesis.files['apps/x/Dockerfile.dockerignore']).not.toContain('*.md');
  });

  test('a lockfile of PEP 751 is installed by uv', () => {
    const synthesis = synth({ 'pylock.toml': '[[packages]]\nname = "uvicorn"\nversion = "0.32.0"\n', 'src/api/main.py': '' });
    expect(install(synthesis)).toContain('uv venv /opt/venv && uv pip sync --python /opt/venv pylock.toml');
    expect(validate(synthesis.files.Dockerfile)).toEqual([]);
  });

  test('pip demands hashes where there are some, and builds local packages where they lie', () => {
    const synthesis = synth({ ...FASTAPI, 'requirements.txt': 'uvicorn==0.32.0 --hash=sha256:aa\n', 'requirements-dev.txt': 'pytest\n' });
    expect(install(synthesis)).toContain('install --no-compile --require-hashes -r requirements.txt');
    expect(line(stage(synthesis, 'development'), 'RUN ')).toContain('install --no-compile -r requirements-dev.txt');
    expect(install(synth({ ...FASTAPI, 'requirements.txt': `${UVICORN}./lib\n`, 'lib/x.py': '' }))).toContain('--mount=type=bind,source=lib,target=lib,rw');
  });

  test('constraints outside of the folder reach the install, and nothing else from there', () => {
    const synthesis = synth({ 'api/requirements.txt': `-c ../constraints.txt\n${UVICORN}`, 'constraints.txt': '', 'api/main.py': '', 'web/x.js': '' }, { directory: 'api', server: PythonServer.uvicorn('main:app') });
    expect(install(synthesis, 'api/Dockerfile')).toContain('source=constraints.txt,target=/app/constraints.txt');
    expect(install(synthesis, 'api/Dockerfile')).toContain('install --no-compile -r requirements.txt');
    expect(synthesis.files['api/Dockerfile.dockerignore']).toMatch(/^\*\n!api\n!constraints\.txt$/m);
  });
});

describe('private indexes', () => {
  const INDEX = '--extra-index-url https://me:${INDEX_TOKEN}@pypi.example.com/simple\n';

  test('a variable in a requirements file becomes a build secret', () => {
    const { files } = synth({ ...FASTAPI, 'requirements.txt': INDEX + UVICORN });
    expect(files.Dockerfile).toContain('--mount=type=secret,id=INDEX_TOKEN');
    expect(files.Dockerfile).toContain('export INDEX_TOKEN="$(cat /run/secrets/INDEX_TOKEN)"');
    expect(JSON.parse(files['docker-bake.json']).target.api.secret).toEqual(['type=env,id=INDEX_TOKEN,env=INDEX_TOKEN']);
  });

  test('a secret takes the place of the argument of its name', () => {
    const base = stage(synth(FASTAPI, { buildSecrets: [Secret.fromEnv('PIP_INDEX_URL')] }), 'base');
    expect(base).not.toContain('ARG PIP_INDEX_URL');
  });

  test('pip.conf is mounted where pip looks, as a secret where it is one', () => {
    const files = { ...FASTAPI, 'pip.conf': '[global]\nindex-url = https://pypi.example.com/simple\n' };
    expect(line(stage(synth(files), 'deps'), 'RUN ')).toContain('--mount=type=bind,source=pip.conf,target=/etc/pip.conf');
    const secret = synth({ ...files, 'pip.conf': 'index-url = https://me:hush@example.com' }, { buildSecrets: [Secret.fromFile('pip.conf', 'pip.conf')] });
    expect(line(stage(secret, 'deps'), 'RUN ')).toContain('--mount=type=secret,id=pip.conf,target=/etc/pip.conf');
    expect(line(stage(secret, 'deps'), 'RUN ')).not.toContain('source=pip.conf');
    expect(secret.files['.dockerignore']).toContain('pip.conf');
  });

  test.each<[Files, Options, string]>([
    [{ ...FASTAPI, 'requirements.txt': INDEX.replace('${INDEX_TOKEN}', 'hush') + UVICORN }, {}, 'requirements.txt holds a password in a URL; write a variable such as ${INDEX_TOKEN} in its place'],
    [{ ...FASTAPI, 'pip.conf': 'index-url = https://me:hush@example.com/simple' }, {}, 'pip.conf holds a password in a URL; name the file in "buildSecrets" with Secret.fromFile("pip.conf", "pip.conf")'],
    [{ 'src/api/main.py': '', 'uv.lock': 'version = 1\n[[package]]\nname = "x"\nsource = { virtual = "." }\ndependencies = [{ name = "uvicorn" }]\n[[package]]\nname = "uvicorn"\n', 'pyproject.toml': '[project]\nname = "x"\n[[tool.uv.index]]\nurl = "https://me:hush@example.com"\n' }, {},
      'pyproject.toml holds a password in a URL; take it out, and name the variable that uv reads it from in "buildSecrets", such as Secret.fromEnv("UV_INDEX_PRIVATE_PASSWORD")'],
    [FASTAPI, { buildArgs: { PIP_INDEX_URL: 'https://me:hush@example.com/simple' } }, 'build argument PIP_INDEX_URL holds a password, which would stand in the image\'s history; use buildSecrets with Secret.fromEnv("PIP_INDEX_URL")'],
  ])('a password that stands there is a problem', (files, options, problem) => {
    expect(refused(files, options)).toEqual([`service "api": ${problem}`]);
  });
});

describe('what is wrong is said before anything is written', () => {
  const gunicorn = (app: string) => ({ server: PythonServer.gunicorn(app) });
  test.each<[string, Files, Options, string]>([
    ['no module', FASTAPI, { server: PythonServer.uvicorn('src.web.main:app') }, 'there is no module "src.web.main": neither src/web/main.py nor src/web/main/__init__.py exists, also not below src; correct "server", or set "pythonPath"'],
    ['no module of a worker', { ...FASTAPI, 'requirements.txt': 'celery==5.5.2' }, { server: PythonServer.command(['celery', '--app', 'core', 'worker']) }, 'there is no module "core": neither core.py nor core/__init__.py exists, also not below src; correct "server", or set "pythonPath"'],
    ['no script', FASTAPI, { server: PythonServer.command(['python', 'worker.py']) }, 'there is no file worker.py, which the service runs; correct "server"'],
    ['no pythonPath', FASTAPI, { pythonPath: ['lib'] }, 'pythonPath "lib" is no folder of "."; correct it'],
    ['no server', { ...FASTAPI, 'requirements.txt': 'fastapi==0.115.11' }, {}, 'uvicorn is not among the dependencies; add "uvicorn" to requirements.txt'],
    ['no gunicorn', { ...DJANGO, 'requirements.txt': 'django==4.2.28' }, gunicorn('core.wsgi:application'), 'gunicorn is not among the dependencies; add "gunicorn" to requirements.txt'],
    ['no celery', { ...DJANGO }, { server: PythonServer.command(['celery', '-A', 'core', 'worker']) }, 'celery is not among the dependencies; add "celery" to requirements.txt'],
    ['no worker for ASGI', { ...DJANGO, 'requirements.txt': 'django==4.2.28\ngunicorn==23.0.0' }, gunicorn('core.asgi:application'),
      'gunicorn serves the ASGI application "core.asgi:application" through uvicorn, which is not among the dependencies; add "uvicorn-worker" to requirements.txt, or set "asgi" to false'],
    ['threads with ASGI', DJANGO, { server: PythonServer.gunicorn('core.asgi:application', { threads: 2 }) }, 'threads of gunicorn are for WSGI; leave "threads" out for an ASGI application'],
    ['no port', FASTAPI, { port: undefined }, 'a server needs a port; set "port" to what it shall listen on'],
    ['an old Django', { ...DJANGO, 'requirements.txt': 'Django==3.2.25\ngunicorn==23.0.0' }, gunicorn('core.wsgi:application'), 'Django 3.2.25 is not supported, only Django 4 and newer; upgrade it'],
    ['no package', FASTAPI, { packages: ['libpq5;rm'] }, 'packages must be names of system packages such as "libpq5", got "libpq5;rm"'],
    ['no build package', FASTAPI, { buildPackages: ['gcc g++'] }, 'buildPackages must be names of system packages such as "libpq5", got "gcc g++"'],
    ['no Python', FASTAPI, { pythonVersion: '2.7' }, 'pythonVersion asks for Python 2.7; choose one of 3.10, 3.11, 3.12, 3.13, 3.14, 3.15'],
    ['groups of pip', FASTAPI, { groups: ['prod'] }, 'requirements.txt has no groups, got ["prod"]; name the files to install in "requirements"'],
    ['collectStatic without Django', FASTAPI, { collectStatic: true }, 'collectStatic needs a manage.py that names the settings; correct "directory", or leave "collectStatic" out'],
    ['buildEnvironment', DJANGO, { ...gunicorn('core.wsgi:application'), buildEnvironment: { 'A-B': 'x' } }, 'the name of an environment variable must be letters, digits and _ and not start with a digit, got "A-B"'],
    ['no source', FASTAPI, { development: { sources: ['lib'] } }, 'source "lib" of "development" does not exist in "."'],
    ['no debugger', FASTAPI, { development: { debugPort: 5678 } }, 'debugpy is not among the dependencies; add "debugpy" to those for development, beside requirements.txt, or leave "debugPort" out'],
    ['outside', FASTAPI, { requirements: ['../x.txt'] }, 'requirements must stay inside the service\'s directory, got "../x.txt"'],
    ['no requirements', FASTAPI, { requirements: [] }, 'requirements must name at least one file, such as "requirements/production.txt"'],
    ['no folder', FASTAPI, { directory: 'nowhere' }, 'there is no folder "nowhere"; correct "directory"'],
  ])('%s', (_, files, options, problem) => {
    expect(refused(files, options)).toEqual([`service "api": ${problem}`]);
  });

  test.each<[string, Files, string]>([
    ['no manifest', {}, 'there is no requirements.txt and no pyproject.toml in the repository\'s root: create one, or correct "directory"'],
    ['no lockfile', { 'pyproject.toml': '[project]\nname = "x"\ndependencies = ["uvicorn"]\n' }, 'there is no lockfile beside pyproject.toml: run "uv lock", "poetry lock" or "pip lock ." and commit the lockfile that it writes'],
    ['no lockfile of Poetry', { 'pyproject.toml': '[tool.poetry.dependencies]\nuvicorn = "*"\n' }, 'there is no lockfile beside pyproject.toml: run "poetry lock" and commit the lockfile that it writes'],
    ['no lockfile of uv', { 'pyproject.toml': '[tool.uv]\n' }, 'there is no lockfile beside pyproject.toml: run "uv lock" and commit the lockfile that it writes'],
  ])('%s', (_, files, problem) => {
    expect(refused({ 'src/api/main.py': '', ...files }, {})).toEqual([`service "api": ${problem}`]);
  });

  test('a migration that depends on itself, or on the service that waits for it', () => {
    const migrating = (dependsOn: (service: PythonService, migration: Service) => Service) => (project: DockerProject) => {
      const service = new PythonService(project, 'api', { port: 8000, server: PythonServer.gunicorn('core.wsgi:application'), migrate: true });
      const migration = project.node.findChild('api-migrate') as Service;
      migration.addDependency(dependsOn(service, migration));
    };
    expect(refusal(repository(DJANGO), migrating((_, migration) => migration))).toEqual(['services depend on each other in a circle: api-migrate → api-migrate; remove one "dependsOn"']);
    expect(refusal(repository(DJANGO), migrating(service => service))).toEqual(['services depend on each other in a circle: api → api-migrate → api; remove one "dependsOn"']);
  });

  test('nothing to migrate', () => {
    expect(refused(FASTAPI, { migrate: true })).toEqual(['service "api-migrate": nothing says how to migrate: there is neither a manage.py nor an alembic.ini; use addInitJob() in place of "migrate"']);
  });

  test('all at once', () => {
    expect(refused({ ...FASTAPI, 'requirements.txt': 'x==1' }, { server: PythonServer.uvicorn('a.b:app'), packages: [' '], pythonVersion: '4' })).toHaveLength(4);
  });

  test.each([
    [() => PythonServer.uvicorn('main'), 'the application of a server must be a module and a variable such as "core.asgi:application", got "main"'],
    [() => PythonServer.gunicorn('a b:app'), 'the application of a server must be a module and a variable such as "core.asgi:application", got "a b:app"'],
    [() => PythonServer.gunicorn('a:app', { workers: 0 }), 'workers of gunicorn must be a whole number from 1, got 0'],
    [() => PythonServer.gunicorn('a:app', { threads: 1.5 }), 'threads of gunicorn must be a whole number from 1, got 1.5'],
    [() => PythonServer.uvicorn('a:app', { workers: -1 }), 'workers of uvicorn must be a whole number from 1, got -1'],
    [() => PythonServer.command([]), 'PythonServer.command() needs a list of words such as ["celery", "-A", "core", "worker"], got []'],
  ])('a server that cannot be', (make, problem) => {
    expect(make).toThrow(problem);
  });
});

test('what is not wrong and yet will be trouble is said', () => {
  const { warnings } = synth({ ...FASTAPI, 'requirements.txt': 'fastapi\nuvicorn>=0.30\na\nb\nc\nd\n', '.python-version': '3.10\n' });
  expect(warnings).toEqual([
    'service "api": requirements.txt gives no exact version of fastapi, uvicorn, a, b, c and 1 more, so that images differ from day to day; pin them, for example with "pip freeze" or "uv pip compile"',
    'service "api": "python:3.10.20-slim-trixie" has Python 3.10, which has had no security updates since 2026-10-31; set "pythonVersion" to 3.12, 3.13, 3.14 or 3.15 (end-of-life-image)',
  ]);
});

test('the fixture of the integration tests: a folder with a package of its own', () => {
  const { files, warnings } = synthDocker(fixture('python-django'), project => new PythonService(project, 'api', { port: 8000, server: PythonServer.gunicorn('core.asgi:application', { workers: 4 }) }));
  expect(warnings).toEqual([]);
  expect(validate(files.Dockerfile)).toEqual([]);
  expect(files.Dockerfile).toMatchSnapshot();
});

test('what a caller does to its lists later changes nothing', () => {
  const packages = ['libpq5'];
  const { files } = synthDocker(repository(FASTAPI), project => {
    new PythonService(project, 'api', { port: 8000, server: SERVER, packages });
    packages.push('gcc');
  });
  expect(files.Dockerfile).not.toContain('gcc');
});
