import { quoted, RegistryError } from './error';
import { isLoopback } from './host';

/** How patiently registries are asked. */
export interface Patience {
  /** The most that one request may take, in milliseconds. */
  readonly timeout: number;
  /** How often a request is made that fails for reasons that may pass. */
  readonly attempts: number;
  /** Milliseconds before the second attempt; twice as many before each further one. */
  readonly pause: number;
  /** The longest pause that a registry may ask for, in milliseconds. */
  readonly longestPause: number;
}

export const PATIENCE: Patience = { timeout: 20_000, attempts: 4, pause: 500, longestPause: 30_000 };

export interface HttpOptions extends Patience {
  readonly userAgent: string;
  /** Says which proxy there is, and where Docker's configuration is. */
  readonly env: NodeJS.ProcessEnv;
  /** Learns of pauses that somebody who waits should know of. */
  readonly onPause?: (why: string) => void;
}

export interface Question {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'DELETE';
  readonly url: string;
  /** Whom a message names. */
  readonly host: string;
  readonly accept?: string;
  /** Goes to the host of `url`, and to no other that it may lead to. */
  readonly authorization?: string;
  /** A form. */
  readonly body?: URLSearchParams;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
  /** Whether another host than the one that was asked has answered. */
  readonly isForeign: boolean;
}

/** Manifests and configurations are much smaller; a registry need not accept manifests above 4 MiB. */
const LARGEST_BODY = 16 * 1024 * 1024;
const MOST_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];
/** Milliseconds for which a host that was out of reach is taken for it; then it may be there again. */
const OUTAGE_MS = 30_000;
/** Faults that another attempt would meet again. */
const LASTING = /^(ENOTFOUND|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL|ERR_INVALID)/;

interface Outage { readonly fault: RegistryError; readonly until: number }

/** Asks by HTTP: repeats what may succeed the next time, in bounded time, and gives up early on a host that was out of reach a moment ago. */
export class Http {
  private readonly outages = new Map<string, Outage>();

  public constructor(private readonly options: HttpOptions) {}

  /**
   * The last answer, whatever its status is.
   *
   * @throws RegistryError when there is none
   */
  public async ask(question: Question): Promise<Answer> {
    const { origin } = new URL(question.url);
    for (let attempt = 1; ; attempt++) {
      const known = this.outages.get(origin);
      if (known && Date.now() < known.until) throw known.fault;
      const isLast = attempt >= this.options.attempts;
      const outcome = await this.attempt(question);
      if ('fault' in outcome) {
        if (isLast || !outcome.mayPass) {
          this.outages.set(origin, { fault: outcome.fault, until: Date.now() + OUTAGE_MS });
          throw outcome.fault;
        }
        await sleep(this.pauseAfter(attempt));
      } else {
        const mayPass = outcome.status === 429 || outcome.status >= 500;
        const pause = pauseAskedFor(outcome);
        if (isLast || !mayPass || (pause !== undefined && pause > this.options.longestPause)) return outcome;
        if (pause !== undefined && pause >= 1000) this.options.onPause?.(`${question.host} asks to wait ${Math.ceil(pause / 1000)} s`);
        await sleep(pause ?? this.pauseAfter(attempt));
      }
    }
  }

  private pauseAfter(attempt: number): number {
    return this.options.pause * 2 ** (attempt - 1);
  }

  private async attempt(question: Question): Promise<Answer | { fault: RegistryError; mayPass: boolean }> {
    try {
      return await this.follow(question);
    } catch (error) {
      if (error instanceof RegistryError) throw error;
      if ((error as Error).name === 'TimeoutError') {
        return { fault: new RegistryError(`${question.host} does not answer within ${this.options.timeout / 1000} s; try again later, or check the network${proxyHint(this.options.env)}`), mayPass: true };
      }
      const cause = causeOf(error);
      const fault = new RegistryError(`${question.host} cannot be reached (${quoted(cause.text)}); check the name and the network${proxyHint(this.options.env)}`);
      return { fault, mayPass: !LASTING.test(cause.code) };
    }
  }

  private async follow({ method, url: start, host, accept, authorization, body }: Question): Promise<Answer> {
    const from = new URL(start);
    // One time limit for all redirects together.
    const signal = AbortSignal.timeout(this.options.timeout);
    for (let url = from, redirects = 0; ; redirects++) {
      const response = await fetch(url, {
        method,
        body,
        redirect: 'manual',
        signal,
        headers: {
          'user-agent': this.options.userAgent,
          ...(accept && { accept }),
          ...(authorization && url.origin === from.origin && { authorization }),
        },
      });
      const location = REDIRECTS.includes(response.status) ? response.headers.get('location') : null;
      // A form may hold a token, and what is deleted is meant of this host: they go nowhere else.
      if (location === null || method === 'POST' || method === 'DELETE') {
        return { status: response.status, headers: response.headers, body: await read(response, host), isForeign: url.origin !== from.origin };
      }
      await response.body?.cancel();
      if (redirects >= MOST_REDIRECTS) throw new RegistryError(`${host} redirects more than ${MOST_REDIRECTS} times; try again later, or ask who runs it`);
      url = redirected(url, location, host);
    }
  }
}

function redirected(from: URL, location: string, host: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  const isSafe = to?.protocol === 'https:' || (to?.protocol === 'http:' && from.protocol === 'http:' && isLoopback(to.hostname));
  if (!to || !isSafe) throw new RegistryError(`${host} redirects to ${JSON.stringify(quoted(to ? to.origin : location))}, which is not encrypted; ask who runs it`);
  return to;
}

async function read(response: Response, host: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new RegistryError(`${host} answers with more than ${LARGEST_BODY / 1024 / 1024} MiB; check that it is a registry`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What `Retry-After` says, in milliseconds: it is a number of seconds, or a date. */
export function pauseAskedFor({ headers }: Pick<Answer, 'headers'>, now: number = Date.now()): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(date - now, 0);
}

/** Node knows of a proxy only when it is told to, and not in every version that we run on. */
function proxyHint(env: NodeJS.ProcessEnv): string {
  const name = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].find(one => env[one]);
  if (name === undefined) return ', and whether a proxy has to be set';
  const isUsed = Boolean(env.NODE_USE_ENV_PROXY) || /--use-env-proxy/.test(env.NODE_OPTIONS ?? '');
  return isUsed ? `, and the proxy in ${name}` : `; ${name} is set, and Node (22.21, 24 and later) uses it when NODE_USE_ENV_PROXY=1 is set, too`;
}

interface Fault { readonly message?: string; readonly code?: string; readonly cause?: Fault; readonly errors?: readonly Fault[] }

/** `fetch` hides the reason in causes, and one for each address of a host in a list. */
function causeOf(error: unknown): { readonly text: string; readonly code: string } {
  let fault = error as Fault;
  for (let inner: Fault | undefined = fault; inner; inner = inner.cause ?? inner.errors?.[0]) fault = inner;
  return { text: fault.message || fault.code || 'no reason given', code: fault.code ?? '' };
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}
