/** A duration for people: `48 ms`, `1.3 s`, `105 s`. */
export function milliseconds(amount: number): string {
  if (amount < 1000) return `${Math.round(amount)} ms`;
  const seconds = amount / 1000;
  return `${seconds < 10 ? Number(seconds.toFixed(1)) : Math.round(seconds)} s`;
}
