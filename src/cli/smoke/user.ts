import type { Observation } from './observation';
import { Promised, skipped, Verdict, verdict } from './verdict';

/** A user and a group, as numbers; a name where no number is known. */
interface Account { readonly user: string; readonly group?: string }

/** What is promised of an image that is built here and does not say who runs it. */
const NOT_ROOT = 'not root';

/** Who its processes run as: all of them, not only the first. */
export function judgeUser(service: Promised, { container, processes, accounts = '', userOffset = 0 }: Observation): Verdict[] {
  const promised = service.user ?? (service.target === undefined ? undefined : NOT_ROOT);
  if (promised === undefined || service.mayBeRoot) return [];
  const wanted = accountOf(promised, accounts);
  if (!processes || processes.length === 0) {
    // It has ended, or the engine's host does not know: what is set says who it was.
    const set = accountOf(container!.user || '0', accounts);
    return [verdict('user', promised, `${describe(set)}, as set`, isKept(set, wanted))];
  }
  const seen = processes.map(({ user, group }) => ({ user: shifted(user, userOffset), group: shifted(group, userOffset) }));
  const names = [...new Set(seen.map(describe))].sort();
  if (seen.some(({ user }) => !/^\d+$/.test(user))) return [skipped('user', promised, `${names.join(', ')}: names of the engine's host`)];
  return [verdict('user', promised, names.join(', '), seen.every(account => isKept(account, wanted)))];
}

/** `1000:1000`, `1000`, or a name that the image has. A name that it does not have stays one: whoever runs must not be root. */
function accountOf(text: string, accounts: string): Account {
  const [user, group] = text.split(':');
  if (/^\d+$/.test(user)) return { user, group: numeric(group) };
  const [, , uid] = accounts.split('\n').map(line => line.split(':')).find(([name]) => name === user) ?? [];
  return { user: uid ?? user, group: numeric(group) };
}

function isKept(seen: Account, wanted: Account): boolean {
  if (!/^\d+$/.test(wanted.user)) return seen.user !== '0';
  return seen.user === wanted.user && (wanted.group === undefined || numeric(seen.group) === undefined || seen.group === wanted.group);
}

function numeric(group: string | undefined): string | undefined {
  return group !== undefined && /^\d+$/.test(group) ? group : undefined;
}

/** Names are what BusyBox prints; of these, one number is certain. */
function shifted(text: string, offset: number): string {
  if (text === 'root') return '0';
  return /^\d+$/.test(text) ? String(Number(text) - offset) : text;
}

function describe({ user, group }: Account): string {
  return group === undefined ? user : `${user}:${group}`;
}
