import { ChildProcess, spawn } from 'child_process';
import { setTimeout as sleep } from 'timers/promises';
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

/**
 * Runs a program that somebody else has to install, and waits for it; what it says is kept. An exit code is an answer, not an error.
 *
 * @param advice what to do when it is not there
 */
export function runProgram(name: string, args: readonly string[], advice: string, options: RunOptions = {}): Promise<Output> {
  return new Promise((resolve, reject) => {
    const { onStart, input, ...rest } = options;
    const child = spawn(name, [...args], { env: process.env, ...rest, stdio: ['pipe', 'pipe', 'pipe'] });
    onStart?.(child);
    // Whoever does not read to the end says with its exit code why.
    child.stdin.on('error', () => undefined).end(input);
    const said = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', chunk => said.stdout += chunk);
    child.stderr.setEncoding('utf8').on('data', chunk => said.stderr += chunk);
    child.on('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'ENOENT' ? notInstalled(name, advice) : error);
    });
    child.on('close', (code, signal) => resolve({ code: code ?? (signal ? 130 : 1), ...said }));
  });
}

/** @param advice what to do */
export function notInstalled(name: string, advice: string): UsageError {
  return new UsageError(`"${name}" is not installed, or not on the PATH; ${advice}`);
}

/** The end of what a program said, on one line. */
export function lastLines(text: string, count: number = 3): string {
  return text.trim().split(/\r?\n/).slice(-count).map(line => line.trim()).join(' ');
}

/** How often a program is tried again, and what hears why. */
export interface Persistence {
  /** How long to wait before each further time. */
  readonly pauses: readonly number[];
  readonly onPause?: (why: string) => void;
}

export const PERSISTENCE: Persistence = { pauses: [2_000, 8_000, 20_000] };

/** What passes by itself: faults of a network, and of a service that is too busy or just being started anew. */
const PASSING = new RegExp([
  'timed? ?out', 'deadline exceeded', 'connection (?:reset|refused|closed)', 'broken pipe', 'unexpected eof', ': eof\\b', 'tls handshake',
  'temporary failure', 'no such host', 'server misbehaving', 'network is unreachable', 'too many requests', 'toomanyrequests',
  'bad gateway', 'service unavailable', 'gateway time-?out', 'internal server error', '(?:status|code|http)[ :=]*(?:429|50[0234])\\b', '\\b(?:429|50[0234]) [a-z]',
].join('|'), 'i');

/**
 * What a registry says for a while of what it was given a moment ago. What is missing on this machine, or at GitHub, does not come by itself.
 */
export const NOT_THERE_YET = /(?:manifest|blob)[ _]unknown|(?<!\b(?:file|command|credentials|http 404:) )\bnot found\b/i;

/** Whether what a program says is likely to pass. */
export function mayPass(stderr: string): boolean {
  return PASSING.test(stderr);
}

/**
 * Runs a program again, a few times and after pauses, as long as what it fails with is likely to pass.
 *
 * @param also what passes, too, of this one
 */
export async function persistently(
  run: () => Promise<Output>, persistence: Persistence = PERSISTENCE, signal?: AbortSignal, also?: RegExp,
): Promise<Output> {
  const { pauses, onPause } = persistence;
  for (const pause of pauses) {
    const output = await run();
    if (output.code === 0 || signal?.aborted || !(mayPass(output.stderr) || also?.test(output.stderr))) return output;
    onPause?.(`${lastLines(output.stderr, 1)}; trying again in ${Math.ceil(pause / 1000)} s`);
    await sleep(pause, undefined, { signal });
  }
  return run();
}
