import { ACTIONS, type ActionName } from '../../catalog/actions';
import { show } from '../../model/problem';
import type { CheckedFile } from '../checked-system';
import { isMap } from '../compose/values';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';

/** An action or a workflow that a job uses, and the keys that lead to its name. */
interface Use {
  readonly uses: string;
  readonly job: string;
  readonly keys: readonly string[];
}

export const unpinnedAction: IPolicyRule = {
  id: 'unpinned-action',
  severity: PolicySeverity.ERROR,
  summary: 'Every action of a workflow is named by its commit',
  check: ({ files: { workflows = [] } }) => workflows.flatMap(findingsIn),
};

/** One for each action, however many jobs use it: it is mended in one place as a rule. */
function findingsIn({ path, content }: CheckedFile): PolicyFinding[] {
  const unpinned = new Map<string, Use[]>();
  for (const use of usesOf(content).filter(({ uses }) => !isPinned(uses))) unpinned.set(use.uses, [...unpinned.get(use.uses) ?? [], use]);
  return [...unpinned].map(([uses, all]) => ({
    file: path,
    keys: [...all[0].keys],
    message: sentence(uses, [...new Set(all.map(({ job }) => job))]),
  }));
}

function usesOf(workflow: any): Use[] {
  const jobs = isMap(workflow) && isMap(workflow.jobs) ? workflow.jobs : {};
  return Object.entries(jobs).flatMap(([job, said]) => (isMap(said) ? [...usedBy(said, job, ['jobs', job]), ...usesIn(said, 'steps', job, ['jobs', job])] : []));
}

/** Those of a list of steps; one of them may be a group that runs in parallel. */
function usesIn(parent: Record<string, unknown>, list: 'steps' | 'parallel', job: string, above: readonly string[]): Use[] {
  const steps = parent[list];
  return (Array.isArray(steps) ? steps : []).flatMap((step, index) => {
    const keys = [...above, list, String(index)];
    return isMap(step) ? [...usedBy(step, job, keys), ...usesIn(step, 'parallel', job, keys)] : [];
  });
}

function usedBy({ uses }: Record<string, unknown>, job: string, keys: readonly string[]): Use[] {
  return typeof uses === 'string' ? [{ uses, job, keys: [...keys, 'uses'] }] : [];
}

const COMMIT = /^[^@\s]+@[0-9a-f]{40}$/i;
const DIGEST = /^docker:\/\/\S+@sha256:[0-9a-f]{64}$/;
/** What lies in the repository itself is at its commit: in the folder that was checked out, or as GitHub has it. */
const OWN = /^(?:\.|\$)[\\/]/;

function isPinned(uses: string): boolean {
  return (uses.startsWith('docker://') ? DIGEST : COMMIT).test(uses) || OWN.test(uses);
}

function sentence(uses: string, jobs: readonly string[]): string {
  const one = jobs.length === 1;
  const who = `${one ? 'job' : 'jobs'} ${jobs.map(show).join(', ')} ${one ? 'uses' : 'use'} ${show(uses)}`;
  const [name, comment] = uses.split(/\s+#\s*/);
  if (comment !== undefined && isPinned(name)) return `${who}, where the comment is a part of the name; override "uses" with ${show(name)}, and "# uses" beside it with ${show(comment)}`;
  const [what, moved] = uses.startsWith('docker://') ? ['digest', 'tag'] : ['commit in full', 'tag or branch'];
  return `${who}, which names no ${what}: whoever moves the ${moved} runs code with the ${one ? 'token of that job' : 'tokens of those jobs'}; write ${show(pinned(name))}`;
}

/** How it could be named. */
function pinned(uses: string): string {
  if (uses.startsWith('docker://')) return `${uses.split('@')[0]}@sha256:<64 hexadecimal digits>`;
  const [name, ref = ''] = uses.split('@');
  const key = name.toLowerCase();
  if (Object.hasOwn(ACTIONS, key)) return `${name}@${ACTIONS[key as ActionName].commit} # ${ACTIONS[key as ActionName].version}`;
  return `${name}@<40 hexadecimal digits> # ${/^v?\d[\w.-]*$/.test(ref) && !/^[0-9a-f]{7,}$/i.test(ref) ? ref : 'v1.2.3'}`;
}
