import { answered, Observation } from './observation';
import { milliseconds } from './text';
import { Promised, Verdict, verdict } from './verdict';
import { Container, printable, Probe } from '../../engine/containers';

/** For how long a service has to run that nobody can ask how it is. */
export const RUNS_MS = 5000;

/** Whether it came up, and is up still. */
export function judgeStart(service: Promised, seen: Observation): Verdict {
  const { container, log = [] } = seen;
  const promised = promiseOf(service, container);
  const say: Say = (text, isKept) => verdict('start', promised, text, isKept, isKept ? [] : [...lastAnswer(seen), ...log]);
  if (seen.notStarted !== undefined) return say(`not started: ${seen.notStarted}`, false);
  if (!container?.startedAt) return say('not started', false);

  const lived = milliseconds((container.finishedAt ?? 0) - container.startedAt);
  const hasEnded = container.status === 'exited' || container.status === 'dead';
  if (service.isJob) {
    return hasEnded ? say(`exit code ${container.exitCode} after ${lived}`, container.exitCode === 0) : say(`it still runs after ${milliseconds(service.patience)}`, false);
  }
  if (hasEnded) return say(`ended after ${lived} with exit code ${container.exitCode}`, false);
  // Somebody has turned it off.
  if (!container.health && service.health) return say('nobody asks how it is', false);
  if (!container.health) return say(`runs for ${milliseconds(seen.watched)}`, seen.watched >= RUNS_MS);
  return judgeHealth(service, seen, container.startedAt, say);
}

function promiseOf({ isJob, health }: Promised, container: Container | undefined): string {
  if (isJob) return 'ends with exit code 0';
  if (health) return `healthy within ${milliseconds(health.startPeriod)}`;
  return container?.health ? 'healthy' : `runs for ${milliseconds(RUNS_MS)}`;
}

type Say = (text: string, isKept: boolean) => Verdict;

function judgeHealth({ health, patience }: Promised, { probes }: Observation, startedAt: number, say: Say): Verdict {
  const [first] = answered(probes);
  if (!first) return say(`not healthy after ${milliseconds(patience)}`, false);
  const after = first.end - startedAt;
  if (probes.at(-1)!.exitCode !== 0) return say(`healthy after ${milliseconds(after)}, and not any more`, false);
  return say(`healthy after ${milliseconds(after)}`, !health || isInTime(probes, first, startedAt + health.startPeriod));
}

/**
 * Whether it was healthy in time. The engine asks once a second or so: between the last question in time and the first answer
 * the service has the benefit of the doubt.
 */
function isInTime(probes: readonly Probe[], first: Probe, deadline: number): boolean {
  return first.end <= deadline || !probes.some(({ start, end }) => start < first.start && end > deadline);
}

/** What came of the last question. */
function lastAnswer({ probes }: Observation): string[] {
  const last = probes.at(-1);
  if (!last || last.exitCode === 0) return [];
  const output = printable(last.output).split('\n').map(line => line.trimEnd()).filter(Boolean).slice(-5);
  return [`health check, exit code ${last.exitCode}${output.length > 0 ? ':' : ' without a word'}`, ...output];
}
