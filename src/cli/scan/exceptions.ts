import { meansPackage, parsePackageUrl } from './package-url';
import { isPattern, matchesPattern } from './pattern';
import type { TrivyVulnerability } from '../../engine/trivy';
import { show, UsageError } from '../../model/problem';
import { yaml } from '../../workspace/yaml';

/** A vulnerability that may stay for a while. */
export interface Exception {
  readonly id: string;
  /** Why; it may be that nobody said. */
  readonly statement?: string;
  /** From when on it counts again, in milliseconds; `undefined`: never. */
  readonly expires?: number;
  /** Where it may be; none: anywhere. */
  readonly paths: readonly string[];
  /** In what it may be; none: in anything. */
  readonly purls: readonly string[];
}

const KEYS = ['id', 'paths', 'purls', 'expired_at', 'statement'];
const EXAMPLE = '"2027-03-01"';

/**
 * The exceptions of an ignore file of Trivy's: `.trivyignore.yaml`, or else lines such as `CVE-2026-1234 exp:2027-03-01`. It is read more strictly
 * than Trivy does: a key that is not known might have been the date on which an exception ends.
 *
 * @throws UsageError for what is no such file
 */
export function parseExceptions(path: string, text: string): Exception[] {
  return isYaml(path) ? parseYaml(path, text) : parseLines(path, text);
}

function parseYaml(path: string, text: string): Exception[] {
  let value: unknown;
  try {
    value = yaml().parse(text, { logLevel: 'error' }) ?? {};
  } catch (error) {
    throw new UsageError(`${path} is not valid YAML: ${(error as Error).message.split('\n')[0].replace(/:$/, '')}; correct the file`);
  }
  const entries = isTable(value) ? value.vulnerabilities ?? [] : undefined;
  if (!Array.isArray(entries)) throw new UsageError(`${path} must hold a list "vulnerabilities" of exceptions, got ${show(value).slice(0, 80)}`);
  return entries.map((entry, index) => {
    const wrong = (what: string) => new UsageError(`exception ${index + 1} of ${path} ${what}`);
    if (!isTable(entry)) throw wrong(`must be a mapping with an "id", got ${show(entry)}`);
    const unknown = Object.keys(entry).find(key => !KEYS.includes(key));
    if (unknown !== undefined) throw wrong(`has the key ${show(unknown)}, which means nothing; there are ${KEYS.join(', ')}`);
    const { id, statement, expired_at: expiry, paths = [], purls = [] } = entry;
    if (typeof id !== 'string' || id === '') throw wrong(`must have an "id" such as "CVE-2026-1234", got ${show(id)}`);
    if (statement !== undefined && typeof statement !== 'string') throw wrong(`must have text as its "statement", got ${show(statement)}`);
    if (!isTexts(paths) || !paths.every(isPattern)) throw wrong(`must have patterns such as "app/node_modules/**" as its "paths", got ${show(paths)}`);
    if (!isTexts(purls) || !purls.every(parsePackageUrl)) throw wrong(`must have package URLs such as "pkg:npm/sharp" as its "purls", got ${show(purls)}`);
    const expires = expiry === undefined ? undefined : timeOf(String(expiry));
    if (Number.isNaN(expires)) throw wrong(`must have a day such as ${EXAMPLE} as its "expired_at", got ${show(expiry)}`);
    return { id, statement, expires, paths, purls };
  });
}

function parseLines(path: string, text: string): Exception[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const [id, ...fields] = line.trim().split(/\s+/);
    if (id === '' || id.startsWith('#')) return [];
    const said = fields.find(field => field.startsWith('exp:'))?.slice('exp:'.length);
    const expires = said === undefined ? undefined : timeOf(said);
    if (Number.isNaN(expires)) throw new UsageError(`line ${index + 1} of ${path} must say a day such as "exp:2027-03-01", got ${show(line.trim())}`);
    return [{ id, expires, paths: [], purls: [] }];
  });
}

/** Whether an exception is one of this vulnerability. Where a package has no URL, only the rest decides, as with Trivy. */
export function isExcepted({ id, paths, purls }: Exception, target: string, { VulnerabilityID, PkgPath = '', PkgIdentifier }: TrivyVulnerability): boolean {
  const purl = PkgIdentifier?.PURL;
  return id === VulnerabilityID
    && (paths.length === 0 || paths.some(pattern => [target, PkgPath].some(path => matchesPattern(pattern, path))))
    && (purls.length === 0 || purl === undefined || purls.some(constraint => meansPackage(constraint, purl)));
}

export function hasExpired({ expires }: Exception, now: number): boolean {
  return expires !== undefined && expires < now;
}

/** How an exception is named: with where it holds, because there may be several for one vulnerability. */
export function nameOf({ id, paths, purls }: Exception): string {
  const places = [...paths, ...purls];
  return places.length === 0 ? id : `${id} in ${places.join(', ')}`;
}

/**
 * The exceptions that would hold for ever, or that nobody can judge later, a sentence each: Trivy takes them, and so does this command, but
 * not without a word.
 */
export function gapsIn(path: string, exceptions: readonly Exception[]): string[] {
  return exceptions.flatMap(({ id, statement = '', expires, paths, purls }) => {
    const [isEndless, isUnexplained] = [expires === undefined, statement.trim() === ''];
    if (!isEndless && !isUnexplained) return [];
    const places = [...paths, ...purls];
    const name = `${id} in ${path}${places.length > 0 ? ` (${places.join(', ')})` : ''}`;
    const gaps = [...isEndless ? ['no end'] : [], ...isUnexplained ? ['no reason'] : []].join(' and ');
    const keys = [...isEndless ? ['expired_at'] : [], ...isUnexplained ? ['statement'] : []].join(' and ');
    return [isYaml(path) ? `${name} has ${gaps}; give it ${keys}` : `${name} has ${gaps}; write the file in YAML, where it can have ${keys}`];
  });
}

/** The beginning of a day in UTC, or a moment; `NaN`: neither. */
function timeOf(text: string): number {
  const [, day, rest] = /^(\d{4}-\d{2}-\d{2})((?:[Tt ]).+)?$/.exec(text) ?? [];
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // 2027-02-30 is read as a day in March by some.
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(day)) return NaN;
  return rest === undefined ? midnight : Date.parse(text);
}

function isYaml(path: string): boolean {
  return /\.ya?ml$/.test(path);
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(one => typeof one === 'string' && one !== '');
}
