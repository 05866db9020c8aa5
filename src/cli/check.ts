import { writeFileSync } from 'fs';
import { checkCompose, checkDockerfiles } from './check/builder';
import { checkDefinitions } from './check/definitions';
import type { CheckFinding, CheckResult } from './check/finding';
import { renderSarif } from './check/sarif';
import { ArgumentError, type Command, readArguments } from './command';
import { inRepository } from './git-root';
import { exitCodeOf, interruptible } from './interrupt';
import { startProgress } from './progress';
import { readManifest, tryReadManifest } from './project';
import { hasEngine } from '../engine/docker';
import { ourManifest } from '../files/own-package';
import { type Manifest, MANIFEST_PATH } from '../model/manifest';
import { show, UsageError } from '../model/problem';

const USAGE = `projen-docker check [--sarif FILE] [--json] [--no-rules] [--no-engine]

Runs all rules on what "npx projen" would write, and, when a Docker engine is there, the builder's own checks of every Dockerfile and
Compose's of its files. Writes nothing of the project. Exits with 1 when there is an error, or when the builder warns.

  --sarif FILE  write what is not suppressed to FILE as SARIF, for editors and code scanning
  --json        print the findings as JSON
  --no-rules    leave out the rules, which run the project's definition
  --no-engine   leave out the builder and Compose`;

const OPTIONS = {
  'sarif': { type: 'string' },
  'json': { type: 'boolean', default: false },
  'no-rules': { type: 'boolean', default: false },
  'no-engine': { type: 'boolean', default: false },
} as const;

/** Says everything that is wrong with the containers of a project, and changes nothing. */
export const check: Command = {
  summary: 'Run all rules, and the checks of the builder and of Compose: check [--sarif FILE]',
  usage: USAGE,
  run: async args => {
    const { values, positionals } = readArguments(args, OPTIONS);
    if (positionals.length > 0) throw new ArgumentError(`check looks at all services and takes no names, got ${positionals.map(show).join(', ')}`);
    const root = process.cwd();
    const looked = await interruptible(signal => look(root, { rules: !values['no-rules'], engine: !values['no-engine'] }, signal));
    if (typeof looked === 'string') return exitCodeOf(looked);
    const { results, skipped } = looked;
    const findings = results.flatMap(result => result.findings);
    if (values.sarif !== undefined) {
      const rules = results.flatMap(result => result.rules);
      write(values.sarif, renderSarif(findings, rules, ourManifest().version, inRepository(root)));
    }
    process.stdout.write(values.json ? `${JSON.stringify({ findings, skipped }, undefined, 2)}\n` : report(findings, skipped));
    return findings.some(isFailure) ? 1 : 0;
  },
};

/** What was found, and what nobody could look at. */
interface Looked {
  readonly results: readonly CheckResult[];
  readonly skipped: readonly string[];
}

async function look(root: string, asked: { readonly rules: boolean; readonly engine: boolean }, signal: AbortSignal): Promise<Looked> {
  const progress = startProgress();
  const skipped: string[] = [];
  const results: CheckResult[] = [];
  try {
    if (asked.rules) {
      progress.step('Running the rules');
      results.push(await checkDefinitions(root, signal));
    }
    if (asked.engine && !hasEngine()) {
      skipped.push('no Docker engine answers, so the builder\'s and Compose\'s own checks were left out');
    } else if (asked.engine) {
      // A project without services has none; where nothing else was asked, this is the wrong folder.
      const manifest = asked.rules ? tryReadManifest(root) : readManifest(root);
      if (manifest) results.push(...await checkWithEngine(root, manifest, progress.step, signal));
      else skipped.push(`${MANIFEST_PATH} is not there, so there is nothing yet for the builder and Compose to check`);
    }
  } finally {
    progress.end();
  }
  return { results, skipped };
}

function write(path: string, content: object): void {
  try {
    writeFileSync(path, `${JSON.stringify(content, undefined, 2)}\n`);
  } catch (error) {
    throw new UsageError(`${show(path)} cannot be written (${(error as NodeJS.ErrnoException).code}); name a file in a folder that is there`);
  }
}

async function checkWithEngine(root: string, manifest: Manifest, step: (text: string) => void, signal: AbortSignal): Promise<CheckResult[]> {
  step('Asking the builder');
  const dockerfiles = await checkDockerfiles(root, manifest, signal);
  step('Asking Compose');
  return [dockerfiles, await checkCompose(root, manifest, signal)];
}

/** The builder warns of nothing that may stay. */
function isFailure({ severity, rule, reason }: CheckFinding): boolean {
  return reason === undefined && (severity === 'error' || rule.includes('/'));
}

function report(findings: readonly CheckFinding[], skipped: readonly string[]): string {
  const open = findings.filter(({ reason }) => reason === undefined);
  const count = (severity: string) => open.filter(finding => finding.severity === severity).length;
  const suppressed = findings.length - open.length;
  return [
    ...open.map(finding => `${finding.severity}: ${place(finding)}${finding.message} (${finding.rule})`),
    ...skipped.map(text => `note: ${text}`),
    `${plural(count('error'), 'error')}, ${plural(count('warning'), 'warning')}${suppressed > 0 ? `, ${suppressed} suppressed with a reason` : ''}`,
    '',
  ].join('\n');
}

function place({ file, line, service }: CheckFinding): string {
  const at = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `;
  return service === undefined ? at : `${at}service ${show(service)}: `;
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
