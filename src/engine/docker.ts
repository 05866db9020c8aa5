import { spawnSync, SpawnSyncReturns } from 'child_process';
import { lastLines, notInstalled, Output, RunOptions, runProgram } from './program';
import { UsageError } from '../model/problem';

/** How long an engine may take to say that it is there. */
const ANSWER_MS = 30_000;
const ADVICE = 'install Docker, then try again';

/** Runs `docker` and waits for it; what it says is kept. An exit code is an answer, not an error. */
export function docker(args: readonly string[], options: RunOptions = {}): Promise<Output> {
  return runProgram('docker', args, ADVICE, options);
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
    case 'ENOENT': return notInstalled('docker', ADVICE);
    case 'ETIMEDOUT': return new UsageError(`the Docker engine does not answer within ${ANSWER_MS / 1000} s; start it, or look at DOCKER_HOST`);
    default: return error;
  }
}
