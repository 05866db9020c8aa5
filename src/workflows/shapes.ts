import type { WorkflowsOptions } from './options';
import { show, UsageError } from '../model/problem';

/** What a value has to be: in words, and how that is found out. */
interface Shape {
  readonly words: string;
  fits(value: unknown): boolean;
}

const isText = (value: unknown): value is string => typeof value === 'string';
export const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
/** Ours may come from another copy of this package. */
const has = (value: unknown, property: string) => isRecord(value) && value[property] !== undefined;
type Fits = (value: unknown) => boolean;
const listOf = (words: string, fits: Fits): Shape => ({ words, fits: value => Array.isArray(value) && Array.from<unknown>(value).every(fits) });
const mapOf = (words: string, fits: Fits): Shape => ({ words, fits: value => isRecord(value) && Object.values(value).every(fits) });

const text: Shape = { words: 'text', fits: isText };
const word: Shape = { words: 'a name', fits: value => isText(value) && value.trim() !== '' };
const flag: Shape = { words: 'true or false', fits: value => typeof value === 'boolean' };
const number: Shape = { words: 'a number', fits: value => typeof value === 'number' };
const texts = listOf('a list of texts', isText);
const scheduled = { enabled: flag, schedule: text };

/** Of each option; a map stands for options within options. */
type Shapes<T> = { readonly [K in keyof Required<T>]: Shape | Record<string, Shape> };

const SHAPES: Shapes<WorkflowsOptions> = {
  enabled: flag,
  name: text,
  branches: texts,
  defaultBranch: word,
  pullRequestBranches: texts,
  runners: mapOf('lists of labels by platform, such as { "linux/arm64": ["ubuntu-24.04-arm"] }', () => true),
  runner: texts,
  nodeVersion: { words: 'text such as "24"', fits: isText },
  logins: mapOf('logins by host, such as { "docker.io": RegistryLogin.password({ username, passwordSecret }) }', value => value === undefined || has(value, '_means')),
  cache: { words: 'BuildCache.github(), .registry() or .none()', fits: value => has(value, '_kind') },
  refresh: scheduled,
  cancelPushes: flag,
  affectedOnly: flag,
  size: flag,
  smoke: flag,
  scan: {
    enabled: flag,
    severities: texts,
    unfixed: flag,
    codeScanning: flag,
    exceptions: listOf('a list such as [VulnerabilityException.of("CVE-2026-12345", { reason, expires })]', value => has(value, 'expires')),
  },
  publish: { enabled: flag, sign: flag, attest: flag, environment: word },
  release: {
    enabled: flag,
    tags: texts,
    rebuild: flag,
    latest: flag,
    waitMinutes: number,
    environment: word,
    trigger: { words: 'ReleaseTrigger.TAG or ReleaseTrigger.RELEASE', fits: value => value === 'tag' || value === 'release' },
  },
  rescan: scheduled,
  cleanup: { ...scheduled, keep: number, olderThanDays: number, untaggedOnly: flag, protect: texts },
  upgrade: { ...scheduled, credentials: { words: 'github.GithubCredentials', fits: isRecord } },
};

/**
 * The options as they are given, which are options at all.
 *
 * @throws UsageError for `false` and everything else that has none
 */
export function checkOptions(options: WorkflowsOptions): WorkflowsOptions {
  if (isRecord(options)) return options;
  throw new UsageError(`workflows must be options, got ${show(options)}; workflows: { enabled: false } leaves them out`);
}

/** What in the options is not of its type, which no compiler tells those who write JavaScript; everything else relies on the types. */
export function misshapen(options: WorkflowsOptions): string[] {
  return Object.entries(SHAPES).flatMap(([name, shape]) => problemsOf(`workflows.${name}`, (options as Record<string, unknown>)[name], shape));
}

function problemsOf(path: string, value: unknown, shape: Shape | Record<string, Shape>): string[] {
  if (value === undefined) return [];
  if (isShape(shape)) return shape.fits(value) ? [] : [`${path} must be ${shape.words}, got ${show(value)}`];
  if (!isRecord(value)) return [`${path} must be options${'enabled' in shape ? ' such as { enabled: false }' : ''}, got ${show(value)}`];
  return Object.entries(shape).flatMap(([name, inner]) => problemsOf(`${path}.${name}`, value[name], inner));
}

function isShape(shape: Shape | Record<string, Shape>): shape is Shape {
  return typeof shape.fits === 'function';
}
