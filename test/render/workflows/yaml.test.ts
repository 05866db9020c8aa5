import { parse } from 'yaml';
import { renderWorkflowYaml } from '../../../src/render/workflows/yaml';

const render = (value: object, header: readonly string[] = []) => renderWorkflowYaml(value, header);

describe('comments', () => {
  test('stand above what they are in', () => {
    expect(render({ jobs: { build: { '#': 'Why there is it.', 'name': 'Build' } } })).toBe('jobs:\n  # Why there is it.\n  build:\n    name: Build\n');
  });

  test('stand behind the value that they name, wherever they are said', () => {
    const lines = 'contents: read # check out\npackages: write\n';
    expect(render({ 'contents': 'read', '# contents': 'check out', 'packages': 'write' })).toBe(lines);
    expect(render({ '# contents': 'check out', 'contents': 'read', 'packages': 'write' })).toBe(lines);
    expect(render({ jobs: { a: { 'n': 1, '# n': 'one', 'b': true, '# b': 'yes', 'text': 'a: b', '# text': 'quoted' } } })).toBe('jobs:\n  a:\n    n: 1 # one\n    b: true # yes\n    text: "a: b" # quoted\n');
  });

  test('stand above an entry of a list', () => {
    expect(render({ steps: [{ '#': 'First.', 'name': 'a' }, { name: 'b' }] })).toBe('steps:\n  # First.\n  - name: a\n  - name: b\n');
  });

  test('may have several lines', () => {
    expect(render({ jobs: { a: { '#': 'One.\nTwo.', 'name': 'A' } } })).toBe('jobs:\n  # One.\n  # Two.\n  a:\n    name: A\n');
  });

  test('of the whole stand below the header', () => {
    expect(render({ '#': 'What it does.\nAnd more.', 'name': 'images' }, ['Generated.'])).toBe('# Generated.\n#\n# What it does.\n# And more.\n\nname: images\n');
    expect(render({ '#': 'What it does.', 'name': 'images' })).toBe('# What it does.\n\nname: images\n');
    expect(render({ name: 'images' }, ['Generated.'])).toBe('# Generated.\n\nname: images\n');
  });

  test('are gone where that is gone which they are about', () => {
    expect(render({ jobs: { a: { 'name': 'A', '# timeout-minutes': 'long' } } })).toBe('jobs:\n  a:\n    name: A\n');
  });

  test('cannot become anything else', () => {
    for (const text of ['name: evil', 'a\tb', 'a\rname: evil', '- x', '%', '{}', 'a\u2028b', ' # x']) {
      const rendered = render({ '#': text, 'jobs': { a: { '#': text, 'name': 'A', '# name': text } } }, ['Generated.']);
      expect([text, parse(rendered)]).toEqual([text, { jobs: { a: { name: 'A' } } }]);
    }
    expect(parse(render({ '#': 'a\nname: evil', 'jobs': { a: { '#': 'a\nname: evil', 'name': 'A' } } }))).toEqual({ jobs: { a: { name: 'A' } } });
  });

  test('behind a value stay on its line', () => {
    expect(parse(render({ jobs: { a: { 'name': 'A', '# name': 'one\nevil: yes', 'b': 1 } } }))).toEqual({ jobs: { a: { name: 'A', b: 1 } } });
  });

  test('keys that only look alike are kept', () => {
    expect(parse(render({ jobs: { a: { '#name': 'A', 'x#': 'B' } } }))).toEqual({ jobs: { a: { '#name': 'A', 'x#': 'B' } } });
  });
});

describe('values', () => {
  test.each(['24', '1.10', 'yes', 'no', 'on', 'off', 'true', 'null', '~', '', ' ', '0x1F', '1e3', '2026-11-21', '*.platform=linux/amd64', '!x', '&x', '@x', '`x`', '%x', '- x', 'a: b', 'a #b', '# a', '{a}',
    '[a]', "it's", '"x"', 'a\\b', 'v*', '0 0 * * *', '>=1', '| x', ':', '?', 'a\tb', 'ümlaut', '\u0000'])('%j is read as it was', text => {
    const value = { name: text, list: [text], jobs: { a: { [`k${text}`]: text, '# x': 'y' } } };
    const { '# x': _, ...rest } = value.jobs.a;
    expect(parse(render(value))).toEqual({ ...value, jobs: { a: rest } });
  });

  test('scripts are blocks, and read as they are', () => {
    const run = 'git add --all\ngit diff --cached\n';
    expect(render({ steps: [{ run }] })).toBe('steps:\n  - run: |\n      git add --all\n      git diff --cached\n');
    for (const script of [run, run.trimEnd(), `  indented\n${run}`, `${run}\n\n`, '\nlate\n', 'a  \nb\n']) expect(parse(render({ steps: [{ run: script }] }))).toEqual({ steps: [{ run: script }] });
  });

  test('long lines are not folded', () => {
    const run = `echo ${'word '.repeat(80).trim()}`;
    const expression = `\${{ ${"github.event_name == 'push' && ".repeat(20)}true }}`;
    const text = render({ jobs: { a: { 'if': expression, 'run': run, '#': `Why ${run}`, '# run': run } } });
    expect(text.split('\n').filter(line => line.trim() !== '')).toHaveLength(5);
    expect(parse(text)).toEqual({ jobs: { a: { if: expression, run } } });
  });

  test('nothing is said by a reference to something above', () => {
    const steps = [{ name: 'a' }];
    expect(render({ jobs: { a: { steps }, b: { steps } } })).not.toMatch(/[&*]/);
  });

  test('empty maps and lists are said', () => {
    expect(render({ on: { merge_group: {} }, permissions: {}, list: [] })).toBe('on:\n  merge_group: {}\npermissions: {}\nlist: []\n');
  });

  test('there is air between jobs, and between what is at the top', () => {
    expect(render({ name: 'x', on: 'push', jobs: { a: { name: 'A' }, b: { '#': 'B.', 'name': 'B' } } }))
      .toBe('name: x\n\non: push\n\njobs:\n  a:\n    name: A\n\n  # B.\n  b:\n    name: B\n');
  });
});

test('what is rendered stays as it was', () => {
  const value = { '#': 'What.', 'jobs': { a: { '#': 'A.', 'name': 'A', '# name': 'x' } } };
  const before = JSON.stringify(value);
  expect(render(value)).toBe(render(value));
  expect(JSON.stringify(value)).toBe(before);
});
