import { code, entities, enumerate, fence, prose, table } from '../../src/model/markdown';
import { readPages, tablesOf, textOf } from '../render/guide-support';
import { AWKWARD } from '../render/model';

const WORDS = [
  ...AWKWARD, '|', 'a|b', '\\|', '\\\\|', '\\', '\\\\', '`', '``', '```', '`a`', '`|`', '<br>', '<script>alert(1)</script>', '<!-- x -->', '-->', '&amp;', '&lt;', 'a & b', '*a*', '**a**', '_a_',
  'a_b_c', '__init__.py', '~~a~~', '[a](b)', '![a](b)', '[a]', '# a', '- a', '1. a', '> a', '---', '| a | b |', '|---|', 'a\r\nb', 'a\n\nb', 'a\tb', '$x$', '$`x`$', '$$x$$', ':tada:', '@someone', '^1', '==a==',
  '+ a', '+', '2) a', '12.', '- - -', '-- -', '===', '    a', '* * *', '\\[a](b)', '\\`a\\`', 'a\\|b',
];
/** What is a link by itself. */
const ADDRESSES = ['see [here](https://example.com/x) *now*', 'https://example.com/x', 'ftp://example.com', 'www.example.com', 'WWW.example.com/x', 'a@example.com'];
/** As a browser shows white space. */
const shown = (text: string) => text.replace(/[\s]+/g, ' ').trim();

describe('values in tables and in sentences', () => {
  let cells: Record<string, string>[];
  let sentences: string[];
  let names: string[];
  beforeAll(() => {
    const [page, ...pages] = readPages([
      table(WORDS, [['Name', code], ['Text', prose], ['End', () => 'end']]),
      ...WORDS.flatMap(word => [`It is ${prose(word)}.`, `It is ${code(word)}.`]),
    ]);
    [cells] = tablesOf(page);
    sentences = pages.filter((_, i) => i % 2 === 0).map(({ html }) => html);
    names = pages.filter((_, i) => i % 2 === 1).map(({ html }) => html);
  });

  test.each(WORDS.map((word, i) => [word, i] as const))('%j', (word, i) => {
    expect(Object.fromEntries(Object.entries(cells[i]).map(([title, text]) => [title, shown(text)]))).toEqual({ Name: shown(word), Text: shown(word), End: 'end' });
    expect(shown(textOf(sentences[i]))).toBe(shown(`It is ${word.trim()}.`));
    expect(shown(textOf(names[i]))).toBe(shown(`It is ${word.trim()}.`));
    // Nothing but a paragraph, and for names, what marks them.
    expect(sentences[i]).toMatch(/^<p>[^<]*<\/p>\n$/);
    expect(names[i]).toMatch(/^<p>It is <code>[^<]*<\/code>\.<\/p>\n$/);
  });

  test('GitHub sees no mathematics in them', () => {
    expect(prose('costs $5, not $6')).toBe('costs \\$5, not \\$6');
  });
});

describe('texts of others are only text', () => {
  const words = [...WORDS.filter(Boolean), ...ADDRESSES];
  let pages: ReturnType<typeof readPages>;
  beforeAll(() => {
    pages = readPages(words.flatMap(word => [
      `| a | b |\n| --- | --- |\n| ${entities(word)} | end |`, `- ${entities(word)}\n- end`, `### ${entities(word)}`, `<details><summary>${entities(word)}</summary>\n\nend\n\n</details>`,
    ]));
  });

  test.each(words.map((word, i) => [word, i] as const))('%j', (word, i) => {
    const [cell, item, heading, summary] = pages.slice(4 * i, 4 * i + 4).map(({ html }) => html);
    expect(cell).toMatch(/<td>[^<]*<\/td>\n<td>end<\/td>/);
    expect(item).toMatch(/^<ul>\n<li>[^<]*<\/li>\n<li>end<\/li>\n<\/ul>\n$/);
    expect(heading).toMatch(/^<h3>[^<]*<\/h3>\n$/);
    expect(summary).toMatch(/^<details><summary>[^<]*<\/summary>\n\n<p>end<\/p>\n<\/details>/);
    for (const html of [/<td>([^<]*)/.exec(cell)![1], /<li>([^<]*)/.exec(item)![1], heading, /<summary>([^<]*)/.exec(summary)![1]]) expect(shown(textOf(html))).toBe(shown(word));
  });

  test('as they are where nothing in them has a meaning', () => {
    const text = 'problem: 1.2.3 (linux/amd64), +1.2 MB; 20 days = 3 %, größe 日本';
    expect(entities(text)).toBe(text);
  });
});

test('addresses in a text are links, whatever is in them', () => {
  const [page] = readPages([table(['see https://example.com/a_b_c?x=1&y=~2 (and https://example.com/z).'], [['Why', prose]])]);
  expect(page.html).toContain('<td>see <a href="https://example.com/a_b_c?x=1&y=~2">');
  expect(page.html).toContain('(and <a href="https://example.com/z">https://example.com/z</a>).');
});

test('columns without content are left out, the first one never', () => {
  expect(table([{ a: 'x' }, { a: 'y' }], [['Name', () => ''], ['Empty', () => ''], ['Full', ({ a }) => (a === 'x' ? a : '')]])).toBe('| Name | Full |\n|---|---|\n|  | x |\n|  |  |');
});

test('a block ends where it ends, whatever is in it', () => {
  const text = 'a\n```\nb\n````\nc';
  expect(readPages([fence('sh', text)])[0].tokens).toEqual([expect.objectContaining({ type: 'code', lang: 'sh', text })]);
  expect(fence('sh', 'a')).toBe('```sh\na\n```');
});

test.each([[[], ''], [['a'], 'a'], [['a', 'b'], 'a and b'], [['a', 'b', 'c'], 'a, b and c']])('%j is said as %j', (parts, text) => {
  expect(enumerate(parts)).toBe(text);
});
