import { spawn } from 'child_process';
import { lastLines } from '../engine/docker';
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
 */
export function synthesize(directory: string, env: NodeJS.ProcessEnv, otherwise: string): Promise<Synthesis> {
  const projen = projenOf(directory, otherwise);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [projen, 'default'], { cwd: directory, env: { ...process.env, PROJEN_DISABLE_POST: 'true', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', chunk => output += chunk);
    child.on('error', reject).on('close', code => resolve({ code, output }));
  });
}

/** @throws what stopped it */
export async function synthesizeOrThrow(directory: string, otherwise: string): Promise<void> {
  const { code, output } = await synthesize(directory, {}, otherwise);
  if (code !== 0) throw new UsageError(`synthesis failed; "npx projen" says more: ${essenceOf(output)}`);
}

/** The line that names the error, of all that Node prints around it. */
export function essenceOf(output: string): string {
  return output.split(/\r?\n/).find(line => /^\s*(?:\w+: )?\w*Error\b.*: /.test(line))?.trim() ?? lastLines(output, 8);
}

function projenOf(directory: string, otherwise: string): string {
  try {
    return require.resolve('projen/bin/projen', { paths: [directory] });
  } catch {
    throw new UsageError(`projen is not installed here; install the packages of this repository first, or ${otherwise}`);
  }
}
