import { spawn } from 'child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { CheckFinding, CheckResult } from './finding';
import { lastLines } from '../../engine/docker';
import { UsageError } from '../../model/problem';
import type { Report } from '../../policy/report';
import { REPORT_VARIABLE } from '../../synthesis-gate';

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
    const { code, output } = await synthesize(directory, path);
    if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'));
    throw new UsageError(`the definition of this project did not run to its end (exit code ${code}); "npx projen" says more: ${essenceOf(output)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** projen as the project has it, without what it would do before and after. */
function synthesize(directory: string, report: string): Promise<{ code: number | null; output: string }> {
  const projen = projenOf(directory);
  return new Promise((resolve, reject) => {
    const env = { ...process.env, [REPORT_VARIABLE]: report, PROJEN_DISABLE_POST: 'true' };
    const child = spawn(process.execPath, [projen, 'default'], { cwd: directory, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', chunk => output += chunk);
    child.on('error', reject).on('close', code => resolve({ code, output }));
  });
}

function projenOf(directory: string): string {
  try {
    return require.resolve('projen/bin/projen', { paths: [directory] });
  } catch {
    throw new UsageError('projen is not installed here; install the packages of this repository first, or leave this part out with --no-rules');
  }
}

/** The line that names the error, of all that Node prints around it. */
function essenceOf(output: string): string {
  return output.split(/\r?\n/).find(line => /^\s*(?:\w+: )?\w*Error\b.*: /.test(line))?.trim() ?? lastLines(output, 8);
}
