import { ChildProcess, spawn } from 'child_process';
import { randomBytes } from 'crypto';
import { once } from 'events';
import { setTimeout as sleep } from 'timers/promises';
import type { ComposeConfig } from './compose-config';
import { takeDown } from './compose-down';
import { docker } from './docker';
import { lastLines, Output, RunOptions } from './program';
import { Reaper, startReaper } from './reaper';
import { UsageError } from '../model/problem';

/** How long an interrupted command may take to end. */
const PATIENCE_MS = 10_000;

/** A name that no other project has. */
export function uniqueProject(name: string, what: string): string {
  const known = name.toLowerCase().replace(/[^a-z0-9_-]/g, '-').replace(/^[^a-z0-9]+/, '').slice(0, 40);
  return `${known ? `${known}-` : ''}${what}-${randomBytes(4).toString('hex')}`;
}

/**
 * A Compose project that is there for a while: everything of it is gone after `close`, and also when this process ends without
 * having come to that.
 */
export class ComposeRun {
  /**
   * @param config the project, with a name that no other has
   * @param directory what relative paths are relative to
   * @param signal interrupts what is going on
   */
  public static async open(config: ComposeConfig, directory: string, signal: AbortSignal): Promise<ComposeRun> {
    return new ComposeRun(config, directory, signal, await startReaper(config.name));
  }

  public readonly name: string;
  private readonly children = new Set<ChildProcess>();
  private readonly definition: string;

  private constructor(
    config: ComposeConfig, private readonly directory: string, private readonly signal: AbortSignal, private readonly reaper: Reaper,
  ) {
    this.name = config.name;
    // Over standard input: what stands in the environment of services stays off the disk.
    this.definition = JSON.stringify(config);
  }

  /** How commands are run that work on this project, or ask for it. */
  public get options(): RunOptions {
    return { signal: this.signal, onStart: child => this.watch(child) };
  }

  /** Runs a Compose command on the project; an exit code is an answer. */
  public compose(...args: string[]): Promise<Output> {
    const project = ['--project-name', this.name, '--project-directory', this.directory, '--file', '-'];
    return docker(['compose', '--progress', 'plain', ...project, ...args], { ...this.options, input: this.definition });
  }

  /**
   * Creates containers, with their networks and volumes, and starts none.
   *
   * @throws what Compose says when it can't
   */
  public async create(names: readonly string[]): Promise<void> {
    const { code, stderr } = await this.compose('create', '--no-build', '--pull', 'never', ...names);
    if (code !== 0) throw new UsageError(`Compose cannot create the containers: ${lastLines(stderr, 1)}`);
  }

  /** Starts one service, whatever it depends on; says what Compose says when it can't. */
  public async start(name: string): Promise<string | undefined> {
    const { code, stderr } = await this.compose('up', '--detach', '--no-deps', '--no-build', '--no-recreate', '--pull', 'never', name);
    return code === 0 ? undefined : stderr;
  }

  /** Removes everything. Not interrupted by what interrupts the rest. */
  public async close(): Promise<void> {
    const wasBusy = this.children.size > 0;
    if (wasBusy) await Promise.race([Promise.all([...this.children].map(child => new Promise(closed => child.once('close', closed)))), sleep(PATIENCE_MS, undefined, { ref: false })]);
    await takeDown(this.name, wasBusy ? 3 : 1);
    this.reaper.dismiss();
  }

  private watch(child: ChildProcess): void {
    this.children.add(child);
    this.reaper.watch(child);
    child.once('close', () => this.children.delete(child));
  }
}

/** Runs `docker` with all it says on standard error, as it says it, so that a result can be written to standard output. */
export async function dockerAloud(args: readonly string[], signal: AbortSignal): Promise<number> {
  const child = spawn('docker', [...args], { stdio: ['ignore', 2, 2], signal });
  const [code] = await once(child, 'close');
  return code ?? 1;
}
