import { refExpression } from '../../src/model/ref-pattern';

const NAMES = [
  'main', 'Main', 'xmain', 'main-evil', 'main/', 'mai', 'develop', 'release', 'release/', 'release/1', 'release/1/2', 'release/1-alpha', 'release/1-alpha/2', 'releases/1',
  'v1', 'v1.2.3', 'v10.20', 'v1x2', 'a', 'aa', 'ab', 'abb', 'abbb', 'b', 'dependabot/npm', 'dependabot/keep', 'feature/a+b', 'feature/[x]', 'feature/ä', '-alpha', '!x', 'a.c', 'abc',
];

/** Those that are let in, anchored as whoever uses the expression does it; Go and JavaScript with and without "u" agree on its language. */
function letIn(...patterns: string[]): string[] {
  const expression = refExpression(patterns);
  expect(expression).not.toMatch(/\(\?[^:]/);
  const [plain, unicode] = [new RegExp(`^(?:${expression})$`), new RegExp(`^(?:${expression})$`, 'u')];
  return NAMES.filter(name => {
    expect(plain.test(name)).toBe(unicode.test(name));
    return plain.test(name);
  });
}

test.each<[string[], string[]]>([
  [['main'], ['main']],
  [['main', 'develop'], ['main', 'develop']],
  [['release/*'], ['release/', 'release/1', 'release/1-alpha']],
  [['release/**'], ['release/', 'release/1', 'release/1/2', 'release/1-alpha', 'release/1-alpha/2']],
  [['*'], NAMES.filter(name => !name.includes('/'))],
  [['**'], NAMES],
  [['v[0-9]+'], ['v1']],
  [['v[0-9]+.[0-9]+*'], ['v1.2.3', 'v10.20']],
  [['ab?'], ['a', 'ab']],
  [['ab+'], ['ab', 'abb', 'abbb']],
  [['a.c'], ['a.c']],
  [['[ab]'], ['a', 'b']],
  [['feature/a\\+b', 'feature/\\[x\\]'], ['feature/a+b', 'feature/[x]']],
  [['\\!x'], ['!x']],
  [['feature/ä'], ['feature/ä']],
  [['release/**', '!release/**-alpha'], ['release/', 'release/1', 'release/1/2', 'release/1-alpha/2']],
  [['**', '!main'], NAMES.filter(name => name !== 'main')],
  [['**', '!dependabot/**', 'dependabot/keep'], NAMES.filter(name => name !== 'dependabot/npm')],
  [['**', '!*', '!release/**'], ['main/', 'releases/1', 'dependabot/npm', 'dependabot/keep', 'feature/a+b', 'feature/[x]', 'feature/ä']],
  [['**', '!feature/ä', '!feature/\\[*'], NAMES.filter(name => !['feature/ä', 'feature/[x]'].includes(name))],
])('%j lets in what GitHub would', (patterns, expected) => {
  expect(letIn(...patterns)).toEqual(expected);
});

test('what is taken out is taken out of every name, and nothing else', () => {
  let seed = 7;
  const pick = <T>(from: readonly T[]): T => from[(seed = (seed * 48271) % 2147483647) % from.length];
  const word = (parts: readonly string[]) => Array.from({ length: 1 + pick([0, 1, 2, 3]) }, () => pick(parts)).join('');
  const names = Array.from({ length: 300 }, () => word(['a', 'b', 'c', '/', '-', 'a/', '/b']));
  let negated = 0;
  for (let round = 0; round < 150; round++) {
    const patterns = ['**', ...Array.from({ length: 1 + pick([0, 1, 2]) }, () => `${pick(['', '!', '!'])}${word(['a', 'b', 'a?', 'b+', '[a-c]', '/', '-', '*/', 'c*', '**/'])}`)];
    const texts = patterns.map(text => text.replace(/^!/, '').replace(/([*?+])\1*(?=[*?+])/g, ''));
    const list = texts.map((text, index) => (patterns[index].startsWith('!') ? `!${text}` : text));
    const each = texts.map(text => new RegExp(`^(?:${refExpression([text])})$`));
    const all = new RegExp(`^(?:${refExpression(list)})$`);
    negated += list.some(text => text.startsWith('!')) ? 1 : 0;
    for (const name of names) {
      const expected = each.reduce((isIn, one, index) => (one.test(name) ? !list[index].startsWith('!') : isIn), false);
      if (all.test(name) !== expected) throw new Error(`${JSON.stringify(list)} and ${JSON.stringify(name)}: expected ${expected}`);
    }
  }
  expect(negated).toBeGreaterThan(100);
});

test('the expression of patterns that only let in is as readable as they are', () => {
  expect(refExpression(['main', 'release/**', 'v[0-9]+.[0-9a-fz]*'])).toBe('main|release/.*|v[0-9][0-9]*\\.[0-9a-fz][^/]*');
});

test.each<[string[], string]>([
  [[], 'begin with one that lets something in, such as "**" for all; got none'],
  [['!main'], 'begin with one that lets something in, such as "**" for all; got "!main"'],
  [['main', '!ma*'], 'the patterns "main", "!ma*" let nothing in: the last one takes out all that is let in before it'],
  [[''], 'got "": it is empty'],
  [['main', '!'], 'got "!": it is empty'],
  [['main branch'], 'no branch or tag has a space, ~, ^ or : in its name'],
  [['main\n'], 'no branch or tag has a space, ~, ^ or : in its name'],
  [['***'], 'there is * and **, and no more'],
  [['+a'], 'nothing stands before + that it could refer to'],
  [['a*?'], 'nothing stands before ? that it could refer to'],
  [['a++'], 'nothing stands before + that it could refer to'],
  [['[a-'], '[ is not ended'],
  [['a\\'], '\\ is not ended'],
  [['[_a]'], 'between brackets stand letters, digits, and ranges of them'],
  [['[]'], 'between brackets stand letters, digits, and ranges of them'],
  [['[a-Z]'], 'between brackets stand letters, digits, and ranges of them'],
  [['[z-a]'], 'the range z-a is empty'],
])('%j is refused', (patterns, message) => {
  expect(() => refExpression(patterns)).toThrow(message);
});
