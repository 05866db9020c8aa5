import { existsSync, mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { isAbsolute, join, relative } from 'path';
import { CheckFinding, CheckResult } from './finding';
import { UsageError } from '../../model/problem';
import { REPORT_VARIABLE, type SynthesisReport } from '../../synthesis-gate';
import { essenceOf, synthesize } from '../synthesis';

/**
 * Runs the project's definition up to where it would write, and gives what rules find then: those of the project too, and in
 * the files as they are now. A synthesis is that of all projects of a repository: what others than the one in this folder, and
 * those below it, have to say is theirs.
 */
export async function checkDefinitions(directory: string, signal: AbortSignal): Promise<CheckResult> {
  const { root, problems, reports: all } = await reportOf(directory, signal);
  const reports = all.filter(report => !isOutside(relative(directory, report.directory)));
  const here = (file: string) => relative(directory, join(root, file)).replace(/\\/g, '/');
  const wrong = [...problems, ...reports.flatMap(report => report.misuse)].map((message): CheckFinding => ({ rule: 'definition', severity: 'error', message }));
  const unused = reports.flatMap(report => report.unused).map((message): CheckFinding => ({ rule: 'unused-suppression', severity: 'warning', message }));
  const findings = reports.flatMap(report => report.findings);
  return {
    findings: [...wrong, ...unused, ...findings.map(finding => ({ ...finding, file: finding.file === undefined ? undefined : here(finding.file) }))],
    rules: [
      { id: 'definition', severity: 'error', summary: 'The definition of containers is valid' },
      { id: 'unused-suppression', severity: 'warning', summary: 'Every suppression is of something that is found' },
      ...reports.flatMap(({ rules }) => rules.map(({ id, severity, summary, page }) => ({ id, severity: severity === 'error' ? 'error' as const : 'warning' as const, summary, page }))),
    ],
  };
}

function isOutside(path: string): boolean {
  return isAbsolute(path) || /^\.\.(?:[\\/]|$)/.test(path);
}

async function reportOf(directory: string, signal: AbortSignal): Promise<SynthesisReport> {
  const folder = mkdtempSync(join(tmpdir(), 'projen-docker-check-'));
  const path = join(folder, 'report.json');
  try {
    const { code, output } = await synthesize(directory, { [REPORT_VARIABLE]: path }, 'leave this part out with --no-rules', signal);
    if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'));
    throw new UsageError(`the definition of this project did not run to its end (exit code ${code}); "npx projen" says more: ${essenceOf(output)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
