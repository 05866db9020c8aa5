import { execFileSync } from 'child_process';
import { connect } from 'net';
import { PythonIndex } from './python-index';
import { Example, filesOf, layersOf, reportSizes, Repository, requireEngine } from './support';
import { Containers, HealthCheck, Instruction, PythonServer, PythonService } from '../../src';

const PACKAGE_MANAGERS = /(^|\/)s?bin\/(pip[\d.]*|poetry|uv|apt|apt-get|dpkg|gcc|cc|g\+\+)$|\/(pip|ensurepip|setuptools)\/__init__\.py$/;
let index: PythonIndex;

beforeAll(async () => {
  requireEngine();
  index = await PythonIndex.start();
});
afterAll(() => index?.stop());

const get = async (port: number, path: string): Promise<unknown> => (await fetch(`http://127.0.0.1:${port}${path}`)).json();

/** What an image of ours must not have, and must not let its user do. */
function checkImage(image: string): void {
  const files = filesOf(image);
  expect([...files.keys()].filter(path => PACKAGE_MANAGERS.test(path))).toEqual([]);
  expect([...files.keys()].filter(path => /(^|\/)(\.env|\.git|tests?|requirements[^/]*\.txt|poetry\.lock)$/.test(path) && path.startsWith('app/'))).toEqual([]);
  const owned = [...files].filter(([path]) => /^(app|opt\/venv)(\/|$)/.test(path));
  expect(owned.length).toBeGreaterThan(10);
  expect(owned.filter(([, { owner, mode }]) => owner !== '0/0' && !mode.startsWith('d'))).toEqual([]);
  expect(owned.filter(([, { mode }]) => !mode.startsWith('l') && mode[8] === 'w')).toEqual([]);
}

/** Ends a container, and says how and how soon. */
function stop(container: string): { code: number; seconds: number } {
  const before = Date.now();
  execFileSync('docker', ['stop', '--time', '20', container]);
  const seconds = (Date.now() - before) / 1000;
  return { code: Number(execFileSync('docker', ['inspect', '--format', '{{.State.ExitCode}}', container], { encoding: 'utf8' })), seconds };
}

/** Tries for twenty seconds. */
async function eventually(check: () => Promise<void>): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await check();
    } catch (error) {
      if (attempt === 40) throw error;
      await new Promise(resolve => setTimeout(resolve, 500));
    }
  }
}

describe('Django under gunicorn with uvicorn workers, and a worker of the same folder', () => {
  const repository = new Repository('python-django', { '.env': 'DJANGO_SECRET_KEY=leak-me\n', 'core/local_settings.py': 'LEAK = 1\n', 'db.sqlite3': 'leak-me\n' });
  const image = `${repository.name}-backend:latest`;
  const container = `${repository.name}-backend-1`;
  const define = (containers: Containers): void => {
    const environment = { DJANGO_SECRET_KEY: 'of-this-test' };
    const suppressions = { 'secret-in-configuration': 'it is of this test' };
    const backend = new PythonService(containers, 'backend', {
      port: 8000,
      hostPort: 24300,
      server: PythonServer.gunicorn('core.asgi:application', { workers: 2 }),
      health: HealthCheck.http('/api/health/'),
      environment,
      suppressions,
      packages: ['libpq5'],
      buildPackages: ['gcc', 'libpq-dev'],
      writable: ['data'],
      migrate: true,
      development: { debugPort: 24301 },
    });
    new PythonService(containers, 'worker', { server: PythonServer.command(['python', '-m', 'core.worker']), environment, suppressions, packages: ['libpq5'], buildPackages: ['gcc', 'libpq-dev'], dependsOn: [backend], writable: ['data'] });
  };

  beforeAll(() => {
    repository.synth(define);
    repository.bake(...index.bakeArguments);
    repository.up();
  });
  afterAll(() => repository.remove());

  test.each(['backend', 'worker'])('the builder has nothing to say about the Dockerfile of %s', name => {
    const { status, stdout } = repository.docker('buildx', 'build', '--call', 'check', '--file', `${name}.Dockerfile`, '.');
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('no warnings found') });
  });

  test('Compose accepts its files and says nothing', () => {
    expect(repository.docker('compose', '-f', 'compose.yaml', '-f', 'compose.dev.yaml', 'config', '--quiet')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('serves ASGI as an ordinary user, from byte code, with static files collected and its own package installed', async () => {
    expect(await (await fetch('http://127.0.0.1:24300/')).text()).toBe('<h1>Hello, Django</h1>\n');
    expect(await get(24300, '/process/')).toEqual({ uid: 1000, server: expect.any(String), asgi: true, static: ['pages/style.css'], cached: true });
  });

  test('the database was migrated by a job, in a volume', async () => {
    expect(await get(24300, '/notes/')).toEqual({ count: 1 });
    expect(repository.docker('inspect', '--format', '{{.State.ExitCode}}', `${repository.name}-backend-migrate-1`).stdout.trim()).toBe('0');
  });

  test('process 1 is the init, and the server is its child', () => {
    const { stdout } = repository.docker('exec', container, 'python', '-c', 'for p in ("1/comm", "1/task/1/children"): print(open(f"/proc/{p}").read().strip())');
    expect(stdout.split('\n')[0]).toBe('tini');
    expect(stdout.split('\n')[1].split(' ')).toHaveLength(1);
  });

  test('the root file system is read-only, and so are the files of the service', () => {
    expect(repository.docker('exec', container, 'python', '-c', 'open("/app/core/x.py", "w")').stderr).toMatch(/Read-only file system|Permission denied/);
    expect(repository.docker('run', '--rm', '--entrypoint', 'python', image, '-c', 'open("/app/core/x.py", "w")').stderr).toContain('Permission denied');
    expect(repository.docker('run', '--rm', '--entrypoint', 'python', image, '-c', 'import os; print(os.stat("/app").st_uid, os.stat("/app/data").st_uid)').stdout.trim()).toBe('0 1000');
  });

  test('nothing is in the image but what runs', () => {
    checkImage(image);
    const files = [...filesOf(image).keys()];
    expect(files.filter(path => /local_settings|db\.sqlite3|^app\/(\.env|libs\/greeting\/build)/.test(path))).toEqual([]);
    expect(repository.docker('run', '--rm', '--entrypoint', 'python', image, '-m', 'pip', '--version').stderr).toContain('No module named pip');
    expect(repository.docker('history', '--no-trunc', image).stdout).not.toContain('of-this-test');
  });

  test('has the shared libraries that were named, and not what the build had', () => {
    const files = [...filesOf(image).keys()];
    expect(files.filter(path => /\/libpq\.so\.5$/.test(path))).toHaveLength(1);
    expect(files.filter(path => /libpq-fe\.h$|\/bin\/(gcc|pg_config)/.test(path))).toEqual([]);
    expect(repository.docker('run', '--rm', '--entrypoint', 'python', image, '-c', 'import psycopg2; print(psycopg2.apilevel)').stdout.trim()).toBe('2.0');
  });

  test('it is small enough', () => {
    const { unpacked } = reportSizes(image, 250);
    process.stdout.write(`${layersOf(image)}\n`);
    expect(unpacked).toBeLessThan(250);
  });

  test('both services share every layer', () => {
    const layers = (name: string): string[] => JSON.parse(repository.docker('image', 'inspect', '--format', '{{json .RootFS.Layers}}', name).stdout);
    expect(layers(`${repository.name}-worker:latest`)).toEqual(layers(image));
    expect(repository.docker('logs', `${repository.name}-worker-1`).stdout).toContain('Hello, worker');
  });

  test('while it is worked on, an edit is served without a build', async () => {
    const compose = (...args: string[]) => repository.compose('--file', 'compose.yaml', '--file', 'compose.dev.yaml', '--project-name', `${repository.name}-dev`, ...args);
    repository.bake(...index.bakeArguments, '--set', '*.target=development', '--set', `backend.tags=${repository.name}-backend:development`, 'backend');
    repository.compose('stop', 'backend');
    try {
      const { status, stderr } = compose('up', '--no-build', '--wait', 'backend');
      expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
      const text = async () => (await fetch('http://127.0.0.1:24300/')).text();
      await eventually(async () => expect(await text()).toContain('Hello, Django'));
      repository.write('pages/views.py', repository.read('pages/views.py').replace("greet('Django')", "greet('developer')"));
      await eventually(async () => expect(await text()).toContain('Hello, developer'));
      // The debugger speaks first.
      const greeting = await new Promise<string>((resolve, reject) => {
        const socket = connect(24301, '127.0.0.1');
        socket.on('error', reject).once('data', data => {
          socket.destroy();
          resolve(String(data));
        });
      });
      expect(greeting).toContain('"packageVersion": "1.8.12"');
    } finally {
      compose('down', '--volumes', '--timeout', '2');
      repository.compose('start', 'backend');
    }
  });

  test('an edit of a source installs nothing', () => {
    repository.write('pages/urls.py', `# ${Date.now()}\n`);
    const log = repository.bake(...index.bakeArguments, 'backend');
    const cached = (pattern: RegExp): boolean[] => [...log.matchAll(/^#(\d+) \[.*\] (.*)$/gm)].filter(([, , text]) => pattern.test(text)).map(([, id]) => new RegExp(`^#${id} CACHED`, 'm').test(log));
    expect(cached(/apt-get/).concat(cached(/pip --python/))).not.toContain(false);
    expect(cached(/pip --python/)).not.toEqual([]);
  });

  test('SIGTERM ends both at once', () => {
    for (const name of ['worker', 'backend']) {
      const { code, seconds } = stop(`${repository.name}-${name}-1`);
      expect({ name, code, soon: seconds < 8 }).toEqual({ name, code: 0, soon: true });
    }
  });
});

/** Runs a script in the image of Python, in the repository's folder, where packages are to be had. */
function inPython(repository: Repository, script: string): void {
  const { status, stdout, stderr } = repository.docker('run', '--rm', '--volume', `${repository.root}:/work`, '--workdir', '/work', ...index.runArguments, 'python:3.13.14-slim-trixie', 'sh', '-ec', script);
  if (status !== 0) throw new Error(`${stdout}\n${stderr}`);
}

/** Debian's Poetry leaves out of its metadata what Debian's packages depend on by themselves. */
const DEBIANS_POETRY = { system: 'mkdir -p /usr/share/python-wheels', packages: 'rapidfuzz' };

describe('FastAPI under uvicorn, installed by Poetry', () => {
  const repository = new Repository('python-poetry');
  const image = `${repository.name}-api:latest`;

  beforeAll(() => {
    const { url } = index;
    const source = url ? `\n[[tool.poetry.source]]\nname = "index"\nurl = "${url}"\npriority = "primary"\n` : '';
    repository.write('pyproject.toml', repository.read('pyproject.toml') + source);
    inPython(repository, [
      ...url ? [DEBIANS_POETRY.system] : [],
      `python -m venv /opt/tools; /opt/tools/bin/pip install --quiet poetry==2.1.2 ${url ? DEBIANS_POETRY.packages : ''}`,
      'python -m venv --without-pip /opt/venv; export VIRTUAL_ENV=/opt/venv PATH="/opt/venv/bin:$PATH" POETRY_VIRTUALENVS_CREATE=false',
      '/opt/tools/bin/poetry lock',
    ].join('\n'));
    repository.synth(containers => {
      const api = new PythonService(containers, 'api', { port: 8000, hostPort: 24302, server: PythonServer.uvicorn('src.api.main:app'), health: HealthCheck.http('/health') });
      // The place for what one tool needs beside what it says.
      if (url) api.stage('base').prepend(Instruction.run([DEBIANS_POETRY.system, `python -m venv /opt/tools && /opt/tools/bin/pip install ${DEBIANS_POETRY.packages}`]));
    });
    repository.bake(...index.bakeArguments);
    repository.up();
  });
  afterAll(() => repository.remove());

  test('installs what the lockfile says with the Poetry that wrote it, and not what is for development', async () => {
    expect(repository.read('Dockerfile')).toContain('ARG POETRY_VERSION=2.1.2');
    expect(await get(24302, '/')).toEqual({ uid: 1000, development: false, poetry: false });
    checkImage(image);
    expect(reportSizes(image, 200).unpacked).toBeLessThan(200);
  });

  test('the development stage has all groups', () => {
    repository.bake(...index.bakeArguments, '--set', 'api.target=development', '--set', `api.tags=${repository.name}-api:development`);
    const { stdout } = repository.docker('run', '--rm', '--entrypoint', 'python', `${repository.name}-api:development`, '-c', 'import itsdangerous, os; print(os.getuid())');
    expect(stdout.trim()).toBe('1000');
  });

  test('a manifest that the lockfile does not fit stops the build', () => {
    repository.write('pyproject.toml', repository.read('pyproject.toml').replace('"uvicorn', '"httpx", "uvicorn'));
    expect(() => repository.bake(...index.bakeArguments)).toThrow(/pyproject\.toml changed significantly/);
  });
});

describe('Flask under gunicorn, from a source folder, with hashes', () => {
  const repository = new Repository('python-flask');
  const image = `${repository.name}-shop:latest`;

  beforeAll(() => {
    // Those of the files that this index has.
    inPython(repository, [
      'pip download --quiet --no-deps --dest /tmp/wheels --requirement requirements.in',
      'for line in $(cat requirements.in); do name=$(echo "$line" | cut -d= -f1); file=$(ls /tmp/wheels | grep -i "^$name-"); echo "$line --hash=sha256:$(sha256sum "/tmp/wheels/$file" | cut -d" " -f1)"; done > requirements.txt',
    ].join('\n'));
    repository.synth(containers => new PythonService(containers, 'shop', {
      port: 5000, hostPort: 24303, server: PythonServer.gunicorn('shop:create_app()', { workers: 1, threads: 4 }), health: HealthCheck.http('/healthz'),
    }));
    repository.bake(...index.bakeArguments);
    repository.up();
  });
  afterAll(() => repository.remove());

  test('runs the version that runtime.txt says, found below src', async () => {
    expect(await get(24303, '/')).toEqual({ uid: 1000, version: [3, 13], asgi: false });
    expect(repository.read('Dockerfile')).toContain('--require-hashes');
    checkImage(image);
  });

  test('SIGTERM ends it at once', () => {
    const { code, seconds } = stop(`${repository.name}-shop-1`);
    expect({ code, soon: seconds < 5 }).toEqual({ code: 0, soon: true });
  });

  test('an application that does not answer becomes unhealthy', () => {
    const probe = (port: number): number => repository.docker('run', '--rm', '--entrypoint', 'python', image, '-I', '-S', '-c', probeOf(repository).replace(/5000/g, String(port))).status;
    expect(probe(5001)).toBe(1);
  });

  test('a file that has been tampered with stops the build', () => {
    repository.write('requirements.txt', repository.read('requirements.txt').replace(/sha256:[0-9a-f]{8}/, 'sha256:00000000'));
    expect(() => repository.bake(...index.bakeArguments)).toThrow(/THESE PACKAGES DO NOT MATCH THE HASHES/);
  });
});

/** The program of the health check. */
function probeOf(repository: Repository): string {
  return JSON.parse(/^ {4}CMD (\[.*\])$/m.exec(repository.read('Dockerfile'))![1])[4];
}

describe('examples/fastapi-service', () => {
  const example = new Example('fastapi-service', { api: [24304, 8000] });
  afterAll(() => example.remove());

  test('builds, becomes healthy, answers and stops', async () => {
    example.bake(...index.bakeArguments);
    example.ok('docker', 'compose', 'up', '--no-build', '--wait');
    expect(await example.json('api', '/health')).toEqual({ status: 'ok' });
    const created = await example.fetch('api', '/items', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"name":"tea","price":2.5}' });
    expect({ status: created.status, body: await created.json() }).toEqual({ status: 201, body: { id: 1, name: 'tea', price: 2.5 } });
    expect((await example.fetch('api', '/items', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"name":"tea"}' })).status).toBe(422);
    expect(reportSizes(`ghcr.io/acme/fastapi-service-api:${example.tag}`, 200).unpacked).toBeLessThan(200);
    example.ok('docker', 'compose', 'stop');
    expect(example.ok('docker', 'compose', 'ps', '--all', '--format', '{{.ExitCode}}')).toMatch(/^(0|143)$/);
  });
});
