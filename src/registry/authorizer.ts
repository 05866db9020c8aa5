import { parseChallenges } from './challenge';
import { Credentials, findLogin, Login } from './credentials';
import { quoted, RegistryError } from './error';
import { isLoopback, labelOf } from './host';
import { Answer, Http, Question } from './http';
import { refusal } from './said';
import { DOCKER_HUB } from '../model/image-reference';

/** What may be done with a repository; tokens are given out for just that. */
export type Access = 'pull' | 'pull,delete';

/** What is asked for: access to one repository. */
interface Wanted {
  readonly registry: string;
  readonly repository: string;
  /** @default - pull */
  readonly access?: Access;
}

/**
 * Answers what registries want to know before they answer. Requests that want the same access to one repository share what was granted.
 *
 * As with Docker, the registry names the service that gives out tokens, which may be another host (auth.docker.io for
 * registry-1.docker.io, gitlab.com for registry.gitlab.com), and that service gets the registry's credentials. Only the registry itself
 * is listened to, never a host that it redirects to, and nothing is sent without encryption, but to this machine.
 */
export class Authorizer {
  private readonly logins = new Map<string, Promise<Login>>();
  private readonly granted = new Map<string, Promise<string>>();

  public constructor(private readonly http: Http, private readonly env: NodeJS.ProcessEnv) {}

  /** Asks a registry about a repository, with whatever it takes. */
  public async ask(wanted: Wanted, question: Question): Promise<Answer> {
    const key = `${wanted.registry}/${wanted.repository}:${wanted.access ?? 'pull'}`;
    const used = this.granted.get(key);
    const answer = await this.http.ask({ ...question, authorization: await used });
    if (answer.status !== 401 || answer.isForeign) return answer;
    // Unless another request has done so by now: asks for what it wants, also when a token is no longer good.
    if (this.granted.get(key) === used) this.grant(key, this.authorize(wanted, answer));
    return this.http.ask({ ...question, authorization: await this.granted.get(key) });
  }

  /** What Docker knows of a login for a registry. */
  public login(registry: string): Promise<Login> {
    let login = this.logins.get(registry);
    if (!login) this.logins.set(registry, login = findLogin(registry, this.env));
    return login;
  }

  /** What was refused is asked for again the next time: a service may have a fault, and a right may be given. */
  private grant(key: string, granting: Promise<string>): void {
    this.granted.set(key, granting);
    granting.catch(() => this.granted.get(key) === granting && this.granted.delete(key));
  }

  /** The value of the `Authorization` header. */
  private async authorize(wanted: Wanted, refused: Answer): Promise<string> {
    const challenges = parseChallenges(refused.headers.get('www-authenticate') ?? '');
    const login = await this.login(wanted.registry);
    const { credentials } = login;
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
    if (bearer) return `Bearer ${credentials?.registryToken ?? await this.token(wanted, bearer.parameters, login)}`;
    if (challenges.some(({ scheme }) => scheme === 'basic') && credentials?.password !== undefined) return basic(credentials);
    throw refusal(refused, asked(wanted, login));
  }

  private async token(wanted: Wanted, { realm = '', service, scope }: Readonly<Record<string, string>>, login: Login): Promise<string> {
    const url = realmUrl(realm, wanted);
    const form = new URLSearchParams({ ...(service && { service }), scope: scopeOf(wanted, scope) });
    const host = url.host;
    const answer = await this.http.ask(login.credentials?.identityToken
      ? { method: 'POST', host, url: url.href, body: refresh(form, login.credentials.identityToken) }
      : { method: 'GET', host, ...signed(url, form, login.credentials) });
    if (answer.status !== 200) throw refusal(answer, asked(wanted, login));
    const token = tokenIn(answer);
    if (token === undefined) throw new RegistryError(`${host} gives out no token for ${labelOf(wanted.registry)}; try again later, or ask who runs it`);
    return token;
  }
}

/** Whom messages of a registry are about. */
export function asked({ registry }: Pick<Wanted, 'registry'>, login: Login): { host: string; loginTo: string; login: Login } {
  return { host: labelOf(registry), loginTo: registry === DOCKER_HUB ? '' : ` ${registry}`, login };
}

/** What the registry says, which knows best; unless that would not do. */
function scopeOf({ repository, access = 'pull' }: Wanted, said: string | undefined): string {
  const own = `repository:${repository}:${access}`;
  const isTooLittle = access !== 'pull' && said === `repository:${repository}:pull`;
  return said === undefined || isTooLittle ? own : said;
}

function realmUrl(realm: string, { registry }: Wanted): URL {
  const url = URL.canParse(realm) ? new URL(realm) : undefined;
  if (url?.protocol !== 'https:' && !(url?.protocol === 'http:' && isLoopback(url.hostname))) {
    throw new RegistryError(`${labelOf(registry)} sends logins to ${JSON.stringify(quoted(realm))}, where they would not be encrypted; ask who runs it`);
  }
  return url;
}

function signed(url: URL, form: URLSearchParams, credentials: Credentials | undefined): Pick<Question, 'url' | 'authorization'> {
  const to = new URL(url);
  form.forEach((value, name) => to.searchParams.set(name, value));
  if (credentials?.password === undefined) return { url: to.href };
  to.searchParams.set('account', credentials.username ?? '');
  return { url: to.href, authorization: basic(credentials) };
}

function refresh(form: URLSearchParams, identityToken: string): URLSearchParams {
  const body = new URLSearchParams(form);
  Object.entries({ grant_type: 'refresh_token', client_id: 'projen-docker', refresh_token: identityToken }).forEach(([name, value]) => body.set(name, value));
  return body;
}

function basic({ username = '', password = '' }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function tokenIn({ body }: Answer): string | undefined {
  try {
    const { token, access_token: other } = JSON.parse(body.toString('utf8')) as { token?: unknown; access_token?: unknown };
    return [token, other].find((one): one is string => typeof one === 'string' && /^[\x21-\x7e]+$/.test(one));
  } catch {
    return undefined;
  }
}
