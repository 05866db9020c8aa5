import { ChildProcess, spawn } from 'child_process';
import { once } from 'events';
import { join } from 'path';

/** Removes a Compose project if this process dies before it has done so itself. */
export interface Reaper {
  /** Names a process that works on the project: it is ended before the project is removed. */
  watch(child: ChildProcess): void;
  /** Nothing is left to remove. */
  dismiss(): void;
}

/**
 * Starts the process that waits for the end of this one. It has no terminal, so Ctrl-C does not reach it.
 *
 * @throws when it does not come up: nothing may be started then
 */
export async function startReaper(project: string): Promise<Reaper> {
  const child = spawn(process.execPath, [join(__dirname, 'reaper-process.js'), project], {
    detached: true, stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true,
  });
  const end = once(child, 'exit').then(([code]) => {
    throw new Error(`the process that removes what was started ended at once, with exit code ${code}`);
  });
  end.catch(() => undefined);
  await Promise.race([once(child.stdout, 'data'), end]);
  child.stdout.destroy();
  // This process ends when its own work is done, whatever the other one does.
  child.unref();
  child.stdin.on('error', () => undefined);
  const tell = (line: string) => {
    if (child.stdin.writable) child.stdin.write(`${line}\n`);
  };
  return {
    watch: worker => {
      if (worker.pid === undefined) return;
      tell(`+${worker.pid}`);
      worker.once('exit', () => tell(`-${worker.pid}`));
    },
    dismiss: () => {
      tell('done');
      child.stdin.end();
    },
  };
}
