import type { Stored } from './inventory';
import { nameOf, type Reason, short } from './plan';
import type { Deletion, Outcome, Result } from './run';
import { code, entities, enumerate } from '../../model/markdown';
import { dateText } from '../../registry/image-date';
import { renderMarkdownTable, renderTable } from '../table';

/** What a run has done with an image, or why it has done nothing. */
export type Entry = Result | { readonly image: string; readonly problems: readonly string[] };

export interface Report {
  readonly entries: readonly Entry[];
  readonly dryRun: boolean;
  readonly keep: number;
  /** In days. */
  readonly olderThan: number;
  readonly now: number;
}

const DAY = 86_400_000;
const OUTCOMES: Record<Outcome, string> = { planned: 'would be deleted', deleted: 'deleted', refused: 'kept by GitHub', failed: 'not deleted', left: 'not deleted' };

export function renderText(report: Report): string {
  return report.entries.map(entry => [
    entry.image,
    ...factsOf(entry, report).map(fact => `  ${fact}`),
    ...tableOf(entry, report, rows => [renderTable(HEADER, rows)]).map(text => `\n${text}\n`),
  ].join('\n').trimEnd()).join('\n\n');
}

export function renderMarkdown(report: Report): string {
  const title = `### Cleanup of the registry${report.dryRun ? ' (dry run)' : ''}`;
  return [title, ...report.entries.flatMap(entry => [
    `#### ${entities(entry.image)}`,
    factsOf(entry, report).map(fact => `- ${entities(fact)}`).join('\n'),
    ...tableOf(entry, report, rows => {
      const cells = rows.map(([digest, tags, ...rest]) => [code(digest), tags && code(tags), ...rest.map(entities)]);
      const table = renderMarkdownTable(HEADER, cells);
      return [rows.length <= FOLDED ? table : `<details><summary>${rows.length} manifests</summary>\n\n${table}\n\n</details>`];
    }),
  ])].join('\n\n');
}

/** For programs: whole digests, dates as ISO says. */
export function renderJson({ entries, dryRun }: Report): string {
  return JSON.stringify({
    dryRun,
    images: entries.map(entry => ({
      image: entry.image,
      ...('plan' in entry && {
        listsUntagged: entry.isComplete,
        kept: [...entry.plan.kept].map(([digest, reason]) => {
          const { tags, future } = entry.inventory.stored.get(digest)!;
          return { digest, tags, reason, ...dated('future', future) };
        }),
        deletions: entry.deletions.map(({ manifest: { digest, tags, date, future }, ...rest }) => ({ digest, tags, ...dated('date', date), ...dated('future', future), ...rest })),
      }),
      problems: entry.problems,
    })),
  }, undefined, 2);
}

const HEADER = ['digest', 'tags', 'age', 'why', 'result'];
/** Tables with more rows are folded in Markdown. */
const FOLDED = 20;
/** No more are named in a line. */
const MOST_NAMES = 10;

function tableOf(entry: Entry, { now }: Report, render: (rows: string[][]) => string[]): string[] {
  if (!('plan' in entry) || entry.deletions.length === 0) return [];
  const result = ({ outcome, said }: Deletion) => (said === undefined ? OUTCOMES[outcome] : `${OUTCOMES[outcome]}: ${said}`);
  return render(entry.deletions.map(deletion => {
    const { manifest: { digest, tags, date }, why } = deletion;
    return [short(digest), tags.map(shortTag).join(' '), date === undefined ? '' : ageText(now - date), why, result(deletion)];
  }));
}

function factsOf(entry: Entry, report: Report): string[] {
  const problems = entry.problems.map(problem => `problem: ${problem}`);
  if (!('plan' in entry)) return problems;
  const { plan: { kept }, isComplete, inventory, deletions } = entry;
  if (kept.size === 0 && deletions.length === 0 && problems.length === 0) return ['is not in the registry, or empty'];
  const limits = isComplete || inventory.stored.size === 0 ? [] : ['what has no tag is found only as a part of something else: this registry does not list it'];
  return [`keeps ${kept.size}${keptText(kept, report)}`, deletedText(entry.deletions, report.dryRun), ...dateTexts(entry), ...limits, ...problems];
}

function deletedText(deletions: readonly Deletion[], dryRun: boolean): string {
  const count = (...outcomes: Outcome[]) => deletions.filter(({ outcome }) => outcomes.includes(outcome)).length;
  if (dryRun && count('planned') > 0) return `would delete ${count('planned')}; nothing is deleted in a dry run`;
  const others = count('failed', 'left', 'refused');
  if (deletions.length === 0) return 'deletes nothing';
  return `deleted ${count('deleted')}${others > 0 ? `, not deleted ${others}` : ''}`;
}

/** What cannot be told by its age, by name: somebody has to look at it. */
function dateTexts({ plan: { kept }, inventory: { stored } }: Result): string[] {
  const all = [...stored.values()];
  const undated = all.filter(({ digest }) => kept.get(digest) === 'undated').map(named);
  const future = all.flatMap(one => (one.future === undefined ? [] : [`${named(one)} says ${dateText(one.future)}`]));
  return [
    ...undated.length > 0 ? [`of unknown age, so that nothing here deletes them: ${some(undated)}`] : [],
    ...future.length > 0 ? [`dates that are yet to come count for nothing: ${some(future)}; see who gave them to the commits`] : [],
  ];
}

function some(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return enumerate(more > 0 ? [...names.slice(0, MOST_NAMES), `${more} more`] : names);
}

function named({ digest, tags }: Stored): string {
  return nameOf({ digest, tags: tags.map(shortTag) });
}

function keptText(kept: ReadonlyMap<string, Reason>, report: Report): string {
  const counts = new Map<Reason, number>();
  for (const reason of kept.values()) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const parts = REASONS.flatMap(([reason, text]) => (counts.has(reason) ? [`${counts.get(reason)} ${text(report)}`] : []));
  return parts.length > 0 ? `: ${parts.join(', ')}` : '';
}

const REASONS: readonly [Reason, (report: Report) => string][] = [
  ['latest', () => 'latest'],
  ['version', () => 'with a version'],
  ['other', () => 'of branches and other tags'],
  ['cache', () => 'build caches'],
  ['protected', () => 'protected'],
  ['tagged', () => 'with a tag'],
  ['newest', ({ keep }) => `among the newest ${keep}`],
  ['young', ({ olderThan }) => `younger than ${olderThan} day${olderThan === 1 ? '' : 's'}`],
  ['undated', () => 'of unknown age'],
  ['unlisted', () => "not in GitHub's list yet"],
  ['part', () => 'as part of those'],
  ['companion', () => 'as signature or attestation of those'],
  ['subject', () => 'as what those are about'],
];

/** The digest in the tag of a signature is that of a line nearby. */
function shortTag(tag: string): string {
  return tag.replace(/^(sha256-[0-9a-f]{12})[0-9a-f]{52}/, '$1…');
}

function ageText(milliseconds: number): string {
  const days = Math.floor(milliseconds / DAY);
  if (days >= 1) return `${days} day${days === 1 ? '' : 's'}`;
  return 'less than a day';
}

function dated(key: 'date' | 'future', date: number | undefined): object {
  return date === undefined ? {} : { [key]: new Date(date).toISOString() };
}
