import { commentLines } from '../model/comment';
import { patternOf } from '../model/paths';
import type { IgnoreModel } from '../model/service-model';

/**
 * The ignore file of one build context. With `only`, everything is left out first and these paths are let in again: what
 * is not named cannot reach the builder. The last matching pattern decides, so `except` comes after them.
 */
export function renderIgnore(ignore: IgnoreModel, header: readonly string[]): string {
  const blocks = [commentLines(header)];
  if (ignore.only) blocks.push(['# Only what this image is built from', '*', ...ignore.only.map(path => `!${patternOf(path)}`)].join('\n'));
  for (const { title, patterns } of ignore.except) {
    if (patterns.length > 0) blocks.push([`# ${title}`, ...patterns].join('\n'));
  }
  return `${blocks.join('\n\n')}\n`;
}
