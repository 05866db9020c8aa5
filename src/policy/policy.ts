import type { CheckedSystem } from './checked-system';
import { IPolicyRule, PolicyFinding, PolicyOptions, PolicySeverity } from './rule';
import { RULES } from './rules';
import { show } from '../model/problem';
import type { ServiceModel } from '../model/service-model';

/** Where each rule has a page: what it asks for, why, and how. */
export const RULE_PAGES = 'https://github.com/jts/projen-docker/blob/main/docs/rules';

/** A finding, and the rule that it is of. */
export interface Found extends PolicyFinding {
  readonly rule: string;
  readonly severity: PolicySeverity.ERROR | PolicySeverity.WARNING;
  /** Why it is allowed here; `undefined`: it is not. */
  readonly reason?: string;
}

/** What a service allows itself: the reasons, by the ids of rules. */
export type Suppressions = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** What came of all rules. */
export interface Outcome {
  readonly found: readonly Found[];
  /** What is wrong with what the project says of rules. */
  readonly misuse: readonly string[];
  /** Suppressions that nothing needs: `service` and `rule`. */
  readonly unused: readonly { readonly service: string; readonly rule: string }[];
}

/**
 * Runs all rules on what is about to be written, which `view-system.ts` makes of definitions and of the repository's own Dockerfiles.
 *
 * Each rule is a file of `rules/`. What they share lies beside them, each folder using those before it only: `shell/` reads scripts and knows
 * what commands install and run; `images/` knows images by their names; `dockerfile/` says what instructions make; `compose/` says what
 * services run with, by the Compose files and else by their images.
 */
export function runPolicy(system: CheckedSystem, suppressions: Suppressions, options: PolicyOptions = {}): Outcome {
  const rules = [...RULES, ...options.rules ?? []];
  const misuse = [...misusedRules(rules, options), ...misusedSuppressions(rules, suppressions)];
  const { models } = system._facts;
  const found: Found[] = [];
  const used = new Set<string>();
  const off = new Set<string>();
  for (const rule of rules) {
    const severity = options.severities?.[rule.id] ?? rule.severity;
    if (severity === PolicySeverity.OFF) {
      off.add(rule.id);
      continue;
    }
    for (const finding of rule.check(system)) {
      const { service } = finding;
      const holder = service === undefined ? undefined : suppressorOf(models.get(service) ?? { name: service }, rule.id, suppressions);
      const reason = holder === undefined ? undefined : suppressions.get(holder)![rule.id];
      if (holder !== undefined) used.add(`${holder} ${rule.id}`);
      found.push({ ...finding, rule: rule.id, severity, reason });
    }
  }
  const unused = [...suppressions].flatMap(([service, reasons]) => Object.keys(reasons)
    .filter(rule => !used.has(`${service} ${rule}`) && !off.has(rule) && rules.some(({ id }) => id === rule)).map(rule => ({ service, rule })));
  return { found, misuse, unused };
}

/** Whose suppression of a rule it is: the service's own, or that of the service that a job runs for, whose settings it has. */
export function suppressorOf({ name, jobOf }: Pick<ServiceModel, 'name' | 'jobOf'>, rule: string, suppressions: Suppressions): string | undefined {
  return [name, jobOf].find(holder => holder !== undefined && Object.hasOwn(suppressions.get(holder) ?? {}, rule));
}

function misusedRules(rules: readonly IPolicyRule[], { severities = {}, rules: own = [] }: PolicyOptions): string[] {
  const severityNames = Object.values(PolicySeverity);
  return [
    ...own.filter(({ id }) => !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)).map(({ id }) => `the id of a policy rule must be lower case words with - between them, got ${show(id)}`),
    ...own.filter(rule => rules.find(({ id }) => id === rule.id) !== rule).map(({ id }) => `two policy rules are called ${show(id)}; give yours an id of its own`),
    ...Object.entries(severities).flatMap(([id, severity]) => [
      ...rules.some(rule => rule.id === id) ? [] : [`"severities" names ${unknownRule(id, rules)}`],
      ...severityNames.includes(severity) ? [] : [`the severity of rule ${show(id)} must be one of ${severityNames.join(', ')}, got ${show(severity)}`],
    ]),
  ];
}

function misusedSuppressions(rules: readonly IPolicyRule[], suppressions: Suppressions): string[] {
  return [...suppressions].flatMap(([service, reasons]) => Object.entries(reasons).flatMap(([id, reason]) => [
    ...rules.some(rule => rule.id === id) ? [] : [`service ${show(service)}: "suppressions" names ${unknownRule(id, rules)}`],
    ...typeof reason === 'string' && reason.trim() ? [] : [`service ${show(service)}: suppressing rule ${show(id)} needs a reason, which the guide shows; got ${show(reason)}`],
  ]));
}

function unknownRule(id: string, rules: readonly IPolicyRule[]): string {
  const words = id.toLowerCase().split('-');
  const close = rules.map(rule => rule.id).filter(known => words.some(word => word.length > 2 && known.split('-').includes(word)));
  return `the rule ${show(id)}, which there is not; ${close.length > 0 ? `did you mean ${close.join(' or ')}?` : `all rules are listed in ${RULE_PAGES}`}`;
}

/** What helps with findings that stop synthesis. */
export const RULE_ADVICE = `What each rule asks for, and why: ${RULE_PAGES}. "suppressions" of a service, with a reason, let it be without one; "severities" of "policy" are for all of the project.`;

/** What stops synthesis: one sentence for each finding. */
export function errorsOf({ found, misuse }: Outcome): string[] {
  return [...misuse, ...found.filter(({ severity, reason }) => severity === PolicySeverity.ERROR && reason === undefined).map(sentence)];
}

/** What is said and stops nothing: the services with the same fault on one line. */
export function warningsOf({ found, unused }: Outcome): string[] {
  const services = new Map<string, Set<string>>();
  const others: string[] = [];
  for (const finding of found.filter(({ severity, reason }) => severity === PolicySeverity.WARNING && reason === undefined)) {
    const { service, message, rule } = finding;
    const line = `${message} (${rule})`;
    if (service === undefined) others.push(sentence(finding));
    else services.set(line, (services.get(line) ?? new Set()).add(service));
  }
  return [
    ...[...services].map(([line, names]) => `${names.size === 1 ? 'service' : 'services'} ${[...names].map(show).join(', ')}: ${line}`),
    ...others,
    ...unused.map(sayUnused),
  ];
}

/** A suppression that can go. */
export function sayUnused({ service, rule }: Outcome['unused'][number]): string {
  return `service ${show(service)}: nothing is found by rule ${rule} any more; remove it from "suppressions"`;
}

function sentence({ service, file, line, message, rule }: Found): string {
  const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `;
  return `${service === undefined ? '' : `service ${show(service)}: `}${place}${message} (${rule})`;
}
