import { withOwnCollections } from '../../src/model/copy';
import { Size } from '../../src/model/size';

test('what a caller does to lists, records and structs later changes nothing', () => {
  const options = { list: ['a'], record: { a: '1' } as Record<string, string>, development: { sources: ['src'], listen: { port: 1 } }, rules: [{ paths: ['/a'] }], text: 'x', none: undefined };
  const said = structuredClone(options);
  const own = withOwnCollections(options);
  options.list.push('b');
  options.record.b = '2';
  options.development.sources.push('lib');
  options.development.listen.port = 2;
  options.rules[0].paths.push('/b');
  expect(own).toStrictEqual(said);
});

test('instances of classes stay what they are', () => {
  const memory = Size.mebibytes(1);
  const own = withOwnCollections({ memory, all: [memory], development: { memory } });
  expect([own.memory, own.all[0], own.development.memory].every(size => size === memory)).toBe(true);
});

test('a record without a prototype is copied', () => {
  const labels: Record<string, string> = Object.assign(Object.create(null), { a: '1' });
  const own = withOwnCollections({ labels });
  labels.a = '2';
  expect(own.labels).toEqual({ a: '1' });
});
