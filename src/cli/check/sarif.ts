import type { CheckFinding, CheckRule } from './finding';

/**
 * Findings as SARIF 2.1.0, for editors and for code scanning. What is suppressed is there too, with its reason, and counts as
 * suppressed.
 *
 * @param version of this package
 */
export function renderSarif(findings: readonly CheckFinding[], rules: readonly CheckRule[], version: string): object {
  const known = [...new Map(rules.map(rule => [rule.id, rule])).values()];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'projen-docker', informationUri: 'https://github.com/jts/projen-docker', version, rules: known.map(renderRule) } },
      results: findings.map(finding => renderResult(finding, known.findIndex(({ id }) => id === finding.rule))),
      columnKind: 'utf16CodeUnits',
    }],
  };
}

function renderRule({ id, severity, summary, page }: CheckRule): object {
  return { id, shortDescription: { text: summary }, helpUri: page, defaultConfiguration: { level: severity } };
}

function renderResult({ rule, severity, service, message, file, line, reason }: CheckFinding, index: number): object {
  return {
    ruleId: rule,
    ruleIndex: index < 0 ? undefined : index,
    level: severity,
    message: { text: service === undefined ? message : `Service "${service}": ${message}` },
    // Code scanning shows nothing that is in no file: what is of none is of the definition.
    locations: [{ physicalLocation: { artifactLocation: { uri: encodeURI(file ?? '.projenrc.ts') }, region: { startLine: line ?? 1 } } }],
    suppressions: reason === undefined ? undefined : [{ kind: 'inSource', justification: reason }],
  };
}
