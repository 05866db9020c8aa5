import { execFileSync } from 'child_process';
import { assignment, exactPath, execForm, hasLineBreak, quoteValue, shellWord } from '../../src/dockerfile/quote';

/** What the builder makes of a double-quoted word: `\` escapes `\`, `"` and `$` and stands for itself elsewhere; a bare `$` would be a variable. */
function unquote(word: string): string {
  const inner = /^"((?:[^"\\$]|\\.)*)"$/s.exec(word)?.[1];
  if (inner === undefined) throw new Error(`not one quoted word without variables: ${word}`);
  return inner.replace(/\\([\\"$])/g, '$1');
}

const VALUES = [
  '', ' ', 'plain', 'two words', '"', '\'', 'a"b\'c', '$X', '${X}', '${X:-y}', '$$', '\\', '\\\\', 'a\\nb', 'ends\\', '\\$X', '\\"', 'C:\\temp', '%{x}', '#no comment', '`x`',
  'größe ☃ 日本 😀', 'a=b', 'a,b;c', '\t', '*', '~', '!x', '{{x}}', '&&', '<<EOF',
];

test.each(VALUES)('%p arrives as it is', value => {
  expect(unquote(quoteValue(value))).toBe(value);
});

test.each(VALUES)('%p arrives as it is in an assignment, plain only where it can be', value => {
  const [, key, word] = /^(\w+)=(.*)$/s.exec(assignment('KEY', value))!;
  expect(key).toBe('KEY');
  if (word.startsWith('"')) expect(unquote(word)).toBe(value);
  else expect([word, /^[\w./:@%+=-]+$/.test(word)]).toEqual([value, true]);
});

test.each([['production', 'A=production'], ['a/b:c@1.0+x', 'A=a/b:c@1.0+x'], ['', 'A=""'], ['a b', 'A="a b"']])('%p is written %p', (value, text) => {
  expect(assignment('A', value)).toBe(text);
});

test.each([[VALUES], [['node', '-e', 'a("b")']], [[]]])('the exec form is a JSON list on one line', words => {
  expect(JSON.parse(execForm(words))).toEqual(words);
  expect(execForm(['a\nb'])).toBe('["a\\nb"]');
});

test.each([['a', false], ['a\\n', false], ['a\nb', true], ['a\r', true], ['\n', true]])('%p has a line break: %p', (value, has) => {
  expect(hasLineBreak(value)).toBe(has);
});

test.each([['apps/api', 'apps/api'], ['@acme/api...', '@acme/api...'], ['a b', '\'a b\''], ['it\'s', '\'it\'\\\'\'s\''], ['$HOME', '\'$HOME\'']])('%s as a word of a shell command', (word, quoted) => {
  expect(shellWord(word)).toBe(quoted);
  expect(execFileSync('sh', ['-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8' })).toBe(word);
});

test('a path that stands for itself only', () => {
  expect(exactPath('app/[id]/*.txt?')).toBe('app/[[]id]/[*].txt[?]');
});
