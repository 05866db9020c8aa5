/** A duration for people: `48 ms`, `1.3 s`, `105 s`. */
export function milliseconds(amount: number): string {
  if (amount < 1000) return `${Math.round(amount)} ms`;
  const seconds = amount / 1000;
  return `${seconds < 10 ? Number(seconds.toFixed(1)) : Math.round(seconds)} s`;
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB'];

/** Memory, as Compose counts it. */
export function bytes(amount: number): string {
  let unit = 0;
  let rest = amount;
  for (; rest >= 1024 && unit < UNITS.length - 1; unit++) rest /= 1024;
  return `${Number(rest.toFixed(1))} ${UNITS[unit]}`;
}
