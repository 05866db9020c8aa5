import { Document, isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from 'yaml';
import { commentLines, isCommentKey } from '../../model/comment';

/** What begins the name of a key that is a comment: alone it stands above the whole map, with a name behind it at the end of that key's line. */
const COMMENT = '#';

/**
 * A workflow's YAML. Comments are part of the object, so that overrides of anything else leave them where they belong: the key `#` is
 * what stands above a map, the key `# name` what stands behind the value of `name`.
 *
 * @param header lines that begin the file
 */
export function renderWorkflowYaml(value: object, header: readonly string[]): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  const top = comment(document.contents as Node);
  spread(document.contents as Node);
  const lines = [...header, ...top === undefined || header.length === 0 ? [] : [''], ...top === undefined ? [] : top.split('\n')];
  const text = document.toString({ lineWidth: 0, indentSeq: true }).trimStart();
  return lines.length > 0 ? `${commentLines(lines)}\n\n${text}` : text;
}

/** Makes comments of the keys that are comments, from the inside out; what stands above the node itself is for whoever holds it. */
function comment(node: Node | null): string | undefined {
  if (isSeq(node)) {
    for (const item of node.items as Node[]) {
      const above = comment(item);
      if (above !== undefined) item.commentBefore = block(above);
    }
  }
  if (!isMap(node)) return undefined;
  const pairs = node.items as Pair<Scalar<string>, Node | null>[];
  const comments = new Map(pairs.filter(isComment).map(pair => [pair.key.value, textOf(pair)]));
  node.items = pairs.filter(pair => !isComment(pair));
  for (const { key, value } of node.items as typeof pairs) {
    const above = comment(value);
    if (above !== undefined) key.commentBefore = block(above);
    const behind = comments.get(`${COMMENT} ${key.value}`);
    if (behind !== undefined && isScalar(value)) value.comment = ` ${behind}`;
  }
  return comments.get(COMMENT);
}

function isComment({ key }: Pair<Scalar<string>, Node | null>): boolean {
  return isCommentKey(String(key.value));
}

function textOf({ value }: Pair<Scalar<string>, Node | null>): string {
  return String(isScalar(value) ? value.value : '').replace(/[^\S\n]+/g, ' ');
}

function block(text: string): string {
  return text.split('\n').map(line => ` ${line}`).join('\n');
}

/** Air between jobs. */
function spread(node: Node): void {
  const jobs = isMap(node) ? (node.get('jobs') as Node | undefined) : undefined;
  if (!isMap(node) || !isMap(jobs)) return;
  for (const { key } of [...node.items, ...jobs.items.slice(1)] as Pair<Scalar<string>>[]) key.spaceBefore = true;
}
