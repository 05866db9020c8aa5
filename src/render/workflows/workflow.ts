/** A right of a job's token, and what it is used for. */
export interface Permission {
  readonly access: 'read' | 'write';
  readonly reason: string;
}

/** When a job runs: as GitHub evaluates it, and in words. */
export interface Condition {
  /** `undefined`: whenever what it needs has succeeded. */
  readonly if?: string;
  /** In words, for people. */
  readonly said: string;
  /** Whether it runs for a pull request from a fork, where a workflow does so at all. */
  readonly onForks: boolean;
}

/** A job, with what a reader wants to know of it. */
export interface Job {
  readonly name: string;
  /** Why there is this job. */
  readonly comment: string;
  readonly when: Condition;
  readonly needs?: readonly string[];
  readonly permissions: Readonly<Record<string, Permission>>;
  /** Labels, or an expression. */
  readonly runsOn: readonly string[] | string;
  /** Minutes. */
  readonly timeout: number;
  readonly strategy?: object;
  readonly environment?: string;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly concurrency?: object;
  readonly steps: readonly Step[];
}

/** A step, as GitHub reads it; keys that begin with `#` are comments, as `renderWorkflowYaml` has them. */
export type Step = Readonly<Record<string, unknown>>;

/** A workflow. */
export interface Workflow {
  readonly name: string;
  /** What it does. */
  readonly comment: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly concurrency: object;
  /** Where steps run, relative to the repository. */
  readonly directory: string;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** The workflow as GitHub reads it, with comments. */
export function workflowObject({ name, comment, on, concurrency, directory, jobs }: Workflow): object {
  return {
    '#': comment,
    name,
    on,
    'permissions': {},
    concurrency,
    ...directory !== '.' && { defaults: { run: { 'working-directory': directory } } },
    'jobs': Object.fromEntries(Object.entries(jobs).map(([id, job]) => [id, jobObject(job)])),
  };
}

function jobObject({ name, comment, when, needs, permissions, runsOn, timeout, strategy, environment, outputs, concurrency, steps }: Job): object {
  return dropAbsent({
    '#': comment,
    name,
    'needs': needs,
    'if': when.if,
    'runs-on': typeof runsOn === 'string' ? runsOn : runnerOf(runsOn),
    'timeout-minutes': timeout,
    environment,
    'permissions': permissionsObject(permissions),
    concurrency,
    strategy,
    outputs,
    'steps': steps.map(dropAbsent),
  });
}

function permissionsObject(permissions: Readonly<Record<string, Permission>>): object {
  return Object.fromEntries(Object.entries(permissions).flatMap(([scope, { access, reason }]) => [[scope, access], [`# ${scope}`, reason]]));
}

/** Labels as GitHub reads them; one alone is no list. */
export function runnerOf(labels: readonly string[]): string | string[] {
  return labels.length === 1 ? labels[0] : [...labels];
}

/** Without what is `undefined`; an empty object says something here. */
export function dropAbsent(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined));
}
