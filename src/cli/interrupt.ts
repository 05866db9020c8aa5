import { constants } from 'os';
import { LeftoverError } from '../engine/compose-down';

/** What ends a command from outside; on Windows there is Ctrl-Break, too. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const;

/** The exit code of a command that a signal has ended. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + (constants.signals[signal] ?? constants.signals.SIGINT);
}

/**
 * Does something that has to clean up after itself. The first signal interrupts it, a second one ends this process at once.
 *
 * @returns what comes of it, or the signal that interrupted it
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | NodeJS.Signals> {
  const controller = new AbortController();
  let received: NodeJS.Signals | undefined;
  const handle = (signal: NodeJS.Signals) => {
    if (received !== undefined) process.exit(exitCodeOf(signal));
    received = signal;
    controller.abort();
  };
  SIGNALS.forEach(signal => process.on(signal, handle));
  try {
    const result = await work(controller.signal);
    return received ?? result;
  } catch (error) {
    // What the signal, or the terminal, has ended says so in many ways.
    if (received === undefined || error instanceof LeftoverError) throw error;
    return received;
  } finally {
    SIGNALS.forEach(signal => process.removeListener(signal, handle));
  }
}
