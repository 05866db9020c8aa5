import { sizeText } from '../../model/units';

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
