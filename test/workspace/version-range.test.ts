import { isFullVersion, pickMajor, VersionRange } from '../../src/workspace/version-range';

const FORMS: [range: string, inside: string[], outside: string[]][] = [
  ['*', ['0.0.0', '9.9.9'], ['1.0.0-rc.1']],
  ['', ['1.2.3'], []],
  ['x', ['1.2.3'], []],
  ['1.2.3', ['1.2.3', '1.2.3+build'], ['1.2.4', '1.2.2']],
  ['=1.2.3', ['1.2.3'], ['1.2.4']],
  ['v1.2.3', ['1.2.3'], ['1.2.4']],
  ['1', ['1.0.0', '1.9.9'], ['0.9.9', '2.0.0', '2.0.0-rc.1']],
  ['1.x', ['1.0.0', '1.9.9'], ['2.0.0']],
  ['1.2.*', ['1.2.0', '1.2.9'], ['1.3.0', '1.1.9']],
  ['^1.2.3', ['1.2.3', '1.9.0'], ['1.2.2', '2.0.0', '1.3.0-beta']],
  ['^0.2.3', ['0.2.3', '0.2.9'], ['0.3.0', '0.2.2']],
  ['^0.0.3', ['0.0.3'], ['0.0.4']],
  ['^0.0', ['0.0.9'], ['0.1.0']],
  ['^0', ['0.9.9'], ['1.0.0']],
  ['^ 1.2.3', ['1.3.0'], ['2.0.0']],
  ['^1.2.3-beta.2', ['1.2.3-beta.2', '1.2.3-beta.10', '1.2.3', '1.3.0'], ['1.2.3-beta.1', '1.2.3-alpha', '1.2.4-beta', '2.0.0-beta']],
  ['~1.2.3', ['1.2.3', '1.2.9'], ['1.3.0', '1.2.2']],
  ['~1.2', ['1.2.0'], ['1.3.0']],
  ['~1', ['1.9.0'], ['2.0.0']],
  ['~>1.2.3', ['1.2.9'], ['1.3.0']],
  ['>=20', ['20.0.0', '99.0.0'], ['19.9.9']],
  ['>20', ['21.0.0'], ['20.9.9']],
  ['>20.1', ['20.2.0'], ['20.1.9']],
  ['>20.1.1', ['20.1.2'], ['20.1.1']],
  ['<20', ['19.9.9'], ['20.0.0', '20.0.0-rc.1']],
  ['<20.1.1', ['20.1.0'], ['20.1.1']],
  ['<=20', ['20.9.9'], ['21.0.0']],
  ['<=20.1.1', ['20.1.1'], ['20.1.2']],
  ['>=18.18.0 <19 || >=20.9.0', ['18.18.0', '20.9.0', '24.0.0'], ['18.17.0', '19.0.0', '20.8.9']],
  ['>= 20 < 25', ['20.0.0', '24.9.9'], ['25.0.0']],
  ['>=20, <25', ['24.9.9'], ['25.0.0']],
  ['1.2.3 - 2.3.4', ['1.2.3', '2.3.4'], ['1.2.2', '2.3.5']],
  ['1.2 - 2', ['1.2.0', '2.9.9'], ['1.1.9', '3.0.0']],
  ['<*', [], ['0.0.0', '1.0.0']],
  ['>=2.0.0-alpha <2.0.0', ['2.0.0-alpha.1'], ['2.0.0', '1.9.0']],
];

describe('VersionRange', () => {
  test.each(FORMS)('%s', (text, inside, outside) => {
    const range = VersionRange.parse(text)!;
    expect(inside.filter((version) => !range.includes(version))).toEqual([]);
    expect(outside.filter((version) => range.includes(version))).toEqual([]);
    expect(`${range}`).toBe(text);
  });

  test.each(['latest', 'banana', '1.2.3.4', 'npm:a@1', 'git+ssh://x', '>=20 && <25', '1 || next', '^'])('%s is no range', (text) => {
    expect(VersionRange.parse(text)).toBeUndefined();
  });

  test('a pre-release is in a range when all are asked for', () => {
    expect(VersionRange.parse('^1.0.0')!.includes('1.1.0-rc.1', true)).toBe(true);
    expect(VersionRange.parse('^1.0.0')!.includes('2.0.0-rc.1', true)).toBe(false);
  });

  test('what is no version is in no range', () => {
    expect(VersionRange.parse('*')!.includes('latest')).toBe(false);
  });

  test.each<[string, number | undefined]>([
    ['^10.1.0', 10], ['>=9 <11', 9], ['<5', 0], ['>20', 21], ['>20.1.0', 20], ['24 || 22', 22], ['*', 0], ['>3 <2', undefined],
  ])('the lowest major of %s is %s', (text, major) => {
    expect(VersionRange.parse(text)!.lowestMajor()).toBe(major);
  });
});

describe('pickMajor', () => {
  test.each<[string, number | undefined, string]>([
    ['>=20', 24, 'preferred'],
    ['>=20 <23', 22, 'the highest that fits'],
    ['^20.1.0 || ^26.0.0', 26, 'the highest that fits'],
    ['<=24.0.0', 24, 'a single release of it is enough'],
    ['>=24.5.0 <24.6.0', 24, 'a part of it'],
    ['^18', undefined, 'none fits'],
    ['banana', undefined, 'no range'],
  ])('%s gives %s: %s', (range, major) => {
    expect(pickMajor(range, [20, 22, 24, 26], 24)).toBe(major);
  });
});

test.each<[string, boolean]>([['1.2.3', true], ['1.2.3-rc.1+x', true], ['1.2', false], ['^1.2.3', false], ['', false]])('%s is a full version: %s', (text, is) => {
  expect(isFullVersion(text)).toBe(is);
});
