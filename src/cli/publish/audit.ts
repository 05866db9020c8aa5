import { isDue, type Move, type Outcome, type Overtaken } from './moves';
import { type FutureDate, futureText, overtakenText } from './overtaken';
import { code, entities, link } from '../../model/markdown';
import { shortDigest } from '../../model/published-image';
import { renderMarkdownTable, renderTable } from '../table';

/** What came of a promotion. */
export interface Audit {
  /** As it is said of it: `release 1.2.3`. */
  readonly title: string;
  readonly moves: readonly Move[];
  /** `undefined`: it was only tried. */
  readonly outcome?: Outcome;
  /** Why nothing is moved, or nothing more. */
  readonly overtaken?: Overtaken;
  /** What somebody should look at. */
  readonly ignored?: readonly FutureDate[];
}

const HEADER = ['image', 'tag', 'from', 'to', 'result'];
const SERVER = /^https?:\/\/[\w.:-]+$/;
const REPOSITORY = /^[\w.-]+\/[\w.-]+$/;

/** What was moved from where to where, for people. */
export function renderAudit({ title, moves, outcome, overtaken, ignored = [] }: Audit): string {
  const rows = moves.map(move => [move.image, move.tag, move.from ? shortDigest(move.from) : '-', move.stays ? '-' : shortDigest(move.to), resultOf(move, outcome)]);
  return [
    `${outcome ? '' : 'dry run, nothing was moved: '}${title}`,
    renderTable(HEADER, rows),
    ...overtaken ? [overtakenText(overtaken)] : [],
    ...ignored.map(one => `warning: ${futureText(one)}`),
  ].join('\n\n');
}

/** The same for the summary of a workflow, with who did it: what somebody looks for who asks later. */
export function renderAuditMarkdown({ title, moves, outcome, overtaken, ignored = [] }: Audit, env: NodeJS.ProcessEnv): string {
  const rows = moves.map(move => [
    code(move.image), code(move.tag), move.from === undefined ? '' : code(move.from), move.stays ? '' : code(move.to), entities(resultOf(move, outcome)),
  ]);
  const origin = originOf(env);
  return [
    `### ${outcome ? '' : 'Dry run, nothing was moved: '}${entities(title[0].toUpperCase() + title.slice(1))}`,
    renderMarkdownTable(HEADER, rows),
    ...overtaken ? [overtakenText(overtaken, code)] : [],
    ...ignored.map(one => `**Warning:** ${futureText(one, code)}`),
    ...origin.length > 0 ? [`${origin.join(', ')}.`] : [],
  ].join('\n\n');
}

function resultOf(move: Move, outcome: Outcome | undefined): string {
  if (move.stays !== undefined) return `stays: ${move.stays}`;
  if (!isDue(move)) return 'unchanged';
  const verb = move.from === undefined ? 'new' : 'moved';
  if (!outcome) return move.from === undefined ? 'would be new' : 'would be moved';
  return outcome.moved.has(move) ? verb : 'not moved';
}

/** Who, in which run, of which commit: as far as GitHub says so. */
function originOf(env: NodeJS.ProcessEnv): string[] {
  const { GITHUB_ACTOR: actor, GITHUB_RUN_ID: run, GITHUB_SERVER_URL: server = '', GITHUB_REPOSITORY: repository = '', GITHUB_SHA: commit } = env;
  const base = SERVER.test(server) && REPOSITORY.test(repository) ? `${server}/${repository}` : undefined;
  const linked = (text: string, path: string) => (base === undefined ? text : link(text, `${base}/${path}`));
  return [
    ...actor && /^[\w[\]-]+$/.test(actor) ? [`by ${code(actor)}`] : [],
    ...run && /^\d+$/.test(run) ? [`run ${linked(run, `actions/runs/${run}`)}`] : [],
    ...commit && /^[0-9a-f]{40,64}$/.test(commit) ? [`commit ${linked(code(commit.slice(0, 12)), `commit/${commit}`)}`] : [],
  ];
}
