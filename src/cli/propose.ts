import { readFileSync } from 'fs';
import { resolve } from 'path';
import { ArgumentError, Command, readArguments, say } from './command';
import { gitHubRepository } from './github';
import { persistenceOf } from './persistence';
import { startProgress } from './progress';
import { Author, Checkout, Commit } from './propose/git';
import { PullRequests, Wanted } from './propose/pull-requests';
import { PERSISTENCE, type Persistence } from '../engine/program';
import { show, UsageError } from '../model/problem';

const USAGE = `projen-docker propose --patch FILE --branch NAME --title TEXT [OPTION...]

Opens a pull request with a patch, or brings the one that is open for this branch up to date. The patch is made by somebody without rights
("git diff --cached --binary"), and fits to what is checked out here; files and branches of the checkout stay as they are. When nothing is
left to propose, a pull request that is open is closed. The token is that of GH_TOKEN; at home, the logins of Git and the GitHub CLI do.

  --patch FILE        what changes; an empty file: nothing
  --branch NAME       where it is pushed to. What a person has added there is never overwritten
  --title TEXT        of the commit and of the pull request
  --body-file FILE    the description, in Markdown; without it, that of an open pull request stays
  --base BRANCH       where it is to be merged; the branch that is checked out if it is not given
  --label LABEL       repeatable; labels are added, and none is taken away
  --author AUTHOR     "Name <address>" of the commit; github-actions[bot] if it is not given`;

const OPTIONS = {
  'patch': { type: 'string' },
  'branch': { type: 'string' },
  'title': { type: 'string' },
  'body-file': { type: 'string' },
  'base': { type: 'string' },
  'label': { type: 'string', multiple: true },
  'author': { type: 'string' },
} as const;

const BOT: Author = { name: 'github-actions[bot]', email: '41898282+github-actions[bot]@users.noreply.github.com' };
const OBSOLETE = 'There is nothing left to propose: the base branch has all of it. This is opened anew when there is something.';

export const propose = proposeCommand();

/** Opens a pull request, or brings it up to date. */
export function proposeCommand(persistence: Persistence = PERSISTENCE): Command {
  return {
    summary: 'Open a pull request with a patch, or bring the one that is open up to date',
    usage: USAGE,
    run: async args => {
      const { values, positionals } = readArguments(args, OPTIONS);
      const { patch, branch, title, label: labels = [] } = values;
      if (!patch || !branch || !title || positionals.length > 0) throw new ArgumentError('propose takes --patch FILE, --branch NAME and --title TEXT');
      const author = readAuthor(values.author);
      const content = read(patch, 'patch');
      const body = values['body-file'] === undefined ? undefined : read(values['body-file'], 'description');
      const token = requireToken(process.env);
      const progress = startProgress();
      const patient = persistenceOf(progress, persistence);
      try {
        const checkout = new Checkout(process.cwd(), token);
        const pullRequests = new PullRequests(gitHubRepository(process.cwd()), token, patient);
        const wanted: Wanted = { title, body, base: values.base ?? await requireBranch(checkout), labels };
        await checkout.requireBranchName(branch);
        if (branch === wanted.base) throw new UsageError(`the pull request is to be merged into ${show(branch)}, and cannot come from it; choose another --branch`);
        const commit = content.trim() === '' ? undefined : await checkout.commit(resolve(patch), title, author);
        if (commit === undefined || commit.tree === await checkout.tree(commit.parent)) return await retract(checkout, pullRequests, branch, author);
        progress.step(`push ${branch}`);
        const isPushed = await push(checkout, branch, commit, author);
        progress.step('look for an open pull request');
        const open = await pullRequests.find(branch);
        const isChanged = open && await pullRequests.update(open, wanted);
        const { html_url: url } = open ?? await pullRequests.open(branch, wanted);
        return say(`${url} is ${!open ? 'opened' : isPushed || isChanged ? 'brought up to date' : 'up to date'}`);
      } finally {
        progress.end();
      }
    },
  };
}

/** @returns whether there was anything to push */
async function push(checkout: Checkout, branch: string, commit: Commit, { email }: Author): Promise<boolean> {
  const head = await checkout.remoteHead(branch);
  if (head !== undefined) {
    const { tree, parent, author, isMerged } = await checkout.remoteState(branch, head);
    if (tree === commit.tree && parent === commit.parent) return false;
    if (!isMerged && !author.endsWith(`<${email}>`)) {
      throw new UsageError(`the branch ${show(branch)} has a commit of ${author}, which would be lost; merge or close its pull request and delete the branch, then run this again`);
    }
  }
  await checkout.push(commit.id, branch, head);
  return true;
}

/** Closes what has become obsolete, unless a person works on it. */
async function retract(checkout: Checkout, pullRequests: PullRequests, branch: string, { email }: Author): Promise<number> {
  const open = await pullRequests.find(branch);
  if (!open) return say('there is nothing to propose');
  const head = await checkout.remoteHead(branch);
  const author = head === undefined ? undefined : (await checkout.remoteState(branch, head)).author;
  if (author !== undefined && !author.endsWith(`<${email}>`)) return say(`there is nothing left to propose; ${open.html_url} stays open, because it has a commit of ${author}`);
  await pullRequests.close(open, OBSOLETE);
  return say(`there is nothing left to propose; ${open.html_url} is closed`);
}

async function requireBranch(checkout: Checkout): Promise<string> {
  const branch = await checkout.branch();
  if (branch === undefined) throw new UsageError('no branch is checked out here, so nothing says where the pull request is to be merged; give --base BRANCH');
  return branch;
}

/** @throws UsageError in a workflow, where nobody logs in */
function requireToken({ GH_TOKEN, GITHUB_TOKEN, GITHUB_ACTIONS }: NodeJS.ProcessEnv): string | undefined {
  const token = GH_TOKEN || GITHUB_TOKEN;
  if (GITHUB_ACTIONS && !token) throw new UsageError('pull requests are opened with a token; set GH_TOKEN, for example to ${{ github.token }} of a job with "permissions: contents: write, pull-requests: write"');
  return token || undefined;
}

function readAuthor(text: string | undefined): Author {
  if (text === undefined) return BOT;
  const [, name, email] = /^([^<>\n]+?)\s*<([^<>\s]+)>$/.exec(text) ?? [];
  if (name === undefined) throw new ArgumentError(`--author must look like "Name <address>", got ${show(text)}`);
  return { name, email };
}

function read(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`the ${what} ${show(path)} cannot be read: ${(error as Error).message.replace(/, \w+ '.*$/, '')}`);
  }
}
