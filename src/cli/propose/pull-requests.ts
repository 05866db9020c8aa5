import { explained, redacted } from './refusal';
import { GH_ADVICE } from '../../engine/attestations';
import { lastLines, type Persistence, PERSISTENCE, persistently, runProgram } from '../../engine/program';
import { UsageError } from '../../model/problem';
import type { GitHubRepository } from '../github';

/** A pull request, as far as it is of interest. */
export interface PullRequest {
  readonly number: number;
  readonly html_url: string;
  readonly title: string;
  readonly body: string | null;
  readonly base: { readonly ref: string };
  readonly labels: readonly { readonly name: string }[];
}

/** What a pull request is to say. */
export interface Wanted {
  readonly title: string;
  /** `undefined`: as it is. */
  readonly body?: string;
  readonly base: string;
  readonly labels: readonly string[];
}

/** GitHub takes no longer text. */
const LONGEST_BODY = 65_000;

/** Pull requests of a repository, by the GitHub CLI: it brings the login, and its `api` says exactly what is asked. */
export class PullRequests {
  /** @param token what must never be said */
  public constructor(
    private readonly gitHub: GitHubRepository, private readonly token: string | undefined, private readonly persistence: Persistence = PERSISTENCE,
  ) {}

  /** That which is open for a branch of this repository; one of a fork with a branch of that name is none. */
  public async find(branch: string): Promise<PullRequest | undefined> {
    const [owner] = this.gitHub.repository.split('/');
    const found = await this.api('GET', `pulls?state=open&head=${encodeURIComponent(`${owner}:${branch}`)}`) as readonly PullRequest[];
    return found[0];
  }

  public async open(branch: string, { title, body = '', base, labels }: Wanted): Promise<PullRequest> {
    const opened = await this.api('POST', 'pulls', { title, body: shortened(body), head: branch, base }) as PullRequest;
    await this.label(opened, labels);
    return opened;
  }

  /** @returns whether anything had to be changed */
  public async update(open: PullRequest, { title, body, base, labels }: Wanted): Promise<boolean> {
    const changes = {
      ...title !== open.title && { title },
      // GitHub keeps line ends as they come.
      ...body !== undefined && shortened(body) !== (open.body ?? '').replace(/\r\n/g, '\n') && { body: shortened(body) },
      ...base !== open.base.ref && { base },
    };
    if (Object.keys(changes).length > 0) await this.api('PATCH', `pulls/${open.number}`, changes);
    const labelled = await this.label(open, labels);
    return Object.keys(changes).length > 0 || labelled;
  }

  public async close({ number }: PullRequest, why: string): Promise<void> {
    await this.api('POST', `issues/${number}/comments`, { body: why });
    await this.api('PATCH', `pulls/${number}`, { state: 'closed' });
  }

  private async label({ number, labels }: PullRequest, wanted: readonly string[]): Promise<boolean> {
    const missing = wanted.filter(name => !labels.some(label => label.name === name));
    if (missing.length > 0) await this.api('POST', `issues/${number}/labels`, { labels: missing });
    return missing.length > 0;
  }

  private async api(method: 'GET' | 'POST' | 'PATCH', path: string, body?: object): Promise<unknown> {
    const { host, repository } = this.gitHub;
    const args = ['api', '--hostname', host, '--method', method, '-H', 'Accept: application/vnd.github+json', `repos/${repository}/${path}`, ...body ? ['--input', '-'] : []];
    const run = () => runProgram('gh', args, GH_ADVICE, { env: this.env(), input: body && JSON.stringify(body) });
    // What makes something is not said twice: the first time may have been heard.
    const { code, stdout, stderr } = method === 'POST' ? await run() : await persistently(run, this.persistence);
    if (code !== 0) {
      const known = explained(`${stdout}\n${stderr}`);
      const reasons = errorsIn(stdout);
      const said = `GitHub refuses "${method} ${path.split('?')[0]}": ${lastLines(stderr) || `exit code ${code}`}${reasons ? ` (${reasons})` : ''}`;
      throw new UsageError(redacted(known ?? said, this.token));
    }
    return stdout.trim() === '' ? undefined : JSON.parse(stdout);
  }

  /** On a server of one's own the GitHub CLI reads another variable. */
  private env(): NodeJS.ProcessEnv {
    const isOwn = this.gitHub.host !== 'github.com' && !this.gitHub.host.endsWith('.ghe.com');
    return { ...process.env, GH_PROMPT_DISABLED: '1', ...isOwn && this.token && { GH_ENTERPRISE_TOKEN: this.token } };
  }
}

/** What GitHub says in the body of a refusal, where the GitHub CLI leaves it. */
function errorsIn(stdout: string): string {
  try {
    const { errors = [] } = JSON.parse(stdout) as { readonly errors?: readonly (string | { readonly message?: string })[] };
    return errors.map(error => (typeof error === 'string' ? error : error.message ?? '')).filter(Boolean).join('; ');
  } catch {
    return '';
  }
}

function shortened(text: string): string {
  const body = text.replace(/\r\n/g, '\n').trim();
  return body.length > LONGEST_BODY ? `${body.slice(0, LONGEST_BODY)}\n\n*(shortened)*` : body;
}
