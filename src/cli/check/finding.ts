/** Something that `docker:check` says, whoever found it. */
export interface CheckFinding {
  /** The rule's id: one of ours or the project's as it is, one of the builder's behind `docker/`. */
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  /** What it is about. */
  readonly service?: string;
  readonly message: string;
  /** Relative to the folder that was checked. */
  readonly file?: string;
  readonly line?: number;
  /** Why it is allowed. */
  readonly reason?: string;
}

/** A rule that was run. */
export interface CheckRule {
  readonly id: string;
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly page?: string;
}

/** What came of one kind of check. */
export interface CheckResult {
  readonly findings: readonly CheckFinding[];
  readonly rules: readonly CheckRule[];
}

/** What a rule is of which only its findings are known. */
export function rulesOf(findings: readonly CheckFinding[], summary: (finding: CheckFinding) => string): CheckRule[] {
  return [...new Map(findings.map(finding => [finding.rule, { id: finding.rule, severity: finding.severity, summary: summary(finding) }])).values()];
}
