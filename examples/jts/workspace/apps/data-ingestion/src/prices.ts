/** Prices as a feed would send them; made up, and the same for everyone who asks. */
export function pricesOf(symbol: string, count: number): number[] {
  const seed = [...symbol].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  return Array.from({ length: count }, (_, i) => Math.round((100 + seed % 50 + i / 2 + 5 * Math.sin((seed + i) / 4)) * 100) / 100);
}
