import type { CheckFinding, CheckRule } from './finding';
import { joinPath } from '../../model/paths';

/**
 * Findings as SARIF 2.1.0, for editors and for code scanning. What is suppressed is left out: code scanning does not read
 * `suppressions`, and would show it as open.
 *
 * @param version of this package
 * @param directory the folder that was checked, relative to the root of the Git repository, as paths in code scanning are
 */
export function renderSarif(findings: readonly CheckFinding[], rules: readonly CheckRule[], version: string, directory = '.'): object {
  const open = findings.filter(({ reason }) => reason === undefined);
  const known = [...new Map(rules.map(rule => [rule.id, rule])).values()];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'projen-docker', informationUri: 'https://github.com/jts/projen-docker', version, rules: known.map(renderRule) } },
      results: open.map(finding => renderResult(finding, known.findIndex(({ id }) => id === finding.rule), directory)),
      columnKind: 'utf16CodeUnits',
    }],
  };
}

function renderRule({ id, severity, summary, page }: CheckRule): object {
  const help = page === undefined ? { text: summary } : { text: `${summary}. ${page}`, markdown: `${summary}. [What it finds, and what to do](${page}).` };
  const text = { text: summary };
  return { id, shortDescription: text, fullDescription: text, help, helpUri: page, defaultConfiguration: { level: severity } };
}

function renderResult({ rule, severity, service, message, file, line }: CheckFinding, index: number, directory: string): object {
  return {
    ruleId: rule,
    ruleIndex: index < 0 ? undefined : index,
    level: severity,
    message: { text: service === undefined ? message : `Service "${service}": ${message}` },
    // Code scanning shows nothing that is in no file: what is of none is of the definition.
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(joinPath(directory, file ?? '.projenrc.ts')) }, region: { startLine: line ?? 1 } } }],
  };
}

function uriOf(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
