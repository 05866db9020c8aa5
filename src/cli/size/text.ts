/** A size for people, in units of 1000 as registries count: as exact as it is recorded. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 100_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 2 : 1)} MB`;
}

/** A difference, with its sign. */
export function changeText(change: number, of: number): string {
  return `${change < 0 ? '-' : '+'}${sizeText(Math.abs(change))}${of > 0 ? ` (${change < 0 ? '' : '+'}${percent(change, of)})` : ''}`;
}

export function percent(part: number, of: number): string {
  // What is almost nothing has no sign.
  return `${(100 * part / of).toFixed(1).replace(/^-(?=0\.0$)/, '')} %`;
}

/** The beginning of a text that is longer. */
export function shortened(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 3).join('')}...`;
}
