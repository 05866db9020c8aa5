import type { Duration } from '../../model/duration';
import { show, UsageError } from '../../model/problem';

/** What is sent with every answer unless it is said otherwise: nothing here depends on what a site does. */
const DEFAULTS: Record<string, string> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'X-Frame-Options': 'SAMEORIGIN',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/** What is said of headers. */
export interface HeaderChoices {
  readonly contentSecurityPolicy?: string;
  readonly strictTransportSecurity?: Duration;
  readonly headers?: Record<string, string>;
}

/**
 * The headers of every answer: ours, then those that were said, which take the place of ours whatever their case.
 *
 * @throws when a name or a value cannot stand in a header
 */
export function headersOf({ contentSecurityPolicy, strictTransportSecurity, headers = {} }: HeaderChoices): Record<string, string> {
  const said: Record<string, string> = {
    ...contentSecurityPolicy !== undefined && { 'Content-Security-Policy': contentSecurityPolicy },
    ...strictTransportSecurity && { 'Strict-Transport-Security': `max-age=${Math.floor(strictTransportSecurity.toMilliseconds() / 1000)}; includeSubDomains` },
    ...headers,
  };
  Object.entries(said).forEach(([name, value]) => checkHeader(name, value));
  const taken = new Set(Object.keys(said).map(name => name.toLowerCase()));
  const all = [...Object.entries(DEFAULTS).filter(([name]) => !taken.has(name.toLowerCase())), ...Object.entries(said)];
  return Object.fromEntries(all.filter(([, value]) => value !== ''));
}

function checkHeader(name: string, value: string): void {
  if (!/^[A-Za-z0-9-]+$/.test(name)) throw new UsageError(`the name of a header must be letters, digits and -, got ${show(name)}`);
  if (/^cache-control$/i.test(name)) throw new UsageError('"headers" cannot hold Cache-Control, which depends on the file; say with "immutable" which never change');
  if (typeof value !== 'string' || /[^\x20-\x7e]/.test(value)) throw new UsageError(`header ${name} must be one line of ASCII text, got ${show(value)}`);
  if (value.includes('$')) throw new UsageError(`header ${name} must not hold $, which nginx takes for a variable, got ${show(value)}`);
}
