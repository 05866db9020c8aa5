import { semver, vulnerability } from './support';
import { gapsIn, hasExpired, isExcepted, nameOf, parseExceptions } from '../../../src/cli/scan/exceptions';

const one = (entry: object) => parseExceptions('x.yaml', JSON.stringify({ vulnerabilities: [entry] }))[0];
const PATH = 'app/node_modules/semver/package.json';

test('of YAML, whatever else is in it', () => {
  const text = 'misconfigurations:\n  - id: DS-1\nvulnerabilities:\n  - id: CVE-2026-1\n    paths: [app/**]\n    purls: [pkg:npm/a]\n    expired_at: 2027-03-01\n    statement: why\n  - id: GHSA-1\n';
  expect(parseExceptions('a/.trivyignore.yaml', text)).toEqual([
    { id: 'CVE-2026-1', paths: ['app/**'], purls: ['pkg:npm/a'], expires: Date.UTC(2027, 2, 1), statement: 'why' },
    { id: 'GHSA-1', paths: [], purls: [] },
  ]);
  expect([parseExceptions('x.yml', ''), parseExceptions('x.yml', 'secrets: []')]).toEqual([[], []]);
});

test('of lines', () => {
  expect(parseExceptions('.trivyignore', '# why\nCVE-2026-1\n\n  CVE-2026-2 exp:2027-03-01  \nDS-1 # more')).toEqual([
    { id: 'CVE-2026-1', paths: [], purls: [] }, { id: 'CVE-2026-2', expires: Date.UTC(2027, 2, 1), paths: [], purls: [] }, { id: 'DS-1', paths: [], purls: [] },
  ]);
});

test.each<[string, string, string]>([
  ['x.yaml', 'a: [', 'x.yaml is not valid YAML: '],
  ['x.yaml', '- CVE-2026-1', 'x.yaml must hold a list "vulnerabilities" of exceptions, got ["CVE-2026-1"]'],
  ['x.yaml', 'vulnerabilities: CVE-2026-1', 'x.yaml must hold a list "vulnerabilities" of exceptions, got {"vulnerabilities":"CVE-2026-1"}'],
  ['x.yaml', 'vulnerabilities: [CVE-2026-1]', 'exception 1 of x.yaml must be a mapping with an "id", got "CVE-2026-1"'],
  ['x.yaml', 'vulnerabilities: [{ statement: x }]', 'exception 1 of x.yaml must have an "id" such as "CVE-2026-1234", got undefined'],
  ['x.yaml', 'vulnerabilities: [{ id: A-1 }, { id: A-1, expires: 2027-01-01 }]', 'exception 2 of x.yaml has the key "expires", which means nothing; there are id, paths, purls, expired_at, statement'],
  ['x.yaml', 'vulnerabilities: [{ id: A-1, statement: [] }]', 'exception 1 of x.yaml must have text as its "statement", got []'],
  ['x.yaml', 'vulnerabilities: [{ id: A-1, paths: app }]', 'exception 1 of x.yaml must have patterns such as "app/node_modules/**" as its "paths", got "app"'],
  ['x.yaml', 'vulnerabilities: [{ id: A-1, paths: ["[z-a]"] }]', 'exception 1 of x.yaml must have patterns such as "app/node_modules/**" as its "paths", got ["[z-a]"]'],
  ['x.yaml', 'vulnerabilities: [{ id: A-1, purls: [semver] }]', 'exception 1 of x.yaml must have package URLs such as "pkg:npm/sharp" as its "purls", got ["semver"]'],
  ['x.yaml', 'vulnerabilities: [{ id: A-1, expired_at: 2027-02-30 }]', 'exception 1 of x.yaml must have a day such as "2027-03-01" as its "expired_at", got "2027-02-30"'],
  ['x.yaml', 'vulnerabilities: [{ id: A-1, expired_at: soon }]', 'exception 1 of x.yaml must have a day such as "2027-03-01" as its "expired_at", got "soon"'],
  ['x', 'A-1\nA-2 exp:tomorrow', 'line 2 of x must say a day such as "exp:2027-03-01", got "A-2 exp:tomorrow"'],
])('%s with %j', (path, text, message) => {
  expect(() => parseExceptions(path, text)).toThrow(message);
});

test.each<[object, boolean]>([
  [{}, true],
  [{ id: 'CVE-2022-2588' }, false],
  [{ paths: ['app/**'] }, true],
  [{ paths: ['Node.js'] }, true],
  [{ paths: ['srv/**', 'lib/**'] }, false],
  [{ purls: ['pkg:npm/semver'] }, true],
  [{ purls: ['pkg:npm/other', 'pkg:npm/semver@7.5.1'] }, true],
  [{ purls: ['pkg:npm/semver@7.5.2'] }, false],
  [{ paths: ['app/**'], purls: ['pkg:npm/semver@7.5.2'] }, false],
])('%j excepts: %s', (given, expected) => {
  expect(isExcepted(one({ id: 'CVE-2022-25883', ...given }), 'Node.js', semver(PATH))).toBe(expected);
});

test('a package without a URL is excepted by the rest', () => {
  expect(isExcepted(one({ id: 'CVE-2026-1000', purls: ['pkg:npm/x'] }), 'x', vulnerability({ PkgIdentifier: undefined }))).toBe(true);
});

test.each<[string | undefined, boolean]>([
  [undefined, false], ['2026-11-21', false], ['2026-11-20', true], ['2026-11-21T00:00:00Z', false], ['2026-11-20T23:59:59Z', true], ['2026-11-21T01:00:00+02:00', true],
])('at midnight, one until %s has expired: %s', (expiry, expected) => {
  expect(hasExpired(one({ id: 'A-1', expired_at: expiry }), Date.UTC(2026, 10, 21))).toBe(expected);
});

test.each<[string, object, string[]]>([
  ['a.yaml', { expired_at: '2027-03-01', statement: 'why' }, []],
  ['a.yaml', { statement: 'why' }, ['A-1 in a.yaml has no end; give it expired_at']],
  ['a.yml', { expired_at: '2027-03-01', statement: ' ' }, ['A-1 in a.yml has no reason; give it statement']],
  ['a.yaml', { paths: ['app/*'], purls: ['pkg:npm/x'] }, ['A-1 in a.yaml (app/*, pkg:npm/x) has no end and no reason; give it expired_at and statement']],
  ['a.txt', { expired_at: '2027-03-01' }, ['A-1 in a.txt has no reason; write the file in YAML, where it can have statement']],
])('what is missing, in %s, with %j', (path, given, expected) => {
  expect(gapsIn(path, [one({ id: 'A-1', ...given })])).toEqual(expected);
});

test('is named with where it holds', () => {
  expect([nameOf(one({ id: 'A-1' })), nameOf(one({ id: 'A-1', paths: ['app/*'], purls: ['pkg:npm/x'] }))]).toEqual(['A-1', 'A-1 in app/*, pkg:npm/x']);
});
