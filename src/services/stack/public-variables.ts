import { Problems, show } from '../../model/problem';

/** Words in the names of variables that are secrets. */
const SECRET_NAME = /(?:^|_)(?:SECRETS?|TOKENS?|PASSWORDS?|PASSWD|PASSPHRASE|PWD|PRIVATE|CREDENTIALS?|KEYS?|APIKEY|AUTH|DSN|CONNECTION_STRING)(?=_|$)/i;
/** Names with such words of what is made to be seen by everyone. */
const PUBLIC_NAME = /(?:^|_)(?:PUBLISHABLE_KEY|PUBLIC_KEY|PUBLIC_TOKEN|SITE_?KEY|ANON_KEY|CLIENT_TOKEN|MEASUREMENT_KEY|SENTRY_DSN|KEYS?_(?:PREFIX|NAME|COUNT)|AUTH_(?:URL|DOMAIN|HOST|ISSUER|AUDIENCE|CLIENT_ID|REDIRECT_URI|PROVIDER|ENABLED)|TOKEN_(?:URL|NAME|ENDPOINT|TTL))(?=_|$)/i;

/** What public keys look like, by those who issue them beside secret ones: Stripe and Clerk, Mapbox, PostHog, Supabase. */
const PUBLIC_VALUE = /^(?:pk_(?:live|test)_|pk\.|phc_|sb_publishable_)/;

/** What secrets look like, by those who issue them. */
const SECRET_VALUES: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['a secret key of Stripe', /\b[sr]k_(?:live|test)_[0-9A-Za-z]{16,}/],
  ['a token of GitHub', /\b(?:gh[pousr]_[0-9A-Za-z]{36,}|github_pat_\w{40,})/],
  ['a token of GitLab', /\bglpat-[\w-]{20,}/],
  ['a token of npm', /\bnpm_[0-9A-Za-z]{36}\b/],
  ['a key of AWS', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['a token of Slack', /\bxox[abeprs]-[\w-]{10,}/],
  ['a key of OpenAI or Anthropic', /\bsk-(?:ant-|proj-)?[\w-]{32,}/],
  ['a key of SendGrid', /\bSG\.[\w-]{16,}\.[\w-]{16,}/],
  ['a URL with a password', /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i],
  ['a JSON Web Token', /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+/],
];

/**
 * Looks for secrets among values that everyone can read who opens the application: what a build writes into the files of a
 * browser, or what a server tells it.
 *
 * @param variables names and values
 * @param isPublic whether a variable reaches the browser, by its name
 * @param allowed names that look like secrets and are none, with the reason for each
 */
export function checkPublicVariables(variables: Record<string, string>, isPublic: (name: string) => boolean,
  allowed: Record<string, string>, problems: Problems): void {
  for (const [name, reason] of Object.entries(allowed)) {
    if (typeof reason !== 'string' || !reason.trim()) {
      problems.add(`"notSecret" must say why ${name} may be read by everyone, such as "the provider accepts it from our domain only"; got ${show(reason)}`);
    }
    if (!(name in variables)) problems.add(`"notSecret" names ${name}, which is not set; remove it there, or correct the name`);
  }
  for (const [name, value] of Object.entries(variables)) {
    if (!isPublic(name) || name in allowed) continue;
    // The prefix that makes a variable public says nothing of what it is: `NEXT_PUBLIC_KEY` is no public key.
    const finding = secretOf(name.replace(/^(?:NEXT_)?PUBLIC_/, ''), value);
    if (finding) {
      problems.add(`${name} can be read by everyone who opens the application, but ${finding}; leave it to a server, or say in "notSecret" why it is no secret`);
    }
  }
}

/** Why a variable must be taken for a secret. The value itself stays unsaid. */
function secretOf(name: string, value: string): string | undefined {
  const kind = SECRET_VALUES.find(([, pattern]) => pattern.test(value))?.[0];
  if (kind === 'a JSON Web Token' && PUBLIC_NAME.test(name)) return undefined;
  if (kind) return `its value looks like ${kind}`;
  return SECRET_NAME.test(name.replace(PUBLIC_NAME, '')) && !PUBLIC_VALUE.test(value) ? 'its name is that of a secret' : undefined;
}
