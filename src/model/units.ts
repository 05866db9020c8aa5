const UNITS = ['B', 'KiB', 'MiB', 'GiB'];

/** Memory in bytes for people, as Compose counts it: `512 MiB`, `1.5 GiB`. */
export function memoryText(bytes: number): string {
  let unit = 0;
  let rest = bytes;
  for (; rest >= 1024 && unit < UNITS.length - 1; unit++) rest /= 1024;
  return `${Number(rest.toFixed(1))} ${UNITS[unit]}`;
}

/** What is counted in a unit, and with how many digits: about as exact as sizes are recorded. */
const SCALES = [
  { below: 1000, unit: 1, name: 'B', digits: 0 },
  { below: 100_000, unit: 1000, name: 'kB', digits: 1 },
  { below: 10_000_000, unit: 1_000_000, name: 'MB', digits: 2 },
  { below: Infinity, unit: 1_000_000, name: 'MB', digits: 1 },
];

/**
 * The size of an image or of a part of it, in units of 1000 as registries count: `93 B`, `45.6 kB`, `2.80 MB`, `142.1 MB`.
 *
 * @param budget what it must not exceed: the size gets as many more digits as it takes to be seen above or below it
 */
export function sizeText(bytes: number, budget?: number): string {
  const { unit, name, digits: least } = SCALES.find(({ below }) => bytes < below)!;
  const rounded = (to: number) => Math.round(bytes / to) * to;
  const isTold = (size: number) => budget === undefined || Math.sign(size - budget) === Math.sign(bytes - budget);
  let [digits, step] = [least, unit / 10 ** least];
  for (; step > 1 && !isTold(rounded(step)); step /= 10) digits++;
  return `${(rounded(step) / unit).toFixed(digits)} ${name}`;
}

/** What a size must not exceed, exactly: `150.0 MB`, `50.25 MB`. */
export function budgetText(bytes: number): string {
  return sizeText(bytes, bytes);
}
