import { isBelow, normalizeName } from '../../../src/workspace/python/names';

test.each([['Uvicorn_Worker', 'uvicorn-worker'], ['zope.interface', 'zope-interface'], ['a-_.b', 'a-b']])('%s is %s', (name, normal) => {
  expect(normalizeName(name)).toBe(normal);
});

test.each([
  ['3.2.25', '4', true], ['4.2.28', '4', false], ['4', '4', false], ['4.0rc1', '4', false], ['0.9', '0.22', true], ['0.22.0', '0.22', false], ['25.1', '25.1.0', false],
  [undefined, '4', false],
])('%s below %s: %s', (version, bound, below) => {
  expect(isBelow(version, bound)).toBe(below);
});
