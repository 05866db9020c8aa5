import { spawn } from 'child_process';
import { createHash } from 'crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'fs';
import { createServer, Server } from 'http';
import { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { requireEngine } from './support';
import { pack } from '../packaging/pack';

/** The package as users get it, in two versions of which the second changes one line of every Dockerfile. */
let tarballs: { old: string; new: string };
let work: string;
let registry: Server;

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'projen-new-'));
  const packed = pack(work);
  tarballs = { old: await repack(packed, '1.0.0'), new: await repack(packed, '1.1.0', [['lib/catalog/images.js', 'alpine:3.24.2', 'alpine:3.24.3']]) };
});
afterAll(() => {
  registry?.close();
  rmSync(work, { recursive: true, force: true });
});

describe('an empty folder', () => {
  let folder: string;
  let published: string[];

  beforeAll(async () => {
    published = ['old'];
    registry = await serve(() => published);
    folder = emptyFolder({ '.npmrc': `@jts:registry=http://127.0.0.1:${(registry.address() as AddressInfo).port}/\n` });
    await ok(folder, 'npx', '-y', 'projen@latest', 'new', '--from', '@jts/projen-docker', '--name', 'my-app', '--registry', 'ghcr.io/acme');
  });

  test('has all files committed, and no node_modules', async () => {
    expect((await ok(folder, 'git', 'ls-files')).split('\n').sort()).toEqual([
      '.gitattributes', '.github/workflows/images-cleanup.yml', '.github/workflows/images-release.yml', '.github/workflows/images-rescan.yml',
      '.github/workflows/images-upgrade.yml', '.github/workflows/images.yml', '.gitignore', '.npmrc', '.projen/docker.json', '.projen/files.json', '.projen/tasks.json', '.projenrc.ts', 'app/.dockerignore', 'app/Dockerfile',
      'app/package-lock.json', 'app/package.json', 'app/src/server.js', 'compose.dev.yaml', 'compose.yaml', 'docker-bake.json', 'docs/containers.md', 'package-lock.json', 'package.json',
    ]);
    expect(JSON.parse(read(folder, 'package.json'))).toMatchObject({ private: true, devDependencies: { '@jts/projen-docker': '^1.0.0', 'projen': expect.any(String), 'constructs': expect.any(String), 'tsx': expect.any(String) } });
    expect(read(folder, '.gitattributes')).toContain('/app/Dockerfile linguist-generated');
    expect(read(folder, '.projenrc.ts')).toMatch(/new NodeService\(project, "app", \{\n {2}directory: "app",\n {2}port: 3000,\n {2}health: HealthCheck.http\("\/healthz"\),\n\}\);/);
  });

  test.each(['20', '22', '24', '26'])('synthesizes the same on Node %s', async major => {
    await ok(folder, 'npx', '-y', '-p', `node@${major}`, 'node', 'node_modules/projen/bin/projen');
    expect(await ok(folder, 'git', 'status', '--short')).toBe('');
  });

  test('builds, starts and answers', async () => {
    requireEngine();
    // Port 3000 may be taken on the machine that runs the tests.
    const elsewhere = join(work, 'ports.yaml');
    writeFileSync(elsewhere, 'services: { app: { ports: !override ["127.0.0.1:23000:3000"] } }\n');
    const compose = async (...args: string[]) => ok(folder, 'docker', 'compose', '-f', 'compose.yaml', '-f', elsewhere, ...args);
    try {
      await compose('up', '--build', '--wait');
      expect(await (await fetch('http://127.0.0.1:23000/healthz')).json()).toEqual({ status: 'ok' });
      expect((await compose('logs', '--no-log-prefix')).split('\n').map(line => JSON.parse(line).message)).toContain('listening');
    } finally {
      await compose('down', '--timeout', '2');
    }
  });

  test('is checked, measured and tried', async () => {
    expect(await ok(folder, 'npx', 'projen', 'docker:check')).toMatch(/^0 errors, 0 warnings$/m);
    expect(await ok(folder, 'npx', 'projen', 'docker:smoke', '--no-build')).toMatch(/\bapp\b/);
    expect(await ok(folder, 'npx', 'projen', 'docker:size', '--record')).toMatch(/\bapp\b/);
    const { unpacked } = Object.values<{ unpacked: number }>(JSON.parse(read(folder, 'docker-sizes.json')).app)[0];
    expect(unpacked).toBeGreaterThan(1e6);
    // What was recorded stands in the guide from the next synthesis on.
    const before = read(folder, 'docs/containers.md');
    await ok(folder, 'npx', 'projen');
    expect(read(folder, 'docs/containers.md')).not.toBe(before);
    expect(await ok(folder, 'docker', 'ps', '--all', '--quiet', '--filter', 'label=com.docker.compose.project.working_dir=' + folder)).toBe('');
    rmSync(join(folder, 'docker-sizes.json'));
    await ok(folder, 'npx', 'projen');
    expect(await ok(folder, 'git', 'status', '--short')).toBe('');
  });

  test('keeps its lock when no registry answers', async () => {
    const { status, output } = await command(folder, 'npx', 'projen', 'docker:lock');
    expect([status, output]).toEqual([1, expect.stringContaining('alpine:3.24.2')]);
    expect(existsSync(join(folder, 'docker-lock.json'))).toBe(false);
  });

  test('moves to a new version with one command, and the diff is what changed', async () => {
    published = ['old', 'new'];
    await ok(folder, 'npx', 'projen', 'upgrade');
    expect((await ok(folder, 'git', 'status', '--short')).split('\n')).toEqual([' M .projen/docker.json', ' M app/Dockerfile', ' M docs/containers.md', ' M package-lock.json', ' M package.json'].map(line => line.trim()).map(line => expect.stringContaining(line)));
    const diff = await ok(folder, 'git', 'diff', '--unified=0', 'app/Dockerfile', 'package.json');
    expect(diff.split('\n').filter(line => /^[-+][^-+]/.test(line))).toEqual([
      '-FROM alpine:3.24.2 AS runtime', '+FROM alpine:3.24.3 AS runtime',
      '-    "@jts/projen-docker": "^1.0.0",', '+    "@jts/projen-docker": "^1.1.0",',
    ]);
    await ok(folder, 'git', 'commit', '--all', '--quiet', '--message', 'chore: upgrade');
    await ok(folder, 'npx', 'projen');
    expect(await ok(folder, 'git', 'status', '--short')).toBe('');
  });
});

describe('an existing repository', () => {
  const MANIFEST = `${JSON.stringify({ name: 'shop', private: true, workspaces: ['apps/*', 'packages/*'], devDependencies: { typescript: '5.9.3' } }, undefined, 4)}\n`;

  function existing(files: Record<string, string> = {}): string {
    const folder = emptyFolder();
    cpSync(join(__dirname, 'fixtures', 'npm-workspace'), folder, { recursive: true });
    const own = { 'package.json': MANIFEST, '.gitignore': '/node_modules/\ndist\n', '.gitattributes': '* text=auto\n', 'README.md': 'About ~~ Generated by projen, and how we came to it.\n', ...files };
    Object.entries(own).forEach(([path, content]) => write(folder, path, content));
    return folder;
  }

  test('keeps every byte of its own, and gains the tools of synthesis with its own indentation', async () => {
    const broken = { name: 'broken', version: '1.0.0', private: true, scripts: { start: 'node missing.js' } };
    const folder = existing({ 'apps/broken/package.json': JSON.stringify(broken) });
    const before = filesIn(folder);
    const { status, output } = await command(folder, 'npx', '-y', 'projen@latest', 'new', '--from', tarballs.old, '--no-git');
    expect({ status, output: status === 0 ? '' : output }).toEqual({ status: 0, output: '' });
    // What cannot be a service yet is said, and is in nobody's way.
    expect(output).toContain('apps/broken looks like service "broken", but entry "missing.js" does not exist');
    expect(read(folder, '.projenrc.ts')).not.toContain('broken');
    const after = filesIn(folder);
    for (const [path, content] of before) {
      if (!['package.json', 'package-lock.json'].includes(path)) expect({ path, content: after.get(path) }).toEqual({ path, content });
    }
    const { devDependencies, ...rest } = JSON.parse(after.get('package.json')!);
    expect(after.get('package.json')).toBe(`${JSON.stringify({ ...rest, devDependencies }, undefined, 4)}\n`);
    expect(rest).toEqual({ name: 'shop', private: true, workspaces: ['apps/*', 'packages/*'] });
    expect(Object.keys(devDependencies)).toEqual(['@jts/projen-docker', 'constructs', 'projen', 'tsx', 'typescript']);
    // The lockfile knows them: a frozen install, here and in the image, accepts it.
    await ok(folder, 'npm', 'ci', '--dry-run');
    expect([...after.keys()].filter(path => !before.has(path)).sort()).toEqual([
      '.github/workflows/images-upgrade.yml', '.github/workflows/images.yml',
      '.projen/docker.json', '.projen/files.json', '.projen/tasks.json', '.projenrc.ts', 'apps/api/Dockerfile', 'apps/api/Dockerfile.dockerignore',
      'apps/other/Dockerfile', 'apps/other/Dockerfile.dockerignore', 'compose.dev.yaml', 'compose.yaml', 'docker-bake.json',
      'docs/containers.md',
    ]);
    const first = filesIn(folder);
    await ok(folder, 'npx', 'projen');
    expect(filesIn(folder)).toEqual(first);
  });

  test('stops before anything is written when its own files are in the way, and names them all', async () => {
    const folder = existing({ 'apps/api/Dockerfile': 'FROM node\n', 'compose.yaml': 'services: {}\n', 'docker-bake.json': '{}\n' });
    const before = filesIn(folder);
    const { status, output } = await command(folder, 'npx', '-y', 'projen@latest', 'new', '--from', tarballs.old, '--no-git');
    expect(status).not.toBe(0);
    for (const path of ['compose.yaml', 'docker-bake.json']) expect(output).toContain(`${path} stands where a generated file goes`);
    const after = filesIn(folder);
    // projen itself installs the package before ours runs.
    for (const files of [before, after]) files.delete('package.json');
    expect(after).toEqual(before);
  });

  test('a projen project already is left alone, with the way in', async () => {
    const folder = existing({ '.projenrc.js': '// theirs\n' });
    const { status, output } = await command(folder, 'npx', '-y', 'projen@latest', 'new', '--from', tarballs.old, '--no-git');
    expect(status).not.toBe(0);
    expect(output).toContain('.projenrc.js is here already');
    expect(existsSync(join(folder, 'compose.yaml'))).toBe(false);
  });
});

test('a repository of pnpm\'s takes it in with pnpm alone', async () => {
  const folder = emptyFolder();
  cpSync(join(__dirname, 'fixtures', 'pnpm-workspace'), folder, { recursive: true });
  write(folder, 'pnpm-workspace.yaml', `${read(folder, 'pnpm-workspace.yaml')}allowBuilds:\n  esbuild: true\npmOnFail: ignore\n`);
  const { packageManager } = JSON.parse(read(folder, 'package.json'));
  const pnpm = async (...args: string[]) => ok(folder, 'npx', '-y', packageManager, ...args);
  await pnpm('add', '--workspace-root', '--save-dev', tarballs.old, 'projen', 'constructs', 'tsx');
  const manifest = read(folder, 'package.json');
  await pnpm('exec', 'projen-docker', 'init');
  expect(read(folder, 'package.json')).toBe(manifest);
  expect(existsSync(join(folder, 'package-lock.json'))).toBe(false);
  expect(read(folder, '.projenrc.ts')).toContain('new NodeService(project, "api"');
  const first = filesIn(folder);
  await pnpm('exec', 'projen');
  expect(filesIn(folder)).toEqual(first);
  await pnpm('install', '--frozen-lockfile');
});

test('a TypeScript application of projen\'s gets containers by one more line', async () => {
  requireEngine();
  const folder = emptyFolder();
  const options = ['--name', 'shop', '--package-manager', 'npm', '--no-git', '--no-github', '--no-eslint', '--no-jest', '--projenrc-js', '--no-projenrc-ts'];
  await ok(folder, 'npx', '-y', 'projen@latest', 'new', 'typescript-app', ...options);
  const projenrc = readdirSync(folder).find(name => name.startsWith('.projenrc.'))!;
  const definition = read(folder, projenrc)
    .replace('project.synth();', 'new Containers(project);\nnew NodeService(project, \'web\', { port: 3000, hostPort: 23001, health: HealthCheck.http(\'/\') });\nproject.synth();')
    .replace(/devDeps: \[.*?\],|name:/s, text => (text === 'name:' ? 'devDeps: [\'@jts/projen-docker@file:./package.tgz\', \'constructs@^10.5.0\'],\n  name:' : ''));
  const names = 'Containers, HealthCheck, NodeService';
  const imports = projenrc.endsWith('.ts') ? `import { ${names} } from '@jts/projen-docker';\n` : `const { ${names} } = require('@jts/projen-docker');\n`;
  write(folder, projenrc, imports + definition);
  write(folder, 'src/index.ts', 'import { createServer } from \'http\';\n\ncreateServer((_, response) => response.end(\'typed\')).listen(Number(process.env.PORT));\n');
  // In the repository, because the image installs it too.
  cpSync(tarballs.old, join(folder, 'package.tgz'));
  await ok(folder, 'npm', 'install', '--save-dev', './package.tgz');
  await ok(folder, 'npx', 'projen');
  const first = filesIn(folder);
  await ok(folder, 'npx', 'projen');
  expect(filesIn(folder)).toEqual(first);
  try {
    await ok(folder, 'docker', 'compose', 'up', '--build', '--wait');
    expect(await (await fetch('http://127.0.0.1:23001/')).text()).toBe('typed');
  } finally {
    await ok(folder, 'docker', 'compose', 'down', '--timeout', '2');
  }
});

test('the oldest projen and constructs that are supported write the same files', async () => {
  const folder = emptyFolder();
  await ok(folder, 'npx', '-y', 'projen@latest', 'new', '--from', tarballs.old, '--name', 'my-app');
  await ok(folder, 'npm', 'install', '--save-dev', 'projen@0.103.0', 'constructs@10.5.0');
  await ok(folder, 'npx', 'projen');
  expect((await ok(folder, 'git', 'status', '--short')).split('\n').map(line => line.trim())).toEqual(['M package-lock.json', 'M package.json']);
});

function emptyFolder(files: Record<string, string> = {}): string {
  const folder = mkdtempSync(join(work, 'repository-'));
  Object.entries(files).forEach(([path, content]) => write(folder, path, content));
  return folder;
}

function write(folder: string, path: string, content: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), content);
}

function read(folder: string, path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

/** Every file with its content, but for what is installed. */
function filesIn(folder: string, prefix = ''): Map<string, string> {
  return new Map(readdirSync(join(folder, prefix)).filter(name => !['node_modules', '.git'].includes(name)).sort().flatMap(name => {
    const path = prefix ? `${prefix}/${name}` : name;
    return statSync(join(folder, path)).isDirectory() ? [...filesIn(folder, path)] : [[path, read(folder, path)] as [string, string]];
  }));
}

/** A command as a user would type it: without what the test runner puts into the environment. */
async function command(cwd: string, program: string, ...args: string[]): Promise<{ status: number; output: string; stdout: string }> {
  const drop = /^(npm_|PROJEN_|JEST_|NODE_ENV$|INIT_CWD$|CI$)/;
  const keep = /^npm_config_(registry|cache|cafile|userconfig|nodedir)$/;
  const identity = { GIT_AUTHOR_NAME: 'test', GIT_AUTHOR_EMAIL: 'test@example.test', GIT_COMMITTER_NAME: 'test', GIT_COMMITTER_EMAIL: 'test@example.test' };
  const env = { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !drop.test(name) || keep.test(name))), ...identity };
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, output] = ['', ''];
  child.stdout.on('data', data => { stdout += data; output += data; });
  child.stderr.on('data', data => { output += data; });
  const status = await new Promise<number>(resolve => child.on('close', code => resolve(code ?? 1)));
  return { status, output, stdout };
}

async function ok(cwd: string, program: string, ...args: string[]): Promise<string> {
  const { status, output, stdout } = await command(cwd, program, ...args);
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${output.slice(-4000)}`);
  return stdout.replace(/\s+$/, '');
}

/** The package again under another version, with texts of its files replaced. */
async function repack(tarball: string, version: string, edits: [path: string, from: string, to: string][] = []): Promise<string> {
  const folder = mkdtempSync(join(work, 'pack-'));
  await ok(folder, 'tar', '-xzf', tarball);
  const root = join(folder, 'package');
  for (const [path, from, to] of [['package.json', '"version": "0.0.0"', `"version": "${version}"`], ...edits]) {
    const text = readFileSync(join(root, path), 'utf8');
    if (!text.includes(from)) throw new Error(`${path} does not hold ${from}`);
    chmodSync(join(root, path), 0o644);
    writeFileSync(join(root, path), text.replace(from, to));
  }
  const target = join(work, `projen-docker-${version}.tgz`);
  await ok(folder, 'tar', '-czf', target, 'package');
  return target;
}

/** A registry for our package alone, as npm asks it. */
async function serve(published: () => readonly string[]): Promise<Server> {
  const server = createServer((request, response) => {
    const base = `http://${request.headers.host}`;
    const files = published().map(name => tarballs[name as 'old' | 'new']);
    const wanted = files.find(file => request.url!.endsWith(file.split('/').pop()!));
    if (wanted) return response.end(readFileSync(wanted));
    if (!decodeURIComponent(request.url!).startsWith('/@jts/projen-docker')) return response.writeHead(404).end();
    const versions = Object.fromEntries(files.map(file => {
      const content = readFileSync(file);
      const version = /(\d+\.\d+\.\d+)\.tgz$/.exec(file)![1];
      const dist = { tarball: `${base}/${file.split('/').pop()}`, integrity: `sha512-${createHash('sha512').update(content).digest('base64')}` };
      return [version, { ...manifest, version, dist }];
    }));
    return response.setHeader('content-type', 'application/json').end(JSON.stringify({ 'name': manifest.name, 'dist-tags': { latest: Object.keys(versions).pop() }, versions }));
  });
  const manifest = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8'));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return server;
}
