import { nextPage, tagsIn } from '../../src/registry/page';

const URL = 'https://r.example.com/v2/a/tags/list?n=2';

test.each<[string | null, string | undefined]>([
  [null, undefined],
  ['', undefined],
  ['</v2/a/tags/list?last=b&n=2>; rel="next"', 'https://r.example.com/v2/a/tags/list?last=b&n=2'],
  ['<list?last=b>; rel=next', 'https://r.example.com/v2/a/tags/list?last=b'],
  ['<https://r.example.com/x>;rel="last next"', 'https://r.example.com/x'],
  ['<?a=1,2>; rel="prev", <?b=1,2>; title="x"; REL="next"', 'https://r.example.com/v2/a/tags/list?b=1,2'],
  ['<?a>; rel="prev"', undefined],
  ['<?a>; rel="nextish"', undefined],
  ['<?a>; rel=next-ish', undefined],
])('the next page by %j', (link, expected) => {
  expect(nextPage(link, URL, 'r')).toBe(expected);
});

test.each(['<https://evil.example.com/x>; rel="next"', '<http://r.example.com/x>; rel="next"', '<//evil.example.com>; rel="next"', '<https://>; rel="next"'])(
  'a page elsewhere: %s', link => {
    expect(() => nextPage(link, URL, 'r')).toThrow('which is another host');
  },
);

test('the tags of a page', () => {
  expect(tagsIn(Buffer.from('{"name":"a","tags":["1","b"]}'), 'r')).toEqual(['1', 'b']);
  expect(tagsIn(Buffer.from('{"tags":null}'), 'r')).toEqual([]);
  for (const body of ['', '<html>', 'null', '{}', '{"tags":"a"}', '{"tags":[1]}']) {
    expect(() => tagsIn(Buffer.from(body), 'r')).toThrow('r does not answer with a list of tags; check that it is a registry');
  }
});
