import { existsSync, readdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { expected, found, messagesIn, scenarios } from './scenario';
import { PolicySeverity } from '../../src/policy/rule';
import { RULES } from '../../src/policy/rules';

const ROOT = join(__dirname, '..', '..');
const ALL = scenarios();

test.each(ALL.map(scenario => [scenario.name, scenario] as const))('%s', (_, scenario) => {
  expect(found(scenario)).toEqual(expected(scenario));
});

describe.each(RULES.map(rule => [rule.id, rule] as const))('%s', (id, rule) => {
  const page = join(ROOT, 'docs', 'rules', `${id}.md`);

  test('has a name, a severity and a summary', () => {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect([PolicySeverity.ERROR, PolicySeverity.WARNING]).toContain(rule.severity);
    expect(rule.summary).toMatch(/^[A-Z][^\n]*[^.]$/);
  });

  test('has a page: what, why, wrong and right, source', () => {
    expect(existsSync(page)).toBe(true);
    const text = readFileSync(page, 'utf8');
    expect(text).toMatch(new RegExp(`^# ${id}\n\n${rule.summary.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\. Severity: ${rule.severity}\\.\n`));
    expect([...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual(['Why', 'Wrong', 'Right', 'Source']);
  });

  test('finds something in a scenario of its own, and nothing in another', () => {
    const own = ALL.filter(({ name }) => name.startsWith(`${id}/`));
    const hits = own.map(scenario => expected(scenario).some(line => line.endsWith(` ${id}`)));
    expect(hits).toContain(true);
    expect(hits).toContain(false);
  });
});

test('rules are in alphabetical order', () => {
  expect(RULES.map(({ id }) => id)).toEqual(RULES.map(({ id }) => id).sort());
});

test('a message is one sentence, which says what to do and does not begin with the service', () => {
  const messages = [...new Set(ALL.flatMap(messagesIn))];
  expect(messages.length).toBeGreaterThan(RULES.length);
  expect(messages.filter(message => /[.!?]$|[.!?] [A-Z]|^[A-Z][a-z]|\n|^(?:the )?service "/.test(message) || !message.includes(';'))).toEqual([]);
});

test('every page is that of a rule', () => {
  const pages = readdirSync(join(ROOT, 'docs', 'rules')).filter(name => name !== 'README.md').sort();
  expect(pages).toEqual(RULES.map(({ id }) => `${id}.md`).sort());
});

test('docs/rules/README.md lists all rules', () => {
  const path = join(ROOT, 'docs', 'rules', 'README.md');
  const rows = [...RULES].sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ id, severity, summary }) => `| [${id}](${id}.md) | ${severity} | ${summary} |`);
  const table = ['| Rule | Severity | Asks for |', '|---|---|---|', ...rows].join('\n');
  if (process.env.UPDATE_EXAMPLES) writeFileSync(path, readFileSync(path, 'utf8').replace(/^\|[\s\S]*\|$/m, () => table));
  expect(readFileSync(path, 'utf8')).toContain(`\n\n${table}\n`);
});
