import { quoted, RegistryError } from './error';
import { Answer, Http, HttpOptions, PATIENCE, Question } from './http';
import { nextPage } from './page';
import { isDigest } from '../model/image-reference';

/** A version of a container package: a manifest, with the tags that it has. */
export interface PackageVersion {
  readonly id: number;
  readonly digest: string;
  readonly tags: readonly string[];
  /** When it came into the registry, or was changed last: milliseconds. */
  readonly date: number;
}

export interface GitHubPackagesOptions extends Partial<HttpOptions> {
  /** Where the API is. */
  readonly api: string;
  readonly token: string;
}

/** What makes no sense to go on after: a permission that is missing, or a limit of requests that is reached. */
export class GitHubStopError extends RegistryError {}

/** What GitHub never deletes, by its own rules. */
export class GitHubRuleError extends RegistryError {}

/** The longest that is waited for GitHub's limits of requests; those of an hour come to an end in another run. */
const LONGEST_WAIT = 120_000;
const MOST_WAITS = 5;
/** What GitHub wants to be waited for where it says nothing. */
const SECONDARY_LIMIT = 60_000;

/**
 * The container packages of GitHub, by its REST API: what the registry at ghcr.io holds, with and without tags.
 *
 * @see https://docs.github.com/en/rest/packages/packages
 */
export class GitHubPackages {
  private readonly http: Http;
  private readonly host: string;
  private readonly owners = new Map<string, Promise<string>>();

  public constructor(private readonly options: GitHubPackagesOptions) {
    this.http = new Http({ userAgent: 'projen-docker', env: process.env, ...PATIENCE, ...options });
    this.host = new URL(options.api).host;
  }

  /**
   * All versions of a package; `undefined` when there is no such package, or the token may not know of it.
   *
   * @param name may have slashes
   * @throws RegistryError
   */
  public async versions(owner: string, name: string): Promise<PackageVersion[] | undefined> {
    const found = new Map<number, PackageVersion>();
    let url: string | undefined = `${await this.packageUrl(owner, name)}/versions?per_page=100`;
    for (let page = 1; url !== undefined; page++) {
      const answer: Answer = await this.ask('GET', url);
      if (answer.status === 404 && page === 1) return undefined;
      if (answer.status !== 200) throw this.refused(answer, `does not list the versions of ${owner}/${name}`, 'packages: read');
      // What is pushed meanwhile moves versions to the next page, where they come again.
      for (const version of this.versionsIn(answer)) found.set(version.id, version);
      url = nextPage(answer.headers.get('link'), url, this.host);
    }
    return [...found.values()];
  }

  /**
   * Deletes a version, with all tags that it has. One that is gone is no error.
   *
   * @throws GitHubRuleError for what GitHub never deletes
   * @throws GitHubStopError when the others cannot be deleted either
   * @throws RegistryError
   */
  public async delete(owner: string, name: string, id: number): Promise<void> {
    const url = `${await this.packageUrl(owner, name)}/versions/${id}`;
    const answer = await this.ask('DELETE', url);
    if (answer.status === 204 || answer.status === 200) return;
    const said = saidIn(answer);
    if (/last (?:tagged )?version/i.test(said)) throw new GitHubRuleError('GitHub keeps the last version of a package that has a tag: delete the whole package if you do not need it');
    if (/5,?000 downloads/i.test(said)) throw new GitHubRuleError('GitHub keeps public versions with more than 5,000 downloads: its support can delete them');
    // Also what somebody may see, but not delete, is not found.
    if (answer.status === 404 && (await this.ask('GET', url)).status === 404) return;
    throw this.refused(answer, `does not delete a version of ${owner}/${name}`, 'packages: write');
  }

  /** The API knows the packages of organisations, of users, and of the user that it is talking to. */
  private async packageUrl(owner: string, name: string): Promise<string> {
    let path = this.owners.get(owner);
    if (!path) this.owners.set(owner, path = this.ownerPath(owner));
    return `${this.api}${await path}/packages/container/${encodeURIComponent(name)}`;
  }

  private async ownerPath(owner: string): Promise<string> {
    const answer = await this.ask('GET', `${this.api}/users/${encodeURIComponent(owner)}`);
    if (answer.status !== 200) throw this.refused(answer, `does not say who ${owner} is`, 'packages: read');
    const { type } = parse(answer.body) as { type?: unknown };
    if (type === 'Organization') return `/orgs/${encodeURIComponent(owner)}`;
    // Tokens of workflows belong to nobody, and may not ask who they are.
    if (this.options.token.startsWith('ghs_')) return `/users/${encodeURIComponent(owner)}`;
    const self = await this.ask('GET', `${this.api}/user`);
    const { login } = self.status === 200 ? parse(self.body) as { login?: unknown } : {};
    return String(login).toLowerCase() === owner.toLowerCase() ? '/user' : `/users/${encodeURIComponent(owner)}`;
  }

  private get api(): string {
    return this.options.api.replace(/\/+$/, '');
  }

  /** Asks, and waits where GitHub's limits of requests want it to. */
  private async ask(method: Question['method'], url: string): Promise<Answer> {
    for (let wait = 1; ; wait++) {
      const answer = await this.http.ask({
        method, url, host: this.host, accept: 'application/vnd.github+json', authorization: `Bearer ${this.options.token}`,
      });
      const pause = limitOf(answer);
      if (pause === undefined) return answer;
      if (pause > (this.options.longestPause ?? LONGEST_WAIT) || wait >= MOST_WAITS) {
        throw new GitHubStopError(`${this.host} has had too many requests (${answer.status}) and says to wait ${Math.ceil(pause / 1000)} s; run it again then, it goes on where it has ended`);
      }
      this.options.onPause?.(`${this.host} asks to wait ${Math.ceil(pause / 1000)} s`);
      await new Promise(resolve => setTimeout(resolve, pause));
    }
  }

  private versionsIn({ body }: Answer): PackageVersion[] {
    const versions = parse(body);
    if (!Array.isArray(versions)) throw new RegistryError(`${this.host} does not answer with a list of versions; check GITHUB_API_URL`);
    return versions.map(version => {
      const { id, name, created_at, updated_at, metadata } = version as Record<string, unknown>;
      const tags = (metadata as { container?: { tags?: unknown } } | undefined)?.container?.tags;
      const dates = [created_at, updated_at].map(date => Date.parse(String(date))).filter(date => !Number.isNaN(date));
      if (!Number.isInteger(id) || !isDigest(name) || !isTexts(tags) || dates.length === 0) {
        throw new RegistryError(`${this.host} lists a version that is not understood (${quoted(JSON.stringify(version)).slice(0, 80)}); check that it is a container package`);
      }
      // Moving tags changes a version: it counts as new then, so that it is rather kept than deleted.
      return { id: id as number, digest: name, tags, date: Math.max(...dates) };
    });
  }

  private refused(answer: Answer, what: string, permission: string): RegistryError {
    const said = [answer.status, quoted(saidIn(answer))].filter(Boolean).join(' ');
    if (answer.status === 401) return new GitHubStopError(`${this.host} ${what} (${said}): it does not take the token in GITHUB_TOKEN or GH_TOKEN; check it`);
    if (answer.status === 403 || answer.status === 404) {
      return new GitHubStopError(`${this.host} ${what} (${said}): the token needs the permission "${permission}", and the package has to give the workflow's repository the role Admin ("Manage Actions access" in the package's settings); a token of a person needs the scopes write:packages and delete:packages`);
    }
    return new RegistryError(`${this.host} ${what} (${said}); try again later`);
  }
}

/** How long to wait, where an answer says that there were too many requests. */
function limitOf({ status, headers, body }: Answer): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const after = headers.get('retry-after');
  if (after !== null && /^\d+$/.test(after)) return Number(after) * 1000;
  const reset = Number(headers.get('x-ratelimit-reset'));
  if (headers.get('x-ratelimit-remaining') === '0' && reset > 0) return Math.max(reset * 1000 - Date.now(), 1000);
  return status === 429 || /secondary rate limit/i.test(saidIn({ body })) ? SECONDARY_LIMIT : undefined;
}

function saidIn({ body }: Pick<Answer, 'body'>): string {
  const { message } = (parse(body) ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message : '';
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(one => typeof one === 'string');
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) ?? {};
  } catch {
    return {};
  }
}
