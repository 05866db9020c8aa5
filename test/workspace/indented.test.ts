import { parse } from 'yaml';
import { parseIndented } from '../../src/workspace/lock/indented';

test.each([
  ['mappings', 'a: x\nb:\n  c:\n    d: y\n  e: z\nf: w\n'],
  ['quotes', "'@a/b@1.0.0':\n  c: 'it''s'\n  \"d e\": \"f: # g\"\n"],
  ['comments, blank lines and carriage returns', '# top\r\na:\r\n\r\n  # inner\r\n  b: c\r\n'],
  ['keys of all formats', "/@a/b/1.0.0_c@2.0.0:\n  x: y\n/a@1.0.0(b@2.0.0):\n  x: y\na@1.0.0:\n  x: y\n'file:../a':\n  x: y\n"],
])('reads %s as YAML does', (_what, text) => {
  expect(parseIndented(text)).toEqual(parse(text));
});

test('leaves flow collections as they are, and skips lists and block texts', () => {
  const text = 'a: {b: [1, 2]}\nc: [x, y]\nd:\n- l\n- m: 1\n  n: 2\ne:\n  - o\n\n  - p\nf: |-\n  text: no key\n\n    deeper\ng: >\n  more\nh: 1\n';
  expect(parseIndented(text)).toEqual({ a: '{b: [1, 2]}', c: '[x, y]', d: '', e: '', h: '1' });
});

test.each([
  ['an open flow mapping', 'a: {b: c'], ['an open flow list', 'a: [b'], ['an open quote', "a: 'b"], ['text after a quote', "a: 'b' c"], ['an escape', 'a: "\\u00e9"'],
  ['a key alone', 'a: b\nc'], ['an odd indent', 'a:\n   b: c'], ['a jump', 'a: b\n  c: d'], ['a deep jump', 'a:\n    b: c'], ['a list without a key', '- a'],
  ['the same key twice', 'a: b\na: c'], ['an anchor', 'a: &x b'], ['an alias', 'a: *x'], ['a tag', 'a: !x b'], ['a comment behind', 'a: b # c'],
  ['a mapping in a line', 'a: b: c'], ['a document mark', '---\na: b'], ['a complex key', '? a\n: b'], ['a tab', 'a:\n\tb: c'],
])('leaves %s to a YAML reader', (_what, text) => {
  expect(parseIndented(text)).toBeUndefined();
});
