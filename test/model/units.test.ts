import { budgetText, memoryText, sizeText } from '../../src/model/units';

test.each([
  [0, '0 B'], [93, '93 B'], [999, '999 B'], [1000, '1.0 kB'], [45_600, '45.6 kB'], [99_999, '100.0 kB'], [100_000, '0.10 MB'], [996_000, '1.00 MB'], [2_804_999, '2.80 MB'], [9_999_999, '10.00 MB'],
  [10_000_000, '10.0 MB'], [142_060_000, '142.1 MB'], [1_250_000_000, '1250.0 MB'],
])('%d bytes are %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});

test.each([
  [150_040_000, 150_000_000, '150.04 MB'], [149_990_000, 150_000_000, '149.99 MB'], [150_000_000, 150_000_000, '150.0 MB'], [150_000_001, 150_000_000, '150.000001 MB'], [151_234_567, 150_000_000, '151.2 MB'],
  [100_001, 100_000, '0.100001 MB'], [99_960, 100_000, '99.96 kB'], [99_960, 99_950, '100.0 kB'], [1001, 1000, '1.001 kB'], [1_000, 999, '1.0 kB'], [500, 999, '500 B'], [153_200_001, 153_150_000, '153.2 MB'],
])('%d bytes under a budget of %d are %s', (bytes, budget, text) => {
  expect(sizeText(bytes, budget)).toBe(text);
});

test('a size above its budget, or below it, is never shown as the budget', () => {
  const value = (text: string) => parseFloat(text) * { B: 1, kB: 1000, MB: 1_000_000 }[text.split(' ')[1]]!;
  const sizes = [
    500, 999, 1000, 1049, 1050, 99_949, 99_950, 99_999, 100_000, 104_999, 105_000, 9_994_999, 9_995_000, 9_999_999, 10_000_000,
    149_950_000, 150_000_000, 150_040_000, 150_050_000,
  ];
  const near = sizes.flatMap(size => [-40_000, -1, 0, 1, 40_000].map(by => size + by)).filter(size => size > 0);
  for (const budget of near) {
    expect(value(budgetText(budget))).toBeCloseTo(budget, 3);
    for (const size of near) {
      const [shown, most] = [sizeText(size, budget), budgetText(budget)];
      const side = Math.sign(Math.round(value(shown) - value(most)));
      expect([size, budget, shown === most, side]).toEqual([size, budget, size === budget, Math.sign(size - budget)]);
    }
  }
});

test.each([[150_000_000, '150.0 MB'], [50_250_000, '50.25 MB'], [45_500_000, '45.5 MB'], [59_999_500, '59.9995 MB'], [300_000, '0.30 MB'], [1536, '1.536 kB']])('a budget of %d bytes is %s', (bytes, text) => {
  expect(budgetText(bytes)).toBe(text);
});

test.each([[512 * 1024 ** 2, '512 MiB'], [1.5 * 1024 ** 3, '1.5 GiB'], [100, '100 B']])('%d bytes of memory are %s', (bytes, text) => {
  expect(memoryText(bytes)).toBe(text);
});
