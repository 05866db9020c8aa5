import { spawn } from 'child_process';
import { lastLines } from '../engine/program';
import { UsageError } from '../model/problem';

/** How a synthesis ended. */
export interface Synthesis {
  readonly code: number | null;
  readonly output: string;
}

/**
 * Runs the definition of the project in a folder, with the projen that the project has and without what that does afterwards.
 *
 * @param otherwise what can be done where projen is not installed
 * @param signal ends it
 */
export function synthesize(directory: string, env: NodeJS.ProcessEnv, otherwise: string, signal?: AbortSignal): Promise<Synthesis> {
  const projen = projenOf(directory, otherwise);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [projen, 'default'], {
      cwd: directory, env: { ...process.env, PROJEN_DISABLE_POST: 'true', ...env }, stdio: ['ignore', 'pipe', 'pipe'], signal,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', chunk => output += chunk);
    child.on('close', code => resolve({ code, output })).on('error', error => {
      // What projen has started may outlive it, and hold these open.
      child.stdout.destroy();
      child.stderr.destroy();
      reject(error);
    });
  });
}

/** @throws what stopped it */
export async function synthesizeOrThrow(directory: string, otherwise: string): Promise<void> {
  const { code, output } = await synthesize(directory, {}, otherwise);
  if (code !== 0) throw new UsageError(`synthesis failed; "npx projen" says more: ${essenceOf(output)}`);
}

/** How many lines of an error are quoted. */
const QUOTED_LINES = 20;

/** What names the error, of all that Node prints around it: its message, which goes on to where the stack begins. */
export function essenceOf(output: string): string {
  const lines = output.split(/\r?\n/);
  const start = lines.findIndex(line => /^\s*\[?(?:\w+: )?\w*Error\b.*:(?: |$)/.test(line));
  if (start < 0) return lastLines(output, 8);
  const length = lines.slice(start).findIndex(line => /^\s*$|^\s+at |^Node\.js v/.test(line));
  const message = lines.slice(start, length < 0 ? undefined : start + length).slice(0, QUOTED_LINES).join('\n').trim();
  // Node puts an error that has no stack into brackets, and its properties behind them.
  return /^\[([\s\S]*?)\](?: \{)?(?:\n|$)/.exec(message)?.[1] ?? message;
}

function projenOf(directory: string, otherwise: string): string {
  try {
    return require.resolve('projen/bin/projen', { paths: [directory] });
  } catch {
    throw new UsageError(`projen is not installed here; install the packages of this repository first, or ${otherwise}`);
  }
}
