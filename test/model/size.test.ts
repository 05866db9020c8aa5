import { Size } from '../../src/model/size';

test.each([
  [Size.bytes(1500), 1500, 0, '1500b'],
  [Size.bytes(1_048_576), 1_048_576, 1, '1m'],
  [Size.megabytes(150), 150_000_000, 143, '150000000b'],
  [Size.megabytes(1.5), 1_500_000, 1, '1500000b'],
  [Size.mebibytes(512), 536_870_912, 512, '512m'],
  [Size.mebibytes(0.5), 524_288, 0, '524288b'],
  [Size.gibibytes(2), 2_147_483_648, 2048, '2048m'],
])('%s', (size, bytes, mebibytes, text) => {
  expect([size.toBytes(), size.toMebibytes(), size.toString()]).toEqual([bytes, mebibytes, text]);
});

test.each([
  [() => Size.bytes(0), 'bytes, whole in bytes, got 0'],
  [() => Size.bytes(1.5), 'bytes, whole in bytes, got 1.5'],
  [() => Size.mebibytes(-1), 'mebibytes, whole in bytes, got -1'],
  [() => Size.megabytes(NaN), 'megabytes, whole in bytes, got null'],
  [() => Size.gibibytes('1' as never), 'gibibytes, whole in bytes, got "1"'],
])('%s is refused', (make, message) => {
  expect(make).toThrow(new Error(`a size must be a positive number of ${message}`));
});
