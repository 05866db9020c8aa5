import { setTimeout as sleep } from 'timers/promises';
import { ANSWERS, isAsked } from './judge';
import { answered, ImageSize, Observation } from './observation';
import { readiness, Standing, standingOf } from './standing';
import { RUNS_MS } from './start';
import type { Promised } from './verdict';
import { ComposeConfig, dependenciesOf } from '../../engine/compose-config';
import type { ComposeRun } from '../../engine/compose-run';
import { accountsOf, Container, containersOf, logOf, memoryOf, Probe, processesOf, userOffset } from '../../engine/containers';
import { ask } from '../../engine/docker';
import { lastLines } from '../../engine/program';

/** Between two looks at everything. */
const LOOK_MS = 400;

/** How long to wait for more answers of what is healthy. */
const MORE_ANSWERS_MS = 15_000;

const LOG_LINES = 15;

/** What is known of a service so far. */
interface Course {
  readonly service: Promised;
  standing: Standing;
  container?: Container;
  /** When it was started, by this machine's clock; the engine's may be another. */
  startedAt?: number;
  /** By the moment they began: the engine keeps a few only, so they are collected. */
  readonly probes: Map<number, Probe>;
  seen: { -readonly [K in keyof Observation]?: Observation[K] };
}

/** Services that are started, watched, and stopped again, each by itself: what is wrong with one keeps back only what needs it. */
export class Trial {
  private readonly courses: ReadonlyMap<string, Course>;
  private readonly order: Course[] = [];

  /**
   * @param services in an order in which they can start
   * @param say gets what is being done
   */
  public constructor(
    private readonly run: ComposeRun,
    private readonly config: ComposeConfig,
    services: readonly Promised[],
    private readonly say: (text: string) => void,
  ) {
    this.courses = new Map(services.map(service => [service.name, { service, standing: 'waiting', probes: new Map(), seen: {} }]));
  }

  /** Starts what can start, until everything is up, or is known not to come up. */
  public async start(): Promise<void> {
    this.say('Creating containers');
    await this.run.create([...this.courses.keys()]);
    while (this.those('waiting', 'starting').length > 0) {
      const isBusy = await this.startOne();
      await this.look();
      if (isBusy) continue;
      const open = this.those('starting').map(({ service }) => service.name);
      if (open.length > 0) this.say(`Waiting for ${open.join(', ')}`);
      await this.pause();
    }
  }

  /** Lets it run for a while: long enough to see what crashes early, and how fast answers come when nothing else starts. */
  public async settle(): Promise<void> {
    const begin = Date.now();
    const isOpen = ({ service, probes, startedAt, container }: Course) => Date.now() - startedAt! < RUNS_MS
      || container?.status === 'running' && isAsked(service) && answered([...probes.values()]).length < ANSWERS;
    while (this.those('up').some(isOpen) && Date.now() - begin < MORE_ANSWERS_MS) {
      this.say('Watching what runs');
      await this.pause();
      await this.look();
    }
  }

  /** Asks everything that can be asked only while it runs. */
  public async measure(): Promise<void> {
    this.say('Measuring');
    const offset = await userOffset(this.run.options);
    const containers = [...this.courses.values()].flatMap(({ container }) => container ?? []);
    const running = containers.filter(({ status }) => status === 'running').map(({ id }) => id);
    const memory = await memoryOf(running, this.run.options);
    await this.look();
    for (const { container, startedAt, seen } of this.courses.values()) {
      if (!container?.startedAt) continue;
      const isRunning = container.status === 'running';
      Object.assign(seen, {
        watched: Date.now() - startedAt!,
        memory: isRunning ? memory.get(container.id) : undefined,
        processes: isRunning ? await processesOf(container.id, this.run.options) : undefined,
        userOffset: offset,
        accounts: await accountsOf(container.id, this.run.options),
      });
    }
  }

  /** Stops one after the other, dependents first: nothing loses what it needs while it stops, and none slows down another. */
  public async stop(): Promise<void> {
    for (const { service, container, seen } of [...this.order].reverse()) {
      if (!container) continue;
      if (container.status === 'running') {
        this.say(`Stopping ${service.name}`);
        const begin = performance.now();
        await ask(['container', 'stop', container.id], this.run.options);
        const duration = performance.now() - begin;
        const exitCode = Number(await ask(['container', 'inspect', '--format', '{{.State.ExitCode}}', container.id], this.run.options));
        seen.stop = { duration, exitCode };
      }
      seen.log = await logOf(container.id, LOG_LINES, this.run.options);
    }
  }

  /** The identity of the image that a service's container is made of. */
  public imageOf(name: string): string | undefined {
    return this.courses.get(name)!.container?.imageId;
  }

  /** What was seen of a service. */
  public observation(name: string, image: ImageSize | undefined): Observation {
    const { container, seen, probes } = this.courses.get(name)!;
    return { watched: 0, ...seen, container, probes: inOrder(probes), image };
  }

  /** Starts one service that nothing keeps back any more; says whether there was one. */
  private async startOne(): Promise<boolean> {
    for (const course of this.those('waiting')) {
      const needs = dependenciesOf(this.config.services, course.service.name).map(([name, dependency]) => this.readinessOf(name, dependency));
      const reason = needs.find(need => typeof need === 'string');
      if (typeof reason === 'string') {
        course.standing = 'kept';
        course.seen = { notStarted: reason };
        return true;
      }
      if (needs.some(need => need === false)) continue;
      this.say(`Starting ${course.service.name}`);
      this.order.push(course);
      course.standing = 'starting';
      const problem = await this.run.start(course.service.name);
      course.startedAt = Date.now();
      if (problem !== undefined) {
        course.standing = 'kept';
        course.seen = { notStarted: lastLines(problem, 1) };
      }
      return true;
    }
    return false;
  }

  /** What a service can do without, it does not wait for once that is lost. */
  private readinessOf(name: string, dependency: Parameters<typeof readiness>[1]): boolean | string {
    const { standing, container } = this.courses.get(name)!;
    const ready = readiness(name, dependency, standing, container?.health !== undefined);
    return typeof ready === 'string' && dependency.required === false ? true : ready;
  }

  private async look(): Promise<void> {
    const containers = new Map((await containersOf(this.run.name, this.run.options)).map(container => [container.service, container]));
    for (const course of this.order) {
      course.container = containers.get(course.service.name);
      course.container?.health?.probes.forEach(probe => course.probes.set(probe.start, probe));
      if (course.standing !== 'starting' && course.standing !== 'up') continue;
      course.standing = standingOf(course.service, course.container, inOrder(course.probes), Date.now() - course.startedAt!);
    }
  }

  private those(...standings: Standing[]): Course[] {
    return [...this.courses.values()].filter(({ standing }) => standings.includes(standing));
  }

  private async pause(): Promise<void> {
    await sleep(LOOK_MS, undefined, { signal: this.run.options.signal });
  }
}

function inOrder(probes: ReadonlyMap<number, Probe>): Probe[] {
  return [...probes.values()].sort((a, b) => a.start - b.start);
}
