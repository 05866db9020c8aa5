import { existsSync, mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { CheckFinding, CheckResult } from './finding';
import { UsageError } from '../../model/problem';
import type { Report } from '../../policy/report';
import { REPORT_VARIABLE } from '../../synthesis-gate';
import { essenceOf, synthesize } from '../synthesis';

/** What a synthesis leaves that writes nothing else. */
interface SynthesisReport {
  readonly problems: readonly string[];
  readonly reports: readonly Report[];
}

/**
 * Runs the project's definition up to where it would write, and gives what rules find then: those of the project too, and in
 * the files as they are now.
 */
export async function checkDefinitions(directory: string): Promise<CheckResult> {
  const { problems, reports } = await reportOf(directory);
  const wrong = [...problems, ...reports.flatMap(report => report.misuse)].map((message): CheckFinding => ({ rule: 'definition', severity: 'error', message }));
  return {
    findings: [...wrong, ...reports.flatMap(({ findings }) => findings)],
    rules: [
      { id: 'definition', severity: 'error', summary: 'The definition of containers is valid' },
      ...reports.flatMap(({ rules }) => rules.map(({ id, severity, summary, page }) => ({ id, severity: severity === 'error' ? 'error' as const : 'warning' as const, summary, page }))),
    ],
  };
}

async function reportOf(directory: string): Promise<SynthesisReport> {
  const folder = mkdtempSync(join(tmpdir(), 'projen-docker-check-'));
  const path = join(folder, 'report.json');
  try {
    const { code, output } = await synthesize(directory, { [REPORT_VARIABLE]: path }, 'leave this part out with --no-rules');
    if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'));
    throw new UsageError(`the definition of this project did not run to its end (exit code ${code}); "npx projen" says more: ${essenceOf(output)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
