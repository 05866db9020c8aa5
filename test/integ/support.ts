import { execFileSync, spawnSync, SpawnSyncReturns } from 'child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { Project } from 'projen';
import { Containers, ContainersOptions } from '../../src';

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
