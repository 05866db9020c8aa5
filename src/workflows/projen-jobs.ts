import type { github } from 'projen';
import { UsageError } from '../model/problem';
import { dropAbsent, runnerOf } from '../render/workflows/workflow';

/** Keys below which names are the user's own. */
const OPAQUE = new Set(['env', 'with', 'outputs', 'services', 'matrix', 'secrets']);

/** A job as projen has it, as GitHub reads it. */
export function jobObject(job: github.workflows.Job, pin: (action: string) => object): object {
  const { steps, runsOn, runsOnGroup, tools, strategy, ...rest } = job;
  if (tools) throw new UsageError('a job that is added sets up its tools with steps, at commits, such as one that uses "actions/setup-node"; leave out "tools"');
  return {
    ...kebab(rest) as object,
    ...strategy && { strategy: strategyObject(strategy) },
    ...runsOnGroup ? { 'runs-on': runsOnGroup } : runsOn && { 'runs-on': runnerOf(runsOn) },
    steps: steps.map(step => stepObject(step, pin)),
  };
}

function strategyObject({ matrix, ...rest }: github.workflows.JobStrategy): object {
  const { domain, include, exclude } = matrix ?? {};
  return { ...kebab(rest) as object, ...matrix && { matrix: dropAbsent({ ...domain, include, exclude }) } };
}

/** A step as projen has it, as GitHub reads it. */
export function stepObject({ uses, parallel, ...rest }: github.workflows.JobStep, pin: (action: string) => object): object {
  const { name, id, ...others } = kebab(rest) as Record<string, unknown>;
  return dropAbsent({ name, id, ...uses !== undefined && pin(uses), ...others, parallel: parallel?.map(step => stepObject(step, pin)) });
}

/** `timeoutMinutes` as `timeout-minutes`, and what a job gives out as the expression that it is. */
function kebab(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(kebab);
  if (typeof value !== 'object' || value === null) return value;
  return dropAbsent(Object.fromEntries(Object.entries(value).map(([key, entry]) => {
    const name = key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
    return [name, OPAQUE.has(name) ? mapOutputs(name, entry) : kebab(entry)];
  })));
}

function mapOutputs(name: string, value: unknown): unknown {
  if (name !== 'outputs' || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value as Record<string, github.workflows.JobStepOutput | string>).map(([output, from]) =>
    [output, typeof from === 'string' ? from : `\${{ steps.${from.stepId}.outputs.${from.outputName} }}`]));
}
