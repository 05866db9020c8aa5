import { ChildProcess, spawn, spawnSync, SpawnSyncReturns } from 'child_process';
import { UsageError } from '../model/problem';

/** What a program said. */
export interface Output {
  /** The exit code; 128 and more: ended by a signal. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a program is run. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the program. */
  readonly signal?: AbortSignal;
  /** Gets the process, for whoever has to know which are running. */
  readonly onStart?: (child: ChildProcess) => void;
  /** What it reads on standard input; `undefined`: nothing. */
  readonly input?: string;
}

/** How long an engine may take to say that it is there. */
const ANSWER_MS = 30_000;

/** Runs `docker` and waits for it; what it says is kept. An exit code is an answer, not an error. */
export function docker(args: readonly string[], options: RunOptions = {}): Promise<Output> {
  return new Promise((resolve, reject) => {
    const { onStart, input, ...rest } = options;
    const child = spawn('docker', [...args], { env: process.env, ...rest, stdio: ['pipe', 'pipe', 'pipe'] });
    onStart?.(child);
    // Whoever does not read to the end says with its exit code why.
    child.stdin.on('error', () => undefined).end(input);
    const said = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', chunk => said.stdout += chunk);
    child.stderr.setEncoding('utf8').on('data', chunk => said.stderr += chunk);
    child.on('error', error => reject(explained(error)));
    child.on('close', (code, signal) => resolve({ code: code ?? (signal ? 130 : 1), ...said }));
  });
}

/**
 * Runs `docker` and gives what it prints.
 *
 * @throws what it says when it fails
 */
export async function ask(args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await docker(args, options);
  if (code !== 0) throw new UsageError(`"docker ${args.slice(0, 2).join(' ')}" failed: ${lastLines(stderr) || `exit code ${code}`}`);
  return stdout;
}

/** Whether a Docker engine answers. */
export function hasEngine(): boolean {
  return version().status === 0;
}

/** @throws when no Docker engine answers, with what the command line says */
export function requireEngine(what: string): void {
  const { status, error, stderr } = version();
  if (error) throw explained(error);
  if (status !== 0) throw new UsageError(`${what} needs a running Docker engine, and "docker version" says: ${lastLines(String(stderr))}`);
}

function version(): SpawnSyncReturns<string> {
  return spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], { env: process.env, encoding: 'utf8', timeout: ANSWER_MS });
}

function explained(error: NodeJS.ErrnoException): Error {
  switch (error.code) {
    case 'ENOENT': return new UsageError('"docker" is not installed, or not on the PATH; install Docker, then try again');
    case 'ETIMEDOUT': return new UsageError(`the Docker engine does not answer within ${ANSWER_MS / 1000} s; start it, or look at DOCKER_HOST`);
    default: return error;
  }
}

/** The end of what a program said, on one line. */
export function lastLines(text: string, count: number = 3): string {
  return text.trim().split(/\r?\n/).slice(-count).map(line => line.trim()).join(' ');
}
