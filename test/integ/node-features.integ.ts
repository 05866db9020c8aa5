import { execFileSync, spawnSync } from 'child_process';
import { renameSync } from 'fs';
import { join } from 'path';
import { filesOf, Repository, requireEngine, run } from './support';
import { HealthCheck, Instruction, Mount, NodeRuntime, NodeService, Secret } from '../../src';

beforeAll(requireEngine);

const repositories: Repository[] = [];
afterAll(() => repositories.forEach(repository => repository.remove()));
let port = 22000;

function repositoryOf(fixture: string, files: Record<string, string> = {}): Repository {
  const repository = new Repository(fixture, files);
  repositories.push(repository);
  return repository;
}

describe('secrets', () => {
  const TOKEN = 'npm_s3cr3t-t0ken-of-this-test';

  test('a token that .npmrc refers to reaches the install and the build script, and no layer', () => {
    const repository = repositoryOf('npm-single', { '.npmrc': '//registry.example.test/:_authToken=${NPM_TOKEN}\n' });
    const manifest = JSON.parse(repository.read('package.json'));
    manifest.scripts.build = 'tsc && node -e "fs.writeFileSync(\'dist/seen\', String(process.env.NPM_TOKEN.length))"';
    repository.write('package.json', JSON.stringify(manifest));
    repository.synth(containers => new NodeService(containers, 'api', { port: 3000, hostPort: port++ }));
    const image = `${repository.name}-api:latest`;

    const environment = { ...process.env, NPM_TOKEN: TOKEN };
    const { status, stderr } = spawnSync('docker', ['buildx', 'bake', '--load', '--file', 'docker-bake.json', '--progress=plain'], { cwd: repository.root, encoding: 'utf8', env: environment });
    expect({ status, log: status === 0 ? '' : stderr }).toEqual({ status: 0, log: '' });
    expect(holds(image, 'npm-single')).toBe(true);
    expect(execFileSync('docker', ['run', '--rm', '--entrypoint', 'node', image, '-p', 'fs.readFileSync("dist/seen","utf8")'], { encoding: 'utf8' }).trim()).toBe(String(TOKEN.length));
    expect(holds(image, TOKEN)).toBe(false);
    // Neither do the stages that the image was built from hold it: they are what a build cache exports.
    for (const stage of ['deps', 'build', 'prod-deps']) {
      const tag = `${repository.name}-${stage}`;
      execFileSync('docker', ['build', '--quiet', '--target', stage, '--secret', 'id=NPM_TOKEN,env=NPM_TOKEN', '--tag', tag, '.'], { cwd: repository.root, env: environment });
      expect(holds(tag, TOKEN)).toBe(false);
    }
  });

  test('without the variable, a public install works all the same', () => {
    const repository = repositoryOf('npm-single', { '.npmrc': '//registry.example.test/:_authToken=${NPM_TOKEN}\n' });
    repository.synth(containers => new NodeService(containers, 'api', { port: 3000, hostPort: port++ }));
    repository.bake();
    expect(repository.compose('config', '--quiet').status).toBe(0);
  });

  test('a secret file is mounted for the install and never copied', () => {
    const repository = repositoryOf('npm-single', { '.npmrc': `//registry.example.test/:_authToken=${TOKEN}\n` });
    repository.synth(containers => new NodeService(containers, 'api', { port: 3000, hostPort: port++, buildSecrets: [Secret.fromFile('npmrc', '.npmrc')] }));
    repository.bake();
    expect(holds(`${repository.name}-api:latest`, TOKEN)).toBe(false);
  });

  test('the running service finds its secret as a file, and nobody sees it in its environment', () => {
    const repository = repositoryOf('npm-plain', { 'secrets/database.txt': 'hunter2' });
    repository.synth(containers => new NodeService(containers, 'api', { port: 3000, hostPort: port++, secrets: [Secret.fromFile('database', 'secrets/database.txt')] }));
    repository.bake();
    repository.up();
    const container = `${repository.name}-api-1`;
    expect(run('docker', ['exec', container, 'node', '-p', 'fs.readFileSync("/run/secrets/database","utf8")'], repository.root).stdout.trim()).toBe('hunter2');
    expect(execFileSync('docker', ['inspect', container], { encoding: 'utf8' })).not.toContain('hunter2');
  });
});

describe('other kinds of services', () => {
  test('a worker has no port and no health check, and stops at once', () => {
    const repository = repositoryOf('npm-worker');
    repository.synth(containers => new NodeService(containers, 'worker'));
    repository.bake();
    repository.up();
    const container = `${repository.name}-worker-1`;
    expect(execFileSync('docker', ['inspect', '--format', '{{.State.Status}} {{.State.Health}} {{.Config.ExposedPorts}}', container], { encoding: 'utf8' }).trim()).toBe('running <nil> map[]');
    const started = Date.now();
    execFileSync('docker', ['stop', container]);
    expect(Date.now() - started).toBeLessThan(2000);
    expect(execFileSync('docker', ['inspect', '--format', '{{.State.ExitCode}}', container], { encoding: 'utf8' }).trim()).toBe('0');
  });

  test.each([['alpine', NodeRuntime.alpine()], ['slim', NodeRuntime.slim()]])('a native add-on is compiled for %s, and no compiler is left', (_, runtime) => {
    const repository = repositoryOf('npm-native');
    repository.synth(containers => new NodeService(containers, 'api', { port: 3000, hostPort: port++, runtime, health: HealthCheck.http('/healthz') }));
    repository.bake();
    repository.up();
    const files = [...filesOf(`${repository.name}-api:latest`).keys()];
    expect(files.some(path => path.endsWith('.node'))).toBe(true);
    expect(files.filter(path => /(^|\/)bin\/(gcc|g\+\+|cc|make|python3)$/.test(path))).toEqual([]);
  });

  test.each([['slim', NodeRuntime.slim()], ['distroless', NodeRuntime.distroless()], ['alpine', NodeRuntime.alpine()]])('Node 26 starts on %s', (_, runtime) => {
    const repository = repositoryOf('npm-plain');
    repository.synth(containers => new NodeService(containers, 'api', { port: 3000, hostPort: port++, nodeVersion: '26', runtime, health: HealthCheck.http('/healthz') }));
    repository.bake();
    repository.up();
    expect(run('docker', ['exec', `${repository.name}-api-1`, 'node', '--version'], repository.root).stdout).toMatch(/^v26\./);
  });

  test('distroless has no shell, and lists its user', () => {
    const repository = repositoryOf('npm-plain');
    repository.synth(containers => new NodeService(containers, 'api', { port: 3000, hostPort: port++, runtime: NodeRuntime.distroless() }));
    repository.bake();
    const image = `${repository.name}-api:latest`;
    expect([...filesOf(image).keys()].filter(path => /(^|\/)bin\/(sh|bash|dash|ash|busybox)$/.test(path))).toEqual([]);
    expect(execFileSync('docker', ['run', '--rm', image, 'node', '-p', 'os.userInfo().uid'], { encoding: 'utf8' }).trim()).toBe('65532');
  });

  test('what is said to be writable is, and survives', () => {
    const repository = repositoryOf('npm-plain');
    repository.synth(containers => new NodeService(containers, 'api', { port: 3000, hostPort: port++, writable: ['logs', '/var/cache/api'] }));
    repository.bake();
    repository.up();
    const container = `${repository.name}-api-1`;
    for (const path of ['/app/logs/x', '/var/cache/api/x']) {
      expect(run('docker', ['exec', container, 'node', '-e', `fs.writeFileSync('${path}','kept')`], repository.root)).toEqual({ status: 0, stdout: '', stderr: '' });
    }
    const owners = 'JSON.stringify(["/app", "/app/logs", "/app/src", "/var/cache", "/var/cache/api"].map(path => fs.statSync(path).uid))';
    expect(JSON.parse(run('docker', ['exec', container, 'node', '-p', owners], repository.root).stdout)).toEqual([0, 1000, 0, 0, 1000]);
    repository.compose('up', '--no-build', '--force-recreate', '--wait');
    expect(run('docker', ['exec', container, 'node', '-p', 'fs.readFileSync("/app/logs/x","utf8")'], repository.root).stdout.trim()).toBe('kept');
  });

  test('dependents wait until what they depend on is healthy', () => {
    const repository = repositoryOf('npm-workspace');
    repository.synth(containers => {
      const api = new NodeService(containers, 'api', { directory: 'apps/api', port: 3000, publishPort: false, health: HealthCheck.http('/healthz') });
      new NodeService(containers, 'front', { directory: 'apps/api', port: 3000, hostPort: port++, health: HealthCheck.http('/healthz'), dependsOn: [api] });
    });
    repository.bake();
    repository.up();
    const at = (name: string, what: string) => Date.parse(execFileSync('docker', ['inspect', '--format', what, `${repository.name}-${name}-1`], { encoding: 'utf8' }).trim());
    expect(at('front', '{{.State.StartedAt}}')).toBeGreaterThan(at('api', '{{.State.StartedAt}}'));
    expect(run('docker', ['exec', `${repository.name}-front-1`, 'node', '-e', 'fetch("http://api:3000/healthz").then(r=>process.exit(r.ok?0:1))'], repository.root).status).toBe(0);
  });

  test('environment, arguments and labels arrive as they were said', () => {
    const argument = 'a "quoted" \'value\' with $HOME, ${TAG}, \\ and ünïcode';
    // Compose 2.40 hands arguments to Bake without escaping %{: in arguments, and there alone, it cannot stand.
    const value = `${argument}, %{x}`;
    const repository = repositoryOf('npm-single');
    const manifest = JSON.parse(repository.read('package.json'));
    manifest.scripts.build = 'tsc && node -e "fs.writeFileSync(\'dist/argument\', process.env.FLAVOUR)"';
    repository.write('package.json', JSON.stringify(manifest));
    repository.synth(containers => new NodeService(containers, 'api', {
      port: 3000, hostPort: port++, environment: { GREETING: value, LINES: 'one\ntwo' }, buildArgs: { FLAVOUR: argument }, labels: { 'security.scan-policy': value },
    }));
    repository.bake();
    repository.up();
    const container = `${repository.name}-api-1`;
    const inContainer = (script: string) => run('docker', ['exec', container, 'node', '-e', `process.stdout.write(${script})`], repository.root).stdout;
    expect(inContainer('process.env.GREETING')).toBe(value);
    expect(inContainer('process.env.LINES')).toBe('one\ntwo');
    expect(inContainer('fs.readFileSync("dist/argument","utf8")')).toBe(argument);
    expect(JSON.parse(execFileSync('docker', ['image', 'inspect', '--format', '{{json .Config.Labels}}', `${repository.name}-api:latest`], { encoding: 'utf8' }))['security.scan-policy']).toBe(value);
    // Compose builds with the same arguments.
    expect(repository.compose('up', '--build', '--wait').status).toBe(0);
    expect(inContainer('fs.readFileSync("dist/argument","utf8")')).toBe(argument);
  });

  test('a folder with a space in its name builds and runs', async () => {
    const repository = repositoryOf('npm-workspace');
    renameSync(join(repository.root, 'apps/api'), join(repository.root, 'apps/my api'));
    repository.write('package-lock.json', repository.read('package-lock.json').replaceAll('apps/api', 'apps/my api'));
    const hostPort = port++;
    repository.synth(containers => new NodeService(containers, 'api', { directory: 'apps/my api', port: 3000, hostPort, health: HealthCheck.http('/healthz') }));
    repository.bake();
    repository.up();
    expect((await fetch(`http://127.0.0.1:${hostPort}/`)).status).toBe(200);
  });

  test('more instructions in a stage do what they say', () => {
    const repository = repositoryOf('npm-plain');
    repository.synth(containers => {
      const api = new NodeService(containers, 'api', { port: 3000, hostPort: port++ });
      api.stage('base').append(Instruction.run(['echo built > /opt/mark']));
      api.stage('runtime').prepend(Instruction.copy(['/opt/mark'], '/opt/mark', { from: 'base' }), Instruction.run(['cat /opt/mark /mnt/package.json > /opt/both'], { mounts: [Mount.bind('package.json', '/mnt/package.json')] }));
      api.stage('runtime').append(Instruction.env({ LATE: 'yes' }));
    });
    repository.bake();
    const image = `${repository.name}-api:latest`;
    expect(execFileSync('docker', ['run', '--rm', image, 'node', '-p', '[process.env.LATE, fs.readFileSync("/opt/both","utf8").includes("npm-plain"), process.getuid()].join()'], { encoding: 'utf8' }).trim()).toBe('yes,true,1000');
  });
});

describe('development', () => {
  test('plain JavaScript is mounted, reloads, and opens its debugger', async () => {
    const repository = repositoryOf('npm-plain');
    const [hostPort, debugPort] = [port++, port++];
    repository.synth(containers => new NodeService(containers, 'api', { port: 3000, hostPort, health: HealthCheck.http('/healthz'), development: { debugPort } }));
    const { status, stderr } = repository.compose('-f', 'compose.yaml', '-f', 'compose.dev.yaml', 'up', '--build', '--wait');
    expect({ status, log: status === 0 ? '' : stderr }).toEqual({ status: 0, log: '' });
    expect((await fetch(`http://127.0.0.1:${debugPort}/json/version`)).status).toBe(200);

    repository.write('src/server.js', repository.read('src/server.js').replace(/(['"`])npm-plain\1/, '\'edited\''));
    const answer = async (): Promise<string> => {
      for (let attempt = 0; attempt < 50; attempt++) {
        const text = await fetch(`http://127.0.0.1:${hostPort}/`).then(async r => r.text()).catch(() => '');
        if (text.includes('edited')) return text;
        await new Promise(resolve => setTimeout(resolve, 200));
      }
      return 'never changed';
    };
    expect(await answer()).toContain('edited');
  });

  test('what is said to be writable is so there, too', () => {
    const repository = repositoryOf('npm-plain');
    const development = { debugPort: port++ };
    repository.synth(containers => new NodeService(containers, 'api', { port: 3000, hostPort: port++, writable: ['logs'], development }));
    expect(repository.compose('-f', 'compose.yaml', '-f', 'compose.dev.yaml', 'up', '--build', '--wait').status).toBe(0);
    const written = run('docker', ['exec', `${repository.name}-api-1`, 'node', '-e', 'fs.writeFileSync("/app/logs/x","kept")'], repository.root);
    expect(written).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('a built service runs with all dependencies, a debugger and its build', async () => {
    const repository = repositoryOf('npm-workspace');
    const [hostPort, debugPort] = [port++, port++];
    repository.synth(containers => new NodeService(containers, 'api', { directory: 'apps/api', port: 3000, hostPort, health: HealthCheck.http('/healthz'), development: { debugPort } }));
    const { status, stderr } = repository.compose('-f', 'compose.yaml', '-f', 'compose.dev.yaml', 'up', '--build', '--wait');
    expect({ status, log: status === 0 ? '' : stderr }).toEqual({ status: 0, log: '' });
    expect((await fetch(`http://127.0.0.1:${debugPort}/json/version`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${hostPort}/`)).status).toBe(200);
  });
});

test('what the ignore file lets through is what the builder gets', () => {
  const files = {
    '.env': 'SECRET=1',
    'apps/api/.env.production': 'SECRET=1',
    'apps/api/.env.example': 'KEY=',
    '.git/config': '',
    'apps/api/node_modules/x/index.js': '',
    'apps/api/src/logs/index.ts': '',
    'apps/api/dist/old.js': '',
    'apps/api/README.md': '',
    'key.pem': '',
    'apps/api/src/a.test.ts': '',
    'tsconfig.base.json': '{}',
  };
  const repository = repositoryOf('npm-workspace', files);
  const tsconfig = JSON.parse(repository.read('apps/api/tsconfig.json'));
  repository.write('apps/api/tsconfig.json', JSON.stringify({ ...tsconfig, extends: '../../tsconfig.base.json' }));
  repository.synth(containers => new NodeService(containers, 'api', { directory: 'apps/api', port: 3000, hostPort: port++ }));
  const ignore = repository.read('apps/api/Dockerfile.dockerignore');
  repository.write('list.Dockerfile', 'FROM scratch\nCOPY . /\n');
  repository.write('list.Dockerfile.dockerignore', ignore);
  execFileSync('docker', ['build', '--quiet', '--file', 'list.Dockerfile', '--output', 'type=tar,dest=/tmp/context.tar'.replace('/tmp', repository.root), '.'], { cwd: repository.root });
  const listed = execFileSync('tar', ['-tf', `${repository.root}/context.tar`], { encoding: 'utf8' }).trim().split('\n').filter(path => !path.endsWith('/')).sort();
  expect(listed).toEqual([
    'apps/api/.env.example', 'apps/api/package.json', 'apps/api/src/logs/index.ts', 'apps/api/src/server.ts', 'apps/api/tsconfig.json',
    'package-lock.json', 'package.json', 'packages/greeting/package.json', 'packages/greeting/src/index.ts', 'packages/greeting/tsconfig.json', 'tsconfig.base.json',
  ]);
});

/** Whether a text stands anywhere in an image: in a layer, the history or the configuration. */
function holds(image: string, text: string): boolean {
  const script = 'folder=$(mktemp -d) && docker save "$1" | tar -x -C "$folder" && find "$folder" -type f -exec zcat -f {} + | grep -acF -- "$2"; rm -rf "$folder"';
  return Number(spawnSync('sh', ['-c', script, 'sh', image, text], { encoding: 'utf8' }).stdout.trim()) > 0
    || execFileSync('docker', ['history', '--no-trunc', image], { encoding: 'utf8' }).includes(text);
}
