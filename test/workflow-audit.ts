import { isAlias, isMap, isScalar, isSeq, LineCounter, Node, Pair, parseDocument, Scalar, visit, YAMLMap } from 'yaml';
import { actionOutputs } from './workflow-actions';
import { ACTIONS } from '../src/catalog/actions';

/** What actions are pinned to, as the catalogue says it. */
export type Pins = Record<string, { readonly version: string; readonly commit: string }>;

/**
 * What the audits of zizmor would say about a workflow, and a few of our own: `audit: where: what`. Made anew, because zizmor is a
 * program that npm does not bring.
 *
 * @param pins the actions that it may use
 */
export function auditWorkflow(text: string, pins: Pins = ACTIONS): string[] {
  return new Audit(text, pins).run();
}

class Audit {
  private readonly found: string[] = [];
  private readonly lines = new LineCounter();
  private readonly source: readonly string[];

  public constructor(private readonly text: string, private readonly pins: Pins) {
    this.source = text.split('\n');
  }

  public run(): string[] {
    const document = parseDocument(this.text, { lineCounter: this.lines, version: '1.2' });
    for (const { message } of [...document.errors, ...document.warnings]) this.add('syntax', 'document', message.split('\n')[0]);
    const workflow = document.contents;
    if (!isMap(workflow)) {
      this.add('syntax', 'document', 'is not a workflow');
      return this.found;
    }
    visit(document, { Alias: (_, { source }) => this.add('yaml-alias', 'document', `*${source} hides from these audits what it stands for`) });
    this.triggers(workflow);
    this.concurrency(workflow);
    this.topLevelPermissions(workflow);
    this.scalars(workflow);
    const jobs = workflow.get('jobs');
    if (!isMap(jobs) || jobs.items.length === 0) this.add('syntax', 'jobs', 'there are none');
    else for (const { key, value } of jobs.items) this.job(`jobs.${String(key)}`, value);
    return this.found;
  }

  // ---------- the workflow ----------

  private triggers(workflow: YAMLMap): void {
    const on = workflow.get('on');
    for (const event of isMap(on) ? on.items.map(({ key }) => String(key)) : isSeq(on) ? on.items.map(String) : [String(on)]) {
      if (event === 'pull_request_target' || event === 'workflow_run') {
        this.add('dangerous-triggers', 'on', `${event} runs with secrets on what strangers wrote`);
      }
    }
  }

  private concurrency(workflow: YAMLMap): void {
    const concurrency = workflow.get('concurrency');
    if (!isMap(concurrency) || !concurrency.has('group') || !concurrency.has('cancel-in-progress')) {
      this.add('concurrency-limits', 'concurrency', 'the workflow says no group with cancel-in-progress');
    }
  }

  private topLevelPermissions(workflow: YAMLMap): void {
    const permissions = workflow.get('permissions');
    if (!isMap(permissions) || permissions.items.length > 0) this.add('excessive-permissions', 'permissions', 'of the workflow must be {}');
  }

  /** What no text may say, wherever it stands. */
  private scalars(workflow: YAMLMap): void {
    visit(workflow, {
      Scalar: (key, { value }, path) => {
        if (typeof value !== 'string' || key === 'key') return;
        const keys = path.flatMap(node => (isPair(node) ? [String(node.key)] : []));
        const where = keys.join('.');
        const isCondition = keys.at(-1) === 'if';
        if (isCondition) this.condition(where, value);
        for (const expression of isCondition ? [value] : expressionsOf(value)) {
          if (/toJSON\s*\(\s*secrets\s*\)/i.test(expression) || /\bsecrets\s*\[\s*(?!')/i.test(expression)) {
            this.add('overprovisioned-secrets', where, 'every secret is handed over');
          }
          const handedOver = !isCondition && ['env', 'with', 'secrets'].includes(keys.at(-2) ?? '');
          if (/\bsecrets\b\s*[.[)]/i.test(expression) && !handedOver) this.add('secrets-outside-env', where, 'a secret is read outside of env and with');
        }
      },
    });
  }

  private condition(where: string, condition: string): void {
    if (condition.includes('${{') && !/^\$\{\{(?:(?!\}\}).)*\}\}$/s.test(condition)) {
      this.add('unsound-condition', where, 'text around the expression makes it always true');
    }
    if (/contains\s*\(\s*'[^']*'\s*,/i.test(condition)) this.add('unsound-contains', where, 'contains() of a text is true for a part of a word');
  }

  // ---------- jobs ----------

  private job(where: string, job: unknown): void {
    if (!isMap(job)) return this.add('syntax', where, 'is no job');
    this.permissions(where, job);
    if (job.get('secrets') === 'inherit') this.add('secrets-inherit', where, 'every secret is handed over');
    if (job.has('uses')) return this.uses(`${where}.uses`, job);
    const timeout = job.get('timeout-minutes');
    if (typeof timeout !== 'number' || timeout < 1 || timeout > 360) this.add('timeout', where, 'needs timeout-minutes from 1 to 360');
    this.container(`${where}.container`, job.get('container'));
    const services = job.get('services');
    if (isMap(services)) for (const { key, value } of services.items) this.container(`${where}.services.${String(key)}`, value);
    const steps = job.get('steps');
    if (isSeq(steps)) for (const [i, step] of steps.items.entries()) this.step(`${where}.steps[${i}]`, step);
    else this.add('syntax', where, 'has no steps');
    if (isSeq(steps)) this.outputs(where, job, steps.items);
  }

  /** No linter knows what an action gives that is named by commit. */
  private outputs(where: string, job: YAMLMap, steps: readonly unknown[]): void {
    const given = new Map(steps.filter(isMap).map(step => [step.get('id'), actionOutputs(actionOf(step))]));
    visit(job, {
      Scalar: (_, { value }) => {
        for (const [used, id, output] of String(value).matchAll(/\bsteps\.([\w-]+)\.outputs\.([\w-]+)/g)) {
          if (given.get(id)?.includes(output) === false) this.add('unknown-output', where, `${used} is nothing that its action gives`);
        }
      },
    });
  }

  private permissions(where: string, job: YAMLMap): void {
    const permissions = job.get('permissions');
    if (!isMap(permissions)) return this.add('excessive-permissions', where, 'must name each permission that it uses');
    for (const { key, value } of permissions.items) {
      if (String(value) === 'none') continue;
      if (!this.commentBehind(value as Scalar) && !this.commentAbove(key as Scalar)) {
        this.add('undocumented-permissions', where, `${String(key)}: ${String(value)} says no reason`);
      }
    }
  }

  private container(where: string, container: unknown): void {
    if (container === undefined) return;
    this.image(where, String(isMap(container) ? container.get('image') : container));
  }

  private image(where: string, image: string): void {
    if (!/^[^\s${}]+@sha256:[0-9a-f]{64}$/.test(image)) this.add('unpinned-images', where, `${image} has no digest`);
  }

  // ---------- steps ----------

  private step(where: string, step: unknown): void {
    if (!isMap(step)) return this.add('syntax', where, 'is no step');
    if (String(step.get('run') ?? '').includes('${{')) this.add('template-injection', where, 'an expression becomes part of the script');
    if (!step.has('uses')) return;
    this.uses(where, step);
    const input = (name: string): unknown => {
      const given = step.get('with');
      return isMap(given) ? given.get(name) : undefined;
    };
    const isFalse = (name: string): boolean => input(name) === false || input(name) === 'false';
    switch (actionOf(step)) {
      case 'actions/checkout':
        if (!isFalse('persist-credentials')) this.add('artipacked', where, 'persist-credentials must be false');
        break;
      case 'actions/github-script':
        if (String(input('script') ?? '').includes('${{')) this.add('template-injection', where, 'an expression becomes part of the script');
        break;
      case 'actions/setup-node':
        if (!isFalse('package-manager-cache') || input('cache') !== undefined) this.add('cache-poisoning', where, 'package-manager-cache must be false');
        break;
      case 'docker/setup-buildx-action':
        if (!isFalse('cache-binary')) this.add('cache-poisoning', where, 'cache-binary must be false');
        break;
      case 'docker/setup-qemu-action':
        if (!isFalse('cache-image')) this.add('cache-poisoning', where, 'cache-image must be false');
        break;
      case 'actions/cache':
      case 'actions/cache/restore':
        this.add('cache-poisoning', where, 'what a cache holds was written by another run');
        break;
    }
  }

  /** What `uses` says, of a step or of a job. */
  private uses(where: string, owner: YAMLMap): void {
    const node = owner.get('uses', true);
    const uses = String(node?.value);
    if (uses.startsWith('./')) return;
    if (uses.startsWith('docker://')) return this.image(where, uses.slice('docker://'.length));
    const [, name, commit] = /^([\w.-]+\/[\w./-]+)@([0-9a-f]{40})$/.exec(uses) ?? [];
    const [, version] = /^# (v\d+\.\d+\.\d+)$/.exec(node ? this.behind(node) : '') ?? [];
    if (name === undefined) return this.add('unpinned-uses', where, `${uses} is not pinned to a commit`);
    if (version === undefined) return this.add('unpinned-uses', where, `${uses} says no version in a comment behind it`);
    const pin = Object.entries(this.pins).find(([known]) => known === name)?.[1];
    if (!pin) return this.add('ref-version-mismatch', where, `${name} is not in the catalogue`);
    if (pin.version !== version || pin.commit !== commit) {
      this.add('ref-version-mismatch', where, `${name}@${commit} # ${version} should be ${pin.commit} # ${pin.version}`);
    }
  }

  // ---------- comments ----------

  private commentBehind(node: Node): boolean {
    return /^[\s,}\]]*#+\s*\w/.test(this.behind(node));
  }

  private commentAbove(node: Node): boolean {
    const { line } = this.lines.linePos(node.range![0]);
    return /^\s*#+\s*\w/.test(this.source[line - 2] ?? '');
  }

  /** The rest of the line behind a value. */
  private behind(node: Node): string {
    return this.text.slice(node.range![1]).split('\n')[0].trim();
  }

  private add(audit: string, where: string, what: string): void {
    this.found.push(`${audit}: ${where}: ${what}`);
  }
}

function isPair(node: unknown): node is Pair {
  return typeof node === 'object' && node !== null && 'key' in node && !isScalar(node) && !isAlias(node);
}

/** The name of a step's action, in lower case as GitHub compares it. */
function actionOf(step: YAMLMap): string {
  return String(step.get('uses')).replace(/@.*/s, '').toLowerCase();
}

function expressionsOf(text: string): string[] {
  return [...text.matchAll(/\$\{\{(.*?)\}\}/gs)].map(([, expression]) => expression);
}
