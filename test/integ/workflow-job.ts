import { spawn } from 'child_process';
import { createHash } from 'crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { ACTIONS, Inputs, Scanned, Scene } from './workflow-actions';
import { Contexts, Functions, interpolate, isDue, textOf, Value } from './workflow-expression';
import type { Programs } from './workflow-programs';

/** What started a workflow. */
export interface Event {
  readonly name: 'push' | 'pull_request' | 'schedule' | 'workflow_dispatch';
  /** `refs/heads/main`, `refs/tags/v1.0.0`, `refs/pull/1/merge` */
  readonly ref: string;
  /** What the event says beside the repository. */
  readonly payload?: Record<string, Value>;
  readonly inputs?: Record<string, string | boolean>;
  readonly secrets?: Record<string, string>;
}

export type Outcome = 'success' | 'failure' | 'skipped';

/** A step, and how it ended. */
export interface StepRun { readonly name: string; readonly outcome: Outcome; readonly log: string }

/** A job, with all that its matrix makes of it. */
export interface JobRun {
  readonly result: Outcome;
  readonly outputs: Record<string, string>;
  readonly permissions: Record<string, string>;
  readonly steps: readonly StepRun[];
}

/** A step, as the file says it. */
export interface Step {
  readonly 'name': string;
  readonly 'id'?: string;
  readonly 'if'?: string;
  readonly 'uses'?: string;
  readonly 'run'?: string;
  readonly 'with'?: Record<string, unknown>;
  readonly 'env'?: Record<string, unknown>;
  readonly 'working-directory'?: string;
}
/** What makes several of one job. */
export interface Matrix { readonly include?: readonly Record<string, Value>[]; readonly [axis: string]: readonly Value[] | undefined }
/** A job, as the file says it. */
export interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly permissions: Record<string, string>;
  readonly strategy?: { readonly matrix: Matrix };
  readonly outputs?: Record<string, string>;
  readonly steps: readonly Step[];
}
/** Where a job is, and what it is about. */
export interface Setting {
  readonly workflow: { readonly name: string; readonly defaults?: { readonly run: { readonly 'working-directory': string } } };
  readonly file: string;
  readonly event: Event;
  readonly sha: string;
  readonly folder: string;
  readonly origin: string;
  readonly programs: Programs;
  readonly id: number;
}

export const SERVER = 'https://github.com';
export const REPOSITORY = 'acme/shop';

/** One job, or one combination of its matrix, in a folder of its own. */
export class JobInstance {
  private readonly scene: Scene;
  private readonly runs: StepRun[] = [];
  private readonly outputs: Record<string, { readonly outputs: Record<string, string> }> = {};
  private readonly temporary: string;
  private log = '';
  private hasFailed = false;

  public constructor(
    private readonly setting: Setting, id: string, private readonly job: Job, private readonly given: Contexts, scans: Scanned[],
    private readonly summarize: (text: string) => void,
  ) {
    const { event, sha, folder, origin, programs, workflow, file } = setting;
    const root = mkdtempSync(join(folder, 'jobs', `${id}-`));
    const [workspace, home, config] = ['workspace', 'home', 'docker'].map(name => join(root, name));
    this.temporary = join(root, 'temp');
    for (const path of [workspace, home, config, this.temporary]) mkdirSync(path);
    programs.dockerConfig(config);
    writeFileSync(join(this.temporary, 'event.json'), JSON.stringify({ ...event.payload, inputs: event.inputs }));
    const { DOCKER_HOST, BUILDX_BUILDER, DOCKER_CONFIG = join(process.env.HOME ?? '', '.docker'), NODE_EXTRA_CA_CERTS } = process.env;
    const env: Record<string, string> = {
      ...DOCKER_HOST !== undefined && { DOCKER_HOST },
      ...BUILDX_BUILDER !== undefined && { BUILDX_BUILDER },
      ...NODE_EXTRA_CA_CERTS !== undefined && { NODE_EXTRA_CA_CERTS },
      ...programs.environment,
      PATH: programs.path(false),
      HOME: home,
      DOCKER_CONFIG: config,
      BUILDX_CONFIG: join(DOCKER_CONFIG, 'buildx'),
      GIT_CONFIG_NOSYSTEM: '1',
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_ACTOR: 'anna',
      GITHUB_EVENT_NAME: event.name,
      GITHUB_EVENT_PATH: join(this.temporary, 'event.json'),
      GITHUB_JOB: id,
      GITHUB_REF: event.ref,
      GITHUB_REF_NAME: shortName(event.ref),
      GITHUB_REF_TYPE: event.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_RUN_ID: String(setting.id),
      GITHUB_SERVER_URL: SERVER,
      GITHUB_SHA: sha,
      GITHUB_WORKFLOW: workflow.name,
      GITHUB_WORKFLOW_REF: `${REPOSITORY}/.github/workflows/${file}@${event.ref}`,
      GITHUB_WORKSPACE: workspace,
      RUNNER_TEMP: this.temporary,
      ...job.permissions['id-token'] === 'write' && { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://token.example/', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x' },
    };
    this.scene = {
      workspace,
      origin,
      programs,
      env,
      scans,
      sha,
      ref: event.ref,
      permissions: job.permissions,
      artifacts: join(folder, 'artifacts'),
      execute: (program, args, cwd, more) => this.execute(program, args, cwd, more),
    };
  }

  public async run(): Promise<JobRun> {
    for (const step of this.job.steps) {
      this.log = '';
      const outcome = await this.step(step);
      this.runs.push({ name: step.name, outcome, log: this.log });
      this.hasFailed ||= outcome === 'failure';
    }
    const outputs = this.values(this.job.outputs);
    rmSync(this.scene.workspace, { recursive: true, force: true });
    return { result: this.hasFailed ? 'failure' : 'success', outputs, permissions: this.job.permissions, steps: this.runs };
  }

  private get contexts(): Contexts {
    return { ...this.given, steps: this.outputs, runner: { temp: this.temporary } };
  }

  private get functions(): Functions {
    const status = statusFunctions(!this.hasFailed, this.hasFailed);
    return { ...status, join: joined, hashFiles: (...patterns) => hashFiles(this.scene.workspace, patterns.map(textOf)) };
  }

  private values(object: Record<string, unknown> = {}): Record<string, string> {
    return Object.fromEntries(Object.entries(object).map(([name, value]) => [
      name, typeof value === 'string' ? textOf(interpolate(value, this.contexts, this.functions)) : String(value),
    ]));
  }

  private async step(step: Step): Promise<Outcome> {
    try {
      if (!isDue(step.if, this.contexts, this.functions)) return 'skipped';
      const env = this.values(step.env);
      if (step.uses !== undefined) await this.use(step.uses, this.values(step.with), env);
      else await this.shell(step, env);
      return 'success';
    } catch (error) {
      this.log += `${(error as Error).stack}\n`;
      return 'failure';
    }
  }

  private async use(uses: string, inputs: Inputs, env: Record<string, string>): Promise<void> {
    const [name, commit] = uses.split('@');
    if (!/^[0-9a-f]{40}$/.test(commit)) throw new Error(`an action without a commit: ${uses}`);
    if (!Object.hasOwn(ACTIONS, name)) throw new Error(`an action that this runner does not play: ${name}`);
    await ACTIONS[name](inputs, this.scene, env);
  }

  private async shell({ id, run: script = '', 'working-directory': directory }: Step, env: Record<string, string>): Promise<void> {
    if (script.includes('${{')) throw new Error(`an expression in a script: ${script}`);
    const [output, summary, file] = ['output', 'summary', 'script.sh'].map(name => join(this.temporary, name));
    for (const path of [output, summary]) writeFileSync(path, '');
    writeFileSync(file, script);
    const where = directory ?? this.setting.workflow.defaults?.run['working-directory'] ?? '.';
    try {
      await this.execute('bash', ['-e', file], join(this.scene.workspace, where), { ...env, GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary });
    } finally {
      this.summarize(readFileSync(summary, 'utf8'));
      const lines = readFileSync(output, 'utf8').split('\n').filter(Boolean).map(line => line.split(/=(.*)/s, 2) as [string, string]);
      if (id !== undefined) this.outputs[id] = { outputs: Object.fromEntries(lines) };
    }
  }

  private execute(program: string, args: readonly string[], cwd: string, env: Record<string, string> = {}): Promise<void> {
    return new Promise((resolve, reject) => {
      const child = spawn(program, args, { cwd, env: { ...this.scene.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => this.log += text);
      child.on('error', reject).on('close', code => (code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}`))));
    });
  }
}

/** What a condition may ask of what came before. */
export function statusFunctions(isSuccess: boolean, isFailure: boolean): Functions {
  return { success: () => isSuccess, failure: () => isFailure, cancelled: () => false, always: () => true };
}

export function joined(values: Value, separator: Value): string {
  return (values as readonly Value[]).map(textOf).join(textOf(separator));
}

/** Of files in one folder; empty where there are none. */
function hashFiles(workspace: string, patterns: readonly string[]): string {
  const hash = createHash('sha256');
  const files = patterns.flatMap(pattern => {
    const [, folder, suffix] = /^(.*)\/\*(\.\w+)$/.exec(pattern) ?? [];
    if (folder === undefined) throw new Error(`a pattern that this runner does not know: ${pattern}`);
    const path = join(workspace, folder);
    return existsSync(path) ? readdirSync(path).filter(name => name.endsWith(suffix)).map(name => join(path, name)) : [];
  });
  files.forEach(file => hash.update(readFileSync(file)));
  return files.length > 0 ? hash.digest('hex') : '';
}

/** `main` of `refs/heads/main` */
export function shortName(ref: string): string {
  return ref.replace(/^refs\/(?:heads|tags|pull)\//, '');
}
