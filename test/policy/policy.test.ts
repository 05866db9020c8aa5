import { CONFINED, system } from './scenario';
import { errorsOf, runPolicy, RULE_PAGES, type Suppressions, warningsOf } from '../../src/policy/policy';
import { IPolicyRule, PolicyOptions, PolicySeverity } from '../../src/policy/rule';

/** A rule that says something of these services. */
const rule = (severity: PolicySeverity, services: string[], more: Partial<IPolicyRule> = {}): IPolicyRule => ({
  id: 'no-letter-x', severity, summary: 'There is no x', check: () => services.map(service => ({ service, message: 'there is an x; remove it' })), ...more,
});

const run = (options: PolicyOptions, suppressions: Suppressions = new Map()) =>
  runPolicy(system([{ name: 'api', isBase: false, compose: CONFINED }], { services: { api: CONFINED } }), suppressions, options);

test('an error stops, with its place', () => {
  const file = { id: 'a', severity: PolicySeverity.ERROR, summary: 'A', check: () => [{ service: 'api', message: 'wrong', file: 'app/Dockerfile', line: 3 }] };
  const outcome = run({ rules: [file, rule(PolicySeverity.ERROR, ['api'])] });
  expect(errorsOf(outcome)).toEqual([
    'service "api": app/Dockerfile:3: wrong (a)',
    'service "api": there is an x; remove it (no-letter-x)',
  ]);
  expect(warningsOf(outcome)).toEqual([]);
});

test('a warning is said once for all services, and stops nothing', () => {
  const outcome = run({ rules: [rule(PolicySeverity.WARNING, ['api', 'worker', 'api'])] });
  expect(errorsOf(outcome)).toEqual([]);
  expect(warningsOf(outcome)).toEqual(['services "api", "worker": there is an x; remove it (no-letter-x)']);
});

describe('severities of a project', () => {
  test.each([
    [PolicySeverity.WARNING, 0, 1],
    [PolicySeverity.ERROR, 1, 0],
    [PolicySeverity.OFF, 0, 0],
  ])('%s', (severity, errors, warnings) => {
    for (const own of [PolicySeverity.ERROR, PolicySeverity.WARNING]) {
      const outcome = run({ rules: [rule(own, ['api'])], severities: { 'no-letter-x': severity } });
      expect([errorsOf(outcome).length, warningsOf(outcome).length]).toEqual([errors, warnings]);
    }
  });

  test('a rule that is off is not run', () => {
    const check = jest.fn(() => []);
    run({ rules: [rule(PolicySeverity.ERROR, [], { check })], severities: { 'no-letter-x': PolicySeverity.OFF } });
    expect(check).not.toHaveBeenCalled();
  });
});

describe('a suppression', () => {
  const rules = [rule(PolicySeverity.ERROR, ['api', 'worker'])];

  test('takes the finding away where it is, and nowhere else', () => {
    const outcome = run({ rules }, new Map([['api', { 'no-letter-x': 'it is a letter' }]]));
    expect(errorsOf(outcome)).toEqual(['service "worker": there is an x; remove it (no-letter-x)']);
    expect(outcome.found.map(({ service, reason }) => [service, reason])).toEqual([['api', 'it is a letter'], ['worker', undefined]]);
  });

  test('that nothing needs is said', () => {
    const outcome = run({ rules }, new Map([['db', { 'no-letter-x': 'it is a letter' }]]));
    expect(warningsOf(outcome)).toEqual(['service "db": nothing is found by rule no-letter-x any more; remove it from "suppressions"']);
  });

  test('of a rule that is off is not: it may be on again', () => {
    const outcome = run({ rules, severities: { 'no-letter-x': PolicySeverity.OFF } }, new Map([['api', { 'no-letter-x': 'it is a letter' }]]));
    expect(warningsOf(outcome)).toEqual([]);
  });
});

describe('a finding that is about no service', () => {
  const none = (severity: PolicySeverity) => rule(severity, [], { check: () => [{ message: 'there is an x; remove it', file: 'x.yml', line: 3 }, { message: 'there is an x; remove it' }] });

  test('is said without one', () => {
    const said = ['x.yml:3: there is an x; remove it (no-letter-x)', 'there is an x; remove it (no-letter-x)'];
    expect(errorsOf(run({ rules: [none(PolicySeverity.ERROR)] }))).toEqual(said);
    expect(warningsOf(run({ rules: [none(PolicySeverity.WARNING)] }))).toEqual(said);
  });

  test('is not that of a service with the same fault', () => {
    const both = rule(PolicySeverity.WARNING, [], { check: () => [{ message: 'there is an x; remove it' }, { service: 'api', message: 'there is an x; remove it' }] });
    expect(warningsOf(run({ rules: [both] }))).toEqual(['service "api": there is an x; remove it (no-letter-x)', 'there is an x; remove it (no-letter-x)']);
  });

  test('is suppressed by none, whatever services are called', () => {
    const suppressions = new Map(['api', 'undefined'].map(name => [name, { 'no-letter-x': 'it is a letter' }]));
    const outcome = run({ rules: [none(PolicySeverity.ERROR)] }, suppressions);
    expect(errorsOf(outcome)).toHaveLength(2);
    expect(outcome.unused).toEqual(['api', 'undefined'].map(service => ({ service, rule: 'no-letter-x' })));
  });
});

test.each<[string, PolicyOptions, Record<string, string>, string]>([
  ['a severity of no rule', { severities: { 'root-usr': PolicySeverity.OFF } }, {}, '"severities" names the rule "root-usr", which there is not; did you mean'],
  ['a severity that is none', { severities: { sudo: 'fatal' as never } }, {}, 'the severity of rule "sudo" must be one of error, warning, off, got "fatal"'],
  ['a suppression of no rule', {}, { zzz: 'because' }, `service "api": "suppressions" names the rule "zzz", which there is not; all rules are listed in ${RULE_PAGES}`],
  ['a suppression without a reason', {}, { sudo: ' ' }, 'service "api": suppressing rule "sudo" needs a reason, which the guide shows; got " "'],
  ['a suppression with something else', {}, { sudo: true as never }, 'service "api": suppressing rule "sudo" needs a reason, which the guide shows; got true'],
  ['a rule with a bad id', { rules: [rule(PolicySeverity.ERROR, [], { id: 'No X' })] }, {}, 'the id of a policy rule must be lower case words with - between them, got "No X"'],
  ['a rule with the id of another', { rules: [rule(PolicySeverity.ERROR, [], { id: 'sudo' })] }, {}, 'two policy rules are called "sudo"; give yours an id of its own'],
])('%s stops', (_, options, suppressions, wanted) => {
  expect(errorsOf(run(options, new Map([['api', suppressions]])))).toEqual([expect.stringContaining(wanted)]);
});
