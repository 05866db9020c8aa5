import { CONFINED, system } from './scenario';
import { runPolicy } from '../../src/policy/policy';
import { reportOf } from '../../src/policy/report';
import { PolicySeverity } from '../../src/policy/rule';
import { RULES } from '../../src/policy/rules';

const TEXT = ['services:', '  a:', '    image: app:1.0.0', '    privileged: true', '  b:', '    image: app:1.0.0', '    privileged: true', ''].join('\n');

test('findings are in their lines, and their file is read once', () => {
  const [a, b] = ['a', 'b'].map(name => ({ name, isBase: false, compose: { ...CONFINED, privileged: true } }));
  const checked = system([a, b], { services: { a: a.compose, b: b.compose } });
  const textOf = jest.fn(() => TEXT);
  const { findings, rules, misuse, unused } = reportOf(checked, runPolicy(checked, new Map<string, Record<string, string>>([['b', { 'privileged-container': 'it is a sandbox' }], ['c', { sudo: 'none' }]])), { severities: { 'writable-root': PolicySeverity.ERROR, 'user-by-name': PolicySeverity.OFF } }, textOf);
  expect(findings.map(({ rule, service, file, line, reason }) => [rule, service, file, line, reason])).toEqual([
    ['privileged-container', 'a', 'compose.yaml', 4, undefined],
    ['privileged-container', 'b', 'compose.yaml', 7, 'it is a sandbox'],
  ]);
  expect(textOf).toHaveBeenCalledTimes(1);
  expect([rules.map(({ id }) => id), misuse]).toEqual([RULES.map(({ id }) => id).filter(id => id !== 'user-by-name'), []]);
  expect(rules.find(({ id }) => id === 'writable-root')?.severity).toBe('error');
  expect(unused).toEqual(['service "c": nothing is found by rule sudo any more; remove it from "suppressions"']);
});

test('a finding of no service is in its line of its own file', () => {
  const path = '.github/workflows/images.yml';
  const workflow = { jobs: { build: { steps: [{ run: 'true' }, { uses: 'actions/checkout@v7' }] } } };
  const checked = system([], {}, {}, [], [{ path, content: workflow }]);
  const texts: Record<string, string> = { [path]: ['# Builds.', 'jobs:', '  build:', '    steps:', '      # Nothing.', '      - run: "true"', '      - uses: actions/checkout@v7', ''].join('\n') };
  const { findings } = reportOf(checked, runPolicy(checked, new Map()), {}, file => texts[file]);
  expect(findings).toEqual([{ rule: 'unpinned-action', severity: 'error', service: undefined, message: expect.any(String), reason: undefined, file: path, line: 7 }]);
});
