import { ComposeEntry, composeEntries, placeOf } from '../compose/entries';
import { Reference, referencesOf } from '../compose/references';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';

/** One thing that a service needs of another, and where it says so. */
interface Need { readonly name: string; readonly entry: ComposeEntry; readonly keys: Reference['keys'] }

export const dependencyCycle: IPolicyRule = {
  id: 'dependency-cycle',
  severity: PolicySeverity.ERROR,
  summary: 'Services do not wait for each other in a circle',
  check: system => {
    const all = composeEntries(system).map(entry => ({ entry, references: referencesOf(entry) }));
    return [...circles(needsOf(all, 'runs'), 'start'), ...circles(needsOf(all, 'builds'), 'be built')];
  },
};

interface Referring { readonly entry: ComposeEntry; readonly references: readonly Reference[] }

function needsOf(all: readonly Referring[], wanted: Reference['role']): ReadonlyMap<string, readonly Need[]> {
  const needs = new Map<string, Need[]>();
  for (const { entry, references } of all) {
    const own = references.filter(({ role }) => role === wanted).map(({ name, keys }) => ({ name, entry, keys }));
    needs.set(entry.name, [...needs.get(entry.name) ?? [], ...own]);
  }
  return needs;
}

/** Each circle once, where it is closed. No recursion: chains may be as long as there are services. */
function circles(needs: ReadonlyMap<string, readonly Need[]>, what: string): PolicyFinding[] {
  const findings: PolicyFinding[] = [];
  const done = new Set<string>();
  for (const start of needs.keys()) {
    const path: { readonly name: string; next: number }[] = [{ name: start, next: 0 }];
    const onPath = new Set([start]);
    while (path.length > 0) {
      const current = path[path.length - 1];
      const need = done.has(current.name) ? undefined : needs.get(current.name)?.[current.next++];
      if (!need) {
        done.add(current.name);
        onPath.delete(current.name);
        path.pop();
      } else if (onPath.has(need.name)) {
        const names = path.map(({ name }) => name);
        const circle = spoken([...names.slice(names.indexOf(need.name)), need.name]);
        findings.push({
          ...placeOf(need.entry, ...need.keys),
          message: `services wait for each other in a circle, so none of them can ${what}: ${circle}; remove one of these dependencies`,
        });
      } else {
        path.push({ name: need.name, next: 0 });
        onPath.add(need.name);
      }
    }
  }
  return findings;
}

function spoken(circle: readonly string[]): string {
  return (circle.length > 12 ? [...circle.slice(0, 6), '…', ...circle.slice(-5)] : circle).join(' → ');
}
