import { block, comment, directive, literalPattern, quoteWord, renderNginx } from '../../../src/services/static-site/nginx';

test.each([
  ['8080', '8080'],
  ['$uri', '$uri'],
  ['~^/assets/', '~^/assets/'],
  ['', '""'],
  ['a b', '"a b"'],
  ['a;b', '"a;b"'],
  ['{2}', '"{2}"'],
  ['#a', '"#a"'],
  ['default-src \'self\'', '"default-src \'self\'"'],
  ['{"a":"b"}', '\'{"a":"b"}\''],
  ['"it\'s"', '"\\"it\'s\\""'],
  ['ok\n', '"ok\\n"'],
  ['\\.js$', '\\.js$'],
  ['\\.[a-z]{2}$', '"\\.[a-z]{2}$"'],
  ['\\"', '\'\\\\"\''],
  ['\\n', '"\\\\n"'],
  ['a\\', '"a\\\\"'],
])('the word %j is written as %s', (word, expected) => {
  expect(quoteWord(word)).toBe(expected);
});

test('blocks are indented, and comments begin a group', () => {
  expect(renderNginx([
    directive('daemon', 'off'),
    block('http', [], [
      directive('gzip', 'on'),
      comment('Said here'),
      block('server', [], [directive('listen', 80)]),
      { text: 'allow all;' },
    ]),
  ])).toBe(`daemon off;

http {
    gzip on;

    # Said here
    server {
        listen 80;
    }
    allow all;
}
`);
});

test.each([['/api', '/apx'], ['/a.b', '/axb'], ['/v1.0/x', '/v1_0/x'], ['/a+b', '/aab']])('%s is a pattern of itself, and not of %s', (path, other) => {
  const pattern = new RegExp(`^${literalPattern(path)}$`);
  expect([pattern.test(path), pattern.test(other)]).toEqual([true, false]);
});
