import { execFileSync, spawnSync, SpawnSyncReturns } from 'child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { Project } from 'projen';
import { Containers, ContainersOptions } from '../../src';
import { createSecret } from '../../src/files/secrets';

/** Whether there is a Docker engine; without one the integration tests say so and fail, because they would prove nothing. */
export function requireEngine(): void {
  const { status, stderr } = spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The integration tests need a Docker engine that "docker version" reaches: ${stderr.trim()}`);
}

export interface Result {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A repository in a temporary folder: a fixture and what synthesis writes into it. */
export class Repository {
  public readonly root: string;

  public constructor(fixture: string, files: Record<string, string> = {}) {
    this.root = mkdtempSync(join(tmpdir(), `integ-${fixture}-`));
    cpSync(join(__dirname, 'fixtures', fixture), this.root, { recursive: true });
    Object.entries(files).forEach(([path, content]) => this.write(path, content));
  }

  public synth(define: (containers: Containers) => void, options: ContainersOptions = {}): void {
    const project = new Project({ name: this.name, outdir: this.root });
    define(new Containers(project, options));
    project.synth();
  }

  /** A name for images and the Compose project that no other test uses. */
  public get name(): string {
    return this.root.split('/').pop()!.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  }

  public read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  public write(path: string, content: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), content);
  }

  public docker(...args: string[]): Result {
    return run('docker', args, this.root);
  }

  /** Builds through the Bake file, as the task `docker:build` does; the log of the build. */
  public bake(...args: string[]): string {
    const { status, stdout, stderr } = this.docker('buildx', 'bake', '--load', '--progress=plain', '--provenance=false', '--file', 'docker-bake.json', '--set', '*.platform=local', ...args);
    if (status !== 0) throw new Error(`bake failed:\n${stderr.slice(-6000)}`);
    return `${stdout}\n${stderr}`;
  }

  public compose(...args: string[]): Result {
    return this.docker('compose', '--progress=plain', ...args);
  }

  public up(...args: string[]): void {
    const { status, stderr } = this.compose('up', '--no-build', '--wait', ...args);
    if (status !== 0) throw new Error(`up failed:\n${stderr.slice(-3000)}\n${this.compose('logs').stdout.slice(-3000)}`);
  }

  /** Stops everything, and takes away what it made. */
  public remove(): void {
    this.compose('down', '--volumes', '--remove-orphans', '--timeout', '2');
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** An example as somebody who clones it would run it, on ports and under names of this test. */
export class Example {
  public readonly root: string;
  /** The tag of its images. */
  public readonly tag: string;
  private readonly environment: readonly string[];

  /** @param ports for each service that is asked from outside: the host's port here, and the container's */
  public constructor(example: string, private readonly ports: Record<string, readonly [number, number]>) {
    this.root = mkdtempSync(join(tmpdir(), 'example-'));
    cpSync(join(__dirname, '..', '..', 'examples', example), this.root, { recursive: true, filter: path => !/node_modules|[\\/](dist|\.next|\.nx|\.venv|target|\.secrets)$/.test(path) });
    const overrides = Object.entries(ports).map(([service, [host, container]]) => `  ${service}:\n    ports: !override\n      - 127.0.0.1:${host}:${container}\n`);
    writeFileSync(join(this.root, 'test.yaml'), `services:\n${overrides.join('')}`);
    const unique = Object.values(ports)[0][0];
    this.tag = `test-${unique}`;
    this.environment = [`TAG=${this.tag}`, `COMPOSE_PROJECT_NAME=example-${unique}`, 'COMPOSE_FILE=compose.yaml:test.yaml'];
    // What `docker:up` does first for a fresh clone.
    for (const [, path] of readFileSync(join(this.root, 'compose.yaml'), 'utf8').matchAll(/file: \.\/(\.secrets\/\S+)/g)) createSecret(join(this.root, path));
  }

  /** Builds with the Bake file; the log of the build. */
  public bake(...args: string[]): string {
    const { status, stdout, stderr } = this.run('docker', 'buildx', 'bake', '--load', '--progress=plain', '--provenance=false', '--file', 'docker-bake.json', '--set', '*.platform=local', ...args);
    if (status !== 0) throw new Error(`bake failed:\n${stderr.slice(-6000)}`);
    return `${stdout}\n${stderr}`;
  }

  /** Builds with the Bake file, starts with the Compose file, and waits until everything is healthy. */
  public start(): void {
    this.bake();
    this.up();
  }

  /** Starts with the Compose file, and waits until everything is healthy. */
  public up(): void {
    const { status, stderr } = this.run('docker', 'compose', 'up', '--no-build', '--wait');
    if (status !== 0) throw new Error(`up failed:\n${stderr.slice(-3000)}\n${this.run('docker', 'compose', 'logs').stdout.slice(-3000)}`);
  }

  /** Asks a service; once more where it has closed the connection that was kept open since the last time. */
  public async fetch(service: string, path: string, init?: RequestInit): Promise<Response> {
    const ask = () => fetch(`http://127.0.0.1:${this.ports[service][0]}${path}`, init);
    try {
      return await ask();
    } catch (error) {
      if ((error as { cause?: { code?: string } }).cause?.code !== 'UND_ERR_SOCKET') throw error;
      return ask();
    }
  }

  public async json(service: string, path: string, init?: RequestInit): Promise<unknown> {
    return (await this.fetch(service, path, init)).json();
  }

  public ok(program: string, ...args: string[]): string {
    const { status, stdout, stderr } = this.run(program, ...args);
    if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${stderr.slice(-4000)}`);
    return stdout.trim();
  }

  public run(...command: string[]): Result {
    return run('env', [...this.environment, ...command], this.root);
  }

  public remove(): void {
    this.run('docker', 'compose', 'down', '--volumes', '--timeout', '5');
    const images = run('docker', ['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}'], '.').stdout.split('\n').filter(image => image.endsWith(`:${this.tag}`));
    if (images.length > 0) run('docker', ['image', 'rm', '--force', ...images], '.');
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** The sizes of an image in bytes: as it lies on disk, and compressed, as it is downloaded. */
export function sizesOf(image: string): { readonly unpacked: number; readonly download: number } {
  const unpacked = Number(execFileSync('docker', ['image', 'inspect', '--format', '{{.Size}}', image], { encoding: 'utf8' }));
  const download = Number(execFileSync('sh', ['-c', 'docker save "$0" | gzip | wc -c', image], { encoding: 'utf8' }));
  return { unpacked, download };
}

/** Prints both sizes of an image beside its budget, and returns them, in units of 1,000,000 bytes. */
export function reportSizes(image: string, budget: number): { readonly unpacked: number; readonly download: number } {
  const { unpacked, download } = sizesOf(image);
  const sizes = { unpacked: unpacked / 1e6, download: download / 1e6 };
  process.stdout.write(`\n${image}: ${sizes.unpacked.toFixed(1)} MB, ${sizes.download.toFixed(1)} MB to download; budget ${budget} MB\n`);
  return sizes;
}

export function run(program: string, args: readonly string[], cwd: string): Result {
  const result: SpawnSyncReturns<string> = spawnSync(program, args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, env: { ...process.env, BUILDX_NO_DEFAULT_ATTESTATIONS: '1' } });
  return { status: result.status ?? 1, stdout: result.stdout, stderr: result.stderr };
}

/** The files of an image: paths without a leading slash, with type and mode as `tar` lists them. */
export function filesOf(image: string): Map<string, { mode: string; owner: string; size: number }> {
  const id = execFileSync('docker', ['create', image], { encoding: 'utf8' }).trim();
  try {
    const list = execFileSync('sh', ['-c', `docker export ${id} | tar --numeric-owner -tv`], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    return new Map(list.trim().split('\n').map(line => {
      const [mode, owner, size, , , ...path] = line.split(/\s+/);
      return [path.join(' ').replace(/ (->|link to) .*$/, '').replace(/\/$/, ''), { mode, owner, size: Number(size) }] as const;
    }));
  } finally {
    execFileSync('docker', ['rm', '-f', id], { stdio: 'ignore' });
  }
}

/** A table of an image's layers: which instruction brought how much. */
export function layersOf(image: string): string {
  const rows = execFileSync('docker', ['history', '--no-trunc', '--format', '{{.Size}}\t{{.CreatedBy}}', image], { encoding: 'utf8' }).trim().split('\n');
  return rows.filter(row => !row.startsWith('0B')).map(row => {
    const [size, by = ''] = row.split('\t');
    return `${size.padStart(9)}  ${by.replace(/\s+/g, ' ').slice(0, 90)}`;
  }).join('\n');
}
