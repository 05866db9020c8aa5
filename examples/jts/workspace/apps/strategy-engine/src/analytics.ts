import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { log } from '@jts/common';

interface Reply { readonly result?: Record<string, unknown>; readonly error?: string }
interface Waiting { resolve(result: Record<string, unknown>): void; reject(error: Error): void }

/** Python with numpy and pandas, beside Node: one process that is asked and answers one line of JSON at a time. */
export class Analytics {
  private readonly waiting: Waiting[] = [];
  private readonly python: ChildProcess;

  public constructor() {
    // The script lies beside the bundle: it is one of the build's assets.
    this.python = spawn('python3', ['-u', join(__dirname, 'analytics.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.python.on('exit', code => this.ended(`python3 ended with ${code}`));
    this.python.on('error', error => this.ended(error.message));
    createInterface({ input: this.python.stdout! }).on('line', line => {
      const { result, error } = JSON.parse(line) as Reply;
      const first = this.waiting.shift();
      if (result) first?.resolve(result);
      else first?.reject(new Error(error ?? 'no result'));
    });
  }

  /** Runs one of the script's functions. */
  public run(command: string, values: readonly number[]): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => {
      if (this.python.exitCode !== null || !this.python.stdin?.writable) {
        reject(new Error('python3 does not run'));
        return;
      }
      this.waiting.push({ resolve, reject });
      this.python.stdin.write(`${JSON.stringify({ command, values })}\n`);
    });
  }

  public stop(): void {
    this.python.removeAllListeners('exit');
    this.python.kill();
  }

  /** Without it nothing can be computed: whoever watches over this process starts a new one. */
  private ended(reason: string): void {
    log('error', 'analytics ended', { reason });
    this.waiting.splice(0).forEach(({ reject }) => reject(new Error(reason)));
    process.exit(1);
  }
}
