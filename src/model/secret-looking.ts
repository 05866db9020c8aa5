/**
 * What secrets look like: by the names of variables, and by the values that their issuers give out. Patterns, and what they mean in the
 * places where values are written down. No value is ever part of what is said.
 */

/** Words in the names of variables that are secrets. */
const SECRET_WORD = /(?:^|_)(?:SECRETS?|TOKENS?|PASSWORDS?|PASSWD|PASSPHRASE|PWD|PRIVATE|CREDENTIALS?|KEYS?|APIKEY|AUTH|DSN|CONNECTION_STRING)(?=_|$)/i;
/** Names with such words of what is made to be seen by everyone. */
const PUBLIC_NAME = /(?:^|_)(?:PUBLISHABLE_KEY|PUBLIC_KEY|PUBLIC_TOKEN|SITE_?KEY|ANON_KEY|CLIENT_TOKEN|MEASUREMENT_KEY|SENTRY_DSN|KEYS?_(?:PREFIX|NAME|COUNT)|AUTH_(?:URL|DOMAIN|HOST|ISSUER|AUDIENCE|CLIENT_ID|REDIRECT_URI|PROVIDER|ENABLED)|TOKEN_(?:URL|NAME|ENDPOINT|TTL))(?=_|$)/i;

/** What public keys look like, by those who issue them beside secret ones: Stripe and Clerk, Mapbox, PostHog, Supabase. */
const PUBLIC_VALUE = /^(?:pk_(?:live|test)_|pk\.|phc_|sb_publishable_)/;

type Patterns = readonly (readonly [kind: string, pattern: RegExp])[];

/** What secrets look like, by those who issue them. */
const ISSUED: Patterns = [
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['a secret key of Stripe', /\b[sr]k_(?:live|test)_[0-9A-Za-z]{16,}/],
  ['a token of GitHub', /\b(?:gh[pousr]_[0-9A-Za-z]{36,}|github_pat_\w{40,})/],
  ['a token of GitLab', /\bglpat-[\w-]{20,}/],
  ['a token of npm', /\bnpm_[0-9A-Za-z]{36}\b/],
  ['a key of AWS', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['a token of Slack', /\bxox[abeprs]-[\w-]{10,}/],
  ['a key of OpenAI or Anthropic', /\bsk-(?:ant-|proj-)?[\w-]{32,}/],
  ['a key of SendGrid', /\bSG\.[\w-]{16,}\.[\w-]{16,}/],
];

const JSON_WEB_TOKEN = 'a JSON Web Token';

/** What else a whole value can be. */
const VALUES: Patterns = [
  ...ISSUED,
  ['a URL with a password', /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i],
  [JSON_WEB_TOKEN, /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+/],
];

/** What connects to databases and queues beside URLs. */
const CONNECTIONS: Patterns = [
  ['a connection string with a password', /(?:^|[;?&,\s])(?:password|pwd|accountkey|sharedaccesskey)=[^;&,\s]+/i],
];

/** What stands in commands. */
const COMMANDS: Patterns = [
  ...ISSUED,
  ['a token of a package registry', /\b_(?:authToken|password|auth)["']?\s*[=:]?\s*["']?[\w+/=.-]{16,}/],
  ['an authorization header', /\bauthorization:\s*(?:bearer|basic|token)\s+[\w.~+/=-]{16,}/i],
  ['a URL with a password', /\b[a-z][a-z0-9+.-]*:\/\/[^/\s:@'"]*:(?!x-oauth-basic@)[^/\s@'"]{8,}@(?!localhost\b|127\.)/i],
  ['a JSON Web Token', /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/],
];

/** The argument of a server or client that is a password. */
const PASSWORD_ARGUMENT = /(?:^|\s)--?(?:password|passwd|requirepass|masterauth|secret-key|api-key|auth-token)(?:=|\s+)(?!-)["']?([^\s"']+)/i;

/**
 * Why a variable that everyone can read must be taken for a secret; `undefined`: it is none.
 *
 * @param name without the prefix that makes it public
 */
export function secretInPublic(name: string, value: string): string | undefined {
  const kind = kindOf(VALUES, value);
  if (kind === JSON_WEB_TOKEN && PUBLIC_NAME.test(name)) return undefined;
  if (kind) return `its value looks like ${kind}`;
  return SECRET_WORD.test(name.replace(PUBLIC_NAME, '')) && !PUBLIC_VALUE.test(value) ? 'its name is that of a secret' : undefined;
}

/** How a name ends that has a secret for its value, whatever that looks like. */
const SECRET_END = /(?:(?:^|_)(?:SECRET|TOKEN|PASSWD|PASS|PASSPHRASE|PASSCODE|CREDENTIALS?|APIKEY|ERLANG_COOKIE|SECRET_KEY_BASE)|PASSWORD|_PWD|(?:^|_)(?:API|SECRET|PRIVATE|ACCESS|ENCRYPTION|SIGNING|MASTER|ADMIN|JWT|HMAC|APP|SERVICE_ROLE|ACCOUNT|STORAGE|LICENSE)_?KEY)$/;
const PASSWORD_END = /(?:PASSWORD|PASSWD|_PWD|_PASS|PASSPHRASE)$/;
/** Other keys: many are names of columns, caches and objects, so that the value decides. */
const KEY_END = /(?:^|_)KEY$/;
const HARMLESS_KEY = /(?:^|_)(?:PUBLIC|PUBLISHABLE|SITE|ANON|GPG|PGP|PRIMARY|FOREIGN|PARTITION|SORT|CACHE|ROUTING|HOST|OBJECT|INDEX|REGISTRY)_KEY$/;
/** What a name can end with and still be that of a secret. */
const NAME_SUFFIX = /_(?:PROD|PRODUCTION|DEV|DEVELOPMENT|TEST|STAGING|B64|BASE64|HEX|\d+)$/;

/** Whether a variable is a secret by its name alone. */
export function isSecretName(name: string): boolean {
  const plain = plainName(name);
  return SECRET_END.test(plain) && !PUBLIC_NAME.test(plain);
}

/** Where a value is written down. */
export interface Written {
  /** Whether what runs has the value; otherwise only a build has, for which many a value is made up. */
  readonly isUsed: boolean;
}

/**
 * Why a variable of a container or a build must be taken for a secret that is written down; `undefined`: it is none, or what is written
 * refers to it only.
 *
 * @param value without references to other variables
 */
export function secretInConfiguration(name: string, value: string, { isUsed }: Written): string | undefined {
  const said = value.trim();
  if (said === '' || isMadeUp(passwordOf(said), isUsed)) return undefined;
  const plain = plainName(name);
  const kind = kindOf(VALUES, said) ?? kindOf(CONNECTIONS, said);
  if (kind === JSON_WEB_TOKEN && PUBLIC_NAME.test(plain)) return undefined;
  if (kind) return `its value looks like ${kind}`;
  if (PUBLIC_NAME.test(plain) || PUBLIC_VALUE.test(said) || isNoSecret(said, plain)) return undefined;
  const isSecret = SECRET_END.test(plain) || (KEY_END.test(plain) && !HARMLESS_KEY.test(plain) && isRandom(said));
  return isSecret ? 'its name is that of a secret' : undefined;
}

/**
 * What kind of secret stands in a command; `undefined`: none.
 *
 * @param text without references to variables and what commands put out
 */
export function secretInCommand(text: string): string | undefined {
  const kind = kindOf(COMMANDS, text);
  if (kind) return kind;
  const [, password] = PASSWORD_ARGUMENT.exec(text) ?? [];
  return password && !isMadeUp(password, false) && !isNoSecret(password, 'PASSWORD') ? 'a password' : undefined;
}

/** A value that only chance can have made: letters and digits, and many of them. */
export function isRandom(value: string): boolean {
  return /^[\w+/=.-]{16,}$/.test(value) && /\d/.test(value) && /[A-Za-z]/.test(value) && !/^\d+(?:\.\d+)+/.test(value);
}

function kindOf(patterns: Patterns, value: string): string | undefined {
  return patterns.find(([, pattern]) => pattern.test(value))?.[0];
}

/** In upper case with `_` between words, without what says which of several it is. */
function plainName(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/[.-]/g, '_').toUpperCase().replace(NAME_SUFFIX, '');
}

/** The part of a URL or a connection string that is secret. */
function passwordOf(value: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:([^/\s@]+)@/i.exec(value)?.[1] ?? /(?:password|pwd|key)=([^;&,\s]+)/i.exec(value)?.[1] ?? value;
}

/** Settings, numbers, paths, addresses, and references to where a secret is. */
function isNoSecret(value: string, name: string): boolean {
  return /^(?:true|false|yes|no|on|off|enabled?|disabled?|none|null|nil|undefined|auto|default|optional|required|always|never|basic|bearer)$/i.test(value)
    || (/^-?\d+(?:\.\d+)?(?:ms|[smhd])?$/.test(value) && !(PASSWORD_END.test(name) && value.length >= 4))
    || /^(?:\.{1,2}\/|~\/|[A-Za-z]:\\|file:|\/[\w.@+-]+(?:\/[\w.@+-]+)*\/?$)/.test(value)
    || /^(?:[a-z][a-z0-9+.-]*:\/\/|arn:|vault:|ssm:|projects\/|@Microsoft\.KeyVault|X-[A-Za-z-]+$)/i.test(value);
}

/** Values that say themselves that they are none; where nothing that runs has them, such as are there to satisfy a build. */
function isMadeUp(value: string, isUsed: boolean): boolean {
  if (/^(?:<.*>|\{\{.*\}\}|%.*%|\*+|\.{3}|x{3,}|-+)$/is.test(value)) return true;
  if (/(?:^|[^a-z])(?:dummy|placeholder|unused|fake|ignored|no[tn][-_ ]?(?:an?[-_ ])?(?:real|secret|used|set|needed)|build[-_ ]?(?:time|only))(?:[^a-z]|$)/i.test(value)) return true;
  return !isUsed && (value.length <= 8 || /change[-_ ]?(?:me|it|this)|example|insecure|replace|your[-_ ]|secret|password|postgres|test|build/i.test(value));
}
