import { execFileSync } from 'child_process';
import { cpSync, existsSync, mkdirSync } from 'fs';
import { join } from 'path';
import { Logger } from 'projen';
import { parse } from 'yaml';
import { DockerProject } from '../../src';
import { Files, fixture, PACKAGE_LOCK, plainIn, quiet, readTree, repository, stateOf, synthesize, temporary } from '../support';

/** What `projen new` does in a repository: the constructor is told of it by a property, then synthesizes. */
function create(root: string): Record<string, string> {
  const args = { name: 'acme', commitGenerated: true };
  // The type that projen would find in the packed package; any that it knows will do for the rendering.
  const project = new DockerProject({ ...args, outdir: root, ...quiet, __new__: { fqn: 'projen.Project', args, comments: 'none' } } as never);
  return synthesize(project, () => undefined).files;
}

const SERVER = { name: 'api', scripts: { start: 'node server.js' } };

test('an empty folder gets a sample service and its definition', () => {
  const files = create(temporary());
  expect(files['.projenrc.ts']).toBe([
    'import { DockerProject, HealthCheck, NodeService } from "@jts/projen-docker";', '',
    'const project = new DockerProject({\n  commitGenerated: true,\n  name: "acme",\n});', '',
    'new NodeService(project, "app", {\n  directory: "app",\n  port: 3000,\n  health: HealthCheck.http("/healthz"),\n});', '',
    'project.synth();', '',
  ].join('\n'));
  expect(Object.keys(files)).toEqual(expect.arrayContaining(['app/src/server.js', 'app/package-lock.json', 'app/Dockerfile', 'compose.yaml', 'docker-bake.json', '.gitignore', '.gitattributes', 'package.json']));
  expect(Object.keys(JSON.parse(files['package.json']).devDependencies)).toEqual(['@jts/projen-docker', 'constructs', 'projen', 'tsx']);
});

test('npx projen is run by Node, whatever TypeScript there is', () => {
  expect(JSON.parse(create(temporary())['.projen/tasks.json']).tasks.default.steps).toEqual([{ exec: 'node --import tsx .projenrc.ts' }]);
});

test('git leaves alone what must not be committed, and folds what is generated', () => {
  const files = create(temporary());
  expect(files['.gitignore'].split('\n')).toEqual(expect.arrayContaining(['node_modules/', '.env', '.env.*', '!.env.example']));
  expect(files['.gitattributes'].split('\n')).toEqual(expect.arrayContaining(['/app/Dockerfile linguist-generated', '/compose.yaml linguist-generated', '/docker-bake.json linguist-generated']));
});

test('services that are there are defined, and no sample comes', () => {
  const files = create(repository({
    'package.json': { workspaces: ['apps/*'] },
    'package-lock.json': PACKAGE_LOCK,
    'apps/api/package.json': SERVER,
    'apps/api/server.js': 'listen(8080)',
    'apps/web/package.json': { ...SERVER, name: 'web' },
    'apps/web/server.js': 'app.get("/health"); listen(8080)',
    'apps/job/package.json': { ...SERVER, name: 'job' },
    'apps/job/server.js': '',
  }));
  expect(files['.projenrc.ts'].split('\n\n').slice(2, -1)).toEqual([
    'new NodeService(project, "api", {\n  directory: "apps/api",\n  port: 8080,\n});',
    'new NodeService(project, "job", {\n  directory: "apps/job",\n});',
    'new NodeService(project, "web", {\n  directory: "apps/web",\n  port: 8080,\n  hostPort: 8081,\n  health: HealthCheck.http("/health"),\n});',
  ]);
  expect(files['app/src/server.js']).toBeUndefined();
});

test('a service in the folder itself needs no options', () => {
  const files = create(repository({ 'package.json': SERVER, 'package-lock.json': PACKAGE_LOCK, 'server.js': '' }));
  expect(files['.projenrc.ts']).toContain('import { DockerProject, NodeService } from "@jts/projen-docker";\n');
  expect(files['.projenrc.ts']).toContain('new NodeService(project, "api");\n');
});

test('a repository of something else gets neither service nor sample', () => {
  const files = create(repository({ 'main.py': 'print()' }));
  expect(files['.projenrc.ts']).toContain('import { DockerProject } from "@jts/projen-docker";\n');
  expect(files['.projenrc.ts']).toContain('// new NodeService(project, "api", { directory: "apps/api", port: 3000 });\n');
  expect([files['compose.yaml'], files['app/src/server.js']]).toEqual([undefined, undefined]);
});

test.each<[string, Files]>([
  ['git, a license and a readme', { '.git/config': '', 'LICENSE': '', 'README.md': '', '.editorconfig': '' }],
  ['what npm leaves', { 'package.json': { devDependencies: { projen: '*' } }, 'package-lock.json': PACKAGE_LOCK, 'node_modules/x/package.json': SERVER }],
])('%s make no repository with services', (_, files) => {
  expect(create(repository(files))['app/src/server.js']).toContain('createServer');
});

test.each(['.projenrc.ts', '.projenrc.js', '.projenrc.json', '.projenrc.py'])('a repository with %s is told what to do', file => {
  const root = repository({ [file]: 'mine' });
  const before = stateOf(root);
  expect(() => create(root)).toThrow(new Error(`${file} is here already: run "npx projen" (or "node --import tsx .projenrc.ts" where .projen/ is missing) to synthesize, or add "new Containers(project)" of @jts/projen-docker to the project that it defines`));
  expect(stateOf(root)).toEqual(before);
});

test('foreign files survive byte for byte, but for what package.json lacks', () => {
  const root = fixture('npm-workspace');
  repository({ '.gitignore': 'mine\n', '.gitattributes': '* text\n', 'README.md': 'mine' }, root);
  const before = readTree(root);
  const after = create(root);
  for (const path of Object.keys(before).filter(name => name !== 'package.json')) expect([path, after[path]]).toEqual([path, before[path]]);
  const { devDependencies, ...rest } = JSON.parse(after['package.json']);
  const { devDependencies: own, ...others } = JSON.parse(before['package.json']);
  expect(rest).toEqual(others);
  expect(devDependencies).toMatchObject({ ...own, tsx: expect.any(String) });
});

test('what has a Dockerfile of its own keeps it', () => {
  const dockerfile = 'FROM node:24\nEXPOSE 8080\nUSER 1000:1000\nCMD ["node"]\n';
  const files = create(repository({ ...plainIn('.'), 'Dockerfile': dockerfile, '.dockerignore': 'node_modules\n' }));
  expect(files['.projenrc.ts']).toContain('new DockerfileService(project, "app", {\n  port: 8080,\n});\n');
  expect([files.Dockerfile, files['.dockerignore']]).toEqual([dockerfile, 'node_modules\n']);
  expect(JSON.parse(files['docker-bake.json']).target.app).toMatchObject({ context: '.', dockerfile: 'Dockerfile' });
});

test('applications of all stacks are defined', () => {
  const files = create(repository({
    ...plainIn('api'),
    'web/package.json': { name: 'web', scripts: { build: 'next build' }, dependencies: { next: '16.0.0' } },
    'web/package-lock.json': { ...PACKAGE_LOCK, packages: { '': { dependencies: { next: '16.0.0' } }, 'node_modules/next': { version: '16.0.0' } } },
    'web/next.config.js': 'module.exports = { output: "standalone" };',
    'web/app/api/health/route.ts': '',
    'site/package.json': { name: 'site', scripts: { build: 'vite build' }, devDependencies: { vite: '7.0.0' } },
    'site/package-lock.json': { ...PACKAGE_LOCK, packages: { '': { devDependencies: { vite: '7.0.0' } }, 'node_modules/vite': { version: '7.0.0', dev: true } } },
    'site/index.html': '',
    'backend/requirements.txt': 'django==5.2.1\ngunicorn==23.0.0\nuvicorn==0.32.0\n',
    'backend/manage.py': 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")',
    'backend/core/__init__.py': '',
    'backend/core/settings.py': '',
    'backend/core/urls.py': 'urlpatterns = [path("api/health/", health)]',
    'backend/core/asgi.py': 'application = get_asgi_application()',
    'backend/core/wsgi.py': 'application = get_wsgi_application()',
    'notes/requirements.txt': 'fastapi==0.115.0\nuvicorn==0.32.0\n',
    'notes/src/api/main.py': 'app = FastAPI()\n@app.get("/health")\ndef health(): pass\n',
    'notes/src/api/__init__.py': '',
    'notes/src/__init__.py': '',
    'proxy/go.mod': 'module example.com/proxy\n\ngo 1.24\n',
    'proxy/main.go': 'package main\nfunc main() { http.HandleFunc("/healthz", h); http.ListenAndServe(":8090", nil) }\n',
    'engine/Cargo.toml': '[package]\nname = "engine"\nversion = "0.1.0"\nedition = "2021"\n',
    'engine/Cargo.lock': 'version = 4\n\n[[package]]\nname = "engine"\nversion = "0.1.0"\n',
    'engine/src/main.rs': 'fn main() { TcpListener::bind("0.0.0.0:8091"); }\n',
    'legacy/requirements.txt': 'flask\n',
    'legacy/app.py': 'app = Flask(__name__)\n',
    'legacy/Dockerfile': 'FROM python:3.13\nEXPOSE 5000\nUSER 1000:1000\n',
    'legacy/.dockerignore': '',
  }));
  expect(files['.projenrc.ts'].split('\n\n').slice(2, -1).sort()).toEqual([
    'new DockerfileService(project, "legacy", {\n  directory: "legacy",\n  port: 5000,\n});',
    'new GoService(project, "proxy", {\n  directory: "proxy",\n  port: 8090,\n  health: HealthCheck.http("/healthz"),\n});',
    'new NextService(project, "web", {\n  directory: "web",\n  port: 3000,\n  hostPort: 3001,\n  health: HealthCheck.http("/api/health"),\n});',
    'new NodeService(project, "app", {\n  directory: "api",\n  port: 3000,\n});',
    'new PythonService(project, "backend", {\n  directory: "backend",\n  port: 8000,\n  server: PythonServer.gunicorn("core.asgi:application"),\n  migrate: true,\n  health: HealthCheck.http("/api/health/"),\n});',
    'new PythonService(project, "notes", {\n  directory: "notes",\n  port: 8000,\n  hostPort: 8001,\n  server: PythonServer.uvicorn("src.api.main:app"),\n  health: HealthCheck.http("/health"),\n});',
    'new RustService(project, "engine", {\n  directory: "engine",\n  port: 8091,\n});',
    'new StaticSite(project, "site", {\n  directory: "site",\n  port: 8080,\n});',
  ]);
  expect(files['.projenrc.ts']).toContain('import { DockerProject, DockerfileService, GoService, HealthCheck, NextService, NodeService, PythonServer, PythonService, RustService, StaticSite } from');
  expect(Object.keys(files)).toEqual(expect.arrayContaining(['backend/Dockerfile', 'engine/Dockerfile', 'proxy/Dockerfile', 'site/Dockerfile', 'web/Dockerfile']));
});

test('applications of an Nx workspace share a base image', () => {
  const root = temporary();
  cpSync(join(__dirname, '..', '..', 'examples', 'jts', 'workspace'), root, { recursive: true, filter: path => !/Dockerfile|node_modules|[\\/]dist$/.test(path) });
  const files = create(root);
  expect(files['.projenrc.ts'].split('\n\n').slice(2, 5)).toEqual([
    'const base = new NodeBaseImage(project, "base");',
    'new NxService(project, "api-gateway", {\n  base,\n});',
    'new NxService(project, "data-ingestion", {\n  base,\n});',
  ]);
  expect(files['.projenrc.ts']).toContain('import { DockerProject, NodeBaseImage, NxService } from');
  expect(Object.keys(files)).toEqual(expect.arrayContaining(['base.Dockerfile', 'apps/api-gateway/Dockerfile', 'apps/strategy-engine/Dockerfile']));
});

test('what looks like a service and cannot be one yet is left out', () => {
  const files = create(repository({ ...plainIn('api'), 'web/package.json': { name: 'web', dependencies: { next: '16.0.0' } } }));
  expect(files['.projenrc.ts']).toContain('NodeService(');
  expect(files['.projenrc.ts']).not.toContain('NextService');
});

test('a foreign file in the way stops the first synthesis, too', () => {
  const root = repository({ ...plainIn('.'), '.dockerignore': 'mine\n' });
  const before = stateOf(root);
  expect(() => create(root)).toThrow('.dockerignore stands where a generated file goes, and projen did not write it; remove or rename it, or give ours another path\nNothing was written.');
  expect(stateOf(root)).toEqual(before);
  expect(existsSync(join(root, '.projenrc.ts'))).toBe(false);
});

test('an ordinary run writes no definition', () => {
  const { files } = synthesize(new DockerProject({ name: 'acme', outdir: temporary(), ...quiet }), () => undefined);
  expect([files['.projenrc.ts'], files['app/package.json']]).toEqual([undefined, undefined]);
});

test('a Dockerfile that does not keep rules is taken in as it is, with what it does not keep', () => {
  const root = repository({ 'legacy/Dockerfile': 'FROM debian:trixie-20261005-slim\nRUN sudo true\nCOPY app /app\nUSER 1000:1000\nEXPOSE 5000\nHEALTHCHECK CMD true\nCMD ["/app"]\n', 'legacy/app': '', 'legacy/.dockerignore': '.git\n.env*\n' });
  const warn = jest.spyOn(Logger.prototype, 'warn');
  const files = create(root);
  expect(files['.projenrc.ts']).toContain('  suppressions: {\n    "sudo": "TODO: was so when this service was taken in; mend it, or say why it may stay",\n  },\n');
  expect(warn.mock.calls.join('\n')).toContain('service "legacy" is taken in as it is, but sudo is of no use');
  expect(files['docs/containers.md']).toContain('TODO: was so when this service was taken in');
});

describe('the default branch', () => {
  const git = (cwd: string, ...args: string[]) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd, stdio: 'pipe' });
  const existing = (branch: string) => {
    const root = repository({ 'package.json': SERVER, 'package-lock.json': PACKAGE_LOCK, 'server.js': '' });
    git(root, 'init', '--quiet', '--initial-branch', branch);
    return root;
  };
  const branchesOf = (files: Record<string, string>) => [/branches: (\[.*\])/.exec(files['.projenrc.ts'])?.[1], parse(files['.github/workflows/images.yml']).on.push.branches];

  test('is written down where it is not main, and in force at once', () => {
    const files = create(existing('master'));
    expect(files['.projenrc.ts']).toContain('new DockerProject({\n  commitGenerated: true,\n  name: "acme",\n  workflows: { branches: ["master"] },\n});');
    expect(branchesOf(files)[1]).toEqual(['master']);
  });

  test('is that of the remote, whatever is checked out', () => {
    const root = existing('feature/x');
    git(root, 'commit', '--quiet', '--allow-empty', '--message', 'x');
    git(root, 'update-ref', 'refs/remotes/origin/trunk', 'HEAD');
    git(root, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk');
    expect(branchesOf(create(root))).toEqual(['["trunk"]', ['trunk']]);
  });

  test('is main where there is a main', () => {
    const root = existing('master');
    git(root, 'commit', '--quiet', '--allow-empty', '--message', 'x');
    git(root, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
    expect(branchesOf(create(root))).toEqual([undefined, ['main']]);
  });

  test.each<[string, () => string]>([
    ['nothing tells it', () => existing('feature/x')],
    ['the folder is not the root of the repository', () => {
      const root = existing('master');
      mkdirSync(join(root, 'shop'));
      return join(root, 'shop');
    }],
    ['there is no repository', () => temporary()],
  ])('is main where %s', (_, root) => {
    expect(branchesOf(create(root()))).toEqual([undefined, ['main']]);
  });
});
