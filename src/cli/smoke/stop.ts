import type { Observation } from './observation';
import { milliseconds } from './text';
import { Promised, skipped, Verdict, verdict } from './verdict';
import type { ContainerProcess } from '../../engine/containers';

/** Ended by SIGKILL: what the engine sends when the time is over. */
const KILLED = 137;

/** They hand on what they are sent, wait for everything, and are nothing to speak of. */
const INITS = ['docker-init', 'tini', 'tini-static', 'dumb-init', 'catatonit'];

/** They start another process, which often never gets the signal: it is gone with the container, in the middle of its work. */
const MANAGERS = ['npm', 'npx', 'npm-cli', 'npx-cli', 'pnpm', 'pnpx', 'yarn', 'corepack', 'poetry', 'pipenv'];
const INTERPRETERS = /^(node|python[\d.]*)$/;

/** Whether it ends by itself when it is told to. What runs until its work is done, nobody has to stop. */
export function judgeStop({ isJob, stopGracePeriod, target }: Promised, { stop, container, processes }: Observation): Verdict[] {
  if (isJob || stopGracePeriod === undefined) return [];
  const promised = `within ${milliseconds(stopGracePeriod)}`;
  if (!stop) return [skipped('stop', promised, 'it did not run any more')];
  const seen = `${milliseconds(stop.duration)}, exit code ${stop.exitCode}`;
  if (stop.exitCode === KILLED) return [verdict('stop', promised, `killed after ${seen}`, false)];
  const manager = target === undefined ? undefined : packageManager(processes ?? [], container!.pid);
  if (manager) return [verdict('stop', promised, `${seen}; but the signal goes to "${manager}", not to the application`, false)];
  // Within what the engine allows is within the promise, unless it allows more.
  return [verdict('stop', promised, seen, container!.stopTimeout <= stopGracePeriod || stop.duration <= stopGracePeriod)];
}

/** The command of a package manager that runs in the application's place. */
export function packageManager(processes: readonly ContainerProcess[], first: number): string | undefined {
  const top = processes.find(({ pid }) => pid === first) ?? processes.find(({ parent }) => !processes.some(({ pid }) => pid === parent));
  const main = top && INITS.includes(programs(top.command)[0]) ? processes.find(({ parent }) => parent === top.pid) : top;
  const [program, script] = main ? programs(main.command) : [];
  return [program, INTERPRETERS.test(program ?? '') ? script : undefined].some(name => name !== undefined && MANAGERS.includes(name)) ? main!.command : undefined;
}

function programs(command: string): string[] {
  return command.split(/\s+/).map(word => word.replace(/^.*[\\/]/, '').replace(/\.[cm]?js$/, ''));
}
