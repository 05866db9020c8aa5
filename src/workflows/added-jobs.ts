import type { github } from 'projen';
import { isRecord } from './shapes';
import { show, UsageError } from '../model/problem';

/** What a step can do; it does one of these. */
const DEEDS = ['run', 'uses', 'wait', 'waitAll', 'cancel', 'parallel'] as const;

/**
 * A job without which GitHub would refuse the whole file, and then no job of it runs, and a check that is required stays open for ever.
 *
 * @throws UsageError for what it would not take
 */
export function checkJob(id: string, job: github.workflows.Job): void {
  const refuse = (why: string): never => {
    throw new UsageError(`job ${show(id)} ${why}`);
  };
  const given: unknown = job;
  if (!isRecord(given)) return refuse(`must be a job such as { runsOn: ["ubuntu-24.04"], permissions: {}, steps: [{ run: "make" }] }, got ${show(given)}`);
  const { needs, runsOn, runsOnGroup, uses, steps } = given;
  if (uses !== undefined) refuse(`calls another workflow, ${show(uses)}, which addJob() does not take; say so with file.addOverride(${show(`jobs.${id}`)}, { uses: … })`);
  if (needs !== undefined && !Array.isArray(needs)) refuse(`must name what it needs in a list, such as ["build"], got ${show(needs)}`);
  if (runsOnGroup === undefined && !isLabels(runsOn)) refuse(`must say in runsOn which runner it takes, such as ["ubuntu-24.04"], got ${show(runsOn)}`);
  if (runsOnGroup !== undefined && !(isRecord(runsOnGroup) && isText(runsOnGroup.group))) refuse(`must name a group in runsOnGroup, such as { group: "large" }, got ${show(runsOnGroup)}`);
  if (Array.isArray(steps) && steps.length === 0) refuse('has no steps; give it one, such as { run: "make" }');
  checkSteps(`job ${show(id)}`, steps);
}

/**
 * Steps of which each does one thing.
 *
 * @param whose how a message calls what they are for, such as `job "build"`
 * @throws UsageError for what GitHub would not take
 */
export function checkSteps(whose: string, steps: unknown): void {
  if (!Array.isArray(steps)) throw new UsageError(`${whose} must get its steps as a list, such as [{ run: "make" }], got ${show(steps)}`);
  for (const [index, step] of Array.from<unknown>(steps).entries()) {
    if (!isRecord(step)) throw new UsageError(`${whose} must get steps such as { run: "make" }, got ${show(step)}`);
    const name = isText(step.name) ? show(step.name) : `${index + 1}`;
    const deeds = DEEDS.filter(deed => step[deed] !== undefined);
    if (deeds.length === 0) throw new UsageError(`step ${name} of ${whose} does nothing; give it "run" or "uses"`);
    if (deeds.length > 1) throw new UsageError(`step ${name} of ${whose} has ${deeds.map(show).join(' and ')}; make a step of each`);
    if (step.parallel !== undefined) checkSteps(whose, step.parallel);
  }
}

/**
 * Steps as GitHub will read them, each with an id of its own, where it has one.
 *
 * @throws UsageError for two steps with one
 */
export function checkIds(whose: string, steps: readonly object[]): void {
  const ids = idsOf(steps);
  const twice = ids.find((id, index) => ids.findIndex(other => isSame(other, id)) !== index);
  if (twice !== undefined) throw new UsageError(`${whose} has two steps with the id ${show(twice)}; give each an id of its own`);
}

/**
 * Jobs that were added, of which none waits for itself.
 *
 * @throws UsageError for those that need each other
 */
export function checkOrder(workflow: string, jobs: ReadonlyMap<string, github.workflows.Job>): void {
  for (const id of jobs.keys()) {
    const circle = wayBack(id, id, jobs);
    if (circle) throw new UsageError(`jobs of workflow ${show(workflow)} wait for each other, ${[id, ...circle].map(show).join(', which needs ')}; leave out one of these needs`);
  }
}

/** GitHub tells ids apart by their letters, large or small. */
export function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** How a job is come back to by what it needs; `undefined`: it is not. */
function wayBack(to: string, from: string, jobs: ReadonlyMap<string, github.workflows.Job>, seen = new Set<string>()): string[] | undefined {
  for (const need of jobs.get(from)?.needs ?? []) {
    if (need === to) return [need];
    if (seen.has(need)) continue;
    seen.add(need);
    const rest = wayBack(to, need, jobs, seen);
    if (rest) return [need, ...rest];
  }
  return undefined;
}

function idsOf(steps: readonly object[]): string[] {
  return steps.flatMap(step => {
    const { id, parallel } = step as { id?: unknown; parallel?: readonly object[] };
    return [...typeof id === 'string' ? [id] : [], ...idsOf(parallel ?? [])];
  });
}

function isLabels(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && Array.from<unknown>(value).every(isText);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
