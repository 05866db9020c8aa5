import { parse } from 'yaml';
import { compact, override, renderJson, renderYaml } from '../../src/render/text';

test('what is absent is dropped, what is false, zero or empty text stays', () => {
  expect(compact({ a: undefined, b: null, c: [], d: {}, e: false, f: 0, g: '', h: [0], i: { j: undefined } })).toEqual({ e: false, f: 0, g: '', h: [0], i: { j: undefined } });
});

const TEXTS = [
  '', 'plain', 'yes', 'no', 'on', 'off', 'y', 'n', 'true', 'null', '~', '1', '1.0', '0x1f', '0o17', '017', '1e3', '12:30', '1:2:3', '2026-11-21', '.inf', '.nan', '<<', '=',
  '- a', 'a: b', 'a #b', '#a', '!x', '&x', '*x', '|', '>', '%x', '@x', '`x`', '"', '\'', '{a}', '[a]', 'a,b', ' a', 'a ', 'a\nb', 'a\n', '\n', '\ta', 'a\\nb', '${X}', 'größe 日本 😀', '\u0085', '\u2028', '\ufeff', '\0',
  'x'.repeat(300), '127.0.0.1:3000:3000',
];

test.each(['1.1', '1.2'] as const)('texts come back as they are from YAML %s, as keys and as values', version => {
  const value = { list: TEXTS, map: Object.fromEntries(TEXTS.map(text => [`${text} key`, text])) };
  const yaml = renderYaml(value, ['marker']);
  expect(parse(yaml, { version, maxAliasCount: 0 })).toEqual(value);
});

test('YAML: the header as comments, a blank line, no folded lines, no aliases', () => {
  const shared = { a: 1 };
  expect(renderYaml({ v: shared, w: shared, x: 'w '.repeat(60) + 'w' }, ['marker', '']))
    .toBe(`# marker\n#\n\nv:\n  a: 1\nw:\n  a: 1\nx: ${'w '.repeat(60)}w\n`);
});

test('YAML: a value that is taken in place of an earlier one has the tag that says so', () => {
  const value = JSON.parse(JSON.stringify({ a: { list: override(['x', 'y']), map: override({ b: 1 }), none: override([]) } }));
  expect(renderYaml(value, [])).toBe('\n\na:\n  list: !override\n    - x\n    - "y"\n  map: !override\n    b: 1\n  none: !override []\n');
});

test('JSON: the header first', () => {
  expect(renderJson({ a: ['"', '${X}'] }, ['marker'])).toBe('{\n  "//": "marker",\n  "a": [\n    "\\"",\n    "${X}"\n  ]\n}\n');
});

test('JSON without a header', () => {
  expect(renderJson({ a: 1 }, [])).toBe('{\n  "a": 1\n}\n');
});

test('random texts, nested as Compose nests them, come back from YAML 1.1 and 1.2', () => {
  let seed = 42;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * below);
  };
  const pieces = ['a', 'Z', '0', '7', '-', ' ', '\n', '\t', ':', '#', '\'', '"', '\\', '$', '{', '}', '[', ']', ',', '&', '*', '!', '|', '>', '%', '@', '`', '~', '=', '<<', 'ü', '🐳', 'yes', 'null', '1e3', '0o17', '0x1F', '12:30', '.inf', '---', '\u0085', '\u2028', '\ufeff'];
  const text = () => Array.from({ length: random(6) }, () => pieces[random(pieces.length)]).join('');
  for (let round = 0; round < 3000; round++) {
    const value = { services: { [`s${round}`]: { [text() || 'key']: text(), list: [text(), text()], nested: { [text() || 'k']: [{ deep: text() }] } } } };
    const yaml = renderYaml(value, []);
    for (const version of ['1.1', '1.2'] as const) expect(parse(yaml, { version })).toEqual(value);
  }
});
