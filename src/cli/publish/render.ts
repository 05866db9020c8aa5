import type { Publication } from './plan';
import type { Pushed } from './push';
import { code, entities } from '../../model/markdown';
import { shortDigest } from '../../model/published-image';
import { renderMarkdownTable, renderTable } from '../table';

/** What was pushed, for people. */
export function renderPushed(pushed: readonly Pushed[], tag: string, isMarkdown: boolean): string {
  const header = ['image', 'platforms', 'digest', 'tag'];
  const rows = pushed.map(({ image, platforms, digest, before }) => {
    const state = before === digest ? 'unchanged' : before === undefined ? 'new' : `was ${shortDigest(before)}`;
    return isMarkdown ? [code(image), entities(platforms.join(', ')), code(digest), state] : [image, platforms.join(', '), digest, state];
  });
  return isMarkdown ? `### Published as ${code(tag)}\n\n${renderMarkdownTable(header, rows)}` : `${renderTable(header, rows)}\n\npublished as ${tag}`;
}

/** What would be pushed. */
export function renderPlan(publications: readonly Publication[], tag: string, isMarkdown: boolean): string {
  const header = ['image', 'archive', 'platforms', 'digest'];
  const rows = publications.flatMap(({ target, archives }) => archives.map(({ file, outline }) => {
    const platforms = outline.manifests.flatMap(({ platform }) => platform ?? []).join(', ');
    return isMarkdown ? [code(target.image), code(file), entities(platforms), code(outline.digest)] : [target.image, file, platforms, outline.digest];
  }));
  const title = `would be published as ${isMarkdown ? code(tag) : tag}; nothing was pushed`;
  return isMarkdown ? `### Dry run: ${title}\n\n${renderMarkdownTable(header, rows)}` : `${renderTable(header, rows)}\n\n${title}`;
}
