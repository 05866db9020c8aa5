import { Port } from '../../src/model/port';

test.each([1, 80, 3000, 65535])('%p is a port', value => {
  expect(Port.of(value).value).toBe(value);
});

test.each([
  [0, '0'], [-1, '-1'], [65536, '65536'], [70000, '70000'], [80.5, '80.5'], [NaN, 'null'], [Infinity, 'null'],
  ['80a', '"80a"'], ['80', '"80"'], [null, 'null'], [undefined, 'undefined'], [[80], '[80]'],
])('%p is none', (value, shown) => {
  expect(() => Port.of(value as number)).toThrow(new Error(`port must be a whole number from 1 to 65535, got ${shown}`));
});

test('the message calls it what the caller calls it', () => {
  expect(() => Port.of(0, 'hostPort')).toThrow(/^hostPort must be/);
});
