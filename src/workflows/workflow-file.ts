import type { github, ObjectFile } from 'projen';
import { checkIds, checkJob, checkOrder, checkSteps, isSame } from './added-jobs';
import { jobObject, stepObject } from './projen-jobs';
import type { OwnedObjectFile } from '../files/owned-files';
import { show, UsageError } from '../model/problem';
import type { Pin } from '../render/workflows/steps';
import { type Workflow, workflowObject } from '../render/workflows/workflow';

/** Where steps go that are added to a job. */
export interface StepPosition {
  /**
   * The name of the step that they go before.
   *
   * @default - they go to the end
   */
  readonly before?: string;
}

interface AddedSteps extends StepPosition { readonly job: string; readonly steps: readonly github.workflows.JobStep[] }

/** A generated workflow, open to more jobs and more steps. */
export class WorkflowFile {
  /** @internal */
  public static _of(name: string, file: OwnedObjectFile): WorkflowFile {
    return new WorkflowFile(name, file);
  }

  /** The file, open to `addOverride()` and `patch()`. A key `#` is a comment above, a key `# name` one behind the value of `name`. */
  public readonly file: ObjectFile;

  private readonly jobs = new Map<string, github.workflows.Job>();
  private readonly added: AddedSteps[] = [];

  private constructor(
    /** What GitHub calls it. */
    public readonly name: string,
    file: OwnedObjectFile,
  ) {
    this.file = file;
  }

  /**
   * Adds a job. Where the workflow has a gate, the job has to succeed for it, unless it needs the gate itself.
   *
   * @param id what other jobs call it
   * @param job the job
   * @throws when GitHub would take no such job
   */
  public addJob(id: string, job: github.workflows.Job): void {
    if (!/^[A-Za-z_][\w-]*$/.test(id)) throw new UsageError(`the id of a job must be letters, digits, - and _, and not begin with a digit, got ${show(id)}`);
    const there = [...this.jobs.keys()].find(other => isSame(other, id));
    if (there !== undefined) throw new UsageError(`workflow ${show(this.name)} has a job ${show(there)} already; choose another id`);
    checkJob(id, job);
    this.jobs.set(id, job);
  }

  /**
   * Adds steps to a job that is generated.
   *
   * @param job the id of the job, such as `build`
   * @param steps the steps
   * @param position where they go
   * @throws when GitHub would take no such steps
   */
  public addSteps(job: string, steps: github.workflows.JobStep[], position: StepPosition = {}): void {
    checkSteps(`job ${show(job)}`, steps);
    this.added.push({ job, steps: [...steps], ...position });
  }

  /**
   * What the file says.
   *
   * @throws when something was added where it cannot be
   * @internal
   */
  public _render(workflow: Workflow | undefined, pin: Pin): object | undefined {
    if (workflow === undefined) {
      if (this.jobs.size + this.added.length === 0) return undefined;
      throw new UsageError(`something was added to workflow ${show(this.name)}, which is not generated; remove that, or enable the workflow`);
    }
    const generated = workflowObject(withSteps(workflow, this.added, pin)) as { jobs: Record<string, { needs?: string[] }> };
    const known = Object.keys(generated.jobs);
    for (const [id, job] of this.jobs) {
      const there = known.find(other => isSame(other, id));
      if (there !== undefined) throw new UsageError(`workflow ${show(this.name)} has a job ${show(there)} of its own; choose another id, or add steps to it`);
      const unknown = (job.needs ?? []).filter(need => !known.includes(need) && !this.jobs.has(need));
      if (unknown.length > 0) throw new UsageError(`job ${show(id)} of workflow ${show(this.name)} needs ${unknown.map(show).join(', ')}; there are ${known.join(', ')}`);
    }
    checkOrder(this.name, this.jobs);
    const { gate, ...jobs } = generated.jobs;
    const own = Object.fromEntries([...this.jobs].map(([id, job]) => [id, jobObject(job, pin)]));
    for (const [id, job] of Object.entries({ ...generated.jobs, ...own })) checkIds(`job ${show(id)} of workflow ${show(this.name)}`, (job as { steps: object[] }).steps);
    const gated = [...this.jobs.keys()].filter(id => !this.waitsForGate(id));
    return {
      ...generated,
      jobs: { ...jobs, ...own, ...gate && { gate: { ...gate, needs: [...gate.needs ?? [], ...gated] } } },
    };
  }

  /** Whether a job that was added comes after the gate, which then cannot wait for it. */
  private waitsForGate(id: string, seen: readonly string[] = []): boolean {
    return (this.jobs.get(id)?.needs ?? []).some(need => need === 'gate' || (!seen.includes(need) && this.waitsForGate(need, [...seen, id])));
  }
}

function withSteps(workflow: Workflow, added: readonly AddedSteps[], pin: Pin): Workflow {
  const jobs = { ...workflow.jobs };
  for (const { job: id, steps, before } of added) {
    const job = jobs[id];
    if (!job) throw new UsageError(`workflow ${show(workflow.name)} has no job ${show(id)}; its jobs are ${Object.keys(jobs).join(', ')}`);
    const index = before === undefined ? job.steps.length : job.steps.findIndex(({ name }) => name === before);
    if (index < 0) {
      throw new UsageError(`job ${show(id)} of workflow ${show(workflow.name)} has no step ${show(before)}; its steps are ${job.steps.map(({ name }) => show(name)).join(', ')}`);
    }
    const own = steps.map(step => stepObject(step, pin) as Record<string, unknown>);
    jobs[id] = { ...job, steps: [...job.steps.slice(0, index), ...own, ...job.steps.slice(index)] };
  }
  return { ...workflow, jobs };
}
