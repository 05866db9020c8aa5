import { amd64, arm64, commit, d, inventory, plan, POLICY, stored } from './support';
import { isSameListing } from '../../../src/cli/cleanup/inventory';
import { kindOf, matcher, subjectsIn } from '../../../src/cli/cleanup/tags';

const DAY = 86_400_000;

describe('tags', () => {
  test.each<[string, string]>([
    ['latest', 'latest'], ['1.2.3', 'version'], ['1.2', 'version'], ['1', 'version'], ['v1.2.3', 'version'], ['1.2.3-rc.1', 'version'], ['main', 'other'],
    ['develop', 'other'], ['branch-1', 'other'], ['buildcache', 'cache'], ['buildcache-linux-amd64', 'cache'], [`sha-${'a'.repeat(40)}`, 'commit'],
    // What looks like the tag of a commit, and is none, was written by somebody.
    ['sha-abc1234', 'other'], [`sha-${'A'.repeat(40)}`, 'other'], [`sha-${'a'.repeat(40)}-amd64`, 'other'], [`x-sha-${'a'.repeat(40)}`, 'other'],
    [`sha256-${'a'.repeat(64)}`, 'companion'], [`sha256-${'a'.repeat(64)}.sig`, 'companion'], [`sha256-${'a'.repeat(64)}.att`, 'companion'],
    [`sha256-${'a'.repeat(64)}.sbom`, 'companion'], [`sha256-${'a'.repeat(63)}`, 'other'], [`sha256-${'a'.repeat(64)}-x`, 'other'],
  ])('%s is for %s', (tag, kind) => expect(kindOf(tag)).toBe(kind));

  test('of companions say what they are about', () => {
    expect(subjectsIn(['latest', `sha256-${'a'.repeat(64)}.sig`, `sha256-${'b'.repeat(64)}`])).toEqual([`sha256:${'a'.repeat(64)}`, `sha256:${'b'.repeat(64)}`]);
  });

  test.each<[string, string, boolean]>([
    ['keep', 'keep', true], ['keep', 'keep-1', false], ['keep*', 'keep-1', true], ['*-rc', '1-rc', true], ['a.b', 'axb', false], ['*', 'x', true], ['sha-a*', `sha-${'a'.repeat(40)}`, true],
  ])('pattern %s, tag %s: %j', (pattern, tag, expected) => expect(matcher([pattern])(tag)).toBe(expected));

  test('no pattern matches nothing', () => expect(matcher([])('')).toBe(false));
});

test('two lists are the same in any order, and not with another tag', () => {
  const [a, b] = [{ digest: d('a'), tags: ['1', '2'] }, { digest: d('b'), tags: [] }];
  expect(isSameListing([a, b], [b, { ...a, tags: ['2', '1'] }])).toBe(true);
  expect(isSameListing([a, b], [a])).toBe(false);
  expect(isSameListing([a, b], [b, { ...a, tags: ['1'] }])).toBe(false);
});

describe('what a tag keeps', () => {
  test.each(['latest', '1.2.3', '1.2', '1', 'main', 'buildcache', 'buildcache-api', 'pr-1', 'sha-abc1234'])('%s, however old it is', tag => {
    expect(plan([...commit(1, 1), stored('old', [tag], 4000)])).toEqual({ kept: ['1', 'old'], deleted: [], problems: [] });
  });

  test('a commit tag beside it changes nothing, and takes no place of the newest', () => {
    expect(plan([stored('1', [`sha-${'1'.repeat(40)}`, 'main'], 10), ...commit(2, 20), ...commit(3, 30)]).kept).toEqual(['1', '2']);
  });

  test('the newest N of commits', () => {
    const images = [4, 2, 5, 1, 3].flatMap(age => commit(age, age * 10));
    expect(plan(images, { keep: 2 })).toMatchObject({ kept: ['1', '2'], deleted: ['5', '4', '3'] });
    expect(plan(images, { keep: 9 }).deleted).toEqual([]);
  });

  test('one that many commits have made is one', () => {
    expect(plan([stored('1', [`sha-${'1'.repeat(40)}`, `sha-${'2'.repeat(40)}`], 10), ...commit(3, 20), ...commit(4, 30)], { keep: 2 }).kept).toEqual(['1', '3']);
  });

  test('what is protected', () => {
    const isProtected = matcher([`sha-${'5'.repeat(39)}*`]);
    expect(plan([1, 2, 5].flatMap(age => commit(age, age * 10)), { isProtected })).toMatchObject({ kept: ['1', '5'], deleted: ['2'] });
  });

  test('what is young', () => {
    const images = [1, 2, 3, 4].flatMap(age => commit(age, age));
    expect(plan([...images, stored('orphan', [], 2)], { olderThan: 3 * DAY })).toMatchObject({ kept: ['1', '2', 'orphan'], deleted: ['4', '3'] });
    expect(plan([...images, stored('orphan', [], 3)], { olderThan: 3 * DAY }).deleted).toEqual(['4', 'orphan', '3']);
  });

  test('a clock that is fast makes nothing young where age does not matter', () => {
    expect(plan([...commit(1, 1), stored('orphan', [], -1)]).deleted).toEqual(['orphan']);
    expect(plan([...commit(1, 1), stored('orphan', [], -1)], { olderThan: 1 }).deleted).toEqual([]);
  });

  test('what nobody knows the age of', () => {
    const images = [...commit(1, 1), ...commit(2, undefined), stored('orphan', [], undefined)];
    expect(plan(images, { olderThan: DAY })).toMatchObject({ kept: ['1', '2', 'orphan'], deleted: [] });
    // An image that could be the newest stays also where age does not matter.
    expect(plan(images)).toMatchObject({ kept: ['1', '2'], deleted: ['orphan'] });
  });
});

describe('what is needed', () => {
  test('the platforms and attestations of a kept index, and not those of another one', () => {
    const images = [
      stored('new', [`sha-${'1'.repeat(40)}`], 10, { children: ['amd', 'att', 'shared'] }), stored('old', [`sha-${'2'.repeat(40)}`], 20, { children: ['amd-old', 'shared'] }),
      ...['amd', 'att', 'shared', 'amd-old'].map(name => stored(name, [], 30)),
    ];
    expect(plan(images)).toEqual({ kept: ['amd', 'att', 'new', 'shared'], deleted: ['old', 'amd-old'], problems: [] });
  });

  test('indexes in indexes', () => {
    const images = [
      stored('latest', ['latest'], 10, { children: ['inner'] }), stored('inner', [], 20, { children: ['innermost'] }), stored('innermost', [], 20, { children: ['leaf'] }),
      stored('leaf', [], 20), stored('orphan', [], 20, { children: ['leaf', 'other'] }), stored('other', [], 20),
    ];
    expect(plan(images)).toMatchObject({ kept: ['inner', 'innermost', 'latest', 'leaf'], deleted: ['orphan', 'other'] });
  });

  test('layers that the index of a build cache lists need not be manifests', () => {
    expect(plan([stored('cache', ['buildcache'], 10, { others: ['layer'] }), stored('old-cache', [], 20, { others: ['layer', 'older'] })]))
      .toEqual({ kept: ['cache'], deleted: ['old-cache'], problems: [] });
    // And where they are, they are needed as well.
    const unknown = [stored('main', ['main'], 10, { others: ['odd'] }), stored('odd', [], 20)];
    expect(plan(unknown)).toEqual({ kept: ['main', 'odd'], deleted: [], problems: [] });
  });

  test.each<[string, string[], object]>([
    ['a tag', [`sha256-${d('1').slice(7)}.sig`], {}], ['a list of referrers', [`sha256-${d('1').slice(7)}`], { children: [] }], ['a subject', [], { subject: '1' }],
  ])('a signature by %s lives and dies with its subject', (_how, tags, links) => {
    const other = (tags.length > 0 ? { tags: tags.map(tag => tag.replace(d('1').slice(7), d('2').slice(7))), links } : { tags, links: { subject: '2' } });
    const images = [...commit(1, 10), ...commit(2, 20), stored('signature', tags, 40, links), stored('other', other.tags, 5, other.links)];
    expect(plan(images)).toEqual({ kept: ['1', 'signature'], deleted: ['other', '2'], problems: [] });
  });

  test('a list of referrers keeps what it lists, and goes before it', () => {
    const tag = (name: string) => `sha256-${d(name).slice(7)}`;
    const list = (of: string) => [stored(`list-${of}`, [tag(of)], 40, { children: [`sig-${of}`, `att-${of}`] }), stored(`sig-${of}`, [], 40, { subject: of }), stored(`att-${of}`, [], 40, { subject: of })];
    const { kept, deleted } = plan([...commit(1, 10), ...commit(2, 20), ...list('1'), ...list('2')]);
    expect(kept).toEqual(['1', 'att-1', 'list-1', 'sig-1']);
    expect(deleted[0]).toBe('list-2');
    expect(deleted[3]).toBe('2');
  });

  test('a signature of a platform, and one of a signature', () => {
    const images = [
      stored('new', [`sha-${'1'.repeat(40)}`], 10, { children: ['amd'] }), stored('amd', [], 10), stored('signature', [], 50, { subject: 'amd' }), stored('timestamp', [], 50, { subject: 'signature' }),
    ];
    expect(plan(images).deleted).toEqual([]);
  });

  test('what something kept is about', () => {
    expect(plan([...commit(1, 10), ...commit(2, 20), stored('sbom', ['sbom-of-2'], 20, { subject: '2' })]).kept).toEqual(['1', '2', 'sbom']);
    // Somebody has signed it just now.
    expect(plan([...commit(1, 10), ...commit(2, 20), stored('signature', [], 1, { subject: '2' })], { olderThan: 5 * DAY }).kept).toEqual(['1', '2', 'signature']);
  });

  test('a referrer whose subject is gone', () => {
    expect(plan([...commit(1, 10), stored('signature', [`sha256-${d('gone').slice(7)}.sig`], 40), stored('attestation', [], 30, { subject: 'gone' })], {}, ['gone']))
      .toEqual({ kept: ['1'], deleted: ['signature', 'attestation'], problems: [] });
  });

  test('what the list of all does not have yet, and what it needs', () => {
    const images = [...commit(1, 10), { ...stored('late', [], undefined, { children: ['amd'] }), isDeletable: false }, stored('amd', [], 40)];
    expect(plan(images)).toMatchObject({ kept: ['1', 'amd', 'late'], deleted: [] });
  });
});

describe('only what has no tag', () => {
  const images = [
    ...[1, 2, 3].flatMap(age => commit(age, age * 10)), ...[1, 2, 3, 4].map(age => stored(`orphan-${age}`, [], age * 10)),
    stored('old', [], 90, { children: ['amd'] }), stored('amd', [], 5), stored('signature', [], 90, { subject: 'old' }),
  ];

  test('the newest N of it stay', () => {
    expect(plan(images, { untaggedOnly: true, keep: 2 })).toMatchObject({
      kept: ['1', '2', '3', 'orphan-1', 'orphan-2'], deleted: ['signature', 'old', 'orphan-4', 'orphan-3', 'amd'].sort(byOrder),
    });
  });

  test('what a signature with a tag is about stays, because the signature does', () => {
    const { kept, deleted } = plan([...images, stored('tagged', [`sha256-${d('old').slice(7)}.sig`], 90)], { untaggedOnly: true, keep: 1 });
    expect(kept).toEqual(expect.arrayContaining(['tagged', 'old', 'amd', 'signature']));
    expect(deleted).toEqual(['orphan-4', 'orphan-3', 'orphan-2']);
  });
});

const ORDER = ['signature', 'old', 'orphan-4', 'orphan-3', 'amd'];
function byOrder(a: string, b: string): number {
  return ORDER.indexOf(a) - ORDER.indexOf(b);
}

describe('what is not known', () => {
  test('a part of something kept that is missing', () => {
    expect(plan([stored('main', ['main', '1'], 10, { children: ['amd'] })], {}, ['amd']).problems)
      .toEqual([`sha256:${d('main').slice(7, 19)} (main, 1) lists sha256:${d('amd').slice(7, 19)}, which is not there`]);
  });

  test('a part of something that goes need not be there', () => {
    expect(plan([...commit(1, 10), stored('2', [`sha-${'2'.repeat(40)}`], 20, { children: ['amd'] })], {}, ['amd'])).toEqual({ kept: ['1'], deleted: ['2'], problems: [] });
  });

  test('a tag that keeps something, and has nothing behind it', () => {
    const { problems } = plan(commit(1, 10), {}, [], { gone: ['1.2.3', `sha-${'3'.repeat(40)}`] });
    expect(problems).toEqual([`1.2.3 leads to sha256:${d('gone').slice(7, 19)}, which is not there`]);
    expect(plan(commit(1, 10), {}, [], { gone: [`sha-${'3'.repeat(40)}`] }).problems).toEqual([]);
  });

  test('anything that is not understood', () => {
    const { problems } = plan(commit(1, 10), {}, [], {}, { odd: 'is no JSON object' });
    expect(problems).toEqual([`sha256:${d('odd').slice(7, 19)} is no JSON object, so that nobody knows what it needs`]);
  });
});

test('reasons are said', () => {
  const images = [
    stored('main', ['main'], 10, { children: [amd64, arm64] }), stored(amd64, [], 10), stored(arm64, [], 10), stored('signature', [], 10, { subject: 'main' }),
    ...commit(1, 20), ...commit(2, 30), stored('x', [`sha-${'3'.repeat(40)}`], 40, { children: ['x-amd'] }), stored('x-amd', [], 40), stored('x-sig', [], 40, { subject: 'x' }),
    stored('orphan', [], 50), stored('lost', [], 60, { subject: 'gone' }),
  ];
  const { reasons, whys } = inventory(images, { keep: 1 }, ['gone']);
  expect(reasons).toEqual({ main: 'other', [amd64]: 'part', [arm64]: 'part', signature: 'companion', 1: 'newest' });
  expect(whys).toEqual({
    'lost': 'belongs to what is gone',
    'orphan': 'no tag, and nothing needs it',
    'x-sig': `belongs to sha256:${d('x').slice(7, 19)}`,
    'x': 'not among the newest 1',
    'x-amd': `part of sha256:${d('x').slice(7, 19)}`,
    '2': 'not among the newest 1',
  });
});

test('a repository with nothing', () => {
  expect(plan([], POLICY)).toEqual({ kept: [], deleted: [], problems: [] });
});
