import { type GuideInput, type GuideWorkflows, urlOf } from './input';
import { code, enumerate, lines, link, table } from '../../model/markdown';
import { gateName, workflowName, type WorkflowsModel } from '../../model/workflows-model';

/** What runs on GitHub: when, with which rights, and what is done by hand. */
export function describeWorkflows(input: GuideInput): string[] {
  const { workflows } = input;
  if (!workflows || workflows.jobs.length === 0) return [];
  return [
    '## Workflows',
    ...means(workflows.model),
    table(workflows.jobs, [
      ['Workflow', ({ workflow }) => link(code(workflow), urlOf(input, `.github/workflows/${workflow}.yml`))],
      ['Job', ({ job }) => code(job)],
      ['Runs', ({ runs }) => runs],
      ['Rights of its token', ({ permissions }) => lines(permissions.map(code))],
      ['Secrets', ({ secrets }) => lines(secrets.map(code))],
      ['For a fork', ({ fork }) => fork],
    ]),
    ...byHand(workflows),
  ];
}

function means({ name, branches, publish, release, defaultBranch }: WorkflowsModel): string[] {
  const gate = `Require the check ${code(gateName(name))} of ${code(name)} in branch rules: it stands for all others.`;
  if (!publish) return [`Every change is built, tested and scanned. Nothing is published. ${gate}`];
  const latest = release?.latest ? '' : `, those of ${code(defaultBranch)} ${code('latest')}, too`;
  return [
    `Every change is built, tested and scanned. Pushes to ${enumerate(branches.map(code))} publish the very images that were: they get the tags ${code('sha-<commit>')} and that of the branch${latest}. ${gate}`,
    ...release ? [releases(release)] : [],
  ];
}

function releases({ on, tags, begins, rebuild, latest }: NonNullable<WorkflowsModel['release']>): string {
  const what = on === 'release' ? `A release that is published on GitHub${begins ? ` with a tag that begins with ${code(begins)}` : ''}` : `A tag ${enumerate(tags.map(code))} that is pushed`;
  const how = rebuild ? 'builds anew, and gives the images' : 'gives the images of its commit';
  return `${what} ${how} the version, such as ${code('1.2.3')}, which is never moved, and ${code('1.2')} and ${code('1')}${latest ? `, and ${code('latest')}` : ''}, which are.`;
}

function byHand({ model: { name, release, cleanup, rescan, upgrade } }: GuideWorkflows): string[] {
  const run = (part: 'release' | 'rescan' | 'cleanup' | 'upgrade') => `gh workflow run ${workflowName(name, part)}.yml`;
  const rows = [
    ...release ? [{ what: 'Go back to an earlier release', command: `${run('release')} -f version=1.2.2` }] : [],
    ...rescan ? [{ what: 'Scan what was released', command: run('rescan') }] : [],
    ...cleanup ? [{ what: 'See what a clean-up would delete', command: run('cleanup') }, { what: 'Clean up', command: `${run('cleanup')} -f dry-run=false` }] : [],
    ...upgrade ? [{ what: 'Take the newest version of everything', command: run('upgrade') }] : [],
  ];
  if (rows.length === 0) return [];
  return [
    'By hand, under "Actions" on GitHub, or:',
    table(rows, [['To', ({ what }) => what], ['Run', ({ command }) => code(command)]]),
  ];
}
