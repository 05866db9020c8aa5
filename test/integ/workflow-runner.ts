import { mkdirSync, mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parse } from 'yaml';
import { run } from './support';
import type { Scanned } from './workflow-actions';
import { Contexts, isDue, Value } from './workflow-expression';
import { Event, Job, JobInstance, JobRun, joined, REPOSITORY, SERVER, Setting, shortName, statusFunctions } from './workflow-job';
import type { Programs } from './workflow-programs';
import { matchesBranchFilter } from '../../src/model/branch-filter';

/** A workflow that has run. */
export interface Run {
  readonly jobs: Record<string, JobRun>;
  /** What the steps wrote for the page of the run. */
  readonly summary: string;
  /** The folder of artifacts, each in a folder. */
  readonly artifacts: string;
  /** What code scanning was given. */
  readonly scans: readonly Scanned[];
}

interface Trigger { readonly branches?: string[]; readonly tags?: string[]; readonly inputs?: Record<string, { readonly default?: Value }> }
interface Workflow {
  readonly name: string;
  readonly on: Record<string, Trigger | null>;
  readonly permissions: Record<string, string>;
  readonly defaults?: { readonly run: { readonly 'working-directory': string } };
  readonly jobs: Record<string, Job>;
}

/** Runs workflows of a repository as GitHub does, job by job in an order that `needs` allows, each job in a fresh checkout. */
export class WorkflowRunner {
  private count = 0;
  private readonly root = mkdtempSync(join(tmpdir(), 'workflow-runs-'));

  /** @param origin the bare repository */
  public constructor(private readonly origin: string, private readonly programs: Programs) {}

  /** @param file a file in `.github/workflows`, as the commit of the event has it */
  public async run(file: string, event: Event): Promise<Run> {
    const sha = this.git('rev-parse', `${event.ref}^{commit}`);
    const workflow = parse(this.git('show', `${sha}:.github/workflows/${file}`)) as Workflow;
    requireTrigger(workflow, event);
    const folder = join(this.root, String(++this.count));
    mkdirSync(join(folder, 'jobs'), { recursive: true });
    return new WorkflowRun({ workflow, file, event, sha, folder, origin: this.origin, programs: this.programs, id: this.count }).run();
  }

  public remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  private git(...args: string[]): string {
    const { status, stdout, stderr } = run('git', args, this.origin);
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  }
}

/** @throws where GitHub would not have started it */
function requireTrigger({ name, on }: Workflow, { name: event, ref }: Event): void {
  if (!(event in on)) throw new Error(`${name} is not started by ${event}`);
  if (event !== 'push') return;
  const [, kind, short] = /^refs\/(heads|tags)\/(.*)$/.exec(ref) ?? [];
  const patterns = kind === 'heads' ? on.push?.branches : on.push?.tags;
  if (!patterns || !matchesBranchFilter(patterns, short)) throw new Error(`${name} is not started by a push of ${ref}`);
}

class WorkflowRun {
  private readonly jobs: Record<string, JobRun> = {};
  private readonly scans: Scanned[] = [];
  private summary = '';

  public constructor(private readonly setting: Setting & { readonly workflow: Workflow }) {}

  public async run(): Promise<Run> {
    const { workflow, folder } = this.setting;
    if (Object.keys(workflow.permissions).length > 0) throw new Error(`the token of ${workflow.name} has rights that no job asked for`);
    for (const waiting = Object.entries(workflow.jobs); waiting.length > 0;) {
      const index = waiting.findIndex(([, job]) => needsOf(job).every(need => need in this.jobs));
      if (index < 0) throw new Error(`jobs that wait for each other: ${waiting.map(([id]) => id).join(', ')}`);
      const [[id, job]] = waiting.splice(index, 1);
      this.jobs[id] = await this.job(id, job);
    }
    return { jobs: this.jobs, summary: this.summary, artifacts: join(folder, 'artifacts'), scans: this.scans };
  }

  private async job(id: string, job: Job): Promise<JobRun> {
    const needs = needsOf(job);
    // A job also waits in vain where something failed or was left out that it needs by way of another.
    const before = [...this.ancestors(needs)].map(need => this.jobs[need].result);
    const functions = { ...statusFunctions(before.every(result => result === 'success'), before.includes('failure')), join: joined };
    if (!isDue(job.if, this.contexts(needs), functions)) return { result: 'skipped', outputs: {}, permissions: job.permissions, steps: [] };
    const runs: JobRun[] = [];
    for (const matrix of combinations(job)) {
      const instance = new JobInstance(this.setting, id, job, this.contexts(needs, matrix), this.scans, text => this.summary += text);
      runs.push(await instance.run());
    }
    return {
      result: runs.every(({ result }) => result === 'success') ? 'success' : 'failure',
      outputs: Object.assign({}, ...runs.map(({ outputs }) => outputs)),
      permissions: job.permissions,
      steps: runs.flatMap(({ steps }) => steps),
    };
  }

  private ancestors(needs: readonly string[]): Set<string> {
    return new Set(needs.flatMap(need => [need, ...this.ancestors(needsOf(this.setting.workflow.jobs[need]))]));
  }

  private contexts(needs: readonly string[], matrix: Record<string, Value> = {}): Contexts {
    const { event, workflow, sha } = this.setting;
    const defaults = Object.entries(workflow.on[event.name]?.inputs ?? {}).map(([name, input]) => [name, input.default ?? ''] as const);
    const inputs = event.name === 'workflow_dispatch' ? { ...Object.fromEntries(defaults), ...event.inputs } : {};
    return {
      github: {
        event_name: event.name,
        ref: event.ref,
        ref_name: shortName(event.ref),
        ref_type: event.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
        sha,
        repository: REPOSITORY,
        server_url: SERVER,
        actor: 'anna',
        token: `token of run ${this.setting.id}`,
        event: { ...event.payload, inputs, repository: { full_name: REPOSITORY, visibility: 'public' } },
      },
      needs: Object.fromEntries(needs.map(need => [need, { result: this.jobs[need].result, outputs: this.jobs[need].outputs }])),
      inputs,
      matrix,
      secrets: { GITHUB_TOKEN: `token of run ${this.setting.id}`, ...event.secrets },
    };
  }
}

function needsOf({ needs = [] }: Job): readonly string[] {
  return typeof needs === 'string' ? [needs] : needs;
}

function combinations({ strategy }: Job): Record<string, Value>[] {
  if (!strategy) return [{}];
  const { include, ...axes } = strategy.matrix;
  if (include && Object.keys(axes).length > 0) throw new Error('a matrix that this runner does not know: axes, and more to include');
  const all: readonly Record<string, Value>[] = include ?? [{}];
  return Object.entries(axes).reduce((some, [axis, values = []]) => some.flatMap(one => values.map(value => ({ ...one, [axis]: value }))), [...all]);
}

