import type { Login } from './credentials';
import { quoted, RegistryError } from './error';
import { Answer, pauseAskedFor } from './http';

/** Who was asked, and as whom. */
export interface Asked {
  /** The host as messages name it. */
  readonly host: string;
  /** What to log in to: nothing for Docker Hub. */
  readonly loginTo: string;
  readonly login: Login;
}

/** A registry that wants a login, or another one: some say so, too, of what they do not have. */
export class RefusedError extends RegistryError {}

/** An answer that is none, in a sentence: what was said, and what to do. */
export function refusal(answer: Answer, { host, loginTo, login }: Asked): RegistryError {
  const said = `(${[answer.status, saidBy(answer)].filter(Boolean).join(' ')})`;
  const command = `"docker login${loginTo}"`;
  // A login that could not be found out may be what is missing.
  const hint = login.problem ? `; Docker's login could not be used: ${login.problem}` : '';
  switch (answer.status) {
    case 401: case 403:
      return new RefusedError(login.credentials
        ? `${host} refuses the login that Docker has for it, or does not have the image ${said}; check the name, or log in again with ${command}`
        : `${host} wants a login, or does not have the image ${said}; check the name, or log in with ${command}${hint}`);
    case 404:
      return new RegistryError(`${host} does not have it ${said}; check the name and the tag`);
    case 412:
      return new RegistryError(`${host} forbids it ${said}: it has a rule that keeps tags or images as they are; leave this one out of the rule, or ask who runs it`);
    case 429:
      return new RegistryError(`${host} has had too many requests ${said}${pauseSaid(answer)}; wait${login.credentials ? '' : `, or log in with ${command} if that allows more`}${hint}`);
    default:
      return new RegistryError(answer.status >= 500 ? `${host} has a fault ${said}; try again later` : `${host} gives an answer that no registry gives ${said}; check the name`);
  }
}

function pauseSaid(answer: Answer): string {
  const pause = pauseAskedFor(answer);
  return pause === undefined ? '' : ` and says to wait ${Math.ceil(pause / 1000)} s`;
}

/** The code of the distribution specification in an answer that is an error: `MANIFEST_UNKNOWN`. */
export function codeOf({ body }: Pick<Answer, 'body'>): string | undefined {
  try {
    const { errors } = JSON.parse(body.toString('utf8')) as { errors?: unknown };
    const code = Array.isArray(errors) ? (errors[0] as { code?: unknown } | null)?.code : undefined;
    return typeof code === 'string' && /^[A-Z_]{1,64}$/.test(code) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** What a registry or its token service says for people: `errors` with code and message, or one of the fields that others use. */
function saidBy({ body }: Answer): string {
  try {
    const said = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
    const { code, message } = (Array.isArray(said.errors) ? said.errors[0] : {}) as { code?: unknown; message?: unknown };
    return quoted([code, message, said.details, said.message, said.error_description, said.error].filter(one => typeof one === 'string').slice(0, 2).join(': '));
  } catch {
    return '';
  }
}
