import type { CheckedSystem } from './checked-system';
import { lineOf } from './place';
import { type Found, type Outcome, RULE_PAGES, sayUnused } from './policy';
import { type PolicyOptions, PolicySeverity } from './rule';
import { RULES } from './rules';
import { oncePerText } from '../model/memo';

/** What was found in the containers of one project, for whoever is no human: `docker:check` reads it. */
export interface Report {
  /** Rules that were run, in order. */
  readonly rules: readonly ReportedRule[];
  readonly findings: readonly ReportedFinding[];
  /** What is wrong with what the project says of rules. */
  readonly misuse: readonly string[];
  /** Suppressions that nothing needs. */
  readonly unused: readonly string[];
}

/** A rule. */
export interface ReportedRule {
  readonly id: string;
  readonly severity: string;
  readonly summary: string;
  /** Where it is described; rules of the project's own are not. */
  readonly page?: string;
}

/** A finding, in its place. */
export interface ReportedFinding {
  readonly rule: string;
  readonly severity: PolicySeverity.ERROR | PolicySeverity.WARNING;
  /** `undefined`: it is about none. */
  readonly service?: string;
  readonly message: string;
  /** Relative to the repository. */
  readonly file?: string;
  readonly line?: number;
  /** Why it is allowed here; `undefined`: it is not. */
  readonly reason?: string;
}

/** @param textOf the text of a generated file, as it is about to be written */
export function reportOf(system: CheckedSystem, { found, misuse, unused }: Outcome, { severities = {}, rules: own = [] }: PolicyOptions,
  textOf: (path: string) => string): Report {
  const ours = new Set(RULES);
  const textOnce = oncePerText(textOf);
  return {
    rules: [...RULES, ...own].map(rule => ({
      id: rule.id, severity: severities[rule.id] ?? rule.severity, summary: rule.summary, page: ours.has(rule) ? `${RULE_PAGES}/${rule.id}.md` : undefined,
    })).filter(({ severity }) => severity !== PolicySeverity.OFF),
    findings: found.map(finding => reported(finding, system, textOnce)),
    misuse,
    unused: unused.map(sayUnused),
  };
}

function reported(finding: Found, { files }: CheckedSystem, textOf: (path: string) => string): ReportedFinding {
  const { rule, severity, service, message, reason, keys } = finding;
  const file = finding.file ?? (keys && files.compose.path);
  return { rule, severity, service, message, reason, file, line: lineOf(finding, keys && file !== undefined ? textOf(file) : '') };
}
