import { setTimeout as sleep } from 'timers/promises';
import { takeDown } from './compose-down';

/**
 * A process of its own that outlives the one that started it, and removes a Compose project when that one is gone.
 *
 * It is told over its standard input, line by line, which processes work on the project (`+PID`, `-PID`), and that there is nothing
 * left to do (`done`). When the input ends without that, the other side has died.
 */
const [project] = process.argv.slice(2);
const workers = new Set<number>();
let isDone = false;
let rest = '';

const PATIENCE_MS = 5000;
const PAUSE_MS = 100;
/** What a process that was killed has asked for may still come into being. */
const CALM = 5;

process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk: string) => {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop()!;
  for (const line of lines) {
    if (line === 'done') isDone = true;
    else if (line.startsWith('+')) workers.add(Number(line.slice(1)));
    else if (line.startsWith('-')) workers.delete(Number(line.slice(1)));
  }
});
process.stdin.on('error', () => undefined);
process.stdin.on('close', () => void finish());
// What ends the other side reaches this one as well, and must not keep it from its work.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK']) process.on(signal, () => undefined);
process.stdout.write('ready\n');

async function finish(): Promise<void> {
  if (isDone) process.exit(0);
  await end('SIGTERM');
  await end('SIGKILL');
  await takeDown(project, CALM);
  process.exit(0);
}

/** Ends those who are still working on the project, and waits a while until they are gone. */
async function end(signal: NodeJS.Signals): Promise<void> {
  send(signal);
  for (let waited = 0; waited < PATIENCE_MS && workers.size > 0; waited += PAUSE_MS) {
    await sleep(PAUSE_MS);
    send(0);
  }
}

function send(signal: NodeJS.Signals | 0): void {
  for (const pid of workers) {
    try {
      process.kill(pid, signal);
    } catch {
      workers.delete(pid);
    }
  }
}
