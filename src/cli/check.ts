import { writeFileSync } from 'fs';
import { checkCompose, checkDockerfiles } from './check/builder';
import { checkDefinitions } from './check/definitions';
import type { CheckFinding, CheckResult } from './check/finding';
import { renderSarif } from './check/sarif';
import { type Command, readArguments } from './command';
import { startProgress } from './progress';
import { readManifest } from './project';
import { ourManifest } from '../adopt/tooling';
import { hasEngine } from '../engine/docker';
import { show } from '../model/problem';

const USAGE = `projen-docker check [--sarif FILE] [--json] [--no-rules] [--no-engine]

Runs all rules on what "npx projen" would write, and, when a Docker engine is there, the builder's own checks of every Dockerfile and
Compose's of its files. Writes nothing of the project. Exits with 1 when there is an error, or when the builder warns.

  --sarif FILE  write the findings to FILE as SARIF, for editors and code scanning
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
    const { values } = readArguments(args, OPTIONS);
    const root = process.cwd();
    const progress = startProgress();
    const skipped: string[] = [];
    const results: CheckResult[] = [];
    try {
      if (!values['no-rules']) {
        progress.step('Running the rules');
        results.push(await checkDefinitions(root));
      }
      if (!values['no-engine']) {
        if (hasEngine()) results.push(...await checkWithEngine(root, progress.step));
        else skipped.push('no Docker engine answers, so the builder\'s and Compose\'s own checks were left out');
      }
    } finally {
      progress.end();
    }
    const findings = results.flatMap(result => result.findings);
    if (values.sarif !== undefined) {
      writeFileSync(values.sarif, `${JSON.stringify(renderSarif(findings, results.flatMap(({ rules }) => rules), ourManifest().version), undefined, 2)}\n`);
    }
    process.stdout.write(values.json ? `${JSON.stringify({ findings, skipped }, undefined, 2)}\n` : report(findings, skipped));
    return findings.some(isFailure) ? 1 : 0;
  },
};

async function checkWithEngine(root: string, step: (text: string) => void): Promise<CheckResult[]> {
  const manifest = readManifest(root);
  step('Asking the builder');
  const dockerfiles = await checkDockerfiles(root, manifest);
  step('Asking Compose');
  return [dockerfiles, await checkCompose(root, manifest)];
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
